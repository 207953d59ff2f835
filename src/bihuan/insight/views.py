"""My desk, the service report, the wall."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from bihuan.insight import tables
from bihuan.insight.forms import PeriodForm
from bihuan.insight.queries import crew, reports
from bihuan.insight.queries.desk import TABS, desk
from bihuan.insight.queries.figures import figures
from bihuan.kernel.web import StaffRequest, page, staff_page

DRAWN, WHOLE = 20, 1000  # lines of a group on the desk: at first, and when somebody asks for all


@staff_page("insight.view_desk")
def my_desk(request: StaffRequest) -> HttpResponse:
    """Show what waits for me, most urgent first; a technician's desk is his list of jobs."""
    user: Any = request.user
    if user.has_perm("service.view_jobs") and not user.has_perm("service.view_board"):
        return redirect("service:today")
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    may_board = user.has_perm("service.view_board")
    mine = desk(user, tab)
    context = {
        "desk": mine, "tab": tab, "now": timezone.localtime(),
        "figures": figures(user, mine) if user.has_perm("service.view_register") else [],
        "crew": crew.today(user) if may_board else None, "now_x": crew.now_percent(), **_bounds(request, tab),
    }  # fmt: skip
    return page(request, "insight/desk.html", context)


def _bounds(request: StaffRequest, tab: str) -> dict[str, Any]:
    """Return how many lines of each group are drawn, and where all of them stand."""
    drawn = dict.fromkeys(("overdue", "today", "later"), DRAWN)
    if (whole := request.GET.get("whole", "")) in drawn:
        drawn[whole] = WHOLE
    limits = f"{reverse('deadlines:running')}?owner={request.user.pk}"
    more = {"overdue": f"{limits}&due=late", "today": limits, "later": f"?tab={tab}&whole=later#later"}
    if tab == "dispatch":
        more = dict.fromkeys(drawn, f"{reverse('service:requests')}?state=registered")
    return {"most": drawn, "more": more}


@staff_page("insight.view_reports")
def service_report(request: StaffRequest) -> HttpResponse:
    """Show the service figures of a period, each leading to its records (RPT-01)."""
    user: Any = request.user
    form = PeriodForm(request.GET or None)
    period = form.period()
    faults = reports.by_fault(user, period)
    context = {
        "form": form,
        "period": period,
        "quality": reports.quality(user, period),
        "classes": [
            (label, n, tables.register_url(period, service_class=value))
            for value, label, n in reports.by_class(user, period)
        ],
        "faults": faults,
        "limits": reports.limits_by_clause(period),
        "technicians": reports.by_technician(user, period),
        "aspects": reports.graded_aspects(),
        "models": [
            {**row, "url": tables.register_url(period, model=row["model"])} for row in reports.by_model(user, period)
        ],
        "trend": tables.trend(reports.trend(user, period)),
        "pareto": tables.pareto(faults, period),
        "age": tables.age(reports.ages(user)),
        "register": tables.register_url(period),
    }
    return page(
        request, "insight/service_report.html", context, status=422 if form.is_bound and not form.is_valid() else 200
    )


@staff_page("insight.view_reports")
def wall(request: StaffRequest) -> HttpResponse:
    """Show the day on a wall screen; it renews itself every minute."""
    user: Any = request.user
    waiting = desk(user, "dispatch")
    context = {
        "figures": figures(user, waiting),
        "crew": crew.today(user),
        "now_x": crew.now_percent(),
        "desk": waiting,
        "now": timezone.localtime(),
    }
    return page(request, "insight/wall.html", context)
