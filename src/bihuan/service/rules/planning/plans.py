"""A planned day: who is where when, and what a plan is worth beside another."""

from dataclasses import dataclass

from bihuan.service.rules.planning.problem import Fixed, Job, Problem, Worker

LATE = 3  # a minute late weighs as much as so many minutes on the way
LOAD = 5  # a further job of the same technician weighs as much as so many minutes on the way
CHANGE = 45  # a job that was somebody's and goes to another weighs as much as so many minutes on the way

Route = list[Job | Fixed]


@dataclass(frozen=True)
class Stop:
    """A job at its place in somebody's day, with the way there before it and who goes along."""

    job: Job
    start: int
    way: int
    helpers: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        return self.start + self.job.minutes

    @property
    def late(self) -> int:
        return max(0, self.start - self.job.due) if self.job.due is not None else 0

    def change(self, worker: int) -> int:
        """Return what it costs to have this done by another one or later than the customer was told."""
        other = CHANGE if self.job.stays not in (None, worker) else 0
        return other + (max(0, self.start - self.job.told) if self.job.told is not None else 0)


@dataclass
class Plan:
    """Who does what when; what is left has a reason.

    Attributes:
        left: job → `no_certificate`, `nobody`, `no_crew` or `no_room`.
    """

    routes: dict[int, list[Stop]]
    left: dict[int, str]

    @property
    def worth(self) -> tuple[int, int, int]:
        """Return what plans are compared by, smaller is better: left over, late, on the way, unfair and changed."""
        stops = [stop for route in self.routes.values() for stop in route]
        changed = sum(stop.change(key) for key, route in self.routes.items() for stop in route)
        load = sum(len(route) * (len(route) - 1) // 2 for route in self.routes.values())
        return len(self.left), sum(stop.late for stop in stops), sum(stop.way for stop in stops) + LOAD * load + changed


def timetable(problem: Problem, worker: Worker, route: Route) -> list[Stop] | None:
    """Return when a technician would be where, None when the route can't be kept."""
    at, place = (worker.windows[0][0] if worker.windows else 0), worker.home
    stops: list[Stop] = []
    is_ours = False  # what stood before may clash with itself; that is not the plan's fault
    for item in route:
        if isinstance(item, Fixed):
            way = problem.way(place, item.place) if item.place else 0
            if is_ours and at + way > item.start:
                return None
            at, place, is_ours = max(at, item.end), item.place or place, False
            continue
        way = problem.way(place, item.place)
        start = worker.opening(max(at + way, item.opens), item.minutes)
        if start is None or (item.closes is not None and start > item.closes):
            return None
        stops.append(Stop(item, start, way))
        at, place, is_ours = start + item.minutes, item.place, True
    return stops


def cost_of(problem: Problem, worker: Worker, route: Route) -> float | None:
    """Return what a route costs in minutes on the way, None when it can't be kept."""
    stops = timetable(problem, worker, route)
    if stops is None:
        return None
    return sum(stop.way + LATE * stop.late + stop.change(worker.key) for stop in stops)
