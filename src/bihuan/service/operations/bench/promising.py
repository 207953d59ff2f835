"""The day promised to the customer: its time limit on the job, and another day when it can't be kept (SVC-14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.wording import daytime
from bihuan.organization.queries import calendar
from bihuan.organization.queries.calendars import ALWAYS
from bihuan.service.models import BenchJob
from bihuan.service.queries import bench as queries

LIMIT = "bench_promise"
LONGEST = timedelta(days=366)


def lies_ahead(at: datetime) -> datetime:
    """Return a day that can be promised.

    Raises:
        OperationError: it has passed, or nobody would wait that long.
    """
    if not timezone.now() < at < timezone.now() + LONGEST:
        raise OperationError(_("Promise a day that is still to come, within a year."), field="promised_at")
    return at


def start_limit(job: BenchJob, *, by: Actor, at: datetime) -> None:
    """Have the promised day run as a time limit, with the ladder of the clause in force (SVC-14)."""
    clause = queries.promise_clause(job.facts())
    if clause is None:
        return
    code = str(clause.data["limit"]["calendar"])
    span = calendar(code).between(at, job.promised_at)
    if span < timedelta(minutes=1):  # promised for outside office hours: the clock on the wall counts
        code, span = ALWAYS, job.promised_at - at
    deadlines.start_for(
        job, name=LIMIT, label=str(clause.data["label"]), limit_minutes=int(span.total_seconds() // 60),
        calendar_code=code, by=by, at=at, owner_id=job.owner_id, parameter=clause,
        ladder=list(clause.data.get("ladder") or ()),
    )  # fmt: skip


def _running(job: BenchJob) -> list[Deadline]:
    rows = Deadline.objects.of(job.kind(), job.pk).running().filter(name=LIMIT)
    return list(rows.select_for_update(of=("self",)))


def keep_limit(job: BenchJob, *, by: Actor, at: datetime) -> None:
    """Close the promise: the product is ready, in time or late."""
    deadlines.meet(_running(job), by=by, at=at)


def drop_limit(job: BenchJob, *, by: Actor, at: datetime, note: str = "") -> None:
    """Drop the promise: nothing is repaired any more, or another day was promised."""
    deadlines.cancel(_running(job), by=by, at=at, note=note)


def set_promise(job: BenchJob, *, by: Actor, at: datetime, note: str = "") -> None:
    """Let the limit run to the job's new day from now on."""
    drop_limit(job, by=by, at=at, note=note)
    start_limit(job, by=by, at=at)


@transaction.atomic
def promise(job: BenchJob, *, promised_at: datetime, note: str, by: Actor, revision: int | None = None) -> BenchJob:
    """Promise another day, after the customer was told why (SVC-05, SVC-14).

    Args:
        note: the reason, and what the customer was told.

    Raises:
        OperationError: no reason, or the day has passed.
        MoveForbidden: nothing is repaired any more.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    text = required(note, _("Write the reason and what the customer was told."))
    now, before = timezone.now(), daytime(job.promised_at)
    perform(job, "promise", by=by, note=text, changes={"promised_at": lies_ahead(promised_at)})
    set_promise(job, by=by, at=now, note=f"{before} → {daytime(promised_at)}")
    return job
