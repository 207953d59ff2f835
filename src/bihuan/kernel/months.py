"""Terms in months, as clauses and warranties count them."""

from calendar import monthrange
from datetime import date

SHORTEST = 28  # days that every month has


def add_months(start: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where it is shorter.

    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if start.day <= SHORTEST:
        return date(year, month + 1, start.day)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
