"""What the planning of a day knows: jobs, technicians, the way between places. Plain values, whole minutes."""

from dataclasses import dataclass, field
from functools import cached_property

from bihuan.service.rules.ranking import distance

Place = tuple[float, float] | None

UNKNOWN_WAY = 20  # minutes between places of which one isn't known
STEP = 5  # jobs begin at full five minutes
BUCKET = 120  # limits that end within so many minutes of each other are equally urgent
LAST = 100  # urgency of what isn't due that day


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
