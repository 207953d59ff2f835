"""Visit plans: drawn up, approved, turned into visits (CSM 4, 5 and 7, CUS-04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.customers.models.visits import SalesArea, Visit, VisitPlan, VisitPlanLine, time_of
from bihuan.customers.queries import month_days
from bihuan.customers.queries import visits as queries
from bihuan.customers.rules.expenses import month_after
from bihuan.customers.rules.visits import spread
from bihuan.customers.states.visits import Period, PlanState, VisitState
from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Region, Staff
from bihuan.signoff import operations as signoff

FORM, SERIES, VISITS = "visit_plan", "XJ", "XF"


@dataclass(frozen=True)
class Drawn:
    """What a plan says: what to push, what to find out, the arrangements, the region's technicians."""

    goods: str = ""
    survey: str = ""
    special_survey: str = ""
    arrangements: str = ""
    technicians: Sequence[Staff] = field(default_factory=tuple)


@transaction.atomic
def draw_up(
    region: Region, *, period: str, day: date, visitor: Staff, customers: Iterable[tuple[Customer, int]], by: Staff,
    drawn: Drawn | None = None,
) -> VisitPlan:  # fmt: skip
    """Draw up a region's plan for the year, quarter or month that a day lies in.

    Args:
        customers: whom to visit, and how often in that time.

    Raises:
        OperationError: the visitor sells in this region, or a customer is his own (CSM 4).
    """
    permit(by, "customers.plan_visits")
    if period not in Period.values:
        raise OperationError(_("Say what the plan is for."), field="period")
    first, last = time_of(period, day)
    if last < timezone.localdate():
        raise OperationError(_("This time is over."), field="day")
    now, words = timezone.now(), drawn or Drawn()
    plan = VisitPlan(
        number=next_number(SERIES, at=now), state=PlanState.DRAFT, period=period, starts_on=first, ends_on=last,
        region=region, visitor=visitor, made_by=by, goods=words.goods.strip(), survey=words.survey.strip(),
        special_survey=words.special_survey.strip(), arrangements=words.arrangements.strip(),
    )  # fmt: skip
    wanted = list(customers)
    may_visit(plan, [customer for customer, _times in wanted])
    begin(plan, by=by, at=now)
    plan.technicians.set(words.technicians)
    _set_lines(plan, wanted)
    search.index(VisitPlan.kind(), plan.pk, f"{plan.number} {plan.region} {visitor.name} {plan.goods}")
    return plan


def may_visit(plan: VisitPlan, customers: Iterable[Customer]) -> None:
    """Refuse a visitor whom the clause bars: the region's salesman, or the one in charge of a customer.

    Raises:
        OperationError: the clause is named.
    """
    bars = next((view for view in queries.visitor_rules(plan.facts()) if view.data.get("bars_area_sales")), None)
    if bars is None:
        return
    words = {"name": plan.visitor.name, "region": plan.region.name, "clause": bars.label}
    if plan.visitor_id in queries.salesmen_of(plan.region):
        raise OperationError(
            _("%(name)s sells in %(region)s; somebody else visits there (%(clause)s).") % words, field="visitor"
        )
    for customer in customers:
        if customer.keeper_id == plan.visitor_id:
            raise OperationError(
                _("%(name)s is in charge of %(customer)s; somebody else visits there (%(clause)s).")
                % {**words, "customer": customer.name}, field="visitor",
            )  # fmt: skip


def _set_lines(plan: VisitPlan, wanted: Sequence[tuple[Customer, int]]) -> None:
    plan.lines.all().delete()
    rows = {customer.pk: VisitPlanLine(plan=plan, customer=customer, times=times) for customer, times in wanted}
    if any(not 1 <= row.times <= 60 for row in rows.values()):
        raise OperationError(_("Between one visit and sixty."), field="customers")
    VisitPlanLine.objects.bulk_create(rows.values())


@transaction.atomic
def change_plan(
    plan: VisitPlan, *, visitor: Staff, customers: Iterable[tuple[Customer, int]], drawn: Drawn, by: Actor,
    revision: int | None = None,
) -> VisitPlan:  # fmt: skip
    """Write a plan anew that is still being drawn up."""
    row = locked(VisitPlan.objects.select_related("region", "made_by"), plan.pk, revision=revision)
    permit(by, "customers.plan_visits", row)
    if row.state != PlanState.DRAFT:
        raise OperationError(_("This plan isn't being drawn up any more."))
    wanted = list(customers)
    row.visitor = visitor
    may_visit(row, [customer for customer, _times in wanted])
    before = VisitPlan.objects.get(pk=row.pk)
    history.change(
        before, by=by, visitor=visitor, goods=drawn.goods.strip(), survey=drawn.survey.strip(),
        special_survey=drawn.special_survey.strip(), arrangements=drawn.arrangements.strip(),
    )  # fmt: skip
    before.technicians.set(drawn.technicians)
    _set_lines(before, wanted)
    return before


@transaction.atomic
def submit_plan(plan: VisitPlan, *, by: Actor, revision: int | None = None) -> VisitPlan:
    """Submit a plan; where no clause sends it round, whoever may approves it on its page.

    Raises:
        EvidenceMissing: no customers, or not as many technicians as the clause wants.
    """
    row = locked(VisitPlan, plan.pk, revision=revision)
    may_visit(row, [line.customer for line in row.lines.select_related("customer")])
    perform(row, "submit", by=by)
    signoff.start(row, FORM, by=by)
    return row


@transaction.atomic
def approve_plan(plan: VisitPlan, *, by: Actor, revision: int | None = None) -> VisitPlan:
    """Approve a plan where no clause sends it round; its visits are made."""
    row = _decidable(plan, "approve", by, revision)
    return _approve(row, by)


@transaction.atomic
def turn_down(plan: VisitPlan, *, note: str, by: Actor, revision: int | None = None) -> VisitPlan:
    """Send a plan back where no clause sends it round."""
    row = _decidable(plan, "turn_down", by, revision)
    perform(row, "turn_down", by=by, note=note)
    return row


@transaction.atomic
def drop_plan(plan: VisitPlan, *, by: Actor, revision: int | None = None) -> VisitPlan:
    """Drop a plan that nobody has approved."""
    row = locked(VisitPlan, plan.pk, revision=revision)
    perform(row, "drop", by=by)
    return row


def _decidable(plan: VisitPlan, move: str, by: Actor, revision: int | None) -> VisitPlan:
    row = locked(VisitPlan, plan.pk, revision=revision)
    check(row, move, by=by)
    signoff.may_decide_directly(row, asked_by=row.made_by_id, by=by)
    return row


def on_agreed(plan: VisitPlan, event: Any) -> None:
    """Approve what the last station agreed to."""
    row = locked(VisitPlan, plan.pk)
    if row.state == PlanState.SUBMITTED:
        _approve(row, SYSTEM, str(event.circulation))


def on_refused(plan: VisitPlan, event: Any) -> None:
    """Send back what a station refused."""
    row = locked(VisitPlan, plan.pk)
    if row.state == PlanState.SUBMITTED:
        perform(row, "turn_down", by=SYSTEM, note=str(event.circulation))


def _approve(row: VisitPlan, by: Actor, note: str = "") -> VisitPlan:
    perform(row, "approve", by=by, note=note, changes={"approved_at": timezone.now()})
    make_visits(row)
    return row


@transaction.atomic
def make_visits(plan: VisitPlan) -> int:
    """Make the visits of an approved plan that aren't there yet, spread over its working days; return how many.

    Called again it makes nothing twice.
    """
    row = locked(VisitPlan.objects.select_related("visitor"), plan.pk)
    if row.state != PlanState.APPROVED:
        return 0
    known = set(Visit.objects.filter(plan=row).values_list("customer", "sequence"))
    workdays = _workdays(row.starts_on, row.ends_on)
    now, count = timezone.now(), 0
    first = max(row.starts_on, timezone.localdate(now))
    ahead = [day for day in workdays if day >= first]
    lines = row.lines.filter(customer__in=Customer.objects.approachable()).select_related("customer__region")
    for place, line in enumerate(lines.order_by("pk")):
        days = spread(first, row.ends_on, line.times, ahead)
        for sequence, day in enumerate(days, start=1):
            if (line.customer_id, sequence) not in known:
                own = ahead[(ahead.index(day) + place) % len(ahead)] if day in ahead else day
                _plan_visit(row, line.customer, own, sequence, now)
                count += 1
    return count


def _plan_visit(plan: VisitPlan, customer: Customer, day: date, sequence: int, now: Any) -> None:
    visit = Visit(
        number=next_number(VISITS, at=now), state=VisitState.PLANNED, plan=plan, customer=customer,
        visitor=plan.visitor, planned_on=day, sequence=sequence, business=customer.business,
    )  # fmt: skip
    begin(visit, by=SYSTEM, at=now)
    search.index(Visit.kind(), visit.pk, f"{visit.number} {customer.name}")


def _workdays(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found += [day for day, _ends in month_days.working_days(month) if first <= day <= last]
        month = month_after(month)
    return found


@transaction.atomic
def put_in_charge(region: Region, salesman: Staff, *, by: Actor) -> SalesArea:
    """Say who sells in a region."""
    permit(by, "customers.keep_areas")
    area, is_new = SalesArea.objects.get_or_create(region=region, salesman=salesman)
    if is_new:
        history.append(area, "register", by=by, is_first=True)
    return area


@transaction.atomic
def relieve(area: SalesArea, *, by: Actor) -> None:
    """Say that somebody doesn't sell in a region any more."""
    permit(by, "customers.keep_areas")
    row = locked(SalesArea, area.pk)
    history.append(row, "remove", by=by, note=str(row))
    row.delete()
