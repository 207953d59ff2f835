"""A whole day at once: which technician does which jobs, in which order (SVC-08). Plain values, whole minutes.

Jobs are put in one after the other, each where it costs least; whose second-best place is much worse goes
first (regret insertion), and before all others those whose time limit ends soonest. The result is never worse
than plain greedy insertion, because that is tried too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from bihuan.service.rules.ranking import distance

Place = tuple[float, float] | None
Progress = Callable[[int, int], None]

UNKNOWN_WAY = 20  # minutes between places of which one isn't known
LATE = 3  # a minute late weighs as much as so many minutes on the way
STEP = 5  # jobs begin at full five minutes
LOAD = 5  # a further job of the same technician weighs as much as so many minutes on the way
BUCKET = 120  # limits that end within so many minutes of each other are equally urgent
LAST = 100  # urgency of what isn't due that day
CHANGE = 45  # a job that was somebody's and goes to another weighs as much as so many minutes on the way
ALONE = 10_000  # the regret of a job that only one technician could do


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job to be planned; minutes count from midnight.

    Attributes:
        minutes: how long it takes.
        skill: certificate needed, "" for none.
        workers: who may do it at all; None is everybody.
        due: when it should have begun, None when no time limit runs.
        opens, closes: the first and last minute at which it may begin (an appointment).
        told: when the customer expects somebody, of a job that was planned before; not begun earlier.
        stays: who was to do it and still can: another one costs.
        people: how many it takes, the lead among them.
        helpers: who may go along; None is everybody. `helper_skill`: the certificate they need, "" for none.
    """

    key: int
    minutes: int
    place: Place = None
    skill: str = ""
    workers: frozenset[int] | None = None
    due: int | None = None
    opens: int = 0
    closes: int | None = None
    told: int | None = None
    stays: int | None = None
    people: int = 1
    helpers: frozenset[int] | None = None
    helper_skill: str = ""


@dataclass(frozen=True)
class Fixed:
    """What stands in somebody's calendar already; `place` None: he stays where he was."""

    start: int
    end: int
    place: Place = None


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A technician's day.

    Attributes:
        windows: working time, in order.
        fixed: what stands already, in order.
        most: how many more jobs he takes.
    """

    key: int
    windows: tuple[tuple[int, int], ...]
    fixed: tuple[Fixed, ...] = ()
    home: Place = None
    skills: frozenset[str] = frozenset()
    most: int = 6

    def may(self, job: Job) -> bool:
        """Return whether no hard rule keeps him from a job."""
        return (not job.skill or job.skill in self.skills) and (job.workers is None or self.key in job.workers)

    def opening(self, at: int, minutes: int) -> int | None:
        """Return the first minute from `at` on with so much working time in one piece."""
        for opens, closes in self.windows:
            start = max(opens, at)
            start += -start % STEP
            if start + minutes <= closes:
                return start
        return None


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


@dataclass(frozen=True)
class Problem:
    """Everything the planning knows of a day."""

    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    minutes_per_km: float = 2.5
    _ways: dict[tuple[Place, Place], int] = field(default_factory=dict, compare=False, repr=False)

    def way(self, start: Place, end: Place) -> int:
        """Return minutes from place to place."""
        known = self._ways.get((start, end))
        if known is None:
            km = distance(start, end)
            known = self._ways[start, end] = UNKNOWN_WAY if km is None else round(km * self.minutes_per_km)
        return known

    @cached_property
    def closes(self) -> int:
        """The end of the day's last working time."""
        return max((worker.windows[-1][1] for worker in self.workers if worker.windows), default=0)


Route = list[Job | Fixed]


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


def _cost(problem: Problem, worker: Worker, route: Route) -> float | None:
    stops = timetable(problem, worker, route)
    if stops is None:
        return None
    return sum(stop.way + LATE * stop.late + stop.change(worker.key) for stop in stops)


def best_place(problem: Problem, worker: Worker, route: Route, job: Job, before: float) -> tuple[float, int] | None:
    """Return what a job costs at its best place in a route, and that place; None when there is none."""
    load = sum(isinstance(item, Job) for item in route)
    if not worker.may(job) or load >= worker.most:
        return None
    found: tuple[float, int] | None = None
    for position in range(len(route) + 1):
        cost = _cost(problem, worker, [*route[:position], job, *route[position:]])
        if cost is not None and (found is None or cost - before + LOAD * load < found[0]):
            found = (cost - before + LOAD * load, position)
    return found


class Filling:
    """Routes being filled; what a job would cost with each technician is kept until his route changes."""

    def __init__(self, problem: Problem, routes: dict[int, Route] | None = None) -> None:
        self.problem = problem
        self.workers = {worker.key: worker for worker in problem.workers if worker.windows}
        given = routes or {}
        self.routes: dict[int, Route] = {
            key: list(given.get(key, worker.fixed)) for key, worker in self.workers.items()
        }
        placed = {item.key for route in self.routes.values() for item in route if isinstance(item, Job)}
        self.waiting = {job.key: job for job in problem.jobs if job.key not in placed}
        self.costs: dict[int, dict[int, tuple[float, int]]] = {key: {} for key in self.waiting}
        for key in self.workers:
            self._weigh(key)

    def _weigh(self, key: int) -> None:
        worker, route = self.workers[key], self.routes[key]
        before = _cost(self.problem, worker, route) or 0
        for job in list(self.waiting.values()):
            place = best_place(self.problem, worker, route, job, before)
            if place is None:
                self.costs[job.key].pop(key, None)
            else:
                self.costs[job.key][key] = place

    def put(self, job: Job) -> None:
        """Put a job where it costs least."""
        key, (_cost_there, position) = min(self.costs[job.key].items(), key=lambda one: (one[1][0], one[0]))
        self.routes[key].insert(position, job)
        del self.waiting[job.key], self.costs[job.key]
        self._weigh(key)

    def possible(self) -> list[Job]:
        """Return the waiting jobs that still fit somewhere."""
        return [job for job in self.waiting.values() if self.costs[job.key]]

    def regret(self, job: Job) -> float:
        """Return how much worse a job's second-best technician is than its best."""
        costs = sorted(cost for cost, _position in self.costs[job.key].values())
        return costs[1] - costs[0] if len(costs) > 1 else ALONE

    def plan(self) -> Plan:
        """Return what has been filled in so far."""
        routes = {key: timetable(self.problem, self.workers[key], route) or [] for key, route in self.routes.items()}
        return Plan(routes, {job.key: reason(self.problem, job) for job in self.waiting.values()})


def reason(problem: Problem, job: Job) -> str:
    """Return why a job is left over."""
    certified = [worker for worker in problem.workers if not job.skill or job.skill in worker.skills]
    if not certified:
        return "no_certificate"
    return "no_room" if any(worker.may(job) and worker.windows for worker in certified) else "nobody"


def urgency(problem: Problem, job: Job) -> int:
    """Return how soon a job must be begun, in steps of two hours; all that isn't due that day comes last."""
    limits = [value for value in (job.due, job.closes) if value is not None and value < problem.closes]
    return max(0, min(limits)) // BUCKET if limits else LAST


def greedily(problem: Problem) -> Plan:
    """Put in each job where it costs least, the most urgent first."""
    filling = Filling(problem)
    for job in sorted(problem.jobs, key=lambda one: (urgency(problem, one), one.key)):
        if filling.costs[job.key]:
            filling.put(job)
    return filling.plan()


def by_insertion(problem: Problem, *, routes: dict[int, Route] | None = None, progress: Progress | None = None) -> Plan:
    """Plan a day by regret insertion.

    Args:
        routes: what is filled in already; empty but for the fixed things when not given.
        progress: told how many jobs are looked at, and of how many.
    """
    filling, total = Filling(problem, routes), len(problem.jobs)
    while open_jobs := filling.possible():
        filling.put(min(open_jobs, key=lambda job: (urgency(problem, job), -filling.regret(job), job.key)))
        if progress:
            progress(total - len(filling.waiting), total)
    if progress:
        progress(total, total)
    plan = filling.plan()
    if routes is not None:
        return plan
    others = [greedily(problem)]
    if any(job.stays for job in problem.jobs):
        others.append(by_insertion(problem, routes=as_it_is(problem)))
    return min(plan, *others, key=lambda one: one.worth)


def as_it_is(problem: Problem) -> dict[int, Route]:
    """Return everybody's route with the jobs that are his already, as far as they can stay as they were told."""
    routes: dict[int, Route] = {}
    for worker in problem.workers:
        own = sorted((job for job in problem.jobs if job.stays == worker.key and worker.may(job)), key=_told)
        route: Route = sorted([*worker.fixed, *own[: worker.most]], key=_begins)
        routes[worker.key] = (
            route if worker.windows and timetable(problem, worker, route) is not None else [*worker.fixed]
        )
    return routes


def _told(job: Job) -> int:
    return job.told if job.told is not None else job.opens


def _begins(item: Job | Fixed) -> int:
    return _told(item) if isinstance(item, Job) else item.start
