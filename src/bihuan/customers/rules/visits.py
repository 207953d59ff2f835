"""When visits fall in a plan's time. Plain values."""

from datetime import date, timedelta

MONTHS = {"year": 12, "quarter": 3, "month": 1}


def span(period: str, day: date) -> tuple[date, date]:
    """Return first and last day of the year, quarter or month that a day lies in."""
    size = MONTHS[period]
    month = (day.month - 1) // size * size + 1
    first = date(day.year, month, 1)
    after = month + size
    return first, date(day.year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)


def spread(first: date, last: date, times: int, workdays: list[date]) -> list[date]:
    """Return so many days evenly between two days, each on a working day at or after its place.

    Args:
        workdays: the working days there are in that time; where there are none, the days stay as they fall.
    """
    length = (last - first).days + 1
    places = [first + timedelta(days=length * (2 * number + 1) // (2 * times)) for number in range(times)]
    return [next((day for day in workdays if day >= place), workdays[-1] if workdays else place) for place in places]
