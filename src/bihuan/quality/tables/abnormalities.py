"""Lists of incoming abnormalities and of suppliers; the ledger is their Excel."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.products.models import Supplier
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.states.abnormalities import OPEN_ABNORMALITIES, UPHELD, AbnormalityState, DefectKind
from bihuan.service.tables.matters import Matters

S = AbnormalityState


class Abnormalities(Matters):
    """Incoming abnormalities, the last first."""

    name, title, order = "quality.abnormalities", _("Incoming abnormalities"), "-found_at"
    model, view = SupplierAbnormality, "quality:abnormality"
    template = "quality/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("lot__material", _("Material"), kind="title"),
        Column("lot__code", _("Lot no.")),
        Column("supplier__name", _("Supplier")),
        Column("order_no", _("Purchase order"), is_optional=True),
        Column("lot_quantity", _("Quantity of the lot"), kind="number", is_optional=True),
        Column("sample_size", pgettext_lazy("incoming", "Sample"), kind="number", is_optional=True),
        Column("defective", _("Defective"), kind="number"),
        Column("defect_class", pgettext_lazy("abnormality", "Class"), width="w-xs"),
        Column("defect_kind", _("Kind of defect"), kind="choice", choices=DefectKind.choices, is_optional=True),
        Column("defects", pgettext_lazy("abnormality", "Defects"), width="w-l"),
        Column("line_on", _("Wanted on the line"), kind="date", is_optional=True),
        Column("settled_amount", _("Settled"), kind="yuan", is_optional=True),
        Column(
            "state", _("State"), kind="state", choices=S.choices,
            now=(S.FOUND, S.CHECKED, S.CONFIRMED, S.ISSUED, S.REVIEWED), width="w-xl",
        ),
        Column("found_at", _("Found at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=S.choices), Related("supplier", _("Supplier"), load=RowsOf(Supplier)),
        Choice("defect_kind", _("Kind of defect"), choices=DefectKind.choices), Period("found_at", _("Found at")),
    )  # fmt: skip
    views = (
        View(
            "open",
            pgettext_lazy("incoming", "Not closed"),
            "&".join(f"state={state.value}" for state in OPEN_ABNORMALITIES),
            opens=True,
        ),
        View("supplier", _("With the supplier"), "state=issued&state=reviewed&state=approving&state=disposed"),
    )
    search_kind = "quality.supplierabnormality"
    empty_title = _("No incoming lot was found wrong")
    empty_text = _("Incoming inspection registers here what it finds not to be in order.")


class Suppliers(ListPage):
    """Suppliers with what stands in their record."""

    name, title, order = "quality.suppliers", _("Suppliers"), "name"
    template = "quality/list.html"
    columns = (
        Column("code", _("Supplier code"), kind="no"),
        Column("name", _("Supplier"), kind="title", sort=True),
        Column("contact", _("Contact"), width="w-m"),
        Column("abnormalities", _("Abnormalities"), kind="number", is_computed=True),
        Column("open", pgettext_lazy("incoming", "Not closed"), kind="number", is_computed=True),
        Column("remarks", _("Remarks"), is_optional=True),
    )
    search_fields = ("name__icontains", "code__iexact")
    empty_title = _("No supplier yet")
    empty_text = _("A supplier comes in with his first lot, or is entered here.")
    needs = ("pk",)

    def rows(self, user: Any) -> Any:
        return Supplier.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:supplier", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Count each supplier's abnormalities; one query for the page."""
        found = SupplierAbnormality.objects.visible_to(user).filter(
            supplier__in=[row["pk"] for row in rows], state__in=UPHELD
        )
        counted = found.values("supplier").annotate(n=Count("pk"), o=Count("pk", filter=~Q(state=S.CLOSED)))
        known = {one["supplier"]: one for one in counted.order_by()}
        for row in rows:
            one = known.get(row["pk"], {"n": 0, "o": 0})
            row["abnormalities"], row["open"] = one["n"], one["o"]
