"""「每月巡访情况报告书」: drawn up from the month's visits, signed by the unit's head, submitted (CSM 10, CUS-04)."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers.models.visit_reports import VisitMonth
from bihuan.customers.models.visits import Visit
from bihuan.customers.queries import month_days
from bihuan.customers.queries import visits as queries
from bihuan.customers.rules.expenses import month_after, month_before
from bihuan.customers.states.visits import MonthState
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Department

ACT, SERIES = "visit_month", "XB"


@scheduled(daily_at="05:50", label=gettext_lazy("Draw up the months' visit reports"))
def draw_up_months() -> int:
    """Draw up last month's report for every unit that made visits."""
    return draw_up_all(month_before(timezone.localdate()))


def draw_up_all(month: date) -> int:
    """Draw up the reports of a month that aren't there yet; return how many."""
    rows = Visit.objects.filter(planned_on__gte=month, planned_on__lt=month_after(month))
    units = Department.objects.filter(pk__in=rows.values("visitor__department")).exclude(manager=None)
    missing = units.exclude(pk__in=VisitMonth.objects.filter(month=month).values("department"))
    for unit in missing:
        draw_up_month(unit, month=month, by=SYSTEM)
    return len(missing)


@transaction.atomic
def draw_up_month(department: Department, *, month: date, by: Actor) -> VisitMonth:
    """Draw up a unit's report of a month that is over; its head gets it on his desk with the clause's day.

    Raises:
        OperationError: the month isn't over, or there is one already.
    """
    now, first = timezone.now(), month.replace(day=1)
    if first >= timezone.localdate(now).replace(day=1):
        raise OperationError(_("This month isn't over yet."), field="month")
    locked(Department, department.pk)
    if VisitMonth.objects.filter(department=department, month=first).exists():
        raise OperationError(_("There is a report for this month already."), field="month")
    row = VisitMonth(
        number=next_number(SERIES, at=now), state=MonthState.DRAWN_UP, department=department, month=first,
        made_by=department.manager,
    )  # fmt: skip
    begin(row, by=by, at=now)
    _start_limit(row)
    return row


def _start_limit(row: VisitMonth) -> None:
    now, rule = timezone.now(), month_days.rule_of(ACT, row.facts())
    day = month_days.day_of(month_days.kept(rule), timezone.localdate(now)) if rule else None
    minutes = month_days.worked_until(now, day.ends_at) if day else 0
    if rule and minutes:
        deadlines.start_for(
            row, name=ACT, label=str(rule.data["label"]), limit_minutes=minutes, calendar_code=month_days.OFFICE,
            by=SYSTEM, at=now, owner_id=row.owner_id, parameter=rule, ladder=list(rule.data.get("ladder") or ()),
        )  # fmt: skip


@transaction.atomic
def write_month(
    report: VisitMonth, *, market: str, problems: str, outlook: str, by: Actor, revision: int | None = None
) -> VisitMonth:
    """Write what the figures don't say."""
    row = locked(VisitMonth, report.pk, revision=revision)
    changes = {"market": market.strip(), "problems": problems.strip(), "outlook": outlook.strip()}
    perform(row, "write", by=by, changes=changes)
    return row


@transaction.atomic
def submit_month(report: VisitMonth, *, by: Actor, revision: int | None = None) -> VisitMonth:
    """Sign and submit; the figures stay as they are now."""
    row: VisitMonth = locked(VisitMonth.objects.select_related("department"), report.pk, revision=revision)
    now = timezone.now()
    row.figures = asdict(queries.month_of(row.department, row.month))  # too long for a line of the history
    row.save(update_fields=["figures"])
    perform(row, "submit", by=by, changes={"submitted_at": now}, at=now)
    running = Deadline.objects.of(row.kind(), row.pk).running().filter(name=ACT)
    deadlines.meet(list(running.select_for_update(of=("self",))), by=by, at=now)
    return row
