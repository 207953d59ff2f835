"""The pieces around a list: views, actions for chosen rows, heads, filters as they are drawn."""

from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from bihuan.kernel.lists.columns import Text
from bihuan.kernel.lists.filters import Filter


@dataclass(frozen=True)
class View:
    """A view that the list brings along: a name and the filters behind it ("state=registered").

    The one that `opens` is shown until this browser has chosen something else: what waits for somebody,
    not all there ever was.
    """

    name: str
    label: Text
    query: str = ""
    opens: bool = False


@dataclass(frozen=True)
class Action:
    """Something done with the chosen rows; the view gets them as `pick` (see `picked`).

    A dialog asks first: it is opened by GET with the picks in the address. Others are posted at once.
    """

    label: Text
    icon: str
    view: str
    permission: str = ""
    is_dialog: bool = False


class Head(NamedTuple):
    """The head of a column; `url` sorts by it, `arrow` is up, down or nothing."""

    label: str
    css: str
    url: str
    arrow: str


class Tab(NamedTuple):
    """A view above the list."""

    label: str
    url: str
    is_current: bool
    pk: int | None


class Chip(NamedTuple):
    """A filter as it is drawn."""

    filter: Filter
    shown: str
    clear: str
    options: list[Any]
    days: tuple[str, str]

    @property
    def ticks(self) -> SafeString:
        """Return the options as HTML; dozens of them in a template's loop take longer than the query."""
        kind = "checkbox" if self.filter.kind == "choice" else "radio"
        begin = f'<label class="tick"><input class="form-check-input" type="{kind}" name="{escape(self.filter.name)}"'
        drawn = (
            f'{begin} value="{escape(str(option.value))}"{" checked" if option.is_on else ""}>'
            f"<span>{escape(str(option.label))}</span></label>"
            for option in self.options
        )
        return SafeString("".join(drawn))
