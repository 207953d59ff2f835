"""Which weeks are compared, and how sure a difference must be, by the clauses in force (PQC 3.2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from bihuan.complaints.models import Complaint
from bihuan.regulations.queries import ParameterView, ruleset

WEEKS, LEVEL = 26, 0.05  # where no clause says: half a year; one in twenty
LATER = timedelta(weeks=4)  # an old complaint is compared up to so long after it


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included; whole weeks up to the last day."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def days_since(self, day: date) -> int:
        """Return how many of its days lie on a day or after it."""
        return max(0, (self.last - max(self.first, day)).days + 1)

    @property
    def middle(self) -> date:
        return self.first + timedelta(days=self.days // 2)

    def earlier(self, by: timedelta) -> "Span":
        """Return as many days, so much earlier."""
        return Span(self.first - by, self.last - by)

    def condition(self) -> Q:
        """Return which complaints came in it."""
        return Q(complained_at__gte=_midnight(self.first), complained_at__lt=_midnight(self.last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Terms:
    """How many weeks are looked at and how sure a difference must be, with the clauses that say so."""

    weeks: int
    level: float
    clauses: tuple[ParameterView, ...]


def terms(complaint: Complaint) -> Terms:
    """Return how complaints are compared by the clauses in force."""
    facts, rules = complaint.facts(), ruleset()
    found = [rules.strongest("threshold", facts, measure=name) for name in ("comparison_weeks", "comparison_level")]
    weeks, level = (float(view.data["value"]) if view else None for view in found)
    clauses = {view.label: view for view in found if view}
    return Terms(int(weeks or WEEKS), (level or LEVEL * 100) / 100, tuple(clauses.values()))


def period(complaint: Complaint, weeks: int, until: date | None = None) -> Span:
    """Return the weeks that are looked at: up to today, for an old complaint up to a month after it."""
    today = timezone.localdate()
    last = min(until or min(today, timezone.localdate(complaint.complained_at) + LATER), today)
    monday = last - timedelta(days=last.weekday())
    return Span(monday - timedelta(weeks=weeks - 1), last)
