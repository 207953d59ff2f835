"""Pages of the reports about visits: the day, what is urgent, the month (CSM 9 to 11, CUS-04)."""

from dataclasses import asdict

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.forms.visits import HandInForm, HandledForm, InstructForm, MonthReportForm
from bihuan.customers.models import Visit, VisitDay, VisitMonth, VisitUrgentReport
from bihuan.customers.operations import visit_months, visits
from bihuan.customers.queries import visits as queries
from bihuan.customers.tables.visits import DayList, MonthList, UrgentList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import OptionalNoteForm
from bihuan.kernel.records import is_visible
from bihuan.kernel.web import StaffRequest, for_record, staff_page

DAY_STEPS = {
    "submit": Step(visits.hand_in_day, HandInForm, lazy("Handed in; your superior has been told.")),
    "read": Step(visits.read_day, OptionalNoteForm, lazy("Read.")),
}
URGENT_STEPS = {
    "instruct": Step(visits.instruct, InstructForm, lazy("Those concerned have been told.")),
    "close": Step(visits.close_urgent, HandledForm, lazy("Dealt with.")),
}
MONTH_STEPS = {
    "write": Step(visit_months.write_month, MonthReportForm, lazy("Saved.")),
    "submit": Step(visit_months.submit_month, None, lazy("Signed and submitted; the figures stay as they are.")),
}
DAY_MOVES = {name: view_of(VisitDay, name, step) for name, step in DAY_STEPS.items()}
URGENT_MOVES = {name: view_of(VisitUrgentReport, name, step) for name, step in URGENT_STEPS.items()}
MONTH_MOVES = {name: view_of(VisitMonth, name, step) for name, step in MONTH_STEPS.items()}


def _within(request: StaffRequest) -> dict[str, str]:
    if not request.user.has_perm("customers.look_over_visits"):
        return {}
    return {"within_url": reverse("customers:visits"), "within": _("Visits")}


@staff_page()
def visit_days(request: StaffRequest) -> HttpResponse:
    """List the daily reports."""
    return DayList(request).respond(**_within(request))


@staff_page()
def visit_urgents(request: StaffRequest) -> HttpResponse:
    """List the urgent reports."""
    return UrgentList(request).respond(**_within(request))


@staff_page("customers.look_over_visits")
def visit_months_list(request: StaffRequest) -> HttpResponse:
    """List the monthly reports."""
    return MonthList(request).respond(**_within(request))


@for_record(VisitDay)
def visit_day(request: StaffRequest, record: VisitDay) -> HttpResponse:
    """Show a day: its visits in full."""
    return shown(request, record, "customers/visit_day.html", visits=queries.of_day(record), rule=queries.day_rule())


@for_record(VisitUrgentReport)
def visit_urgent(request: StaffRequest, record: VisitUrgentReport) -> HttpResponse:
    """Show an urgent report, whom it went to, the instruction."""
    sees_visit = record.visit is not None and is_visible(Visit.kind(), record.visit.pk, request.user)
    return shown(request, record, "customers/visit_urgent.html", told=record.told.all(), sees_visit=sees_visit)


@for_record(VisitMonth)
def visit_month(request: StaffRequest, record: VisitMonth) -> HttpResponse:
    """Show a unit's month: figures as they stand, or as they were submitted."""
    figures = record.figures or asdict(queries.month_of(record.department, record.month))
    lists = (
        (_("Opinions, suggestions, wishes"), figures["wishes"]), (_("Market and competitors"), figures["market"]),
        (_("Technical questions"), figures["technical"]),
    )  # fmt: skip
    return shown(request, record, "customers/visit_month.html", figures=figures, lists=lists)
