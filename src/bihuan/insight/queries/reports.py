"""Service figures of a period: how many, of what kind, how fast, how good (RPT-01, standards' service figures)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from bihuan.deadlines.queries import on_time
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_form
from bihuan.feedback.states import CardState
from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.states import OPEN, OrderState, Result, ServiceClass

AGES = ((1, "< 1"), (3, "1–3"), (7, "3–7"), (30, "7–30"), (100000, "> 30"))


@dataclass(frozen=True)
class Period:
    """From a day until a day, both included."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.since, datetime.min.time()))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.until, datetime.min.time())) + timedelta(days=1)

    def days(self) -> Iterable[date]:
        """Yield each day."""
        return (self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1))


def _reported(user: Staff, period: Period) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.visible_to(user).filter(reported_at__gte=period.start, reported_at__lt=period.end)


def trend(user: Staff, period: Period) -> list[tuple[date, int, int]]:
    """Return (day, reported, completed) for every day."""
    came = dict(_reported(user, period).values_list(TruncDate("reported_at")).annotate(n=Count("pk")))
    rows = ServiceRequest.objects.visible_to(user).filter(completed_at__gte=period.start, completed_at__lt=period.end)
    went = dict(rows.values_list(TruncDate("completed_at")).annotate(n=Count("pk")))
    return [(day, came.get(day, 0), went.get(day, 0)) for day in period.days()]


def by_fault(user: Staff, period: Period, at_most: int = 12) -> list[dict[str, Any]]:
    """Return the most frequent fault classes with their share, for a Pareto chart."""
    rows = (
        _reported(user, period)
        .exclude(fault_class=None)
        .values("fault_class", "fault_class__name", "fault_class__parent__name")
    )
    return _plain(rows.annotate(n=Count("pk")).order_by("-n", "fault_class")[:at_most])


def by_model(user: Staff, period: Period, at_most: int = 10) -> list[dict[str, Any]]:
    """Return the models most often reported."""
    rows = _reported(user, period).exclude(model=None).values("model", "model__code")
    return _plain(rows.annotate(n=Count("pk")).order_by("-n", "model")[:at_most])


def _plain(rows: Any) -> list[dict[str, Any]]:
    return list(rows)


def by_class(user: Staff, period: Period) -> list[tuple[str, str, int]]:
    """Return (class, label, count) for the four service classes."""
    counts = dict(_reported(user, period).values_list("service_class").annotate(n=Count("pk")))
    return [(value, str(label), counts.get(value, 0)) for value, label in ServiceClass.choices]


def ages(user: Staff, now: datetime | None = None) -> list[tuple[str, int]]:
    """Return how old the open requests are, in days."""
    moment = now or timezone.now()
    rows = ServiceRequest.objects.visible_to(user).filter(state__in=OPEN)
    bounds, filters, before = [], {}, 0
    for days, label in AGES:
        name = f"d{days}"
        filters[name] = Count(
            "pk",
            filter=Q(reported_at__gt=moment - timedelta(days=days))
            & Q(reported_at__lte=moment - timedelta(days=before)),
        )
        bounds.append((label, name))
        before = days
    counted = rows.aggregate(**filters)
    return [(label, counted[name]) for label, name in bounds]


@dataclass(frozen=True)
class Quality:
    """How well it went: first-time fix, mean time to repair, satisfaction, deadlines kept."""

    jobs: int
    first_time_fix: float | None
    mean_minutes: float | None
    satisfied: float | None
    cards: int
    kept: float | None
    due: int


def _share(part: int, whole: int) -> float | None:
    return round(part / whole * 100, 1) if whole else None


def quality(user: Staff, period: Period) -> Quality:
    """Return the period's quality figures as defined by the field (first visit fixed ÷ jobs, CSAT ...)."""
    orders = WorkOrder.objects.visible_to(user).filter(
        state=OrderState.SIGNED, completed_at__gte=period.start, completed_at__lt=period.end
    )
    jobs = orders.aggregate(
        n=Count("pk"),
        fixed=Count("pk", filter=Q(result=Result.FIXED)),
        minutes=Avg("minutes_spent"),
        again=Count(
            "pk", filter=Q(request__orders__pk__lt=F("pk"), request__orders__state=OrderState.SIGNED), distinct=True
        ),
    )
    cards = OpinionCard.objects.visible_to(user).filter(
        state=CardState.ANSWERED, sent_at__gte=period.start, sent_at__lt=period.end
    )
    answered = cards.aggregate(n=Count("is_good"), good=Count("pk", filter=Q(is_good=True)))
    rates = on_time(period.start, period.end)
    due, kept = sum(rate.total for rate in rates), sum(rate.in_time for rate in rates)
    return Quality(
        jobs=jobs["n"], first_time_fix=_share(max(jobs["fixed"] - jobs["again"], 0), jobs["n"]),
        mean_minutes=round(jobs["minutes"], 1) if jobs["minutes"] is not None else None,
        satisfied=_share(answered["good"], answered["n"]), cards=answered["n"], kept=_share(kept, due), due=due,
    )  # fmt: skip


def _shared(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "share": _share(row["kept"], row["due"])}


def limits_by_clause(period: Period) -> list[dict[str, Any]]:
    """Return how many limits each clause set and how many were kept, the worst first, by department."""
    sums: dict[tuple[int | None, str], dict[str, Any]] = {}
    for rate in on_time(period.start, period.end):
        row = sums.setdefault(
            (rate.clause_id, rate.label),
            {"clause_id": rate.clause_id, "label": rate.label, "due": 0, "kept": 0, "departments": {}},
        )
        row["due"] += rate.total
        row["kept"] += rate.in_time
        place = row["departments"].setdefault(rate.department, {"name": rate.department, "due": 0, "kept": 0})
        place["due"] += rate.total
        place["kept"] += rate.in_time
    rows = [
        {**_shared(row), "departments": [_shared(one) for one in row["departments"].values()]} for row in sums.values()
    ]
    return sorted(rows, key=lambda row: (row["share"] if row["share"] is not None else 101, -row["due"]))


def by_technician(user: Staff, period: Period) -> list[dict[str, Any]]:
    """Return jobs, minutes and grades of each technician."""
    orders = WorkOrder.objects.visible_to(user).filter(
        state=OrderState.SIGNED, completed_at__gte=period.start, completed_at__lt=period.end
    )
    rows = list(
        orders.values("technician", "technician__name")
        .annotate(jobs=Count("pk"), minutes=Avg("minutes_spent"), fixed=Count("pk", filter=Q(result=Result.FIXED)))
        .order_by("-jobs", "technician")
    )
    cards = OpinionCard.objects.visible_to(user).filter(
        state=CardState.ANSWERED, sent_at__gte=period.start, sent_at__lt=period.end
    )
    asked = [aspect["code"] for aspect in graded_aspects()]
    means = {f"grade_{n}": Avg(Cast(KT(f"graded__{code}"), FloatField())) for n, code in enumerate(asked)}
    found = cards.values("technician").annotate(n=Count("pk"), mean=Avg("score"), **means)
    graded = {row["technician"]: row for row in found}
    for row in rows:
        his = graded.get(row["technician"], {"n": 0, "mean": None, **dict.fromkeys(means)})
        row["cards"], row["score"] = his["n"], his["mean"]
        row["grades"] = [his[name] for name in means]
    return rows


def graded_aspects() -> list[dict[str, Any]]:
    """Return the aspects that the clause in force has customers grade, {"code", "label"} each (FULL 5.4)."""
    return list(card_form({}).get("aspects", ()))
