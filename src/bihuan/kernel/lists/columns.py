"""Columns of a list: which field, how it is drawn, whether the list can stand in its order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from html import escape
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from bihuan.kernel import wording
from bihuan.kernel.templatetags.bihuan import due

Row = dict[str, Any]
Text = str | Promise
Cell = tuple[str, str]  # class of the cell, its content
Plain = str | int | float | Decimal | datetime | date | bool | None
KNOWN = (str, int, float, Decimal, date)

WIDTHS = {
    "no": "w-no", "time": "w-m", "date": "w-m", "phone": "w-xl", "state": "w-s", "choice": "w-s", "yuan": "w-m",
    "number": "w-xs", "due": "w-due", "truth": "w-xs",
}  # fmt: skip
PLAIN_KINDS = {"no", "title", "state", "phone", "due"}  # clear without their head
CLASSES = {"no": "no", "title": "title", "phone": "quiet", "time": "quiet", "date": "quiet", "yuan": "num",
           "number": "num", "due": "num", "choice": "quiet"}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        field: name of a field, or a path over foreign keys ("customer__name"); key of the row's dictionary.
        label: its head.
        kind: text, no, title, state, choice, time, date, yuan, phone, number, truth, due.
        sort: True when the list may stand in the order of this field, or the field to sort by. The
            field must have an index and never be null, because paging goes on from its last value.
        choices: labels of the stored values, for state and choice.
        now: states that wait for somebody; drawn in the accent colour.
        width: class of the column (w-xs … w-due); from the kind if empty.
        is_optional: shown only when chosen.
        value: makes the shown value from the whole row, where a field alone doesn't do.
        needs: further fields that `value` reads; "" as `field` of the row is not asked from the database.
        permission: who may see the column; everybody if empty.
        is_computed: the field doesn't exist in the database; `ListPage.complete` or `value` supplies it.
    """

    field: str
    label: Text
    kind: str = "text"
    sort: bool | str = False
    choices: Any = ()
    now: tuple[str, ...] = ()
    width: str = ""
    is_optional: bool = False
    value: Callable[[Row], Any] | None = None
    needs: tuple[str, ...] = ()
    is_computed: bool = False
    permission: str = ""

    @property
    def order(self) -> str:
        """Return the field the list is sorted by under this head, "" when it can't be."""
        return self.field if self.sort is True else self.sort or ""

    @property
    def column_class(self) -> str:
        """Return the class that sets the column's width."""
        return self.width or WIDTHS.get(self.kind, "")

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that must be read for this column."""
        own = () if self.is_computed or self.value else (self.field,)
        return own + self.needs

    def reader(self) -> Callable[[Row], Plain]:
        """Return what reads this column's value for Excel and print: masked, labelled, in local time.

        Made once for a whole export; a time limit is written as the moment it falls due.
        """
        get = self.value or itemgetter(self.field)
        if self.kind in {"state", "choice"}:
            labels = {key: str(label) for key, label in self.choices}
            return lambda row: labels.get(value := get(row), value) or None
        if self.kind == "phone":
            return lambda row: wording.phone_masked(str(get(row) or "")) or None
        if self.kind in {"time", "due"}:
            zone = timezone.get_current_timezone()
            find = (lambda row: due_at(get(row))) if self.kind == "due" else get
            return lambda row: local(find(row), zone)
        return lambda row: plain(get(row))

    def cell(self, row: Row, labels: Mapping[Any, str]) -> Cell:
        """Return the cell's class and content for the page."""
        value = self.value(row) if self.value else row.get(self.field)
        if value is None or value == "":
            return f"{CLASSES.get(self.kind, '')} none".strip(), "—"
        return CLASSES.get(self.kind, ""), self.drawn(value, row, labels)

    def drawn(self, value: Any, row: Row, labels: Mapping[Any, str]) -> str:
        """Return a value that isn't empty as it stands in the cell."""
        match self.kind:
            case "title":
                return _html(f'<a href="{escape(row["url"])}" data-open>{escape(str(value))}</a>')
            case "state":
                tone = " state-now" if value in self.now else ""
                return _html(f'<span class="state{tone}">{escape(str(labels.get(value, value)))}</span>')
            case "choice":
                return labels.get(value, str(value))
            case "time":
                return moment(value)
            case "date":
                return str(value)
            case "yuan":
                return wording.yuan(value)
            case "phone":
                return wording.phone_masked(str(value))
            case "due":
                return due(value)
            case "truth":
                return "✓" if value else "—"
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return str(value) if not isinstance(value, SafeString) else value


def lines(columns: Sequence[tuple["Column", Mapping[Any, str]]], rows: Iterable[Row], *, ticks: bool) -> SafeString:
    """Return rows as HTML; joined here, because a template's loop over rows and cells costs thrice as much.

    Args:
        ticks: each row begins with a box by which it is chosen.
    """
    html, heads = "", phone_heads(column for column, _labels in columns)
    for row in rows:
        pk = escape(str(row["pk"]))
        tick = f'<input class="form-check-input" type="checkbox" name="pick" value="{pk}" aria-label="{pk}">'
        html += f"<tr>{f'<td>{tick}</td>' if ticks else ''}{cells(columns, row, heads)}</tr>\n"
    return _html(html)


def cells(columns: Sequence[tuple["Column", Mapping[Any, str]]], row: Row, heads: Mapping[str, str]) -> SafeString:
    """Return a row's cells as HTML; `heads` names those that a phone shows with their head."""
    html = ""
    for column, labels in columns:
        css, content = column.cell(row, labels)
        head = heads.get(column.field, "")
        html += f'<td class="{css}"{head}>{content if isinstance(content, SafeString) else escape(str(content))}</td>'
    return _html(html)


def phone_heads(columns: Iterable["Column"]) -> dict[str, str]:
    """Return by field what a phone, which has no row of heads, writes before a value that needs one."""
    return {one.field: f' data-head="{escape(str(one.label))}"' for one in columns if one.kind not in PLAIN_KINDS}


def _html(text: str) -> SafeString:
    """Mark what was escaped piece by piece; `format_html` takes ten times as long, for every cell."""
    return mark_safe(text)  # noqa: S308


def moment(value: datetime) -> str:
    """Return a time for a narrow column: 11-19 10:00, with the year when it isn't this one."""
    local = timezone.localtime(value)
    return local.strftime("%m-%d %H:%M" if local.year == timezone.localdate().year else "%Y-%m-%d")


def plain(value: Any) -> Plain:
    """Return a value as Excel can hold it; what it doesn't know becomes text."""
    if value is None or value == "":
        return None
    return value if isinstance(value, KNOWN) else str(value)


def local(value: datetime | None, zone: tzinfo) -> Plain:
    """Return a moment as local time without zone, which Excel doesn't know."""
    return value.astimezone(zone).replace(tzinfo=None) if value else None


def due_at(deadline: Any) -> datetime | None:
    """Return when a time limit falls due."""
    if isinstance(deadline, Mapping):
        return deadline.get("due_at")
    return getattr(deadline, "due_at", None)
