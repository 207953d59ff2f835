"""Time in a technician's day: what is taken, what is free, on plain moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Place = tuple[float, float] | None
STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Taken:
    """A stretch of the day that is given away: a job, an appointment, a leave.

    Attributes:
        label: how the other thing is called in a sentence.
        place: where it is, None when that doesn't matter or isn't known.
    """

    starts_at: datetime
    ends_at: datetime
    label: str = ""
    place: Place = None


def clash(starts_at: datetime, ends_at: datetime, taken: Iterable[Taken]) -> Taken | None:
    """Return the first thing that a stretch of time would overlap; what only touches doesn't."""
    hits = [one for one in taken if one.starts_at < ends_at and starts_at < one.ends_at]
    return min(hits, key=lambda one: one.starts_at, default=None)


def free_slot(
    windows: Sequence[tuple[datetime, datetime]],
    taken: Iterable[Taken],
    length: timedelta,
    *,
    after: datetime,
    way: timedelta = timedelta(0),
) -> datetime | None:
    """Return the first moment at which so much time is free, None when there is none.

    Args:
        windows: working time, in order; the job lies wholly within one of them.
        length: of the job.
        after: not before.
        way: time from one place to another; it must be free before and after the job.
    """
    given = sorted(taken, key=lambda one: one.starts_at)
    for opens_at, closes_at in windows:
        at = max(opens_at, after + way)
        while at + length <= closes_at:
            at = _rounded(at)
            hit = clash(at - way, at + length + way, given)
            if hit is None:
                if at + length <= closes_at:
                    return at
                break
            at = max(hit.ends_at + way, at + STEP)
    return None


def _rounded(at: datetime) -> datetime:
    """Return the next full five minutes."""
    return at + timedelta(seconds=-at.timestamp() % STEP.total_seconds())
