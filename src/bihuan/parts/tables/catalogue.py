"""Lists of parts and of places."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage, Related, RowsOf, Truth
from bihuan.parts.models import Part, Place
from bihuan.parts.states import PlaceKind
from bihuan.products.models import ProductLine


class PartList(ListPage):
    """The catalogue of spare parts."""

    name = "parts.parts"
    title = _("Spare parts")
    template = "parts/list.html"
    order = "code"
    columns = (
        Column("code", _("Part no."), kind="title", sort=True),
        Column("name", _("Name")),
        Column("unit_of_measure", _("Unit of measure"), width="w-xs"),
        Column("list_price", _("List price (CNY)"), kind="yuan"),
        Column("cost_price", _("Cost price (CNY)"), kind="yuan", is_optional=True, permission="parts.see_cost"),
        Column("is_serialised", _("Has serial numbers"), kind="truth"),
        Column("is_due_back", _("Faulty one is sent back"), kind="truth"),
        Column("is_obsolete", _("Obsolete"), kind="truth"),
        Column("remarks", _("Remarks"), is_optional=True),
    )
    filters = (
        Related("line", _("Product line"), field="fits_lines", load=RowsOf(ProductLine)),
        Truth("is_due_back", _("Faulty one is sent back")),
        Truth("is_obsolete", _("Obsolete")),
    )
    search_fields = ("code__icontains", "name__icontains", "code_key__icontains")
    empty_title = _("No parts yet")
    empty_text = _("Parts are entered here, or brought in from a ledger.")

    def rows(self, user: Any) -> Any:
        return Part.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:part", args=[row["pk"]])


class PlaceList(ListPage):
    """Warehouses, outlets' stores and vans."""

    name = "parts.places"
    title = _("Places of parts")
    template = "parts/list.html"
    order = "code"
    columns = (
        Column("name", _("Name"), kind="title"),
        Column("code", _("Code"), kind="no", sort=True),
        Column("place_kind", _("Kind"), kind="choice", choices=PlaceKind.choices),
        Column("outlet__name", _("Outlet")),
        Column("technician__name", _("Technician")),
        Column("is_active", _("In use"), kind="truth"),
    )
    filters = (Choice("place_kind", _("Kind"), choices=PlaceKind.choices), Truth("is_active", _("In use")))
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No places yet")
    empty_text = _("Parts lie in a warehouse, at an outlet or in a technician's van.")

    def rows(self, user: Any) -> Any:
        return Place.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:place", args=[row["pk"]])
