"""A whole day at once: which technician does which jobs, in which order (SVC-08).

Jobs are put in one after the other, each where it costs least; whose second-best place is much worse goes
first (regret insertion), and before all others those whose time limit ends soonest. The result is never worse
than plain greedy insertion, because that is tried too.
"""

from collections.abc import Callable

from bihuan.service.rules.planning.plans import LOAD, Plan, Route, cost_of, timetable
from bihuan.service.rules.planning.problem import Fixed, Job, Problem, Worker, reason, urgency

Progress = Callable[[int, int], None]

ALONE = 10_000  # the regret of a job that only one technician could do


def best_place(problem: Problem, worker: Worker, route: Route, job: Job, before: float) -> tuple[float, int] | None:
    """Return what a job costs at its best place in a route, and that place; None when there is none."""
    load = sum(isinstance(item, Job) for item in route)
    if not worker.may(job) or load >= worker.most:
        return None
    found: tuple[float, int] | None = None
    for position in range(len(route) + 1):
        cost = cost_of(problem, worker, [*route[:position], job, *route[position:]])
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
        before = cost_of(self.problem, worker, route) or 0
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
