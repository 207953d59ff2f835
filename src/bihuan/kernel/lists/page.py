"""The list page itself: reads the address, narrows and orders the rows, draws or exports them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from bihuan.kernel import menu, search, web
from bihuan.kernel.lists import exports, saved
from bihuan.kernel.lists.columns import Column, Row, Text, lines
from bihuan.kernel.lists.filters import Filter
from bihuan.kernel.lists.paging import MOST, Order, Rows, Slice, counted, cut
from bihuan.kernel.lists.pieces import Action, Chip, Head, Tab, View
from bihuan.kernel.lists.words import MOST_HITS, found, marks
from bihuan.kernel.records import OperationError
from bihuan.kernel.search import sealed

YEAR = 365 * 24 * 3600
PLACES = ("after", "before")


class ListPage(ABC):
    """A list; an app's `tables.py` declares a subclass. See the package's docstring."""

    name: ClassVar[str]
    title: ClassVar[Text]
    columns: ClassVar[Sequence[Column]]
    order: ClassVar[str] = "-pk"
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[View]] = ()
    actions: ClassVar[Sequence[Action]] = ()
    search_kind: ClassVar[str] = ""  # kind in kernel.search; its hits come newest first
    search_fields: ClassVar[Sequence[str]] = ()  # lookups for short lists without index, e.g. "name__icontains"
    template: ClassVar[str] = "list.html"
    size: ClassVar[int] = 50
    empty_title: ClassVar[Text] = ""
    empty_text: ClassVar[Text] = ""

    def __init__(self, request: HttpRequest | None = None, *, user: Any = None, query: str = "") -> None:
        self.request: Any = request
        self.user: Any = user if request is None else request.user
        self.columns = [one for one in type(self).columns if self._shows(one)]  # type: ignore[misc]
        self.query = QueryDict(query) if request is None else self.wanted(request)

    def _shows(self, column: Column) -> bool:
        return not column.permission or self.user.has_perm(column.permission)

    # -- what a subclass says -------------------------------------------------------------------

    @abstractmethod
    def rows(self, user: Any) -> Rows:
        """Return the rows this user may see (`Model.objects.visible_to(user)`)."""

    def url(self, row: Row) -> str:
        """Return the address of a row's record; the fields it needs stand in `needs`."""
        return ""

    needs: ClassVar[Sequence[str]] = ()

    def complete(self, rows: list[Row], user: Any) -> None:  # noqa: B027  most lists have nothing to add
        """Add to the dictionaries of one page what the query didn't bring (one query for all, never per row)."""

    # -- reading the address --------------------------------------------------------------------

    @property
    def cookie(self) -> str:
        """Return the name of the cookie in which this browser keeps filters and columns."""
        return "list-" + self.name.replace(".", "-")

    def wanted(self, request: HttpRequest) -> QueryDict:
        """Return the address's query; without one, the filters used last, else those the list opens with."""
        if request.GET or request.method != "GET":
            return request.GET
        return QueryDict(unquote(request.COOKIES.get(self.cookie, self.opening)))

    @property
    def opening(self) -> str:
        """Return the filters with which the list opens in a browser that hasn't chosen any."""
        return next((view.query for view in self.views if view.opens), "")

    @cached_property
    def text(self) -> str:
        """Return the words searched for; a phone number stands sealed in the address."""
        return sealed.opened(self.query.get("q", ""), self.user)

    @cached_property
    def chosen(self) -> list[Column]:
        """Return the columns that are shown: those this browser chose, else the usual ones."""
        names = self.request.COOKIES.get(f"{self.cookie}-columns", "").split(".") if self.request else []
        picked = [column for column in self.columns if column.field in names]
        return picked or [column for column in self.columns if not column.is_optional]

    @cached_property
    def sort(self) -> str:
        """Return the order: one of a sortable column, else the list's own."""
        wanted = self.query.get("sort", "")
        known = {column.order for column in self.columns if column.order}
        return wanted if wanted.removeprefix("-") in known else self.order

    def narrowed(self) -> Rows:
        """Return the visible rows that fulfil all filters and, on short lists, contain the words."""
        rows = self.rows(self.user)
        for one in self.filters:
            condition = one.condition(self.query)
            if condition is not None:
                rows = rows.filter(condition)
        if self.text and not self.search_kind:
            words = Q()
            for lookup in self.search_fields:
                words |= Q(**{lookup: self.text})
            rows = rows.filter(words)
        return rows

    @cached_property
    def fields(self) -> list[str]:
        """Return the database fields that the shown columns and the rows' addresses need."""
        return list(dict.fromkeys([name for column in self.chosen for name in column.fields] + list(self.needs)))

    @cached_property
    def slice(self) -> Slice:
        """Return the page's rows and its neighbours."""
        places = {name: self.query.get(name, "") for name in PLACES}
        if self.text and self.search_kind:
            part = found(self.search_kind, self.text, self.narrowed(), self.fields, self.size, places["after"])
        else:
            is_loose = any(one.is_loose and one.values(self.query) for one in self.filters)
            part = cut(self.narrowed(), Order(self.sort), self.fields, self.size, keys_first=is_loose, **places)
        self.complete(part.rows, self.user)
        for row in part.rows:
            row["url"] = self.url(row)
        return part

    @property
    def most(self) -> int:
        """Return up to how many rows are counted."""
        return MOST_HITS if self.text and self.search_kind else MOST

    @cached_property
    def count(self) -> int:
        """Return how many rows there are; beyond `most` it stops counting."""
        part = self.slice
        if not part.previous and not part.next and not any(self.query.get(name) for name in PLACES):
            return len(part.rows)
        if self.text and self.search_kind:
            return marks(self.search_kind, self.text, self.narrowed(), part)
        return counted(self.narrowed())

    def matching(self) -> Any:
        """Return the keys of all rows that contain the words, as a subquery."""
        return search.matching(self.search_kind, self.text)

    # -- addresses --------------------------------------------------------------------------------

    def address(self, *, without: Sequence[str] = (), **changes: str) -> str:
        """Return this list's address with other values; the place is left out unless it is given."""
        query = self.query.copy()
        for name in (*PLACES, *without, *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return "?" + (query.urlencode() or "all=1")

    @property
    def kept(self) -> str:
        """Return the filters and order worth keeping: no words, no place, nothing unknown."""
        query, known = QueryDict(mutable=True), {name for one in self.filters for name in one.names} | {"sort"}
        for name, values in self.query.lists():
            if name in known and any(values):
                query.setlist(name, [value for value in values if value])
        return query.urlencode()

    @property
    def export_url(self) -> str:
        """Return the address of this list as an Excel file."""
        return self.address(export="xlsx")

    @property
    def print_url(self) -> str:
        """Return the address of this list for the printer."""
        return self.address(print="1")

    # -- drawing ----------------------------------------------------------------------------------

    def respond(self, **context: Any) -> HttpResponse:
        """Answer the request: the page, its block `list`, a print view, an Excel file, or a kept view."""
        request = self.request
        if request.method == "POST":
            return self.keep()
        if on := sealed.led_on(request):
            return on
        if self.query.get("export") == "xlsx":
            return exports.answer(self)
        if self.query.get("print"):
            return web.page(request, "list_print.html", self.printed())
        template = "list.html" if web.target(request) == "list" else self.template
        response = web.page(request, template, self.context() | context)
        if set(request.GET) - {"view"}:
            response.set_cookie(self.cookie, quote(self.kept), max_age=YEAR, path=request.path, samesite="Lax")
        return response

    def context(self) -> dict[str, Any]:
        """Return what the template draws."""
        part = self.slice
        labels = {column.field: {key: str(label) for key, label in column.choices} for column in self.chosen}
        columns = [(column, labels[column.field]) for column in self.chosen]
        usable = [(action, menu.address(action.view)) for action in self.usable()]
        return {
            "list": self,
            "heads": self.heads(),
            "lines": lines(columns, part.rows, ticks=bool(usable)),
            "chips": self.chips(),
            "tabs": self.tabs(),
            "usable": usable,
            "counted": f"{self.most:,}+" if self.count > self.most else f"{self.count:,}",
            "previous": self.address(before=part.previous) if part.previous else "",
            "next": self.address(after=part.next) if part.next else "",
            "first": self.address() if self.query.get("after") or self.query.get("before") else "",
            "perms_share": self.user.has_perm("kernel.share_view"),
            "is_narrowed": bool(self.kept or self.text),
            "is_opening": bool(self.opening) and not self.text and _same(self.opening, self.kept),
            "hidden": [(name, self.query[name]) for name in ("sort",) if self.query.get(name)],
        }

    def heads(self) -> list[Head]:
        """Return the columns' heads; the one the list stands in the order of carries an arrow."""
        heads = []
        for column in self.chosen:
            is_now = bool(column.order) and self.sort.removeprefix("-") == column.order
            is_down = self.sort.startswith("-")
            wish = column.order if is_now and is_down else f"-{column.order}"
            url = self.address(sort=wish) if column.order and not (self.text and self.search_kind) else ""
            arrow = ("arrow-down" if is_down else "arrow-up") if is_now and url else ""
            heads.append(Head(str(column.label), f"{column.column_class} k-{column.kind}", url, arrow))
        return heads

    def chips(self) -> list[Chip]:
        """Return the filters with their choices."""
        chips = []
        for one in self.filters:
            shown = one.shown(self.query)
            if one.kind == "typed" and not shown:
                continue
            days = getattr(one, "days", lambda query: ("", ""))(self.query)
            clear = self.address(without=one.names) if shown else ""
            chips.append(Chip(one, shown, clear, one.options(self.query), days))
        return chips

    def tabs(self) -> list[Tab]:
        """Return the list's own views and the kept ones."""
        kept = self.kept
        tabs = [Tab(str(view.label), f"?{view.query or 'all=1'}", _same(view.query, kept), None) for view in self.views]
        for view in saved.of(self.name, self.user):
            mine = view.pk if view.owner_id == self.user.pk else None
            tabs.append(Tab(view.name, f"?{view.query or 'all=1'}", _same(view.query, kept), mine))
        if tabs and not any(tab.url == "?all=1" for tab in tabs):
            tabs.append(Tab(_("All"), "?all=1", not kept, None))
        return tabs

    def usable(self) -> list[Action]:
        """Return the actions for chosen rows that this user may do."""
        return [action for action in self.actions if not action.permission or self.user.has_perm(action.permission)]

    def printed(self) -> Mapping[str, Any]:
        """Return what the print view draws: up to 500 rows."""
        heads, lines = exports.head(self), exports.lines(self, limit=500)
        shown = [(chip.filter.label, chip.shown) for chip in self.chips()]
        return {"list": self, "heads": heads, "lines": list(lines), "shown": shown}

    def keep(self) -> HttpResponse:
        """Keep a view, forget one, or choose columns; then show the list again."""
        request, post = self.request, self.request.POST
        query = QueryDict(post.get("query", "")[:1000]).urlencode()
        response = web.done(request, f"{request.path}?{query or 'all=1'}")
        match post.get("do"):
            case "view":
                is_shared = post.get("is_shared") == "on" and self.user.has_perm("kernel.share_view")
                try:
                    saved.save(self.name, post.get("name", ""), query, is_shared=is_shared, by=self.user)
                except OperationError as refusal:
                    return self.refused(query, refusal)
            case "forget":
                pk = post.get("pk", "")
                saved.forget(self.name, int(pk) if pk.isdecimal() else 0, by=self.user)
            case "columns":
                names = ".".join(column.field for column in self.columns if column.field in post.getlist("column"))
                response.set_cookie(f"{self.cookie}-columns", names, max_age=YEAR, path=request.path, samesite="Lax")
        return response

    def refused(self, query: str, refusal: OperationError) -> HttpResponse:
        """Show the list again with the name that was typed, and at it why it can't be kept."""
        self.query = QueryDict(query)
        said = {"view_name": self.request.POST.get("name", ""), "view_error": refusal.message}
        return web.page(self.request, self.template, self.context() | said, status=422)


def _same(one: str, other: str) -> bool:
    return sorted(QueryDict(one).lists()) == sorted(QueryDict(other).lists())


def picked(request: HttpRequest, most: int = 500) -> list[int]:
    """Return the primary keys of the chosen rows, from a bulk action's GET or POST; what isn't a number is left out."""
    values = (request.POST if request.method == "POST" else request.GET).getlist("pick")
    return list(dict.fromkeys(int(value) for value in values if value.isdecimal()))[:most]
