"""List of nonconformities."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.products.models import ProductModel
from bihuan.quality.models import Nonconformity
from bihuan.quality.queries.nonconformity_rules import CLASS, choices
from bihuan.quality.rules.dispositions import plain
from bihuan.quality.states.nonconformity import OPEN_NONCONFORMITIES, FoundAt, NonconformityState


class Nonconformities(ListPage):
    """Nonconforming pieces, the last found first."""

    name, title, order = "quality.nonconformities", _("Nonconformities"), "-found_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("what", _("Product or material"), kind="title", is_computed=True, needs=("model__code", "product")),
        Column("description", _("What does not conform")),
        Column("amount", _("Quantity found"), is_computed=True, needs=("quantity", "unit_of_measure"), width="w-s"),
        Column("class_name", _("Class"), is_computed=True, needs=("class_code",), width="w-s"),
        Column("stage", _("Found in"), kind="choice", choices=FoundAt.choices),
        Column("state", _("State"), kind="state", choices=NonconformityState.choices,
               now=tuple(OPEN_NONCONFORMITIES), width="w-l"),
        Column("found_by__name", _("Found by"), width="w-s"),
        Column("found_at", pgettext_lazy("nonconformity", "Found at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=NonconformityState.choices),
        Choice("stage", _("Found in"), choices=FoundAt.choices),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Period("found_at", pgettext_lazy("nonconformity", "Found at")),
    )
    views = (
        View("open", _("Not closed yet"), "&".join(f"state={state.value}" for state in OPEN_NONCONFORMITIES),
             opens=True),
        View("closed", pgettext_lazy("nonconformity", "Closed"), "state=closed"),
    )  # fmt: skip
    search_kind = "quality.nonconformity"
    empty_title = _("No nonconforming pieces")
    empty_text = _("Report them here, or on the page of an issue or a complaint.")

    def rows(self, user: Any) -> Any:
        """Return the nonconformities this colleague may see."""
        return Nonconformity.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the page."""
        return reverse("quality:nonconformity", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add what it is in a line and the nearest time limit; one query for the page."""
        limits, classes = nearest(Nonconformity.kind(), [row["pk"] for row in rows]), dict(choices(CLASS))
        for row in rows:
            row["what"] = " ".join(filter(None, [row["model__code"], row["product"]]))
            row["amount"] = f"{plain(row['quantity'])} {row['unit_of_measure']}".strip()
            row["class_name"] = classes.get(row["class_code"], row["class_code"])
            row["due"] = limits.get(row["pk"])
