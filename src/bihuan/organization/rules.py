"""Plain rules of the organization: who stands in for whom, which windows a day may have."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from bihuan.kernel.calendar import DAY_MINUTES, Window, parse_window

Windows = list[list[str]]  # [["08:00", "12:00"], ["13:30", "17:30"]], as calendars are stored


class BadWindows(ValueError):
    """What was typed is no list of windows; `text` is the part that can't be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read_windows(text: str) -> Windows:
    """Return the windows of a day as typed: `08:00-12:00 13:30-17:30`; nothing means closed.

    Full-width digits, signs and any dash are understood; the windows come back in order.

    Raises:
        BadWindows: a part is no window, or two windows overlap.
    """
    plain = text.translate(_PLAIN)
    windows: list[tuple[Window, list[str]]] = []
    for part in plain.split():
        start, _dash, end = part.partition("-")
        try:
            windows.append((parse_window(start, end), [_clock(start), _clock(end)]))
        except ValueError as error:
            raise BadWindows(part) from error
    windows.sort()
    for (before, _), (after, texts) in pairwise(windows):
        if after[0] < before[1]:
            raise BadWindows("-".join(texts))
    if windows and windows[-1][0][1] - DAY_MINUTES > windows[0][0][0]:
        raise BadWindows("-".join(windows[-1][1]))
    return [texts for _window, texts in windows]


_PLAIN = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "：": ":",
        "，": " ",
        ",": " ",
        "、": " ",
        ";": " ",
        "；": " ",
    }
    | dict.fromkeys("－–—~～至", "-")
)


def _clock(text: str) -> str:
    hour, _colon, minute = text.partition(":")
    return f"{int(hour):02d}:{minute}"


def write_windows(windows: Sequence[Sequence[str]]) -> str:
    """Return windows as a person types them; the inverse of `read_windows`."""
    return " ".join(f"{start}-{end}" for start, end in windows)


def year_exceptions(weekly: Sequence[Windows], closed: Iterable[date], worked: Iterable[date]) -> dict[str, Windows]:
    """Return a year's exceptions to a weekly pattern.

    Args:
        weekly: the seven weekdays, Monday first.
        closed: public holidays; those on days that are closed anyway are left out.
        worked: make-up working days (调休); they get the windows of the first working weekday.
    """
    ordinary: Windows = next((day for day in weekly if day), [])
    exceptions: dict[str, Windows] = {day.isoformat(): [] for day in closed if weekly[day.weekday()]}
    exceptions |= {day.isoformat(): ordinary for day in worked if not weekly[day.weekday()]}
    return dict(sorted(exceptions.items()))


def best_region(address: str, names: Mapping[str, int]) -> int | None:
    """Return the region whose name an address contains; the longest name, then the last one, wins."""
    found = [(len(name), address.rfind(name), key) for name, key in names.items() if name and name in address]
    return max(found)[2] if found else None


def stand_in(person: int, deputies: Mapping[int, int | None]) -> int | None:
    """Return who acts for a person, following deputies of deputies.

    Args:
        person: the one asked for.
        deputies: everybody who is away now, with his deputy (None: he named nobody).

    Returns:
        the first in the chain who is not away; None when it ends nowhere or in a circle.
    """
    seen: set[int] = set()
    acting: int | None = person
    while acting is not None and acting in deputies:
        if acting in seen:
            return None
        seen.add(acting)
        acting = deputies[acting]
    return acting
