"""Ratings: proposed from last year's revenue, sent for approval, approved; then the tier holds (KEY 2 and 3, CRM 2)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers import queries as files
from bihuan.customers.models import Account, CareMandate, Customer, Rating, Revenue
from bihuan.customers.models.revenue import CNY
from bihuan.customers.operations.files import approach, standing
from bihuan.customers.queries import tiers as queries
from bihuan.customers.rules.ratings import Outcome, grade_of, growth, level_of, tier_of
from bihuan.customers.states.tiers import Rated, RatingProposed, RatingState
from bihuan.kernel import attachments, history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Outlet, Staff
from bihuan.regulations.queries import holding_rules
from bihuan.signoff import operations as signoff

SERIES, FORM, BATCH = "KP", "account_tier", 200


def review(rated: str, year: int, *, by: Actor) -> int:
    """Propose tiers or grades from a year's revenue; whoever has a rating of that year already is left alone.

    Batches are kept one by one, so that a run that was cut off goes on where it stopped.

    Args:
        rated: `Rated.TIER` for customers with an agreement or a tier, `Rated.GRADE` for those with revenue.

    Returns:
        how many ratings were written, unchanged ones among them.

    Raises:
        OperationError: no clause says how, or the year isn't over.
    """
    permit(by, "customers.run_review")
    if queries.schedule(rated) is None:
        raise OperationError(_("No clause in force says how customers are rated."))
    if year >= timezone.localdate().year:
        raise OperationError(_("The year isn't over."), field="year")
    count, after = 0, 0
    with holding_rules():
        while batch := _candidates(rated, year, after):
            count += _review_batch(rated, year, batch, by)
            after = batch[-1].pk
    return count


def _candidates(rated: str, year: int, after: int) -> list[Customer]:
    has_revenue = Exists(Revenue.objects.filter(customer=OuterRef("pk"), year=year, currency=CNY))
    if rated == Rated.GRADE:
        wanted = Q(has_revenue)
    else:
        signed = Exists(Account.objects.filter(customer=OuterRef("pk"), agreed_on__isnull=False))
        wanted = Q(signed) | Q(is_key=True)
    there = Rating.objects.filter(customer=OuterRef("pk"), rated=rated, year=year).exclude(state=RatingState.DROPPED)
    rows = Customer.objects.approachable().filter(wanted, ~Exists(there), pk__gt=after)
    return list(rows.select_related("region__outlet", "account").order_by("pk")[:BATCH])


@transaction.atomic
def _review_batch(rated: str, year: int, customers: Sequence[Customer], by: Actor) -> int:
    busy = set(Rating.objects.open().filter(customer__in=customers, rated=rated).values_list("customer", flat=True))
    known = queries.amounts((one.pk for one in customers), (year, year - 1))
    free = [one for one in customers if one.pk not in busy]
    return sum(_rate(rated, one, year, known, by) is not None for one in free)


@transaction.atomic
def propose(customer: Customer, rated: str, year: int, *, by: Actor) -> Rating:
    """Rate one customer out of turn.

    Raises:
        OperationError: one is open already, the year isn't over, or the figures give him nothing.
    """
    permit(by, "customers.run_review")
    row = approach(customer)
    if year >= timezone.localdate().year:
        raise OperationError(_("The year isn't over."), field="year")
    if Rating.objects.open().filter(customer=row, rated=rated).exists():
        raise OperationError(_("A rating of this customer is open already."))
    made = _rate(rated, row, year, queries.amounts([row.pk], (year, year - 1)), by)
    if made is None:
        raise OperationError(_("By the figures of %(year)s he has no tier, as before.") % {"year": year}, field="year")
    return made


def _rate(
    rated: str, customer: Customer, year: int, known: dict[tuple[int, int], Decimal], by: Actor
) -> Rating | None:  # fmt: skip
    """Write a customer's rating; None where he has no tier and gets none."""
    found, figures = _found(rated, customer, year, known)
    before = _before(rated, customer)
    if not found.value and not before:
        return None
    now = timezone.now()
    row = Rating(
        number=next_number(SERIES, at=now), customer=customer, rated=rated, year=year, before=before,
        state=RatingState.PROPOSED if found.value != before else RatingState.KEPT, proposed=found.value,
        owner=customer.keeper if rated == Rated.TIER else None, proposed_at=now, **figures,
    )  # fmt: skip
    is_kept = row.state == RatingState.KEPT
    if is_kept:
        row.decided_at = now
    begin(row, by=by, event=None if is_kept else RatingProposed, at=now)
    return row


def _found(
    rated: str, customer: Customer, year: int, known: dict[tuple[int, int], Decimal]
) -> tuple[Outcome, dict[str, Any]]:  # fmt: skip
    """Return what a year's figures come to, and the fields of the rating that hold them."""
    amount, before = known.get((customer.pk, year)), known.get((customer.pk, year - 1))
    found = _tier(customer, amount or Decimal(0)) if rated == Rated.TIER else _grade(customer, amount, before)
    decisive = _decisive(customer, found.value) if rated == Rated.TIER else ""
    return found, {
        "amount": amount, "amount_before": before, "score": found.score, "steps": found.steps,
        "clause_id": found.clause_id, "decisive": decisive,
    }  # fmt: skip


def _tier(customer: Customer, amount: Decimal) -> Outcome:
    account = _account(customer)
    clause = queries.schedule(Rated.TIER)
    if clause and clause.data.get("needs_agreement") and not (account and account.has_agreement()):
        step = {"step": "agreement", "clause": clause.label, "clause_id": str(clause.clause_id)}
        return Outcome("", clause.clause_id, None, [step])
    rules = queries.ruling(customer.facts())
    outlet = customer.region.outlet if customer.region else None
    return tier_of(
        amount, is_upstream=bool(account and account.is_upstream), group=outlet.revenue_group if outlet else "",
        tiers=rules.tiers, factors=rules.factors,
    )  # fmt: skip


def _grade(customer: Customer, amount: Decimal | None, before: Decimal | None) -> Outcome:
    account, rules = _account(customer), queries.ruling(customer.facts())
    figures = {
        "nature": customer.customer_kind, "size": account.employees if account else None, "sales": amount,
        "trend": growth(amount or Decimal(0), before),
    }  # fmt: skip
    return grade_of(figures, rules.parts, rules.bounds)


def _account(customer: Customer) -> Account | None:
    return getattr(customer, "account", None)


def _before(rated: str, customer: Customer) -> str:
    account = _account(customer)
    return customer.tier if rated == Rated.TIER else account.grade if account else ""


def _decisive(customer: Customer, new: str) -> str:
    """Return the tier whose approver decides: the new one; of a lower one, the one the clause names (KEY 2.4)."""
    old, clause = customer.tier, queries.schedule(Rated.TIER)
    rules = queries.ruling(customer.facts()).tiers
    is_lower = bool(old) and level_of(new, rules) > level_of(old, rules)
    by_old = clause is not None and clause.data.get("lowered_by") == "before"
    return old if (is_lower and by_old) or not new else new


@transaction.atomic
def recalculate(rating: Rating, *, by: Actor, revision: int | None = None) -> Rating:
    """Work a proposed rating out again, after a correction of the figures."""
    row: Rating = locked(Rating.objects.select_related("customer__region__outlet"), rating.pk, revision=revision)
    found, figures = _found(row.rated, row.customer, row.year, _known(row))
    values = {"proposed": found.value, "before": _before(row.rated, row.customer), **figures}
    perform(row, "recalculate", by=by, changes=values)
    return row


def _known(row: Rating) -> dict[tuple[int, int], Decimal]:
    return queries.amounts([row.customer_id], (row.year, row.year - 1))


@transaction.atomic
def submit(rating: Rating, *, by: Actor, note: str = "", revision: int | None = None) -> Rating:
    """Send a tier to whoever the clause lets approve it.

    Raises:
        OperationError: the figures have changed since, or no clause says who approves it.
    """
    row: Rating = locked(Rating.objects.select_related("customer__region__outlet"), rating.pk, revision=revision)
    found, figures = _found(row.rated, row.customer, row.year, _known(row))
    if row.state == RatingState.PROPOSED and (found.value, figures["steps"]) != (row.proposed, row.steps):
        raise OperationError(_("The figures have changed since: calculate again first."))
    changes = {"submitted_by": _staff(by), "submitted_at": timezone.now(), "note": note.strip(), "owner": None}
    perform(row, "submit", by=by, note=note.strip(), changes=changes)
    if signoff.start(row, FORM, by=by) is None:
        raise OperationError(_("No clause in force says who approves this tier."))
    return row


@transaction.atomic
def confirm(rating: Rating, *, by: Actor, note: str = "", revision: int | None = None) -> Rating:
    """Confirm a grade; from now on it holds."""
    row: Rating = locked(Rating.objects.select_related("customer"), rating.pk, revision=revision)
    perform(row, "confirm", by=by, note=note.strip(), changes=_decided(by))
    account, made = Account.objects.get_or_create(customer=row.customer)
    if made:
        history.append(account, "register", by=by, is_first=True)
    history.change(locked(Account, account.pk), by=by, grade=row.proposed)
    history.append(row.customer, "rate", by=by, note=row.proposed)
    return row


@transaction.atomic
def drop(rating: Rating, *, note: str, by: Actor, revision: int | None = None) -> Rating:
    """Drop a proposed rating; the tier or grade stays as it is."""
    row: Rating = locked(Rating, rating.pk, revision=revision)
    perform(row, "drop", by=by, note=required(note, _("Write why.")), changes={"owner": None})
    return row


def approve(rating: Rating, event: Any) -> None:
    """Let an approved tier hold: every new record of the customer follows the clauses for it from now on."""
    row: Rating = locked(Rating.objects.select_related("customer__region"), rating.pk)
    perform(row, "approve", by=SYSTEM, changes=_decided(event.by), at=event.at)
    customer: Customer = locked(Customer.objects.select_related("region"), row.customer_id)
    if history.change(customer, by=event.by, note=row.number, tier=row.proposed, is_key=bool(row.proposed)):
        search.index(Customer.kind(), customer.pk, files.searchable(customer))


def refuse(rating: Rating, event: Any) -> None:
    """Leave the old tier as it is."""
    row: Rating = locked(Rating, rating.pk)
    perform(row, "refuse", by=SYSTEM, changes=_decided(event.by), at=event.at)


@transaction.atomic
def give_mandate(
    customer: Customer, outlet: Outlet, *, file: Any, by: Actor, since_on: date | None = None,
    until_on: date | None = None,
) -> CareMandate:  # fmt: skip
    """Let an outlet care for a customer in the head office's place; the written mandate is the evidence (KEY 3.2).

    Raises:
        OperationError: the tier's clause allows none, the file is missing, or it ends before it begins.
    """
    permit(by, "customers.give_mandate", customer)
    row = standing(customer)
    care = queries.care_of(row)
    if care is None or not care.may_delegate:
        raise OperationError(_("No clause lets this customer's care be delegated."))
    if not file:
        raise OperationError(_("Attach the signed mandate."), field="file")
    begins = since_on or timezone.localdate()
    if until_on and until_on < begins:
        raise OperationError(_("It ends before it begins."), field="until_on")
    kept = attachments.attach(row, file, by=by, caption=_("Written mandate"), purpose="mandate", is_locked=True)
    if earlier := queries.mandate_of(row):
        history.change(earlier, by=by, until_on=begins)
    made = CareMandate.objects.create(
        customer=row, outlet=outlet, since_on=begins, until_on=until_on, file=kept, given_by=_staff(by)
    )
    history.append(made, "register", by=by, is_first=True)
    history.append(row, "give_mandate", by=by, note=outlet.name)
    return made


def _decided(by: Actor) -> dict[str, Any]:
    return {"decided_by": _staff(by), "decided_at": timezone.now(), "owner": None}


def _staff(by: Actor) -> Staff | None:
    return by if isinstance(by, Staff) else None


def review_due(today: date) -> Iterable[tuple[str, int]]:
    """Return what is to be rated by the clauses' schedule: tiers, grades, of the year before; within a month, once."""
    for rated in (Rated.TIER, Rated.GRADE):
        clause, year = queries.schedule(rated), today.year - 1
        if clause is None:
            continue
        begins = date(today.year, int(clause.data["month"]), int(clause.data["day"]))
        is_now = begins <= today <= begins + timedelta(days=30)
        if is_now and not Rating.objects.filter(rated=rated, year=year).exists():
            yield rated, year
