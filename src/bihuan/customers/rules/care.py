"""On which days of a year a care plan's items fall."""

from collections.abc import Mapping
from datetime import date
from typing import Any

MONTHS_OF = {
    "monthly": range(1, 13), "two_monthly": range(2, 13, 2), "quarterly": (3, 6, 9, 12), "half_yearly": (6, 12),
    "yearly": (12,),
}  # fmt: skip
MONTHLY_DAY = 20  # of the month in which an item is due


def days_of(
    item: Mapping[str, Any], year: int, *, festivals: Mapping[str, date], founded_on: date | None
) -> list[date]:
    """Return the days on which an item is due in a year; none where its day isn't known.

    Args:
        item: a row of a clause's plan: `every` so often, or on an `occasion`.
        festivals: the days of that year's festivals.
        founded_on: the day the firm was founded.
    """
    if occasion := item.get("occasion"):
        if occasion == "founding":
            return [anniversary(founded_on, year)] if founded_on else []
        return [festivals[occasion]] if occasion in festivals else []
    return [date(year, month, MONTHLY_DAY) for month in MONTHS_OF.get(str(item.get("every") or "yearly"), (12,))]


def anniversary(day: date, year: int) -> date:
    """Return a day's anniversary; of 29 February the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
