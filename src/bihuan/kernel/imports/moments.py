"""Dates as ledgers write them: cells, serials, and text in any of the usual styles."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from bihuan.kernel.imports.parsing import Cell, Context, Parsed, Unreadable, is_blank, is_unknown, shown, tidy

EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
FIRST_YEAR = 1980
EARLIEST_SERIAL, LATEST_SERIAL = 20_000, 80_000  # days: 1954 to 2119

_YEAR_FIRST = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_YEAR_SHORT = re.compile(r"^(\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})")
_NO_YEAR = re.compile(r"^(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?(?![\d./-])")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$")
_WEEKDAY = re.compile(r"[(（]?\s*(?:星期|周)[一二三四五六日天]\s*[)）]?")
_CLOCK = re.compile(
    r"^[T\s,，]*(上午|早上|早|中午|下午|晚上|晚|am|pm)?\s*(\d{1,2})\s*(?:[:点时]\s*(\d{1,2})?\s*分?)(?:[:]?\s*(\d{1,2})(?:\.\d+)?秒?)?\s*(am|pm)?\s*$",
    re.IGNORECASE,
)


def moment(cell: Cell, context: Context) -> Parsed:
    """Return a point in time from a date cell, an Excel serial, or text in any of the usual styles.

    A date without year takes the year of the rows before it, or of the ledger's title, or the last
    such day before today. `7/3/2025` is the third of July, as spreadsheets write it, unless the
    first number can only be a day.

    Raises:
        Unreadable: no date, or one that doesn't exist or can't be meant.
    """
    if is_blank(cell):
        return Parsed(None)
    if isinstance(cell, str) and is_unknown(tidy(cell)):
        return Parsed(None, tidy(cell))
    found = _naive(cell, context)
    if not FIRST_YEAR <= found.year <= context.today.year + 2:
        raise Unreadable(_("the year of this date can't be right"))
    found = found if found.tzinfo else found.replace(tzinfo=context.zone)
    context.before = found
    return Parsed(found)


def day(cell: Cell, context: Context) -> Parsed:
    """Return a date; see `moment`."""
    found, note = moment(cell, context)
    return Parsed(found and found.astimezone(context.zone).date(), note)


def _naive(cell: Cell, context: Context) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, bool | time | timedelta):
        raise Unreadable(_("this is not a date"))
    try:
        if isinstance(cell, int | float):
            return _from_number(float(cell), context)
        words = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", tidy(str(cell)))).strip()
        return _from_text(words, context)
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(_("there is no such date")) from None


def _from_number(value: float, context: Context) -> datetime:
    if EARLIEST_SERIAL <= value < LATEST_SERIAL:
        return EXCEL_EPOCH + timedelta(seconds=round(value * 86_400))
    return _from_text(shown(value), context)


def _from_text(words: str, context: Context) -> datetime:
    if re.fullmatch(r"\d{5}(\.\d+)?", words) and EARLIEST_SERIAL <= float(words) < LATEST_SERIAL:
        return _from_number(float(words), context)
    if found := _COMPACT.match(words):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    if "T" in words:
        return datetime.fromisoformat(words)
    for pattern, order in ((_YEAR_FIRST, "ymd"), (_YEAR_LAST, "mdy"), (_YEAR_SHORT, "ymd"), (_NO_YEAR, "md")):
        if found := pattern.match(words):
            parts = dict(zip(order, map(int, found.groups()), strict=True))
            return _with_clock(parts, words[found.end() :], context)
    raise Unreadable(_("this is not a date"))


def _with_clock(parts: dict[str, int], rest: str, context: Context) -> datetime:
    year, month, number = parts.get("y"), parts["m"], parts["d"]
    if "y" in parts and parts["m"] > 12 >= parts["d"]:
        month, number = number, month
    if year is None:
        year = _year_of(month, number, context)
    elif year < 100:
        year += 2000
    hour, minute, second = _clock(rest)
    return datetime(year, month, number, hour, minute, second)  # noqa: DTZ001 - the caller adds the zone


def _year_of(month: int, number: int, context: Context) -> int:
    """Return the year meant by a date without one: nearest to the row before, the title's, or the latest past one."""
    if context.before is not None:
        before = context.before
        months = [
            (abs((year - before.year) * 12 + month - before.month), year)
            for year in range(before.year - 1, before.year + 2)
        ]
        return min(months)[1]
    if context.year is not None:
        return context.year
    return context.today.year if (month, number) <= (context.today.month, context.today.day) else context.today.year - 1


def _clock(rest: str) -> tuple[int, int, int]:
    if not rest.strip():
        return 0, 0, 0
    found = _CLOCK.match(rest)
    if found is None:
        raise Unreadable(_("the time of day behind the date can't be read"))
    before, hours, minutes, seconds, behind = found.groups()
    half, hour = (before or behind or "").lower(), int(hours)
    if half in {"下午", "晚上", "晚", "pm"} and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return hour, int(minutes or 0), int(seconds or 0)
