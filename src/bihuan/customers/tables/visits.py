"""Lists of visits, plans and reports."""

from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Visit, VisitDay, VisitMonth, VisitPlan, VisitUrgentReport
from bihuan.customers.states.visits import DayState, MonthState, Period, PlanState, UrgentState, VisitState
from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Related, RowsOf, View
from bihuan.kernel.lists import Period as Between
from bihuan.organization.models import Region

MISSED = "missed"
STATES = (*VisitState.choices, (MISSED, _("Missed")))


def _how_it_stands(row: dict[str, Any]) -> str:
    """Return a visit's state; one whose day has passed without it is missed, not planned."""
    is_missed = row["state"] == VisitState.PLANNED and row["planned_on"] < timezone.localdate()
    return MISSED if is_missed else str(row["state"])


def _standing(value: str) -> Q:
    """Return what rows of this state must fulfil today."""
    if value == MISSED:
        return Q(state=VisitState.PLANNED, planned_on__lt=timezone.localdate())
    ahead = Q(planned_on__gte=timezone.localdate()) if value == VisitState.PLANNED else Q()
    return Q(state=value) & ahead


class VisitList(ListPage):
    """Visits: one's own, one's people's, all for those who look over them."""

    name, title, order = "customers.visits", _("Visits"), "-planned_on"
    template = "customers/visits.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("customer__region__name", _("Region")),
        Column("visitor__name", _("Visitor"), width="w-s"),
        Column("planned_on", _("Planned day"), kind="date", sort=True),
        Column("visited_at", _("Visited at"), kind="time"),
        Column("met_who", _("Whom one met"), is_optional=True),
        Column("effect", _("What came of the visit"), is_optional=True),
        Column(
            "state", _("State"), kind="state", choices=STATES, now=(VisitState.PLANNED, MISSED), width="w-s",
            value=_how_it_stands, needs=("state", "planned_on"),
        ),
    )  # fmt: skip
    filters = (
        Condition(
            "state", _("State"),
            conditions={value: (label, partial(_standing, value)) for value, label in STATES},
        ),
        Related("customer__region", _("Region"), load=RowsOf(Region)),
        Between("planned_on", _("Planned day")),
    )  # fmt: skip
    views = (View("missed", _("Missed"), f"state={MISSED}"),)
    search_kind = "customers.visit"
    needs = ("pk",)
    empty_title = _("No visits yet")
    empty_text = _("Visits come from an approved plan, or are added to one's own days.")

    def rows(self, user: Any) -> Any:
        """Return the visits this colleague may see."""
        return Visit.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the visit's page."""
        return reverse("customers:visit", args=[row["pk"]])


class PlanList(ListPage):
    """Visit plans."""

    name, title, order = "customers.visit_plans", _("Visit plans"), "-starts_on"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("region__name", _("Region"), kind="title"),
        Column("period", _("Plan for"), kind="choice", choices=Period.choices),
        Column("starts_on", _("From"), kind="date", sort=True),
        Column("ends_on", _("Until"), kind="date"),
        Column("visitor__name", _("Visitor"), width="w-s"),
        Column("made_by__name", _("Prepared by"), width="w-s"),
        Column("state", _("State"), kind="state", choices=PlanState.choices, now=(PlanState.SUBMITTED,), width="w-m"),
    )
    filters = (
        Choice("state", _("State"), choices=PlanState.choices),
        Choice("period", _("Plan for"), choices=Period.choices),
        Related("region", _("Region"), load=RowsOf(Region)),
    )
    search_kind = "customers.visitplan"
    needs = ("pk",)
    empty_title = _("No visit plans yet")
    empty_text = _("A plan says who visits which customers of a region in a year, quarter or month.")

    def rows(self, user: Any) -> Any:
        """Return the plans this colleague may see."""
        return VisitPlan.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the plan's page."""
        return reverse("customers:visit_plan", args=[row["pk"]])


class DayList(ListPage):
    """Daily reports."""

    name, title, order = "customers.visit_days", _("Daily visit reports"), "-day"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("day", _("Day"), kind="title", value=lambda row: f"{row['day']:%Y-%m-%d}", needs=("day",)),
        Column("visitor__name", _("Visitor"), width="w-s"),
        Column("state", _("State"), kind="state", choices=DayState.choices, now=(DayState.OPEN,), width="w-m"),
        Column("submitted_at", pgettext_lazy("visit day", "Handed in at"), kind="time"),
        Column("read_by__name", pgettext_lazy("visit day", "Read by"), width="w-s"),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (Choice("state", _("State"), choices=DayState.choices), Between("day", _("Day")))
    search_fields = ("number__iexact", "visitor__name__icontains")
    needs = ("pk",)
    empty_title = _("No daily reports yet")
    empty_text = _("A day's report opens with its first visit.")

    def rows(self, user: Any) -> Any:
        """Return the reports this colleague may see."""
        return VisitDay.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the report's page."""
        return reverse("customers:visit_day", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(VisitDay.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class UrgentList(ListPage):
    """Urgent reports."""

    name, title, order = "customers.visit_urgents", _("Urgent visit reports"), "-reported_at"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("content", _("The situation"), kind="title"),
        Column("matter_label", _("Matter")),
        Column("customer__name", _("Customer")),
        Column("visitor__name", _("Reported by"), width="w-s"),
        Column("state", _("State"), kind="state", choices=UrgentState.choices, now=(UrgentState.SENT,), width="w-m"),
        Column("reported_at", _("Time of the report"), kind="time", sort=True),
    )
    filters = (
        Choice("state", _("State"), choices=UrgentState.choices),
        Between("reported_at", _("Time of the report")),
    )
    views = (View("open", _("Not finished"), "state=sent&state=instructed"),)
    search_kind = "customers.visiturgentreport"
    needs = ("pk",)
    empty_title = _("No urgent reports")
    empty_text = _("What the unit can't see to itself is reported from a visit, at once.")

    def rows(self, user: Any) -> Any:
        """Return the reports this colleague may see."""
        return VisitUrgentReport.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the report's page."""
        return reverse("customers:visit_urgent", args=[row["pk"]])


class MonthList(ListPage):
    """Monthly reports."""

    name, title, order = "customers.visit_months", _("Monthly visit reports"), "-month"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("month", _("Month"), kind="title", value=lambda row: f"{row['month']:%Y-%m}", needs=("month",)),
        Column("department__name", _("Unit")),
        Column("made_by__name", _("Prepared by"), width="w-s"),
        Column("state", _("State"), kind="state", choices=MonthState.choices, now=(MonthState.DRAWN_UP,), width="w-m"),
        Column("submitted_at", pgettext_lazy("visit month", "Submitted at"), kind="time"),
    )
    filters = (Choice("state", _("State"), choices=MonthState.choices), Between("month", _("Month")))
    needs = ("pk",)
    search_fields = ("number__iexact", "department__name__icontains")
    empty_title = _("No monthly reports yet")
    empty_text = _("A unit's report of the last month is drawn up on the first of the next.")

    def rows(self, user: Any) -> Any:
        """Return the reports this colleague may see."""
        return VisitMonth.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the report's page."""
        return reverse("customers:visit_month", args=[row["pk"]])
