"""Lists of levels, of the book of moves, and of faulty parts due back."""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.parts.models import FaultyPart, Place, Stock, StockMove
from bihuan.parts.queries.faulty import debtors, overdue
from bihuan.parts.states import Condition as FaultyCondition
from bihuan.parts.states import FaultyState, MoveKind, PlaceKind

STANDINGS = {"obsolete": _("Obsolete"), "low": _("Low"), "out": _("None left"), "enough": _("Enough")}


def _standing(row: dict[str, Any]) -> str:
    if row["part__is_obsolete"]:
        return "obsolete"
    if row["quantity"] >= row["safety_stock"]:
        return "enough"
    return "low" if row["quantity"] else "out"


def _signed(row: dict[str, Any]) -> str:
    return f"{row['quantity']:+d}"


class StockList(ListPage):
    """What lies where, by place."""

    name = "parts.stock"
    title = _("Stock")
    template = "parts/list.html"
    order = "-pk"
    columns = (
        Column("part__code", _("Part no."), kind="title"),
        Column("part__name", _("Name")),
        Column("place__name", _("Place of parts")),
        Column("quantity", _("In stock"), kind="number", sort=True),
        Column("part__unit_of_measure", _("Unit of measure"), width="w-xs"),
        Column("safety_stock", _("Safety stock"), kind="number"),
        Column("reserve", _("Emergency reserve"), kind="number"),
        Column(
            "standing", _("State"), kind="state", is_computed=True, choices=tuple(STANDINGS.items()),
            now=("low", "out", "obsolete"), needs=("quantity", "safety_stock", "part__is_obsolete"), value=_standing,
        ),
        Column("place__place_kind", _("Kind"), kind="choice", choices=PlaceKind.choices, is_optional=True),
        Column("part__cost_price", _("Cost price (CNY)"), kind="yuan", is_optional=True,
               permission="parts.see_cost"),
    )  # fmt: skip
    filters = (
        Related("place", _("Place of parts"), load=RowsOf(Place, only={"is_active": True})),
        Choice("place_kind", _("Kind"), field="place__place_kind", choices=PlaceKind.choices),
        Condition(
            "level", _("Stock level"),
            conditions={
                "low": (_("Below safety stock"), lambda: Q(quantity__lt=F("safety_stock"), part__is_obsolete=False)),
                "reserve": (_("At the emergency reserve"), lambda: Q(quantity__lte=F("reserve"), reserve__gt=0)),
                "obsolete": (_("Obsolete, still in stock"), lambda: Q(part__is_obsolete=True, quantity__gt=0)),
                "some": (_("In stock"), lambda: Q(quantity__gt=0)),
            },
        ),
    )  # fmt: skip
    views = (
        View("all", _("All")),
        View("low", _("Below safety stock"), "level=low"),
        View("obsolete", _("Obsolete, still in stock"), "level=obsolete"),
    )
    needs = ("part",)
    search_fields = ("part__code__icontains", "part__name__icontains", "part__code_key__icontains")
    empty_title = _("Nothing in stock yet")
    empty_text = _("Stock begins with what a place receives, or with the opening stock from a ledger.")

    def rows(self, user: Any) -> Any:
        return Stock.objects.visible_to(user).filter(place__is_active=True).exclude(part__is_obsolete=True, quantity=0)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:part", args=[row["part"]])


class StockMoveList(ListPage):
    """The book of moves, the newest first; nothing in it is ever changed."""

    name = "parts.moves"
    title = _("Stock moves")
    template = "parts/list.html"
    columns = (
        Column("at", _("At"), kind="time"),
        Column("part__code", _("Part no."), kind="title"),
        Column("part__name", _("Name")),
        Column("place__name", _("Place of parts")),
        Column("kind", _("Kind"), kind="choice", choices=MoveKind.choices),
        Column("quantity", _("Quantity"), kind="number", value=_signed, needs=("quantity",)),
        Column("from_reserve", _("Of these from the emergency reserve"), kind="number", is_optional=True),
        Column("balance", _("Then in stock"), kind="number"),
        Column("about_number", _("About"), kind="no"),
        Column("by_name", _("Who")),
        Column("serial", _("Serial no."), is_optional=True),
        Column("note", _("Note"), is_optional=True),
    )
    filters = (
        Related("place", _("Place of parts"), load=RowsOf(Place, only={"is_active": True})),
        Choice("kind", _("Kind"), choices=MoveKind.choices),
        Condition(
            "reserve",
            _("Emergency reserve"),
            conditions={
                "taken": (_("Taken from the emergency reserve"), lambda: Q(from_reserve__gt=0)),
            },
        ),
        Period("at", _("At")),
    )
    needs = ("part",)
    search_fields = ("part__code__icontains", "part__name__icontains", "about_number__icontains", "serial__icontains")
    empty_title = _("No moves yet")
    empty_text = _("Every piece in or out stands here with its reason.")

    def rows(self, user: Any) -> Any:
        return StockMove.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:part", args=[row["part"]])


class FaultyList(ListPage):
    """Faulty parts due back, with the time left."""

    name = "parts.faulty"
    title = _("Faulty parts")
    template = "parts/list.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("part__code", _("Part no."), kind="no"),
        Column("part__name", _("Name")),
        Column("technician__name", _("Technician")),
        Column("about_number", _("About"), kind="no"),
        Column("replaced_at", _("Replaced at"), kind="time"),
        Column("serial", _("Serial no."), is_optional=True),
        Column("condition", _("State of the part"), kind="choice", choices=FaultyCondition.choices, is_optional=True),
        Column("state", _("State"), kind="state", choices=FaultyState.choices, now=("due",)),
        Column("deadline", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("state", _("State"), choices=FaultyState.choices),
        Related("technician", _("Technician"), load=debtors),
        Condition("limit", _("Time left"), conditions={
            "over": (pgettext_lazy("loan", "Overdue"), lambda: Q(pk__in=overdue().values("pk"))),
        }),
    )  # fmt: skip
    views = (
        View("due", _("Due back"), "state=due", opens=True),
        View("over", pgettext_lazy("loan", "Overdue"), "limit=over"),
        View("all", _("All")),
    )  # fmt: skip
    search_fields = ("number__icontains", "part__code__icontains", "part__name__icontains", "about_number__icontains")
    empty_title = _("No faulty parts")
    empty_text = _("A part that must come back stands here from the moment it is replaced.")

    def rows(self, user: Any) -> Any:
        return FaultyPart.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:faulty_part", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        limits = nearest(FaultyPart.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["deadline"] = limits.get(row["pk"])
