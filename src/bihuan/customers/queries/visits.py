"""Visits, plans and reports as their pages, the desk and the customer's page show them (CUS-04)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import Customer
from bihuan.customers.models.visit_reports import VisitDay, VisitMonth, VisitUrgentReport
from bihuan.customers.models.visits import SalesArea, Visit, VisitPlan
from bihuan.customers.queries import timeline
from bihuan.customers.rules.expenses import month_after
from bihuan.customers.states.visits import DayState, MonthState, UrgentState, VisitState
from bihuan.kernel import attachments, hanging
from bihuan.organization.models import Department, Region, Staff
from bihuan.regulations.queries import ParameterView, ruleset

AT_MOST = 20
DAY, MONTH, QUESTIONS, MATTERS = "visit_day", "visit_month", "inquiry_card", "visit_urgent"


def day_rule() -> ParameterView | None:
    """Return the clause that asks for the daily report; None where no clause does."""
    return next(iter(ruleset().matching("report", {}, form=DAY, every="daily")), None)


def questions() -> list[tuple[str, str]]:
    """Return what the inquiry card asks, as code and words; nothing where no clause says."""
    view = ruleset().strongest("questions", {}, form=QUESTIONS)
    return [(str(one["code"]), str(one["label"])) for one in view.data["items"]] if view else []


def asked(visit: Visit) -> list[tuple[str, str]]:
    """Return the inquiry card's questions with what the customer said."""
    return [(label, str(visit.answers.get(code, ""))) for code, label in questions()]


def matters() -> tuple[list[tuple[str, str]], ParameterView | None]:
    """Return what urgent reports are about, as code and words, with the clause."""
    view = ruleset().strongest("classification", {}, scheme=MATTERS)
    return ([(str(one["code"]), str(one["label"])) for one in view.data["items"]] if view else []), view


def visitor_rules(facts: dict[str, Any]) -> list[ParameterView]:
    """Return the clauses about who visits."""
    return ruleset().matching("visitor", facts)


def salesmen_of(region: Region) -> set[int]:
    """Return who sells in a region: in it, in what it is part of, in its parts."""
    keys = {region.pk, *region.children.values_list("pk", flat=True)}
    above = region.parent
    while above is not None and above.pk not in keys:
        keys.add(above.pk)
        above = above.parent
    return set(SalesArea.objects.filter(region__in=keys).values_list("salesman", flat=True))


def of_plan(plan: VisitPlan) -> list[Visit]:
    """Return a plan's visits by day."""
    return list(plan.visits.select_related("customer", "visitor").order_by("planned_on", "pk"))


def of_day(report: VisitDay) -> list[Visit]:
    """Return the visits of a day that was reported, as they were made."""
    start = timezone.make_aware(datetime.combine(report.day, time()))
    rows = Visit.objects.filter(
        visitor=report.visitor_id,
        state=VisitState.DONE,
        visited_at__gte=start,
        visited_at__lt=start + timedelta(days=1),
    )
    return list(rows.select_related("customer__region").order_by("visited_at", "pk"))


def files_of(visit: Visit) -> Any:
    """Return a visit's photos."""
    return attachments.of(visit.kind(), visit.pk)


def of_customer(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return what the customer's page shows: the last visits and the next one, as far as this viewer may see them."""
    if not hanging.has(customer, Visit):
        return None
    rows = Visit.objects.visible_to(user).filter(customer=customer.pk).exclude(state=VisitState.CANCELLED)
    found = list(rows.select_related("visitor").order_by("-planned_on", "-pk")[:6])
    return {"visits": found, "count": len(found)} if found else None


def told(row: Visit) -> timeline.Told:
    """Return a visit's line on the time line: made, or missed."""
    words = f"{row.visitor.name} · {row.met_who}" if row.met_who else row.visitor.name
    state = _("Missed") if row.is_missed else str(row.state_label)
    return timeline.Told(words, row.get_absolute_url(), row.number, state, row.effect[:80])


def _made(customer: Customer, user: Any) -> Any:
    rows = Visit.objects.visible_to(user).filter(customer=customer.pk, state=VisitState.DONE)
    return rows.select_related("visitor")


def _missed(customer: Customer, user: Any) -> Any:
    rows = Visit.objects.visible_to(user).filter(customer=customer.pk, state=VisitState.PLANNED)
    return rows.filter(planned_on__lt=timezone.localdate()).select_related("visitor")


SOURCES = (
    timeline.Source("visits", lazy("Visits"), _made, "visited_at", told, icon="map-pin"),
    timeline.Source("visits_missed", lazy("Missed visits"), _missed, "planned_on", told, icon="map-pin"),
)


@dataclass(frozen=True)
class Month:
    """A unit's month of visits in figures and lists, as the report shows it."""

    planned: int
    done: int
    unplanned: int
    missed: int
    customers: int
    complaints: int
    needs: int
    people: list[dict[str, Any]]
    wishes: list[dict[str, str]]
    market: list[dict[str, str]]
    technical: list[dict[str, str]]
    urgent: list[dict[str, str]]


def month_of(department: Department, month: date, *, today: date | None = None) -> Month:
    """Return a unit's month from its visits; what was planned counts in the month of its day."""
    end, until = month_after(month), today or timezone.localdate()
    rows = Visit.objects.filter(visitor__department=department, planned_on__gte=month, planned_on__lt=end)
    visits = list(
        rows.exclude(state=VisitState.CANCELLED).select_related("customer", "visitor").order_by("planned_on", "pk")
    )
    done = [one for one in visits if one.state == VisitState.DONE]
    missed = [one for one in visits if one.state == VisitState.PLANNED and one.planned_on < until]
    made, due = Counter(one.visitor.name for one in done), Counter(one.visitor.name for one in visits if one.plan_id)
    gone = Counter(one.visitor.name for one in missed)
    return Month(
        planned=sum(one.plan_id is not None for one in visits), done=len(done),
        unplanned=sum(one.plan_id is None for one in done), missed=len(missed),
        customers=len({one.customer_id for one in done}), complaints=sum(bool(one.complaint.strip()) for one in done),
        needs=sum(bool(one.needs.strip()) for one in done),
        people=[{"name": name, "planned": due[name], "done": made[name], "missed": gone[name]}
                for name in sorted({*made, *due})],
        wishes=_said(done, "wishes"), market=_said(done, "market"), technical=_said(done, "technical"),
        urgent=_urgent(department, month, end),
    )  # fmt: skip


def _said(visits: list[Visit], name: str) -> list[dict[str, str]]:
    return [
        {"customer": one.customer.name, "day": f"{one.planned_on:%m-%d}", "text": getattr(one, name).strip()}
        for one in visits
        if getattr(one, name).strip()
    ]


def _urgent(department: Department, month: date, end: date) -> list[dict[str, str]]:
    rows = VisitUrgentReport.objects.filter(
        visitor__department=department, reported_at__date__gte=month, reported_at__date__lt=end
    )
    return [
        {
            "number": one.number,
            "day": f"{timezone.localtime(one.reported_at):%m-%d}",
            "text": f"{one.matter_label}：{one.content}",
        }
        for one in rows.order_by("reported_at", "pk")
    ]  # fmt: skip


def waiting(user: Staff) -> list[Any]:
    """Return what waits for this colleague: visits due or missed, days to hand in or read, urgent reports, months."""
    today = timezone.localdate()
    due = Visit.objects.filter(visitor=user.pk, state=VisitState.PLANNED, planned_on__lte=today)
    leads = Q(state=DayState.SUBMITTED, visitor__department__manager=user.pk) & ~Q(visitor=user.pk)
    days = VisitDay.objects.filter(Q(state=DayState.OPEN, visitor=user.pk) | leads)
    urgent = VisitUrgentReport.objects.filter(told=user.pk, state=UrgentState.SENT).exclude(visitor=user.pk)
    months = VisitMonth.objects.filter(made_by=user.pk, state=MonthState.DRAWN_UP)
    return [
        *due.select_related("customer", "visitor").order_by("planned_on", "pk")[:AT_MOST],
        *days.select_related("visitor").order_by("day", "pk")[:AT_MOST],
        *urgent.select_related("visitor").order_by("reported_at")[:AT_MOST],
        *months.select_related("department")[:AT_MOST],
    ]


def missed_of(user: Staff) -> int:
    """Return how many visits of one's people were missed."""
    rows = Visit.objects.filter(state=VisitState.PLANNED, planned_on__lt=timezone.localdate())
    return int(rows.filter(visitor__department__manager=user.pk).exclude(visitor=user.pk).count())


def own_days(user: Staff, today: date) -> dict[str, Any]:
    """Return what one's own page shows: missed visits, today's, the next week's, days to hand in."""
    rows = Visit.objects.filter(visitor=user.pk).select_related("customer__region").order_by("planned_on", "pk")
    planned = rows.filter(state=VisitState.PLANNED)
    open_days = VisitDay.objects.filter(visitor=user.pk, state=DayState.OPEN).order_by("day")
    start = timezone.make_aware(datetime.combine(today, time()))
    return {
        "today": today, "missed": list(planned.filter(planned_on__lt=today)[:AT_MOST]),
        "due": list(planned.filter(planned_on=today)),
        "done": list(rows.filter(state=VisitState.DONE, visited_at__gte=start)),
        "next": list(planned.filter(planned_on__gt=today, planned_on__lte=today + timedelta(days=14))[:AT_MOST]),
        "days": list(open_days[:AT_MOST]),
    }  # fmt: skip
