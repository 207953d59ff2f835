"""List of the cases that were reported."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Column, ListPage, Period, Related, RowsOf, Truth
from bihuan.products.models import ProductModel
from bihuan.quality.models import ReportedCase


class CaseList(ListPage):
    """What complaints, service, returns and the works have reported, the newest first."""

    name = "quality.cases"
    title = _("Reported cases")
    template = "quality/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("summary", _("What was reported"), kind="title"),
        Column("model__code", _("Model")),
        Column("batch", _("Batch")),
        Column("produced_on", _("Produced on"), kind="date"),
        Column("fault_code", _("Fault code")),
        Column("defective", _("Defective"), kind="number"),
        Column("returned", _("Pieces returned"), kind="number"),
        Column("loss", _("Loss"), kind="yuan"),
        Column("is_injury", _("Somebody was injured"), kind="truth"),
        Column("happened_at", _("Happened at"), kind="time"),
        Column("withdrawn_at", pgettext_lazy("case", "Withdrawn at"), kind="time"),
    )
    filters = (
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Truth("is_injury", _("Somebody was injured")),
        Period("happened_at", _("Happened at")),
    )
    search_fields = ("number__startswith", "batch__startswith")
    empty_title = _("No case has been reported yet")
    empty_text = _("Complaints, service requests, returns and nonconformities report here by themselves.")

    def rows(self, user: Any) -> Any:
        return ReportedCase.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:case", args=[row["pk"]])
