"""「纠正和预防措施要求书」: required, planned, carried out, verified (COMM 5.5, QUA-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin as begin_record
from bihuan.kernel.moves import check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Outlet, Staff
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations.spreading import propose_similar
from bihuan.quality.queries import actions as queries
from bihuan.quality.queries import figures
from bihuan.quality.rules.effectiveness import window_after, window_before
from bihuan.quality.states.actions import MANUAL, ActionRequired, ActionState, Better
from bihuan.service.models import FaultClass

LIMIT = "corrective_action"
CLOCK = "always"
ALL_DAY = time(23, 59)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How the effect is judged, said before the action: figure, limit, window.

    Attributes:
        figure: key of a registered figure, or `manual` where none can be computed.
        limit: what the value is held against.
        days: length of the window.
        name: what is measured by hand; better: which way it should go. For `manual` only.
    """

    figure: str
    limit: Decimal
    days: int
    name: str = ""
    better: str = Better.LOW


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Cause, action, day and measure."""

    cause: str
    action: str
    due_on: date
    measure: Measure
    model: ProductModel | None = None
    fault_class: FaultClass | None = None
    fault_code: FaultCode | None = None
    outlet: Outlet | None = None


@transaction.atomic
def require(
    subject: Any, *, ground: str, owner: Staff, by: Actor, department: Department | None = None,
    model: ProductModel | None = None, fault_class: FaultClass | None = None, outlet: Outlet | None = None,
) -> CorrectiveAction:  # fmt: skip
    """Require corrective and preventive action from a department, about any record (COMM 5.5, QUA-07).

    Args:
        subject: the complaint, request, nonconformity ... it is required from.
        ground: what is wrong.
        owner: who finds the cause and acts.
        department: the responsible one; the owner's when None.
        model, fault_class, outlet: what it concerns; the subject's own where it has them.

    Raises:
        OperationError: nothing written, or the owner belongs to no department.
    """
    permit(by, "quality.require_action", subject)
    words = required(ground, _("Write what is wrong."), field="ground")
    department = department or owner.department
    if department is None:
        raise OperationError(_("Choose the responsible department."), field="department")
    now = timezone.now()
    row = CorrectiveAction(
        state=ActionState.REQUIRED, subject_kind=subject.kind(), subject_id=subject.pk,
        subject_number=getattr(subject, "number", "") or "", subject=str(subject.title)[:120], ground=words,
        model=model or getattr(subject, "model", None), outlet=outlet,
        fault_class=fault_class or getattr(subject, "fault_class", None), fault_code=_code(subject),
        department=department, owner=owner,
        required_by_id=by.pk if by.actor_kind == "staff" else None, required_at=now,
    )  # fmt: skip
    row.number = next_number("CA", at=now)
    begin_record(row, by=by, event=ActionRequired, at=now, note=words)
    search.index(row.kind(), row.pk, f"{row.number} {row.subject_number} {row.subject} {words}")
    return row


def _code(subject: Any) -> FaultCode | None:
    code = getattr(subject, "fault_code", None)
    return code if isinstance(code, FaultCode) else None


@transaction.atomic
def plan(action: CorrectiveAction, new: Plan, *, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Set cause, action, day, and how the effect will be judged; possible until the action begins.

    Raises:
        OperationError: something is missing, the day lies beyond the clause's, the window is shorter than it
            says, or the figure needs a model.
        MoveForbidden: the action has begun; limit and window stand.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    move = "replan" if row.state == ActionState.PLANNED else "plan"
    check_only_state(row, move, by)
    now = timezone.now()
    changes = {**_scope(row, new), **_measure(row, new), "due_on": _day(row, new.due_on), "planned_at": now}
    changes["cause"] = required(new.cause, _("Write the cause."), field="cause")
    changes["action"] = required(new.action, _("Write the action."), field="action")
    perform(row, move, by=by, at=now, changes=changes)
    propose_similar(row)
    _drop_limit(row, by=by, at=now)
    _start_limit(row, by=by, at=now)
    return row


def check_only_state(row: CorrectiveAction, move: str, by: Actor) -> None:
    """Refuse early what the table refuses, without its evidence, which is only being filled in."""
    permit(by, row.moves.get(move).policy, row)
    if row.state not in row.moves.get(move).sources:
        check(row, move, by=by)


def _scope(row: CorrectiveAction, new: Plan) -> dict[str, Any]:
    return {
        "model": new.model or row.model, "fault_class": new.fault_class or row.fault_class,
        "fault_code": new.fault_code or row.fault_code, "outlet": new.outlet or row.outlet,
    }  # fmt: skip


def _measure(row: CorrectiveAction, new: Plan) -> dict[str, Any]:
    wanted, least = new.measure, queries.usual_window(row.facts())
    if wanted.days < least:
        raise OperationError(_("The effect is watched for %(days)s days at least.") % {"days": least}, field="days")
    if wanted.limit < 0:
        raise OperationError(_("The limit can't be below nought."), field="limit")
    values = {"figure": wanted.figure, "limit": wanted.limit, "window_days": wanted.days}
    if wanted.figure == MANUAL:
        name = required(wanted.name, _("Write what is measured."), field="measure")
        return {**values, "measure": name[:120], "better": wanted.better, "baseline": None}
    one = figures.figure(wanted.figure)
    if one is None:
        raise OperationError(_("Choose how the effect is measured."), field="figure")
    wide = _scope(row, new)
    keys = {name: value.pk if value else None for name, value in wide.items() if name != "fault_code"}
    scope = figures.Scope(**keys, fault_code=wide["fault_code"].code if wide["fault_code"] else "")
    if missing := [name for name in one.needs if getattr(scope, name) is None]:
        raise OperationError(_("This figure needs to know what it is counted for."), field=missing[0])
    before = figures.measure(one, scope, window_before(timezone.localdate(), wanted.days))
    return {**values, "measure": str(one.label)[:120], "better": one.better, "baseline": before.value}


def _day(row: CorrectiveAction, day: date) -> date:
    if day < timezone.localdate():
        raise OperationError(_("This day has passed."), field="due_on")
    latest = queries.latest_day(row.facts())
    if latest and day > latest:
        raise OperationError(_("By the clause at the latest on %(day)s.") % {"day": latest}, field="due_on")
    return day


@transaction.atomic
def begin(action: CorrectiveAction, *, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Begin to carry it out; from now on figure, limit and window can't be changed."""
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    perform(row, "begin", by=by, changes={"begun_at": timezone.now()})
    return row


@transaction.atomic
def finish(
    action: CorrectiveAction, *, result: str, proofs: Sequence[Content] = (), by: Actor, revision: int | None = None
) -> CorrectiveAction:
    """Report it done, with what shows it.

    Raises:
        EvidenceMissing: no file shows it.
        OperationError: nothing written.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    check_only_state(row, "finish", by)
    words, now = required(result, _("Write what was done."), field="result"), timezone.now()
    attach(row, proofs, "done", by)
    perform(row, "finish", by=by, at=now, changes={"result": words, "done_at": now})
    deadlines.meet(_limits(row), by=by, at=now)
    return row


def attach(row: CorrectiveAction, files: Sequence[Content], stage: str, by: Actor) -> None:
    """Keep the files of a stage of this round; they stay."""
    for content in files:
        attachments.attach(row, content, by=by, purpose=f"{stage}-{row.round}", is_locked=True)


@transaction.atomic
def verify(action: CorrectiveAction, *, note: str, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Find it done; the window in which its effect is looked at begins with the next day.

    Raises:
        PermissionDenied: not quality, or the owner himself.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    words, now = required(note, _("Write what you have looked at.")), timezone.now()
    window = window_after(timezone.localdate(now), row.window_days or 1)
    changes = {
        "verified_by_id": by.pk, "verified_at": now, "verification": words, "window_from": window.first,
        "window_until": window.last,
    }  # fmt: skip
    perform(row, "verify", by=by, at=now, note=words, changes=changes)
    return row


@transaction.atomic
def send_back(action: CorrectiveAction, *, note: str, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Not found done: it goes on, and its day still counts."""
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    words, now = required(note, _("Write what is missing.")), timezone.now()
    perform(row, "send_back", by=by, at=now, note=words, changes={"done_at": None})
    _start_limit(row, by=by, at=now)
    return row


@transaction.atomic
def cancel(action: CorrectiveAction, *, note: str, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """No longer require it, with the reason; possible until it begins."""
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    perform(row, "cancel", by=by, note=required(note, _("Write the reason.")))
    return row


def _limits(row: CorrectiveAction) -> list[Deadline]:
    rows = Deadline.objects.of(row.kind(), row.pk).running().filter(name=LIMIT)
    return list(rows.select_for_update(of=("self",)))


def _drop_limit(row: CorrectiveAction, *, by: Actor, at: datetime) -> None:
    deadlines.cancel(_limits(row), by=by, at=at)


def _start_limit(row: CorrectiveAction, *, by: Actor, at: datetime) -> None:
    """Have the day the owner named run as a time limit, with the clause's ladder."""
    clause = queries.due_clause(row.facts())
    assert row.due_on is not None
    end = timezone.make_aware(datetime.combine(row.due_on, ALL_DAY))
    span = max(end - at, timedelta(minutes=1))
    deadlines.start_for(
        row, name=LIMIT, label=str(clause.data["label"]) if clause else _("Corrective action"),
        limit_minutes=int(span.total_seconds() // 60), calendar_code=CLOCK, by=by, at=at, owner_id=row.owner_id,
        parameter=clause, ladder=list(clause.data.get("ladder") or ()) if clause else (),
    )  # fmt: skip
