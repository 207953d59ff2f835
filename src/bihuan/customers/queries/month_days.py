"""Which day is the month's third, eighth, ninth working day: by the clause, on the office's calendar (CREX 2 and 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from bihuan.customers.rules.expenses import month_after, working_day
from bihuan.organization.queries.calendars import counting_calendar
from bihuan.regulations.queries import ParameterView, ruleset

OFFICE = "office"


@dataclass(frozen=True)
class MonthDay:
    """A working day of a month as a clause counts it: the day, when work ends then, the clause."""

    number: int
    on: date
    ends_at: datetime
    clause_id: int | None
    label: str

    @property
    def begins_at(self) -> datetime:
        """Return the day's midnight."""
        return _midnight(self.on)

    @property
    def url(self) -> str:
        """Return the clause's page."""
        return f"/regulations/clauses/{self.clause_id}/"


def rule_of(act: str, facts: Mapping[str, Any]) -> ParameterView | None:
    """Return the clause that counts working days of the month for an act; None where no clause does."""
    return ruleset().strongest("month_day", facts, act=act)


def kept(view: ParameterView) -> dict[str, Any]:
    """Return what a record keeps of such a clause."""
    return {"day": int(view.data["day"]), "clause_id": view.clause_id, "label": view.label}


def day_of(terms: Mapping[str, Any] | None, month: date) -> MonthDay | None:
    """Return the day a record's kept terms mean in a month, by the calendar as it is known now."""
    if not terms:
        return None
    found = working_day(working_days(month), int(terms["day"]))
    if found is None:
        return None
    return MonthDay(int(terms["day"]), *found, terms.get("clause_id"), str(terms.get("label", "")))


def working_days(month: date) -> list[tuple[date, datetime]]:
    """Return a month's working days in order, each with the end of its work."""
    first = month.replace(day=1)
    pieces = counting_calendar(OFFICE).windows(_midnight(first), _midnight(month_after(first)))
    return list({timezone.localdate(opens): closes for opens, closes in pieces}.items())


def worked_until(start: datetime, end: datetime) -> int:
    """Return the working minutes between two moments; 0 when the second comes first."""
    return max(0, int(counting_calendar(OFFICE).between(start, end).total_seconds() // 60))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
