"""Lists of lots and of what batches took of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Column, ListPage, Period, Related, RowsOf
from bihuan.products.models import BatchLot, Lot, Supplier


class LotList(ListPage):
    """The lots of raw material, the newest first."""

    name = "products.lots"
    title = _("Lots")
    template = "products/trace/list.html"
    columns = (
        Column("code", _("Lot no."), kind="title"),
        Column("material", _("Material")),
        Column("supplier__name", _("Supplier")),
        Column("received_on", _("Received on"), kind="date"),
        Column("quantity", _("Quantity"), kind="number", width="w-m"),
        Column("unit_of_measure", _("Unit of measure")),
        Column("remarks", _("Remarks"), is_optional=True),
    )
    filters = (
        Related("supplier", _("Supplier"), load=RowsOf(Supplier)),
        Period("received_on", _("Received on"), is_date=True),
    )
    search_kind = "products.lot"
    empty_title = _("No lots yet")
    empty_text = _("Lots of raw material come in from the warehouse's ledger, or one by one.")

    def rows(self, user: Any) -> Any:
        return Lot.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:trace_node", args=["lot", row["pk"]])


class ConsumptionList(ListPage):
    """Which batch took how much of which lot."""

    name = "products.consumption"
    title = _("Material used")
    template = "products/trace/list.html"
    columns = (
        Column("batch__code", _("Batch"), kind="title"),
        Column("batch__model__code", _("Model"), kind="no"),
        Column("batch__produced_on", _("Produced on"), kind="date"),
        Column("lot__code", _("Lot no.")),
        Column("lot__material", _("Material")),
        Column("lot__supplier__name", _("Supplier")),
        Column("quantity", _("Quantity used"), kind="number", width="w-m"),
        Column("lot__unit_of_measure", _("Unit of measure"), is_optional=True),
    )
    filters = (Related("supplier", _("Supplier"), field="lot__supplier", load=RowsOf(Supplier)),)
    search_fields = ("batch__code__iexact", "lot__code__iexact")
    empty_title = _("No use recorded yet")
    empty_text = _("What a batch was made of comes in from the production ledger.")
    needs = ("batch_id",)

    def rows(self, user: Any) -> Any:
        return BatchLot.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:trace_node", args=["batch", row["batch_id"]])
