"""Holding files, and destroying them when their time is over: drawn up, approved, executed, logged (REG-07)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import erasure, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, Record, locked, model_of, required
from bihuan.organization.models import Staff
from bihuan.regulations.models import DisposalLine, DisposalList, LegalHold
from bihuan.regulations.queries.kept import Kept, kept, term
from bihuan.regulations.queries.retention import Binding, Due, binding, due, hold_on
from bihuan.regulations.states import DisposalOutcome, DisposalState

SERIES = "XH"


@transaction.atomic
def hold(record: Record, *, reason: str, by: Actor) -> LegalHold:
    """Keep a record whatever its clause says, until the hold is lifted.

    Raises:
        OperationError: no reason, a kind nobody destroys, it is held already, or it is gone already.
    """
    permit(by, "regulations.hold")
    why = required(reason, _("Say why it must be kept, e.g. the lawsuit's number."), field="reason")
    if kept(record.kind()) is None:
        raise OperationError(_("Records of this kind are never destroyed."))
    row: Record = locked(type(record), record.pk)
    if hold_on(row.kind(), row.pk):
        raise OperationError(_("%(number)s is held already.") % {"number": row.number}, field="reason")
    if DisposalLine.objects.filter(subject_kind=row.kind(), subject_id=row.pk, outcome=DisposalOutcome.DONE).exists():
        raise OperationError(_("%(number)s has been destroyed.") % {"number": row.number}, field="reason")
    made = LegalHold.objects.create(
        subject_kind=row.kind(), subject_id=row.pk, subject_number=row.number, reason=why, placed_at=timezone.now(),
        placed_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    history.append(row, "hold", by=by, note=why)
    return made


@transaction.atomic
def lift(held: LegalHold, *, reason: str, by: Actor) -> None:
    """Lift a hold; from now on the clause counts again.

    Raises:
        OperationError: no reason, or it is lifted already.
    """
    permit(by, "regulations.hold")
    why = required(reason, _("Say why it need not be kept any more."), field="reason")
    row: LegalHold = locked(LegalHold, held.pk)
    if row.lifted_at:
        raise OperationError(_("This hold is lifted already."))
    row.lifted_at, row.lifted_because = timezone.now(), why
    row.lifted_by = by if isinstance(by, Staff) else None
    row.save()
    history.append(locked(model_of(row.subject_kind), row.subject_id), "lift_hold", by=by, note=why)


@transaction.atomic
def draw_up_disposal(*, by: Actor, today: date | None = None) -> DisposalList:
    """Draw up the list of records whose time is over.

    Raises:
        OperationError: nothing is due.
    """
    permit(by, "regulations.draw_up_disposal")
    found = due(today or timezone.localdate())
    if not found:
        raise OperationError(_("Nothing is to be destroyed: no closed record is older than its clause."))
    now = timezone.now()
    row = DisposalList(
        number=next_number(SERIES, at=now), state=DisposalState.DRAWN_UP, drawn_up_at=now,
        drawn_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(row, by=by, at=now)
    DisposalLine.objects.bulk_create([_line(row, one) for one in found])
    return row


def _line(disposal: DisposalList, one: Due) -> DisposalLine:
    return DisposalLine(
        disposal=disposal, subject_kind=one.file.kind, subject_id=one.record.pk, subject_number=one.record.number,
        clause_id=one.term.clause.clause_id, months=one.term.months, ended_on=one.term.ended_on,
        kept_until=one.term.until,
    )  # fmt: skip


@transaction.atomic
def strike(line: DisposalLine, *, reason: str, by: Actor) -> None:
    """Take a record off a list that is not executed yet; it comes up again on the next one.

    Raises:
        OperationError: no reason, or the list is closed.
    """
    permit(by, "regulations.draw_up_disposal")
    why = required(reason, _("Say why it stays."), field="reason")
    disposal: DisposalList = locked(DisposalList, line.disposal_id)
    row = DisposalLine.objects.select_for_update().get(pk=line.pk)
    if disposal.state not in (DisposalState.DRAWN_UP, DisposalState.APPROVED) or row.outcome != DisposalOutcome.OPEN:
        raise OperationError(_("This list is closed."))
    row.outcome, row.remark = DisposalOutcome.STRUCK, why
    row.save(update_fields=["outcome", "remark"])
    history.append(disposal, "strike", by=by, note=f"{row.subject_number}: {why}")


@transaction.atomic
def approve_disposal(disposal: DisposalList, *, by: Actor, note: str = "", revision: int | None = None) -> DisposalList:
    """Approve a list somebody else has drawn up."""
    row: DisposalList = locked(DisposalList, disposal.pk, revision=revision)
    who = by if isinstance(by, Staff) else None
    perform(row, "approve", by=by, note=note, changes={"approved_by": who, "approved_at": timezone.now()})
    return row


@transaction.atomic
def refuse_disposal(disposal: DisposalList, *, by: Actor, note: str, revision: int | None = None) -> DisposalList:
    """Refuse a list: nothing is destroyed, its records come up again.

    Raises:
        OperationError: no reason.
    """
    why = required(note, _("Say why nothing may be destroyed."))
    row: DisposalList = locked(DisposalList, disposal.pk, revision=revision)
    perform(row, "refuse", by=by, note=why, changes={"reason": why[:200]})
    row.lines.filter(outcome=DisposalOutcome.OPEN).update(outcome=DisposalOutcome.STRUCK)
    return row


@transaction.atomic
def execute_disposal(
    disposal: DisposalList, *, by: Actor, revision: int | None = None, at_wish: bool = False
) -> DisposalList:
    """Destroy what stands on an approved list; what was held or opened again meanwhile stays, and the list says so.

    Args:
        at_wish: a person wants his files gone: one that no clause speaks of goes too.
    """
    row: DisposalList = locked(DisposalList, disposal.pk, revision=revision)
    perform(
        row, "execute", by=by,
        changes={"executed_by": by if isinstance(by, Staff) else None, "executed_at": timezone.now()},
    )  # fmt: skip
    for line in row.lines.select_for_update().filter(outcome=DisposalOutcome.OPEN):
        _execute(row, line, by, at_wish=at_wish)
    return row


def _execute(disposal: DisposalList, line: DisposalLine, by: Actor, *, at_wish: bool) -> None:
    file = kept(line.subject_kind)
    rows = model_of(line.subject_kind)._base_manager.select_for_update(of=("self",))
    record: Any = rows.filter(pk=line.subject_id).first()
    bound = binding(file, record, timezone.localdate()) if file and record else None
    if bound and bound.why == "unregulated" and at_wish:
        bound = None
    if file is None or record is None or bound:
        line.outcome, line.remark = DisposalOutcome.KEPT, bound.because if bound else _("not found")
    else:
        destroy_file(file, record, by=by, why=disposal.number)
        line.outcome = DisposalOutcome.DONE
    line.save(update_fields=["outcome", "remark"])


@transaction.atomic
def destroy_at_wish(files: list[tuple[Kept, Record]], *, wish: str, by: Actor) -> list[Binding]:
    """Destroy files of a person who asked for it, as far as no duty keeps them; the log is a list like any other.

    Args:
        files: of the person, as `files_of` gives them.
        wish: whose, as the list says it: the number of his request.

    Returns:
        what is still kept, and why; a file that no clause speaks of is not.
    """
    today, now = timezone.localdate(), timezone.now()
    bound = {(file.kind, record.pk): binding(file, record, today) for file, record in files}
    free = [
        (file, record) for file, record in files
        if (why := bound[file.kind, record.pk]) is None or why.why == "unregulated"
    ]  # fmt: skip
    if free:
        row = DisposalList(
            number=next_number(SERIES, at=now),
            state=DisposalState.APPROVED,
            drawn_up_at=now,
            approved_at=now,
            wish=wish,
        )
        begin(row, by=by, at=now, note=wish)
        _take_off(free, row.number, by)
        DisposalLine.objects.bulk_create([_wished(row, file, record) for file, record in free])
        execute_disposal(row, by=SYSTEM, at_wish=True)
    gone = {(file.kind, record.pk) for file, record in free}
    return [why for key, why in bound.items() if why and key not in gone]


def _take_off(files: list[tuple[Kept, Record]], instead: str, by: Actor) -> None:
    """Strike files off lists that still wait: a record stands on one list at a time."""
    for file, record in files:
        lines = DisposalLine.objects.filter(subject_kind=file.kind, subject_id=record.pk, outcome=DisposalOutcome.OPEN)
        for line in lines.select_for_update(of=("self",)).select_related("disposal"):
            line.outcome, line.remark = DisposalOutcome.STRUCK, instead
            line.save(update_fields=["outcome", "remark"])
            history.append(line.disposal, "strike", by=by, note=f"{line.subject_number}: {instead}")


def _wished(disposal: DisposalList, file: Kept, record: Record) -> DisposalLine:
    lasting = term(file, record)
    return DisposalLine(
        disposal=disposal, subject_kind=file.kind, subject_id=record.pk, subject_number=record.number,
        clause_id=lasting.clause.clause_id if lasting else None, months=lasting.months if lasting else None,
        ended_on=file.ended_on(record), kept_until=lasting.until if lasting else None,
    )  # fmt: skip


def destroy_file(file: Kept, record: Record, *, by: Actor, why: str) -> None:
    """Destroy a record and all that belongs to it, in the caller's transaction."""
    for kind, path in (file.parts or {}).items():
        erasure.destroy(model_of(kind)._base_manager.filter(**{path: record.pk}), by=by, why=why)
    erasure.destroy(file.model._base_manager.filter(pk=record.pk), by=by, why=why)
