"""The same planning by VROOM, a solver for vehicle routes, where it is installed (SVC-08)."""

from importlib.util import find_spec
from typing import Any

from bihuan.service.rules.planning import (
    Job,
    Place,
    Plan,
    Problem,
    Progress,
    Route,
    Worker,
    by_insertion,
    timetable,
    urgency,
)

DAY = 24 * 60
THREADS = 2


def is_installed() -> bool:
    """Return whether the extra package is there."""
    return find_spec("vroom") is not None


def by_vroom(problem: Problem, *, progress: Progress | None = None) -> Plan:
    """Plan a day by VROOM; what it leaves over or plans too tightly is put in by insertion.

    The solver knows breaks without a place and hard limits only: so each of its routes is timed again by
    our own rules, and a job that would miss its limit is tried once more without it.
    """
    workers = [worker for worker in problem.workers if worker.windows]
    jobs = [job for job in problem.jobs if any(worker.may(job) for worker in workers)]
    orders = _solved(problem, workers, jobs) if workers and jobs else {}
    routes = {worker.key: _kept(problem, worker, orders.get(worker.key, [])) for worker in workers}
    return by_insertion(problem, routes=routes, progress=progress)


def _kept(problem: Problem, worker: Worker, jobs: list[Job]) -> Route:
    """Return a technician's route with as many of the solver's jobs, in its order, as can be kept."""
    route: Route = list(worker.fixed)
    for job in jobs[: worker.most]:
        last = max((at for at, item in enumerate(route) if isinstance(item, Job)), default=-1)
        tried = ([*route[:at], job, *route[at:]] for at in range(last + 1, len(route) + 1))
        route = next((one for one in tried if timetable(problem, worker, one) is not None), route)
    return route


def _solved(problem: Problem, workers: list[Worker], jobs: list[Job]) -> dict[int, list[Job]]:
    import vroom

    places: dict[Place, int] = {}
    for place in (*(worker.home for worker in workers), *(job.place for job in jobs)):
        places.setdefault(place, len(places))
    matrix = [[problem.way(start, end) for end in places] for start in places]
    asked = vroom.Input()
    asked.set_durations_matrix(profile="car", matrix_input=matrix)
    skills = _skills(workers, jobs)
    asked.add_vehicle([_vehicle(vroom, worker, places, skills) for worker in workers])
    asked.add_job([_job(vroom, problem, number, job, places, skills) for number, job in enumerate(jobs)])
    routes = asked.solve(exploration_level=3, nb_threads=THREADS).routes
    if "id" not in routes:  # nobody got anything to do
        return {}
    rows = routes[routes["type"] == "job"].sort_values(["vehicle_id", "arrival"])
    found: dict[int, list[Job]] = {}
    for vehicle, number in zip(rows["vehicle_id"], rows["id"], strict=True):
        found.setdefault(int(vehicle), []).append(jobs[int(number)])
    return found


def _skills(workers: list[Worker], jobs: list[Job]) -> dict[Any, int]:
    """Return a number for each certificate, and for each group of technicians that a job is limited to."""
    names: dict[Any, int] = {}
    for job in jobs:
        for name in (job.skill, job.workers):
            if name:
                names.setdefault(name, len(names) + 1)
    return names


def _vehicle(vroom: Any, worker: Worker, places: dict[Place, int], skills: dict[Any, int]) -> Any:
    opens, closes = worker.windows[0][0], worker.windows[-1][1]
    held = {
        number
        for name, number in skills.items()
        if (name in worker.skills if isinstance(name, str) else worker.key in name)
    }
    breaks = [
        vroom.Break(number + 1, time_windows=[vroom.TimeWindow(start, start)], service=end - start)
        for number, (start, end) in enumerate(_closed(worker, opens, closes))
    ]
    return vroom.Vehicle(
        worker.key, start=places[worker.home], time_window=vroom.TimeWindow(opens, closes), skills=held, breaks=breaks,
        max_tasks=worker.most,
    )  # fmt: skip


def _closed(worker: Worker, opens: int, closes: int) -> list[tuple[int, int]]:
    """Return when he can't work between the day's first and last minute: rests and fixed things, joined."""
    rests = [(first[1], second[0]) for first, second in zip(worker.windows, worker.windows[1:], strict=False)]
    fixed = [(max(opens, one.start), min(closes, one.end)) for one in worker.fixed]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(one for one in (*rests, *fixed) if one[0] < one[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _job(vroom: Any, problem: Problem, number: int, job: Job, places: dict[Place, int], skills: dict[Any, int]) -> Any:
    until = job.closes if job.closes is not None else DAY
    if job.due is not None and job.opens <= job.due < until:
        until = job.due
    return vroom.Job(
        number, location=places[job.place], default_service=job.minutes,
        skills={skills[name] for name in (job.skill, job.workers) if name},
        priority=100 - urgency(problem, job),
        time_windows=[vroom.TimeWindow(job.opens, max(job.opens, until))],
    )  # fmt: skip
