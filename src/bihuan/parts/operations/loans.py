"""A loan: reserved, handed over against a signature, extended, brought back, lost (PRT-03, FULL 3.4)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, documents, history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, Tracked, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries.calendars import ALWAYS
from bihuan.parts.models import Loan, Loaner, Place
from bihuan.parts.queries.loans import loan_clause, usual_due
from bihuan.parts.states.loans import LoanReserved, LoanState, ReturnCondition
from bihuan.regulations.queries.signing import require_way

FORM = "loan_slip"
LIMIT = "loan_back"


@dataclass(frozen=True)
class Handover:
    """What stands on the 「借用单」 when the customer signs.

    Attributes:
        signature: drawn on the glass, or the photographed paper when `is_paper`.
        condition: how the loaner looks and works now.
        due_on: until when it is lent.
        deposit: what the customer leaves with us, in CNY.
    """

    signature: Content
    signer_name: str
    condition: str
    due_on: date
    accessories: str = ""
    deposit: Decimal = Decimal(0)
    is_paper: bool = False
    photos: tuple[Content, ...] = ()


@dataclass(frozen=True)
class Back:
    """How the loaner came back.

    Attributes:
        condition: a value of `ReturnCondition`.
        damage: what is damaged or missing, in words.
        charge_proposed: what the customer should pay for it, in CNY; the charge itself is decided elsewhere.
        deposit_back: what of the deposit he has back, in CNY.
        place: where the loaner is now.
    """

    condition: str
    damage: str = ""
    charge_proposed: Decimal | None = None
    deposit_back: Decimal | None = None
    place: Place | None = None
    photos: tuple[Content, ...] = ()


@transaction.atomic
def reserve(
    loaner: Loaner, *, about: Tracked, borrower: str, by: Actor, technician: Staff | None = None, **known: Any
) -> Loan:
    """Keep a loaner for a customer; the clause says for how long it is lent and whether it is free.

    Args:
        about: the record it is lent for, such as a service request.
        borrower: the customer's name.
        technician: who hands it over.
        known: `customer`, `unit`, `outlet`.

    Raises:
        OperationError: it is out of use, lent or reserved, or nobody is named.
    """
    permit(by, "parts.lend")
    row = locked(Loaner, loaner.pk)
    name = required(borrower, _("Write who borrows it."), field="borrower")
    if row.is_retired or not row.is_usable:
        raise OperationError(_("%(loaner)s is out of use.") % {"loaner": row}, field="loaner")
    if other := row.loans.running().first():
        words = {"loaner": row, "number": other.number}
        raise OperationError(_("%(loaner)s is reserved or lent already: %(number)s.") % words, field="loaner")
    now, facts = timezone.now(), about.facts()
    clause = loan_clause(facts)
    loan = Loan(
        number=next_number("LN", at=now), state=LoanState.RESERVED, loaner=row, about_kind=about.kind(),
        about_id=about.pk, about_number=str(about)[:60], borrower=name, technician=technician, reserved_at=now,
        reserved_by=by if isinstance(by, Staff) else None, due_on=usual_due(facts), condition_lent=row.condition,
        accessories=row.accessories, is_free=bool(clause and clause.data.get("is_free")), **known,
    )  # fmt: skip
    begin(loan, by=by, at=now, note=str(row), event=LoanReserved)
    _tell(loan, "reserve_loaner", by)
    search.index(Loan.kind(), loan.pk, searchable(loan))
    return loan


@transaction.atomic
def drop_loan(loan: Loan, *, note: str, by: Actor, revision: int | None = None) -> Loan:
    """Give a reservation up; the loaner is free again.

    Raises:
        OperationError: no reason.
        MoveForbidden: it was handed over already.
    """
    loan = _both(loan, revision)
    perform(loan, "drop_loan", by=by, note=required(note, _("Write why it is not lent.")))
    _tell(loan, "drop_loan", by)
    return loan


@transaction.atomic
def lend(loan: Loan, handover: Handover, *, by: Actor, revision: int | None = None) -> Loan:
    """Hand the loaner over against the customer's signature; the 「借用单」 is printed and archived.

    Raises:
        OperationError: condition or signer are missing, the clause does not take this way of signing, or the day
            it is due has passed or is too far.
        MoveForbidden: it was handed over already.
    """
    loan = _both(loan, revision)
    _check_evident(loan, by)
    condition = required(handover.condition, _("Write how it looks and works now."), field="condition")
    signer = required(handover.signer_name, _("Write the signer's name."), field="signer_name")
    now = timezone.now()
    _check_day(loan, handover.due_on, timezone.localdate(now))
    require_way(FORM, "paper" if handover.is_paper else "glass", loan.facts())
    purpose = "paper" if handover.is_paper else "signature"
    kept = attachments.attach(loan, handover.signature, by=by, purpose=purpose, is_locked=True)
    _photograph(loan, handover.photos, by, "photo")
    changes = {
        "lent_at": now, "lent_by": by if isinstance(by, Staff) else None, "condition_lent": condition[:300],
        "accessories": handover.accessories.strip(), "due_on": handover.due_on, "deposit": handover.deposit,
        "signer_name": signer, "is_paper": handover.is_paper, "signature": kept,
    }  # fmt: skip
    perform(loan, "lend", by=by, at=now, changes=changes, note=str(loan.loaner))
    _start_limit(loan, by=by, at=now)
    _tell(loan, "lend", by)
    documents.archive(FORM, loan, by=SYSTEM, at=now)
    return loan


@transaction.atomic
def extend_loan(loan: Loan, *, due_on: date, note: str, by: Actor, revision: int | None = None) -> Loan:
    """Lend it for longer, with the reason; the limit runs to the new day.

    Raises:
        OperationError: no reason, or the day is not later, or later than the clause allows.
        MoveForbidden: the customer doesn't have it.
    """
    loan = _both(loan, revision)
    check(loan, "extend_loan", by=by)
    words = required(note, _("Write why it is lent for longer."))
    now = timezone.now()
    if loan.due_on and due_on <= loan.due_on:
        raise OperationError(_("Choose a later day than before."), field="due_on")
    _check_day(loan, due_on, timezone.localdate(now))
    before = loan.due_on
    changes = {"due_on": due_on, "times_extended": loan.times_extended + 1}
    perform(loan, "extend_loan", by=by, at=now, note=words, changes=changes)
    deadlines.cancel(_running(loan), by=by, at=now, note=f"{before} → {due_on}")
    _start_limit(loan, by=by, at=now)
    _tell(loan, "extend_loan", by)
    return loan


@transaction.atomic
def bring_back(loan: Loan, back: Back, *, by: Actor, revision: int | None = None) -> Loan:
    """Take the loaner back with its condition; a damaged or incomplete one is out of use until it is seen to.

    Raises:
        OperationError: the condition is unknown, damage comes without words, more deposit than was left.
        MoveForbidden: the customer doesn't have it.
    """
    loan = _both(loan, revision)
    check(loan, "bring_back", by=by)
    if back.condition not in ReturnCondition.values:
        raise OperationError(pgettext("loan", "Say how it came back."), field="condition")
    is_harmed = back.condition in (ReturnCondition.DAMAGED, ReturnCondition.INCOMPLETE)
    damage = required(back.damage, _("Write what is damaged or missing."), field="damage") if is_harmed else back.damage
    if (back.deposit_back or 0) > loan.deposit:
        raise OperationError(_("That is more than the deposit."), field="deposit_back")
    now = timezone.now()
    _photograph(loan, back.photos, by, "photo_back")
    changes = {
        "returned_at": now, "condition_back": back.condition, "damage": damage.strip(),
        "charge_proposed": back.charge_proposed, "deposit_back": back.deposit_back,
        "taken_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(loan, "bring_back", by=by, at=now, note=damage.strip(), changes=changes)
    deadlines.meet(_running(loan), by=by, at=now)
    _tell(loan, "bring_back", by)
    fate: dict[str, Any] = {"place": back.place or loan.loaner.place}
    if is_harmed:
        fate |= {"is_usable": False, "unusable_because": damage.strip()}
    history.change(loan.loaner, by=by, note=loan.number, **fate)
    return loan


@transaction.atomic
def lose_loan(
    loan: Loan, *, note: str, by: Actor, charge_proposed: Decimal | None = None, revision: int | None = None
) -> Loan:
    """Write down that the loaner doesn't come back; it leaves the pool.

    Args:
        charge_proposed: what the customer should pay for it, in CNY.

    Raises:
        OperationError: no reason.
        MoveForbidden: the customer doesn't have it.
    """
    loan = _both(loan, revision)
    words, now = required(note, _("Write how it was lost.")), timezone.now()
    perform(loan, "lose_loan", by=by, at=now, note=words, changes={"damage": words, "charge_proposed": charge_proposed})
    deadlines.cancel(_running(loan), by=by, at=now, note=words)
    _tell(loan, "lose_loan", by)
    history.change(loan.loaner, by=by, note=loan.number, is_retired=True)
    return loan


def searchable(loan: Loan) -> str:
    """Return the words a loan is found by."""
    return " ".join(filter(None, [loan.number, loan.loaner.serial, loan.loaner.name, loan.borrower, loan.about_number]))


def _both(loan: Loan, revision: int | None) -> Loan:
    """Return the loan with its loaner, locked in the order every operation takes."""
    loaner = locked(Loaner, loan.loaner_id)
    row = locked(Loan, loan.pk, revision=revision)
    row.loaner = loaner
    return row


def _check_evident(loan: Loan, by: Actor) -> None:
    """Refuse before any file is kept; the signature itself comes with the move."""
    move = loan.moves.get("lend")
    permit(by, move.policy, loan)
    if loan.state not in move.sources:
        check(loan, "lend", by=by)


def _check_day(loan: Loan, due_on: date, today: date) -> None:
    if due_on < today:
        raise OperationError(_("This day has passed."), field="due_on")
    clause = loan_clause(loan.facts())
    longest = int(clause.data.get("longest_days") or 0) if clause else 0
    first = timezone.localdate(loan.lent_at) if loan.lent_at else today
    if longest and due_on > first + timedelta(days=longest):
        words = {"days": longest, "clause": clause.label if clause else ""}
        raise OperationError(_("At most %(days)s days in all (%(clause)s).") % words, field="due_on")


def _start_limit(loan: Loan, *, by: Actor, at: datetime) -> None:
    clause = loan_clause(loan.facts())
    if clause is None or loan.due_on is None:
        return
    ends = timezone.make_aware(datetime.combine(loan.due_on + timedelta(days=1), time()))
    deadlines.start_for(
        loan, name=LIMIT, label=_("Loaner due back"), limit_minutes=int((ends - at).total_seconds() // 60),
        calendar_code=ALWAYS, by=by, at=at, owner_id=loan.owner_id, parameter=clause,
        ladder=list(clause.data.get("ladder") or ()),
    )  # fmt: skip


def _running(loan: Loan) -> list[Deadline]:
    rows = Deadline.objects.of(loan.kind(), loan.pk).running().filter(name=LIMIT)
    return list(rows.select_for_update(of=("self",)))


def _photograph(loan: Loan, photos: tuple[Content, ...], by: Actor, purpose: str) -> None:
    for photo in photos:
        attachments.attach(loan, photo, by=by, purpose=purpose)


def _tell(loan: Loan, verb: str, by: Actor) -> None:
    """Write it into the histories of the loaner, and of the product it stands in for."""
    note = f"{loan.number} {loan.borrower}"
    history.append(loan.loaner, verb, by=by, note=note)
    if loan.unit is not None:
        history.append(loan.unit, verb, by=by, note=f"{loan.number} {loan.loaner}")
