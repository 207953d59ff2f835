"""When a tool is due: months after it was last seen to."""

from calendar import monthrange
from datetime import date


def due_after(last: date, months: int) -> date:
    """Return the day so many months later; the month's last day where it is shorter.

    >>> due_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(last.month - 1 + months, 12)
    year = last.year + years
    return date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))
