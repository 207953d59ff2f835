"""Care plans: proposed by the tier's clause, their items done, moved, left out (PROP 2.2, CRM 3, CUS-07)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import CareItem, CarePlan, Customer
from bihuan.customers.operations.files import approach
from bihuan.customers.queries import care as queries
from bihuan.customers.states.care import CareState
from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.regulations.queries import holding_rules

SERIES, BATCH = "GH", 200


@transaction.atomic
def plan_care(customer: Customer, year: int, *, by: Actor, aim: str = "", owner: Staff | None = None) -> CarePlan:
    """Draw up a customer's care plan of a year; where a clause has one for his tier, with its items.

    What would have been due before today is left to the year that is over.

    Raises:
        OperationError: there is one already, the year is over, or he has nobody in charge.
    """
    permit(by, "customers.plan_care", customer)
    today = timezone.localdate()
    row = approach(customer)
    if not today.year <= year <= today.year + 1:
        raise OperationError(_("A plan is for this year or the next."), field="year")
    if there := queries.running_plan(row, year):
        raise OperationError(_("%(number)s is that year's plan.") % {"number": there.number}, field="year")
    keeper = owner or row.keeper
    if keeper is None:
        raise OperationError(_("Say who is in charge."), field="owner")
    clause = queries.plan_clause(row)
    now = timezone.now()
    plan = CarePlan(
        number=next_number(SERIES, at=now), state=CareState.RUNNING, customer=row, year=year, owner=keeper,
        clause_id=clause.clause_id if clause else None, aim=aim.strip(),
    )  # fmt: skip
    begin(plan, by=by, at=now)
    due = queries.planned_items(row, year, clause) if clause else []
    CareItem.objects.bulk_create(
        CareItem(plan=plan, label=label, due_on=day, owner=keeper) for day, label in due if day >= today
    )
    history.append(row, "plan_care", by=by, note=plan.number)
    return plan


def plan_all(year: int, *, by: Actor) -> int:
    """Draw up the plans of a year for every customer whose tier a clause names and who has a keeper.

    Returns:
        how many were drawn up.
    """
    permit(by, "customers.plan_care")
    count, after = 0, 0
    with holding_rules():
        while batch := list(_to_plan(year, after)):
            for customer in batch:
                if queries.plan_clause(customer) is not None:
                    plan_care(customer, year, by=by)
                    count += 1
            after = batch[-1].pk
    return count


def _to_plan(year: int, after: int) -> list[Customer]:
    rows = (
        Customer.objects.approachable()
        .filter(is_key=True, keeper__is_active=True, pk__gt=after)
        .exclude(care_plans__year=year)
    )
    return list(rows.select_related("region", "keeper", "account").order_by("pk")[:BATCH])


@transaction.atomic
def add_item(
    plan: CarePlan, *, label: str, due_on: date, by: Actor, owner: Staff | None = None, revision: int | None = None
) -> CareItem:  # fmt: skip
    """Put something more into a running plan.

    Raises:
        OperationError: the plan is over, nothing is written, or the day isn't one of the plan's year.
    """
    row = _running(plan, by, revision)
    what = required(label, _("Write what is to be done."), field="label")
    if due_on.year != row.year:
        raise OperationError(_("The day lies outside the plan's year."), field="due_on")
    made: CareItem = CareItem.objects.create(plan=row, label=what, due_on=due_on, owner=owner or row.owner)
    history.append(row, "add_care_item", by=by, note=f"{due_on:%Y-%m-%d} {what}")
    return made


@transaction.atomic
def do_item(
    item: CareItem, *, note: str, by: Actor, done_on: date | None = None, revision: int | None = None
) -> CareItem:  # fmt: skip
    """Note that it was done, and what came of it.

    Raises:
        Stale: somebody else changed it meanwhile.
        OperationError: it is done already, the day lies ahead, or nothing is written.
    """
    row, day = _open_item(item, by, revision), done_on or timezone.localdate()
    if day > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="done_on")
    said = required(note, _("Write what was done."))
    history.change(row, by=by, done_on=day, note=said, done_by=by if isinstance(by, Staff) else None)
    history.append(row.plan, "do_care_item", by=by, note=f"{row.label}: {said}")
    return row


@transaction.atomic
def leave_out(item: CareItem, *, note: str, by: Actor, revision: int | None = None) -> CareItem:
    """Say that it won't be done, and why."""
    row = _open_item(item, by, revision)
    why = required(note, _("Write why."))
    history.change(row, by=by, is_left_out=True, note=why)
    history.append(row.plan, "leave_out_care_item", by=by, note=f"{row.label}: {why}")
    return row


@transaction.atomic
def move_item(item: CareItem, *, due_on: date, note: str, by: Actor, revision: int | None = None) -> CareItem:
    """Put it on another day of the plan's year, and say why."""
    row = _open_item(item, by, revision)
    why = required(note, _("Write why."))
    if due_on.year != row.plan.year:
        raise OperationError(_("The day lies outside the plan's year."), field="due_on")
    if history.change(row, by=by, due_on=due_on):
        history.append(row.plan, "move_care_item", by=by, note=f"{row.label} → {due_on:%Y-%m-%d}: {why}")
    return row


@transaction.atomic
def finish(plan: CarePlan, *, by: Actor, revision: int | None = None) -> CarePlan:
    """End a plan of which everything is done or left out."""
    row: CarePlan = locked(CarePlan, plan.pk, revision=revision)
    perform(row, "finish", by=by)
    return row


@transaction.atomic
def cancel(plan: CarePlan, *, note: str, by: Actor, revision: int | None = None) -> CarePlan:
    """Give a plan up."""
    row: CarePlan = locked(CarePlan, plan.pk, revision=revision)
    perform(row, "cancel", by=by, note=required(note, _("Write why.")))
    return row


def _running(plan: CarePlan, by: Actor, revision: int | None = None) -> CarePlan:
    row: CarePlan = locked(CarePlan.objects.select_related("customer__region", "owner"), plan.pk, revision=revision)
    permit(by, "customers.change_care", row)
    if row.state != CareState.RUNNING:
        raise OperationError(_("The plan is over."))
    return row


def _open_item(item: CareItem, by: Actor, revision: int | None) -> CareItem:
    _running(item.plan, by)
    row: CareItem = locked(CareItem.objects.select_related("plan__customer"), item.pk, revision=revision)
    if not row.is_open:
        raise OperationError(_("It is done or left out already."))
    return row
