"""At the bench: begin, give up, finish, test, ready (SVC-13)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.service.models import BenchJob, FunctionCheck, FunctionTest, ServiceRequest
from bihuan.service.operations.bench.promising import drop_limit, keep_limit
from bihuan.service.operations.charges import quotas
from bihuan.service.queries import bench as queries
from bihuan.service.states.bench import AT_WORK

LONGEST = 6000  # minutes of work on one product


@transaction.atomic
def begin_repair(job: BenchJob, *, by: Actor, revision: int | None = None) -> BenchJob:
    """Begin to work: the expected day is told, the customer agrees where it costs him or a clause wants it.

    Raises:
        EvidenceMissing: the customer has not agreed.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    changes: dict[str, Any] = {"begun_at": timezone.now()}
    if job.technician_id is None and isinstance(by, Staff):
        changes["technician"] = by
    perform(job, "begin_repair", by=by, changes=changes)
    return job


@transaction.atomic
def give_up(job: BenchJob, *, beyond_reason: str, by: Actor, revision: int | None = None) -> BenchJob:
    """Say truthfully that it can't be repaired; nothing is charged (PHONE 4.4, SVC-13).

    Args:
        beyond_reason: why, in the words the customer is told.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    text = required(beyond_reason, _("Write why, as you tell the customer."), field="beyond_reason")
    perform(job, "give_up", by=by, changes={"beyond_reason": text})
    drop_limit(job, by=by, at=timezone.now())
    quotas.book(job, [])
    return job


@transaction.atomic
def finish_repair(
    job: BenchJob, *, work_done: str, minutes_spent: int | None, by: Actor, revision: int | None = None
) -> BenchJob:
    """Record what was done; the function test comes next.

    Args:
        minutes_spent: working time, minutes.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    if minutes_spent is not None and not 0 <= minutes_spent <= LONGEST:
        raise OperationError(_("Minutes used must lie between 0 and 6,000."), field="minutes_spent")
    changes = {"work_done": work_done.strip(), "minutes_spent": minutes_spent}
    perform(job, "finish_repair", by=by, changes=changes)
    return job


@transaction.atomic
def try_out(
    job: BenchJob, *, results: Sequence[Mapping[str, Any]], note: str = "", by: Actor, revision: int | None = None
) -> FunctionTest:
    """Go through the checklist of the model: all points must pass, else it goes back to repair (SVC-13).

    Args:
        results: for each point in the checklist's order `value` (a Decimal, of a measured one) or `ok`.

    Raises:
        OperationError: a point has no result, or the checklist has changed meanwhile.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    points = points_of(queries.checklist(job), results)
    failed = [point["name"] for point in points if not point["ok"]]
    if failed:
        check(job, "fail_test", by=by)
    now = timezone.now()
    made = FunctionTest.objects.create(
        job=job, tested_at=now, tested_by=by if isinstance(by, Staff) else None, has_passed=not failed, points=points,
        note=note.strip(),
    )  # fmt: skip
    if failed:
        perform(job, "fail_test", by=by, note="；".join(filter(None, ["、".join(failed), note.strip()])))
        return made
    perform(job, "try_out", by=by, note=note.strip(), changes={"tested_at": now, "ready_at": now})
    keep_limit(job, by=by, at=now)
    return made


def points_of(checks: Sequence[FunctionCheck], results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was found at each point of a checklist, with its bounds, to be kept.

    Raises:
        OperationError: a point has no result (`point_N`), or the checklist has changed meanwhile.
    """
    if len(checks) != len(results):
        raise OperationError(_("The checklist has changed meanwhile. Please look again."))
    return [_point(number, one, said) for number, (one, said) in enumerate(zip(checks, results, strict=True))]


def _point(number: int, one: FunctionCheck, said: Mapping[str, Any]) -> dict[str, Any]:
    value, ok = said.get("value"), said.get("ok")
    if (value if one.is_measured else ok) is None:
        raise OperationError(_("This point has no result yet."), field=f"point_{number}")
    limits = {"low": one.low, "high": one.high}
    if one.is_measured:
        ok = is_within(Decimal(str(value)), **limits)
    shown = {name: None if bound is None else f"{bound.normalize():f}" for name, bound in limits.items()}
    measured = f"{Decimal(str(value)).normalize():f}" if one.is_measured else ""
    return {"name": one.name, "unit": one.unit, "value": measured, "ok": bool(ok), **shown}


def is_within(value: Decimal, *, low: Decimal | None, high: Decimal | None) -> bool:
    """Tell whether a measured value lies within its bounds, which belong to them."""
    return (low is None or value >= low) and (high is None or value <= high)


@transaction.atomic
def make_ready(job: BenchJob, *, by: Actor, note: str = "", revision: int | None = None) -> BenchJob:
    """Put what will not be repaired out to be collected."""
    job = locked(BenchJob, job.pk, revision=revision)
    perform(job, "make_ready", by=by, note=note.strip(), changes={"ready_at": timezone.now()})
    return job


@transaction.atomic
def shelve(job: BenchJob, *, shelf: str, technician: Staff | None, by: Actor, revision: int | None = None) -> BenchJob:
    """Say on which shelf it stands and who repairs it; the request goes over to him while it is repaired.

    Raises:
        OperationError: he is no technician on duty.
    """
    request = locked(ServiceRequest, job.request_id)
    job = locked(BenchJob, job.pk, revision=revision)
    if technician is not None and not (technician.is_active and technician.holds(Post.TECHNICIAN)):
        raise OperationError(_("Choose a technician who is on duty."), field="technician")
    perform(job, "shelve", by=by, changes={"shelf": shelf.strip(), "technician": technician})
    if technician is not None and job.state in AT_WORK:
        history.change(request, by=by, verb="reassign", note=job.number, technician=technician)
    search.index(BenchJob.kind(), job.pk, queries.searchable(job))
    return job


@transaction.atomic
def comment(job: BenchJob, text: str, *, by: Actor) -> None:
    """Write something into the job's history."""
    history.comment(locked(BenchJob, job.pk), required(text, _("Write something first."), field="text"), by=by)
