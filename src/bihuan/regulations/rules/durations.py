"""Time limits as people write them: "2h", "8 working hours", "15 分钟", "1 个工作日"."""

import re
from fractions import Fraction
from typing import NamedTuple

MINUTES_OF_WORKING_DAY = 480
ALWAYS = "always"
OFFICE = "office"

# unit -> (minutes, counts working time)
_UNITS: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(("m", "min", "minute", "minutes", "分", "分钟"), (1, False)),
    **dict.fromkeys(("h", "hour", "hours", "小时", "时"), (60, False)),
    **dict.fromkeys(("d", "day", "days", "天", "日"), (1440, False)),
    **dict.fromkeys(("wh", "working hour", "working hours", "工作小时", "工作时"), (60, True)),
    **dict.fromkeys(("wd", "working day", "working days", "工作日"), (MINUTES_OF_WORKING_DAY, True)),
}
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*个?\s*(.+?)\.?")


class Limit(NamedTuple):
    """A length of time and the calendar that counts it."""

    minutes: int
    calendar: str


def parse_limit(text: str, calendar: str = "") -> Limit:
    """Read a time limit.

    Working hours and working days mean the office calendar unless `calendar` names another; everything else
    runs round the clock unless `calendar` says so. A working day is 480 minutes. Raises ValueError when `text`
    is no time limit or is shorter than a minute.
    """
    found = _WRITTEN.fullmatch(text.strip().lower())
    unit = _UNITS.get(" ".join(found[2].split())) if found else None
    if found is None or unit is None:
        raise ValueError(text)
    minutes = round(float(found[1]) * unit[0])
    if minutes < 1:
        raise ValueError(text)
    return Limit(minutes, calendar or (OFFICE if unit[1] else ALWAYS))


def parse_minutes(text: str | int) -> int:
    """Read a length of time in minutes: a number, or text as `parse_limit` takes it. Raises ValueError."""
    if isinstance(text, int):
        return text
    return int(text) if text.strip().isdigit() else parse_limit(text).minutes


def limit_text(minutes: int, calendar: str = ALWAYS) -> str:
    """Write a time limit so that `parse_limit` reads it back: the largest unit that divides it, days from two on."""
    if calendar == ALWAYS:
        units = ((1440, "d"), (60, "h"), (1, "min"))
    else:
        units = ((MINUTES_OF_WORKING_DAY, "wd"), (60, "wh"), (1, "min"))
    size, unit = next((size, unit) for size, unit in units if minutes % size == 0 and (minutes > size or size <= 60))
    return f"{minutes // size} {unit}"


class Cap(NamedTuple):
    """The most a pause may take away: minutes of working time, working days ("wd") or days on the wall ("d")."""

    amount: Fraction
    unit: str


def parse_cap(text: str | int) -> Cap:
    """Read a pause's cap: days stay days, whatever their hours; anything shorter is minutes. Raises ValueError."""
    if isinstance(text, str) and (found := _WRITTEN.fullmatch(text.strip().lower())):
        unit = _UNITS.get(" ".join(found[2].split()))
        if unit in (_UNITS["wd"], _UNITS["d"]) and float(found[1]) > 0:
            return Cap(Fraction(found[1]), "wd" if unit == _UNITS["wd"] else "d")
    return Cap(Fraction(parse_minutes(text)), "min")


def cap_text(cap: Cap) -> str:
    """Write a cap so that `parse_cap` reads it back: "8 h", "90 min", "2 wd"."""
    if cap.unit == "min" and cap.amount % 60 == 0:
        return f"{cap.amount // 60} h"
    return f"{float(cap.amount):g} {cap.unit}"
