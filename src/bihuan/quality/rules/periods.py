"""The last full period of a calendar that a clause names: the two months before this one (QMGT 6.7, REG-05)."""

from datetime import date, timedelta

MONTHS = {"monthly": 1, "two_monthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def last_period(every: str, today: date) -> tuple[date, date] | None:
    """Return first and last day of the last full period before a day; periods begin with the year.

    Args:
        every: as clauses say it: `monthly`, `two_monthly`, `quarterly`, `half_yearly`, `yearly`.

    Returns:
        None where the word names no period of whole months.
    """
    months = MONTHS.get(every)
    if months is None:
        return None
    begun = today.month - 1 - (today.month - 1) % months  # months of the year before the running period
    this = date(today.year, begun + 1, 1)
    before = begun - months
    first = date(today.year if before >= 0 else today.year - 1, before % 12 + 1, 1)
    return first, this - timedelta(days=1)
