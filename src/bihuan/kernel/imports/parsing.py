"""What a cell of a ledger means: text, names, phones, numbers, choices. Plain functions on plain values.

A parser takes the raw cell and the context of the run and returns `Parsed`: the value, and what was
written there that the value doesn't hold (a second phone number, «看不清»). It raises `Unreadable`
when a person has to look at the cell.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

Cell = str | float | int | bool | datetime | date | time | timedelta | None

UNKNOWN_WORDS = frozenset(
    {"看不清", "看不清楚", "不清", "不详", "不明", "未知", "不知道", "无", "没有", "暂无", "忘记", "丢失", "磨损"}
    | {"n/a", "na", "null", "none", "unknown"}
)
EMPTY_MARKS = frozenset("-－—–−_/\\?？*×.。、〃") | {"--", "——", "//", "??", "...", "nan", "#n/a"}
LONGEST_MARK = max(map(len, EMPTY_MARKS))
YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "✔", "有", "对", "紧急", "加急", "急", "urgent"})
NO = frozenset({"否", "n", "no", "false", "0", "×", "x", "无", "没有", "不", "一般", "普通", "正常", "normal"})

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[\s-]*)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_LANDLINE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[\s-]*)?(?:(0\d{2,3})[\s)-]*(\d{7,8})|([48]00)[\s-]?(\d{3})[\s-]?(\d{4})|(\d{7,8}))"
    r"(?:\s*(?:转|ext\.?|-)\s*(\d{1,6}))?(?!\d)",
    re.IGNORECASE,
)
_UNITS = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "千": Decimal(1000)}
_YUAN = re.compile(
    r"^(?:RMB|CNY|人民币|[¥￥])?\s*([-+]?\d[\d,，\s]*(?:\.\d+)?)\s*(亿元?|万元?|千元?|元|圆)?整?$", re.IGNORECASE
)
_IN_HEADING = re.compile(r"(亿元|万元|千元|(?<![亿万千百])元)")
_OF_TABLE = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*(亿元|万元|千元|元)")
_NUMBER = re.compile(r"^[¥￥$]?\s*([-+]?\d[\d,]*(?:\.\d+)?)\s*(\D*)$")


class Unreadable(ValueError):
    """The cell can't be understood; the message says what is wrong with it."""


class Parsed(NamedTuple):
    """A cell's value and what of its text the value doesn't hold."""

    value: Any
    note: str = ""


@dataclass
class Context:
    """What stands around a cell: zone, today, the title and its year, the heading, the date of the row before."""

    today: date
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    year: int | None = None
    before: datetime | None = None
    heading: str = ""
    titles: Sequence[str] = ()


Parser = Callable[[Cell, Context], Parsed]


def shown(cell: Cell) -> str:
    """Return a cell as a person reads it: whole numbers without `.0`, dates without needless midnight."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


def tidy(words: str) -> str:
    """Return text without invisible characters, with single spaces and plain line ends."""
    if words.isprintable() and "  " not in words:  # isprintable refuses every space but the plain one
        return words.strip()
    words = _INVISIBLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES.sub(" ", words).strip()


def is_blank(cell: Cell) -> bool:
    """Return whether nothing is written in a cell; a dash counts as nothing."""
    if not isinstance(cell, str):
        return cell is None
    return (words := tidy(cell)) == "" or (len(words) <= LONGEST_MARK and words.lower() in EMPTY_MARKS)


def is_unknown(words: str) -> bool:
    """Return whether somebody wrote that he didn't know."""
    return words.strip("()（）[]【】<> 。.").lower() in UNKNOWN_WORDS


def text(cell: Cell, context: Context) -> Parsed:
    """Return a cell as text."""
    return Parsed("" if is_blank(cell) else shown(cell))


def name(cell: Cell, context: Context) -> Parsed:
    """Return a name on one line; «无», «不详» mean unknown and are kept as a note."""
    words = text(cell, context).value.replace("\n", " ")
    return Parsed("", words) if is_unknown(words) else Parsed(words)


def code(cell: Cell, context: Context) -> Parsed:
    """Return a model, serial or order number: half-width, no spaces; «看不清» means unknown and is kept as a note."""
    words = text(cell, context).value
    if is_unknown(words):
        return Parsed("", words)
    return Parsed(re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)))


def model(cell: Cell, context: Context) -> Parsed:
    """Return a model's name: half-width, single spaces; unknown words are kept as a note."""
    found, note = name(cell, context)
    return Parsed(unicodedata.normalize("NFKC", found), note)


def phone(cell: Cell, context: Context) -> Parsed:
    """Return the first phone number of a cell (mobile before land line), the rest as a note.

    Raises:
        Unreadable: something is written, but no phone number.
    """
    words = text(cell, context).value
    if not words or is_unknown(words):
        return Parsed("", words)
    plain = re.sub(r"(\d{7})\.0+$", r"\1", unicodedata.normalize("NFKC", words))
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", plain):
        raise Unreadable(_("Excel has shortened this phone number"))
    if found := _MOBILE.search(plain):
        return Parsed("".join(found.groups()), _rest(plain, found))
    if found := _LANDLINE.search(plain):
        area, line, free, second, third, local, extension = found.groups()
        number = f"{area}-{line}" if area else f"{free}-{second}-{third}" if free else local
        return Parsed(f"{number}-{extension}" if extension else number, _rest(plain, found))
    raise Unreadable(_("this is not a phone number"))


def _rest(words: str, found: re.Match[str]) -> str:
    return (words[: found.start()] + " " + words[found.end() :]).strip(" /,，;；、|()（）\n")


def number(cell: Cell, context: Context) -> Parsed:
    """Return a decimal number; a unit behind it becomes the note.

    Raises:
        Unreadable: there is no number at the start.
    """
    words = unicodedata.normalize("NFKC", text(cell, context).value)
    if not words or is_unknown(words):
        return Parsed(None, words)
    found = _NUMBER.match(words)
    try:
        return Parsed(Decimal(found.group(1).replace(",", "")), found.group(2).strip()) if found else _no_number()
    except InvalidOperation:
        return _no_number()


def _no_number() -> Parsed:
    raise Unreadable(_("this is not a number"))


def yuan(cell: Cell, context: Context) -> Parsed:
    """Return yuan from «12.5万», «1,250,000.00», «¥ 86 300 元»; an empty cell is nothing.

    A cell without a unit is in the one of its heading («年收入（万元）»), else of the table («单位：万元»).

    Raises:
        Unreadable: something is written that is no amount.
    """
    words = unicodedata.normalize("NFKC", text(cell, context).value).strip()
    if not words or is_unknown(words):
        return Parsed(None, words)
    found = _YUAN.match(words)
    if not found:
        raise Unreadable(_("this is not an amount"))
    digits = re.sub(r"[,，\s]", "", found.group(1))
    unit = (found.group(2) or _unit_of(context))[:1]
    return Parsed((Decimal(digits) * _UNITS.get(unit, Decimal(1))).quantize(Decimal("0.01")))


def _unit_of(context: Context) -> str:
    """Return the unit that the heading or the lines above the table name, "" for none."""
    if found := _IN_HEADING.search(unicodedata.normalize("NFKC", context.heading)):
        return found.group(1)
    named = {found.group(1) for words in context.titles if (found := _OF_TABLE.search(words))}
    return named.pop() if len(named) == 1 else ""


def yes_no(cell: Cell, context: Context) -> Parsed:
    """Return truth from 是/否, √, Y/N, 1/0; an empty cell is None.

    Raises:
        Unreadable: neither yes nor no.
    """
    if isinstance(cell, bool):
        return Parsed(cell)
    words = unicodedata.normalize("NFKC", text(cell, context).value).lower()
    if not words:
        return Parsed(None)
    if words in YES or words in NO:
        return Parsed(words in YES)
    raise Unreadable(_("neither yes nor no"))


def choice(words_of: Mapping[str, tuple[str, ...]], *, otherwise: str | None = None) -> Parser:
    """Return a parser that finds one of several values by the words people use for it.

    Args:
        words_of: value -> words; a word inside the cell is enough («微信报修» finds 微信).
        otherwise: the value for other words, which are kept as a note; None to refuse them.
    """
    plain = {word.lower(): value for value, words in words_of.items() for word in (value, *words)}

    def parse(cell: Cell, context: Context) -> Parsed:
        raw = text(cell, context).value
        words = unicodedata.normalize("NFKC", raw).lower()
        if not words:
            return Parsed("")
        if words in plain:
            return Parsed(plain[words])
        inside = next((value for word, value in plain.items() if word in words), None)
        if inside is not None or otherwise is not None:
            return Parsed(inside if inside is not None else otherwise, raw)
        raise Unreadable(_("none of the known values"))

    return parse
