"""Reads about leads, yearly needs and care plans: panels, what waits for a colleague, the days of a clause's plan."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from bihuan.customers.models import CareItem, CarePlan, Customer, Lead, NeedsRequest
from bihuan.customers.rules.care import days_of
from bihuan.customers.states.care import OPEN_LEADS, CareState, NeedsState
from bihuan.kernel import hanging
from bihuan.organization.models import Staff
from bihuan.organization.queries import festivals_of
from bihuan.regulations.queries import ParameterView, ruleset

AT_MOST = 20


def needs_clause() -> ParameterView | None:
    """Return the clause that has customers asked for their needs every year."""
    return ruleset().strongest("needs_round", {})


def plan_clause(customer: Customer) -> ParameterView | None:
    """Return the clause that wants a care plan for a customer of this tier, the most specific one."""
    views = ruleset().matching("care_plan", customer.facts())
    fitting = [view for view in views if customer.tier and customer.tier in view.data["tiers"]]
    return max(fitting, key=lambda view: view.rank, default=None)


def planned_items(customer: Customer, year: int, view: ParameterView) -> list[tuple[date, str]]:
    """Return what a clause's plan comes to for a customer in a year, by day."""
    account = getattr(customer, "account", None)
    festivals = festivals_of(year)
    found = [
        (day, str(item["label"]))
        for item in view.data["items"]
        for day in days_of(item, year, festivals=festivals, founded_on=account.founded_on if account else None)
    ]
    return sorted(found)


def needs_panel(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of his needs: leads, and whether he was asked."""
    rows = customer.leads.select_related("owner").order_by("-pk")
    leads = list(rows[:AT_MOST]) if hanging.has(customer, Lead) else []
    requests = customer.needs_requests.select_related("clause__version__regulation").order_by("-year")
    asked = requests.first() if hanging.has(customer, NeedsRequest) else None
    may_add = user.has_perm("customers.add_lead", customer)
    open_ones = sum(lead.is_open for lead in leads)
    if not (leads or asked or may_add):
        return None
    return {"leads": leads, "asked": asked, "may_add": may_add, "count": open_ones or None}


def care_panel(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of his care: this year's plan with what is next."""
    plans = customer.care_plans.select_related("clause__version__regulation", "owner").order_by("-year")
    plan = plans.first() if hanging.has(customer, CarePlan) else None
    items = list(plan.items.select_related("owner", "done_by")) if plan else []
    clause = plan_clause(customer)
    may_plan = user.has_perm("customers.plan_care", customer)
    this_year = plan is not None and plan.year >= timezone.localdate().year
    if not (plan or (clause and may_plan)):
        return None
    return {
        "plan": plan, "upcoming": [one for one in items if one.is_open][:5], "clause": clause,
        "late": sum(one.is_late for one in items), "may_plan": may_plan and not this_year,
        "done": sum(one.done_on is not None for one in items), "total": len(items),
    }  # fmt: skip


def leads_waiting(user: Staff, limit: int) -> list[Lead]:
    """Return this colleague's open leads that are new or whose follow-up is due within a week; one query."""
    soon = timezone.localdate() + timedelta(days=7)
    rows = Lead.objects.filter(owner=user.pk, state__in=OPEN_LEADS)
    due = rows.filter(Q(next_on__isnull=True) | Q(next_on__lte=soon)).select_related("customer")
    return list(due.order_by(F("next_on").asc(nulls_first=True), "pk")[:limit])


def needs_waiting(user: Staff, limit: int) -> list[NeedsRequest]:
    """Return the customers this colleague is to ask for their needs; one query."""
    rows = NeedsRequest.objects.filter(
        owner=user.pk, state=NeedsState.DUE, customer__is_restricted=False
    ).select_related("customer")
    return list(rows.order_by("pk")[:limit])


def care_waiting(user: Staff, limit: int) -> list[CareItem]:
    """Return what this colleague is to do for customers within a week, the overdue first; one query."""
    soon = timezone.localdate() + timedelta(days=7)
    rows = CareItem.objects.open().filter(owner=user.pk, due_on__lte=soon, plan__state=CareState.RUNNING)
    return list(rows.select_related("plan__customer").order_by("due_on", "pk")[:limit])


def progress_of(plans: list[int]) -> dict[int, dict[str, Any]]:
    """Return how far care plans have come: items, done, the next day; one query for a page."""
    rows = CareItem.objects.filter(plan__in=plans).values("plan")
    is_open = Q(done_on=None, is_left_out=False)
    counted = rows.annotate(
        total=Count("pk"), done=Count("pk", filter=~Q(done_on=None)), next_on=Min("due_on", filter=is_open)
    )
    return {row["plan"]: row for row in counted}


def running_plan(customer: Customer, year: int) -> CarePlan | None:
    """Return a customer's plan of a year."""
    return customer.care_plans.filter(year=year).first()
