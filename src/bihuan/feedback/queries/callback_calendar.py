"""How many call-backs each day of a month has by the plan, and how many of them are made."""

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from bihuan.feedback.models import CallBack, CallBackAudit
from bihuan.feedback.queries.callback_clauses import WorkingDays
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, CallBackWay
from bihuan.organization.queries import holders
from bihuan.organization.states import Post

_PLANNED = """
    SELECT d.planned_on, sum(f.n)
      FROM feedback_rhythmday d
      JOIN (SELECT {way}_id AS rhythm, count(*) AS n FROM feedback_callbackfile
             WHERE closed_on IS NULL AND {way}_id IS NOT NULL GROUP BY {way}_id) f ON f.rhythm = d.rhythm_id
     WHERE d.planned_on BETWEEN %s AND %s GROUP BY d.planned_on"""


@dataclass(frozen=True)
class DayLoad:
    """One day of the month.

    Attributes:
        calls, visits: dues planned, before several of one customer are made in one call.
        made, open, missed: call-backs made out for the day: done, waiting, past their limit.
    """

    day: date
    in_month: bool
    is_worked: bool
    is_today: bool
    calls: int = 0
    visits: int = 0
    made: int = 0
    open: int = 0
    missed: int = 0
    each: int = 0

    @property
    def is_busy(self) -> bool:
        return bool(self.each > 60)


def month(first: date) -> list[list[DayLoad]]:
    """Return the weeks of a month with each day's load; `each` is a clerk's share of the calls."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    begins, ends = weeks[0][0], weeks[-1][-1]
    calls, visits = (_planned(way, begins, ends) for way in ("calls", "visits"))
    made, waiting, missed = _made(begins, ends)
    clerks = max(1, len(holders(Post.CALLBACK_CLERK)))
    today, working = timezone.localdate(), WorkingDays()
    return [
        [
            DayLoad(day, day.month == first.month, working.works(day), day == today, calls[day], visits[day],
                    made.get(day, 0), waiting.get(day, 0), missed.get(day, 0), -(-calls[day] // clerks))
            for day in week
        ]
        for week in weeks
    ]  # fmt: skip


def _planned(way: str, first: date, last: date) -> Counter[date]:
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED.format(way=way), [adapt(first), adapt(last)])
        rows = cursor.fetchall()
    return Counter({day if isinstance(day, date) else date.fromisoformat(day): int(n) for day, n in rows})


def _made(first: date, last: date) -> tuple[dict[date, int], dict[date, int], dict[date, int]]:
    """Return by day how many were done (as the reconciliation counted), wait, and are past their limit."""
    today = timezone.localdate()
    waiting = CallBack.objects.filter(planned_on__range=(first, last), state__in=OPEN_CALLS).order_by()
    counts = {"n": Count("pk"), "late": Count("pk", filter=Q(due_on__lt=today))}
    rows = list(waiting.values_list("planned_on").annotate(**counts))
    made = dict(CallBackAudit.objects.filter(day__range=(first, last)).values_list("day", "done"))
    made[today] = CallBack.objects.filter(ended_at__gte=midnight(), state=CallBackState.DONE).count()
    return made, {day: n for day, n, _late in rows}, {day: n for day, _n, n in rows}


def midnight() -> datetime:
    """Return when today began."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def visits_without_visitor(today: date) -> int:
    """Return how many visits of the coming week nobody has been given."""
    rows = CallBack.objects.filter(way=CallBackWay.VISIT, state=CallBackState.PLANNED, assignee=None)
    return rows.filter(planned_on__lte=today + timedelta(days=7)).count()
