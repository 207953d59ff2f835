"""The list of production and inspection records."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, Exactly, ListPage, Period
from bihuan.products.models import ProductionRecord
from bihuan.products.states.production import RecordKind, RecordResult

KIND = pgettext_lazy("production record", "Kind of record")


class ProductionList(ListPage):
    """How units and batches were made and inspected, the newest first."""

    name = "products.production"
    title = _("Production and inspection records")
    template = "products/trace/list.html"
    order = "-done_on"
    columns = (
        Column("done_on", pgettext_lazy("production record", "Date"), kind="date", sort=True),
        Column(
            "record_kind",
            pgettext_lazy("production record", "Kind of record"),
            kind="choice",
            choices=RecordKind.choices,
            width="w-l",
        ),
        Column("step", _("Working step"), kind="title"),
        Column("model__code", _("Model"), kind="no"),
        Column("batch__code", _("Batch")),
        Column("unit__serial", _("Serial no.")),
        Column("machine", _("Machine")),
        Column("shift", _("Shift"), width="w-s"),
        Column("people", _("Workers")),
        Column("inspector", _("Inspector"), width="w-s"),
        Column("result", _("Result"), kind="choice", choices=RecordResult.choices, width="w-l"),
        Column("workshop", _("Workshop or line"), is_optional=True),
        Column("quantity", _("Pieces"), kind="number", is_optional=True),
        Column("failed", _("Pieces failed"), kind="number", is_optional=True),
        Column("readings", _("Readings"), is_optional=True),
        Column("source_no", _("Record no."), is_optional=True),
    )
    filters = (
        Choice("record_kind", KIND, choices=RecordKind.choices),
        Choice("result", _("Result"), choices=RecordResult.choices),
        Period("done_on", pgettext_lazy("production record", "Date"), is_date=True),
        Exactly("batch", _("Batch"), field="batch__code"),
        Exactly("serial", _("Serial no."), field="unit__serial"),
    )
    search_fields = ("batch__code__iexact", "unit__serial__iexact", "source_no__iexact")
    empty_title = _("No production records yet")
    empty_text = _("What the works write down while making and inspecting comes in from their ledgers, or one by one.")
    needs = ("pk",)

    def rows(self, user: Any) -> Any:
        return ProductionRecord.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:production_record", args=[row["pk"]])
