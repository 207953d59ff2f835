"""What becomes of each unit: the customer's word, the remedy arranged and done, or why there is none."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.products.models import RecallLetter, RecallUnit
from bihuan.products.operations.checking import set_fields, unit_locked
from bihuan.products.operations.recalls.spreading import letters_for
from bihuan.products.queries.recalls import terms
from bihuan.products.states import ANSWERABLE, FOLLOW, RecallUnitState, Whereabouts


@transaction.atomic
def reply(
    one: RecallUnit, *, whereabouts: str, by: Actor, wished_on: date | None = None, passed_to: str = "", note: str = "",
    revision: int | None = None,
) -> RecallUnit:  # fmt: skip
    """Take the customer's word on one unit: he has it and wants a day, passed it on, or scrapped it.

    One that he has is arranged for at once; a late answer is taken as well.

    Raises:
        OperationError: answered already, no whereabouts, or the day has passed.
    """
    row = locked(RecallUnit, one.pk, revision=revision)
    if row.state not in ANSWERABLE:
        raise OperationError(_("This was answered already: %(state)s.") % {"state": row.state_label})
    if whereabouts not in Whereabouts.values:
        raise OperationError(_("Say where it is."), field="whereabouts")
    if wished_on and wished_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="wished_on")
    now, own = timezone.now(), whereabouts == Whereabouts.OWN
    values: dict[str, Any] = {
        "whereabouts": whereabouts, "wished_on": wished_on if own else None, "replied_at": now,
        "passed_to": passed_to.strip() if whereabouts == Whereabouts.SOLD_ON else "",
    }  # fmt: skip
    perform(row, "reply", by=by, changes=values, note=note.strip())
    if row.letter_id:
        RecallLetter.objects.filter(pk=row.letter_id, answered_at=None).update(answered_at=now)
    if whereabouts == Whereabouts.SCRAPPED:
        _away(row, "scrap", now, by=by)
    elif own:
        perform(row, "arrange", by=SYSTEM)
    return row


def _away(row: RecallUnit, move: str, now: Any, *, by: Actor, **changes: Any) -> None:
    perform(row, move, by=by, changes={"done_at": now, **changes}, note=changes.get("note", ""))


@transaction.atomic
def arrange(one: RecallUnit, *, by: Actor, revision: int | None = None, is_linked: bool = False) -> RecallUnit:
    """Have the remedy done: service makes a request of it, free of charge.

    Args:
        is_linked: there is a request already, to which it is joined.
    """
    row = locked(RecallUnit, one.pk, revision=revision)
    perform(row, "arrange", by=by, event_data={"is_linked": is_linked})
    return row


@transaction.atomic
def link(one: RecallUnit, *, kind: str, pk: int, number: str) -> None:
    """Keep which request carries the remedy out."""
    row = locked(RecallUnit, one.pk)
    RecallUnit.objects.filter(pk=row.pk).update(
        request_kind=kind, request_id=pk, request_number=number, revision=row.revision + 1
    )


def _of(kind: str, pk: int) -> list[RecallUnit]:
    rows = RecallUnit.objects.select_for_update(of=("self",)).filter(request_kind=kind, request_id=pk)
    return list(rows.filter(state=RecallUnitState.ARRANGED))


@transaction.atomic
def release(kind: str, pk: int, *, by: Actor = SYSTEM, note: str = "") -> None:
    """Take a request that was cancelled, or put nothing right, off its unit: the remedy has to be arranged anew."""
    for row in _of(kind, pk):
        changes = {"request_kind": "", "request_id": None, "request_number": ""}
        perform(row, "release", by=by, note=note, changes=changes)


@transaction.atomic
def remedied_by(kind: str, pk: int, *, by: Actor = SYSTEM, note: str = "") -> None:
    """Count what a finished request was arranged for as remedied."""
    for row in _of(kind, pk):
        _away(row, "remedy", timezone.now(), by=by, note=note)


@transaction.atomic
def hand_on(
    one: RecallUnit, *, customer: Customer | None = None, name: str = "", phone: str = "", address: str = "",
    note: str = "", by: Actor, revision: int | None = None,
) -> RecallUnit:  # fmt: skip
    """Go on with the new owner of a unit that was passed on: it is his on file, and he is told like the first.

    Args:
        customer: the new owner; None when he is not on file and entered here by `name`, `phone`, `address`.

    Raises:
        OperationError: it is this customer's already, he is on file, or the recall doesn't run any more.
    """
    row = locked(RecallUnit, one.pk, revision=revision)
    if not row.recall.is_running:
        raise OperationError(_("The recall is over; nobody is told any more."))
    if customer is None:
        permit(by, FOLLOW, row)
        customer = customers.register(name=name, phone=phone, address=address, by=SYSTEM, source="recall")
    if row.customer_id == customer.pk:
        raise OperationError(_("It is this customer's already."), field="customer")
    unit = unit_locked(row.unit)
    said = " · ".join(filter(None, [row.number, note.strip()]))
    set_fields(unit, by=by, verb="hand_on", note=said, customer=customer, site=None, contract=None)
    letters, _made = letters_for(row.recall, row.scope, [customer.pk])
    values: dict[str, Any] = {
        "customer": customer, "letter": letters[customer.pk], "notified_at": None, "replied_at": None,
        "whereabouts": "", "passed_to": "", "done_at": None,
    }  # fmt: skip
    perform(row, "hand_on", by=by, changes=values, note=note.strip())
    return row


@transaction.atomic
def remedy(
    one: RecallUnit, *, note: str, by: Actor, evidence: Sequence[Content] = (), revision: int | None = None
) -> RecallUnit:
    """Note that a unit was put right otherwise: in the warehouse, at the dealer's.

    Raises:
        OperationError: it isn't said how.
    """
    return _noted(one, "remedy", note, _("Write how it was put right."), by, evidence, revision)


@transaction.atomic
def give_up(
    one: RecallUnit, *, note: str, by: Actor, evidence: Sequence[Content] = (), revision: int | None = None
) -> RecallUnit:
    """Note that the customer can't be reached, and what was tried.

    Args:
        evidence: the returned letter, the list of calls; needed where the clause asks for it, unless it is there.

    Raises:
        OperationError: it isn't said what was tried, or nothing shows it.
    """
    clause = terms(one.recall)
    if (
        clause
        and clause.data.get("needs_evidence")
        and not evidence
        and not attachments.of(one.kind(), one.pk).exists()
    ):
        wanted = _("%(clause)s wants evidence: the returned letter, the list of calls.") % {"clause": clause.label}
        raise OperationError(wanted, field="evidence")
    return _noted(one, "give_up", note, _("Write what was tried: calls, letters, days."), by, evidence, revision)


@transaction.atomic
def scrap(
    one: RecallUnit, *, note: str, by: Actor, evidence: Sequence[Content] = (), revision: int | None = None
) -> RecallUnit:
    """Note that a unit is scrapped.

    Args:
        evidence: the photo of it, the scrap dealer's receipt.

    Raises:
        OperationError: it isn't said how one knows.
    """
    return _noted(one, "scrap", note, _("Write how you know."), by, evidence, revision)


def _noted(
    one: RecallUnit, move: str, note: str, missing: str, by: Actor, evidence: Sequence[Content], revision: int | None
) -> RecallUnit:
    said = required(note, missing)
    row = locked(RecallUnit, one.pk, revision=revision)
    _away(row, move, timezone.now(), by=by, note=said)
    for file in evidence:
        attachments.attach(row, file, by=by, purpose="evidence")
    return row


MOVES: dict[str, Callable[..., RecallUnit]] = {"remedy": remedy, "give_up": give_up, "scrap": scrap}
