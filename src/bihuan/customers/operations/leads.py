"""Leads and the yearly question for new needs: asked, written down, followed up, won or lost (CSYS 3, CUS-06)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer, Lead, NeedsRequest
from bihuan.customers.operations.files import standing
from bihuan.customers.queries import care as queries
from bihuan.customers.states.care import LeadOpened, LeadSource, LeadState, NeedsDue, NeedsState
from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.regulations.queries import holding_rules

LEADS, NEEDS, BATCH, SUBJECT = "SJ", "XQ", 200, 120
FARTHEST = timedelta(days=3 * 366)


@transaction.atomic
def open_lead(
    customer: Customer, *, subject: str, by: Actor, details: str = "", source: str = LeadSource.OTHER,
    amount: Decimal | None = None, wanted_on: date | None = None, owner: Staff | None = None,
    next_on: date | None = None,
) -> Lead:  # fmt: skip
    """Write down a customer's new need.

    Args:
        owner: who follows it up; the customer's keeper, else who writes it down.

    Raises:
        OperationError: nothing is written, the amount is negative, or the follow-up lies in the past.
    """
    permit(by, "customers.add_lead", customer)
    standing(customer)
    what = required(subject, _("Write what is needed."), field="subject")
    if amount is not None and amount < 0:
        raise OperationError(_("This amount can't be."), field="amount")
    _check_next(next_on)
    now = timezone.now()
    row = Lead(
        number=next_number(LEADS, at=now), state=LeadState.NEW, customer=customer, subject=what,
        details=details.strip(), source=source, amount=amount, wanted_on=wanted_on, next_on=next_on,
        owner=owner or customer.keeper or (by if isinstance(by, Staff) else None), opened_at=now,
    )  # fmt: skip
    begin(row, by=by, event=LeadOpened, at=now)
    search.index(Lead.kind(), row.pk, f"{row.number} {row.subject} {customer.name} {row.details}")
    history.append(customer, "open_lead", by=by, note=f"{row.number} {what}")
    return row


def hear_need(customer: Customer, words: str, *, told: str, source: str, by: Actor) -> Lead:
    """Make a lead of what a customer said he will need; in the system's name where who heard it keeps no leads.

    Args:
        told: on what occasion.
    """
    subject = words.strip().splitlines()[0]
    return open_lead(
        customer, subject=subject[:SUBJECT], details=f"{words.strip()}\n{told}" if words.strip() != subject[:SUBJECT]
        else told, source=source, owner=customer.keeper or (by if isinstance(by, Staff) else None),
        by=by if by.has_perm("customers.add_lead", customer) else SYSTEM,
    )  # fmt: skip


@transaction.atomic
def follow_up(
    lead: Lead, *, note: str, by: Actor, next_on: date | None = None, revision: int | None = None
) -> Lead:  # fmt: skip
    """Note what was talked about, and when to talk again.

    Raises:
        OperationError: nothing is written, or the next day lies in the past.
    """
    row: Lead = locked(Lead, lead.pk, revision=revision)
    said = required(note, _("Write what was talked about."))
    _check_next(next_on)
    perform(row, "follow_up", by=by, note=said, changes={"next_on": next_on})
    return row


def win(lead: Lead, *, outcome: str, by: Actor, revision: int | None = None) -> Lead:
    """The customer orders: say what and where it is written."""
    return _end(lead, "win", outcome, by, revision)


def lose(lead: Lead, *, outcome: str, by: Actor, revision: int | None = None) -> Lead:
    """The customer doesn't want it: say why."""
    return _end(lead, "lose", outcome, by, revision)


@transaction.atomic
def resume(
    lead: Lead, *, note: str, by: Actor, next_on: date | None = None, revision: int | None = None
) -> Lead:  # fmt: skip
    """Take a lost lead up again."""
    row: Lead = locked(Lead, lead.pk, revision=revision)
    said = required(note, _("Write why."))
    _check_next(next_on)
    perform(row, "resume", by=by, note=said, changes={"ended_at": None, "outcome": "", "next_on": next_on})
    return row


@transaction.atomic
def _end(lead: Lead, move: str, outcome: str, by: Actor, revision: int | None) -> Lead:
    row: Lead = locked(Lead, lead.pk, revision=revision)
    text = required(outcome, _("Write how it ended."), field="outcome")
    perform(row, move, by=by, changes={"outcome": text, "ended_at": timezone.now(), "next_on": None})
    return row


def _check_next(day: date | None) -> None:
    today = timezone.localdate()
    if day is not None and not today <= day <= today + FARTHEST:
        raise OperationError(_("The next follow-up lies ahead."), field="next_on")


def ask_all(year: int, *, by: Actor) -> int:
    """Have the keepers ask their customers for the needs of a year; who is asked already is left alone.

    Returns:
        how many customers are to be asked now.

    Raises:
        OperationError: no clause wants it.
    """
    permit(by, "customers.run_needs")
    if queries.needs_clause() is None:
        raise OperationError(_("No clause in force has customers asked for their needs."))
    count, after = 0, 0
    with holding_rules():
        while batch := _to_ask(year, after):
            count += _ask_batch(batch, year, by)
            after = batch[-1].pk
    return count


def _to_ask(year: int, after: int) -> list[Customer]:
    asked = NeedsRequest.objects.filter(customer=OuterRef("pk"), year=year)
    rows = Customer.objects.approachable().filter(~Exists(asked), keeper__is_active=True, pk__gt=after)
    return list(rows.select_related("keeper", "region").order_by("pk")[:BATCH])


@transaction.atomic
def _ask_batch(customers: Iterable[Customer], year: int, by: Actor) -> int:
    clause = queries.needs_clause()
    assert clause is not None
    now, count = timezone.now(), 0
    for customer in customers:
        row = NeedsRequest(
            number=next_number(NEEDS, at=now), state=NeedsState.DUE, customer=customer, year=year,
            owner=customer.keeper, gift=clause.data.get("gift") or "", clause_id=clause.clause_id,
        )  # fmt: skip
        begin(row, by=by, event=NeedsDue, at=now)
        count += 1
    return count


@transaction.atomic
def note_needs(
    request: NeedsRequest, *, subject: str, by: Actor, answer: str = "", amount: Decimal | None = None,
    wanted_on: date | None = None, gift_sent_on: date | None = None, revision: int | None = None,
) -> NeedsRequest:  # fmt: skip
    """Write down what a customer needs next year; it becomes a lead."""
    row: NeedsRequest = locked(NeedsRequest.objects.select_related("customer__keeper"), request.pk, revision=revision)
    changes = _answered(row, answer, gift_sent_on)
    permit(by, "customers.answer_needs", row)
    if row.state != NeedsState.DUE:
        perform(row, "note_needs", by=by)  # refuses, and says why
    lead = open_lead(
        row.customer, subject=subject, details=answer, source=LeadSource.YEARLY, amount=amount, wanted_on=wanted_on,
        owner=row.owner, by=by,
    )  # fmt: skip
    perform(row, "note_needs", by=by, note=lead.number, changes={**changes, "lead": lead})
    return row


@transaction.atomic
def note_none(
    request: NeedsRequest, *, answer: str, by: Actor, gift_sent_on: date | None = None, revision: int | None = None
) -> NeedsRequest:  # fmt: skip
    """Write down that the customer was asked and needs nothing."""
    row: NeedsRequest = locked(NeedsRequest, request.pk, revision=revision)
    required(answer, _("Write what the customer said."), field="answer")
    perform(row, "note_none", by=by, changes=_answered(row, answer, gift_sent_on))
    return row


def _answered(row: NeedsRequest, answer: str, gift_sent_on: date | None) -> dict[str, Any]:
    if gift_sent_on and gift_sent_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="gift_sent_on")
    return {"answer": answer.strip(), "gift_sent_on": gift_sent_on, "asked_at": timezone.now()}


def needs_due(today: date) -> int | None:
    """Return the year for which the keepers are to ask from today on, by the clause; None on other days."""
    clause = queries.needs_clause()
    if clause is None:
        return None
    begins = date(today.year, int(clause.data["month"]), int(clause.data["day"]))
    return today.year + 1 if begins <= today <= begins + timedelta(days=30) else None
