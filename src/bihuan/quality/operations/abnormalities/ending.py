"""Hours charged and settled, next lots, closing (SUPQ 9)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.quality.models import ConcessionHours, NextLot, SupplierAbnormality
from bihuan.quality.operations.abnormalities.answering import ask
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.states.abnormalities import CHARGE, VERIFY, AnswerState

UNSETTLED: dict[str, Any] = {
    "settled_amount": None, "settled_note": "", "settled_by_id": None, "settled_at": None,
}  # fmt: skip


@transaction.atomic
def charge(
    one: SupplierAbnormality, *, worked_on: date, work: str, people: int, hours: Decimal, by: Any,
    revision: int | None = None,
) -> SupplierAbnormality:  # fmt: skip
    """Enter hours that a concession cost; the clause's rate of the first day stays (SUPQ 9.1).

    Args:
        hours: of all people together.

    Raises:
        OperationError: nothing is used by concession, no clause sets a sum, or the day lies ahead.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    permit(by, CHARGE, row)
    if not row.has_concession:
        raise OperationError(_("Nothing of this lot is used by concession."))
    if worked_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="worked_on")
    if hours <= 0 or people < 1:
        raise OperationError(_("Hours and people are above zero."), field="hours")
    clause, changes = clauses.labour_clause(row.facts()), dict(UNSETTLED)
    if row.rate is None:
        if clause is None:
            raise OperationError(_("No clause in force says what an hour costs."), field="hours")
        changes |= {"rate": clauses.labour_rate(clause), "charge_clause_id": clause.clause_id}
    now = timezone.now()
    line = ConcessionHours.objects.create(
        abnormality=row, worked_on=worked_on, work=required(work, _("Write which work it was."), field="work")[:120],
        people=people, hours=hours, entered_by=by, entered_at=now,
    )  # fmt: skip
    perform(row, "charge", by=by, at=now, note=str(line), changes=changes)
    return row


@transaction.atomic
def settle(
    one: SupplierAbnormality, *, amount: Decimal, note: str = "", by: Any, revision: int | None = None
) -> SupplierAbnormality:
    """Settle the deduction with the supplier, as purchasing; another sum than the hours' needs a reason (SUPQ 9.2).

    Raises:
        OperationError: nothing is charged, the sum is below zero, or differs without a reason.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    permit(by, "quality.settle_abnormality", row)
    if not row.hours.exists():
        raise OperationError(_("No hours are entered: there is nothing to settle."))
    if amount < 0:
        raise OperationError(_("The sum can't be below nought."), field="amount")
    words = note.strip()[:200]
    if amount != row.charge:
        words = required(words, _("Write why it is another sum than the hours come to."), field="note")
    now = timezone.now()
    changes = {"settled_amount": amount, "settled_note": words, "settled_by_id": by.pk, "settled_at": now}
    perform(row, "settle", by=by, at=now, note=words, changes=changes)
    return row


@transaction.atomic
def watch_lot(
    one: SupplierAbnormality, *, code: str, inspected_on: date, sample_size: int, defective: int, is_in_order: bool,
    note: str = "", by: Any, revision: int | None = None,
) -> SupplierAbnormality:  # fmt: skip
    """Enter a lot that came after the answer; one that is not in order begins the count anew (SUPQ 9.3).

    Raises:
        OperationError: the supplier has not answered, the lot stands there already, or the figures can't be.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    permit(by, VERIFY, row)
    lot = required(code, _("Write the lot number."), field="code")
    if not row.answers.filter(answered_at__isnull=False).exists():
        raise OperationError(_("The supplier has not answered yet; lots count from then on."))
    if lot == row.lot.code or row.next_lots.filter(code=lot).exists():
        raise OperationError(_("This lot is entered already."), field="code")
    if inspected_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="inspected_on")
    if sample_size < 1 or not 0 <= defective <= sample_size:
        raise OperationError(_("Defective is not more than the sample."), field="defective")
    said = note.strip()[:200]
    found = NextLot.objects.create(
        abnormality=row, code=lot, inspected_on=inspected_on, sample_size=sample_size, defective=defective,
        is_in_order=is_in_order, note=said, entered_by=by,
    )  # fmt: skip
    verdict = _("in order") if is_in_order else _("not in order")
    perform(row, "watch_lot", by=by, note=f"{found} {defective}/{sample_size} {verdict} {said}".strip())
    return row


@transaction.atomic
def verify(
    one: SupplierAbnormality, *, no_further: str = "", by: Actor, revision: int | None = None
) -> SupplierAbnormality:
    """Find the next lots in order, or that none will follow.

    Raises:
        EvidenceMissing: too few lots in a row, or no answer was accepted.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    words = no_further.strip()[:200]
    perform(row, "verify", by=by, note=words, changes={"no_further": words})
    return row


@transaction.atomic
def close(one: SupplierAbnormality, *, note: str = "", by: Actor, revision: int | None = None) -> SupplierAbnormality:
    """Close it; it stands in the supplier's record (SUPQ 9.4).

    Raises:
        EvidenceMissing: the answer is not accepted, or a deduction is not settled.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    now = timezone.now()
    perform(row, "close", by=by, at=now, note=note.strip(), changes={"closed_at": now})
    return row


@transaction.atomic
def reopen(one: SupplierAbnormality, *, note: str, by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Take a closed one up again, the fault came back: the supplier answers anew, and lots are counted anew.

    Raises:
        OperationError: no reason is given.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    now, words = timezone.now(), required(note, _("Write the reason."))
    row.answers.filter(state=AnswerState.ACCEPTED).update(
        state=AnswerState.RETURNED, opinion=words, judged_by=by, judged_at=now
    )
    changes = {"closed_at": None, "no_further": "", "lots_before": row.next_lots.count()}
    ask(row, "reopen", by=by, at=now, note=words, changes=changes)
    return row
