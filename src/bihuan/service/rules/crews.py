"""Jobs that take several people, seated before a day is planned: all of them must have time at once (SVC-08).

What is seated stands in everybody's day like any other fixed thing; the rest is planned around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bihuan.service.rules.planning import LOAD, STEP, Fixed, Job, Plan, Problem, Stop, Worker, urgency


@dataclass
class Seating:
    """A day in which the jobs of several people have their places.

    Attributes:
        problem: what is left to plan.
        stops: lead → his stops of such jobs.
        left: those for which not enough people have time.
    """

    problem: Problem
    stops: dict[int, list[Stop]] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)

    def joined(self, plan: Plan) -> Plan:
        """Return a plan of the rest together with what was seated before."""
        routes = {key: list(route) for key, route in plan.routes.items()}
        for key, stops in self.stops.items():
            own = routes.get(key, [])
            routes[key] = sorted([*own, *(self._timed(key, stop, own) for stop in stops)], key=lambda one: one.start)
        return Plan(routes, {**plan.left, **self.left})

    def _timed(self, key: int, stop: Stop, others: Sequence[Stop]) -> Stop:
        """Return a seated stop with the way from where its lead is before, now that his day is known."""
        lead = next(worker for worker in self.problem.workers if worker.key == key)
        before = [(one.end, one.place) for one in lead.fixed if one.end <= stop.start]
        before += [(one.end, one.job.place) for one in others if one.end <= stop.start]
        at, place = max(before, key=lambda one: one[0], default=(lead.windows[0][0], lead.home))
        return replace(stop, way=min(self.problem.way(place, stop.job.place), max(0, stop.start - at)))


def seated(problem: Problem) -> Seating:
    """Seat the jobs of several people, the most urgent first, each as early as enough people are free."""
    found = Seating(problem)
    crews = [job for job in problem.jobs if job.people > 1]
    for job in sorted(crews, key=lambda one: (urgency(problem, one), one.key)):
        _seat(found, job)
    rest = tuple(job for job in problem.jobs if job.people == 1)
    found.problem = replace(found.problem, jobs=rest)
    return found


def _seat(found: Seating, job: Job) -> None:
    problem = found.problem
    leads = [worker for worker in problem.workers if worker.may(job) and worker.most > 0]
    helpers = [worker for worker in problem.workers if _may_help(worker, job) and worker.most > 0]
    for start in range(job.opens + -job.opens % STEP, _last(problem, job) + 1, STEP):
        free = [worker for worker in leads if is_free(problem, worker, job, start)]
        for lead in sorted(free, key=lambda one: (one.key != job.stays, _cost(problem, one, job, start), one.key)):
            along = [one for one in helpers if one.key != lead.key and is_free(problem, one, job, start)]
            if len(along) >= job.people - 1:
                along.sort(key=lambda one: (_cost(problem, one, job, start), one.key))
                _put(found, job, start, lead, along[: job.people - 1])
                return
    found.left[job.key] = "no_crew" if leads else _why(problem, job)


def _why(problem: Problem, job: Job) -> str:
    has_skill = not job.skill or any(job.skill in worker.skills for worker in problem.workers)
    return "nobody" if has_skill else "no_certificate"


def _last(problem: Problem, job: Job) -> int:
    return problem.closes if job.closes is None else job.closes


def _may_help(worker: Worker, job: Job) -> bool:
    is_certified = not job.helper_skill or job.helper_skill in worker.skills
    return is_certified and (job.helpers is None or worker.key in job.helpers)


def _put(found: Seating, job: Job, start: int, lead: Worker, along: Sequence[Worker]) -> None:
    way = _way_there(found.problem, lead, job, start)
    stop = Stop(job, start, way, tuple(one.key for one in along))
    found.stops.setdefault(lead.key, []).append(stop)
    taken, busy = Fixed(start, start + job.minutes, job.place), {lead.key, *stop.helpers}
    workers = tuple(
        replace(one, fixed=tuple(sorted((*one.fixed, taken), key=lambda fixed: fixed.start)), most=one.most - 1)
        if one.key in busy
        else one
        for one in found.problem.workers
    )
    found.problem = replace(found.problem, workers=workers)


def is_free(problem: Problem, worker: Worker, job: Job, start: int) -> bool:
    """Return whether somebody can be at a job at a minute and be in time for what he has afterwards."""
    end = start + job.minutes
    if not any(opens <= start and end <= closes for opens, closes in worker.windows):
        return False
    if start - _way_there(problem, worker, job, start) < _freed(worker, start):
        return False
    after = [one for one in worker.fixed if one.end > start]
    if any(one.start < end for one in after):
        return False
    following = min(after, key=lambda one: one.start, default=None)
    way = problem.way(job.place, following.place) if following and following.place else 0
    return following is None or end + way <= following.start


def _freed(worker: Worker, start: int) -> int:
    """Return since when he is free before a minute: since his day began, or since what he had."""
    ends = [one.end for one in worker.fixed if one.end <= start]
    return max([worker.windows[0][0], *ends])


def _way_there(problem: Problem, worker: Worker, job: Job, start: int) -> int:
    before = [one for one in worker.fixed if one.end <= start and one.place]
    place = max(before, key=lambda one: one.end).place if before else worker.home
    return problem.way(place, job.place)


def _cost(problem: Problem, worker: Worker, job: Job, start: int) -> int:
    return _way_there(problem, worker, job, start) + LOAD * len(worker.fixed)
