"""The list of returns (RET-01)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.orders.models import GoodsReturn
from bihuan.orders.states.choices import Settlement, Wish
from bihuan.orders.states.returns import OPEN_RETURNS, ReturnState
from bihuan.products.models import ProductModel


class Returns(ListPage):
    """Every return this person may see."""

    name, title, order = "orders.returns", _("Returns"), "-registered_at"
    template = "orders/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("reason", _("Why it is sent back"), kind="title"),
        Column("customer__name", _("Customer"), width="w-xl"),
        Column("model__code", _("Model"), width="w-l"),
        Column("quantity", _("Quantity"), kind="number", width="w-xs"),
        Column("wish", _("Customer wants"), kind="choice", choices=Wish.choices),
        Column("state", _("State"), kind="state", choices=ReturnState.choices,
               now=(ReturnState.ARRIVED, ReturnState.DECIDED)),
        Column("owner__name", pgettext_lazy("return", "Handled by"), width="w-s"),
        Column("registered_at", pgettext_lazy("return", "Registered at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
        Column("order__number", pgettext_lazy("record", "Order"), is_optional=True),
        Column("batch", _("Production batch"), is_optional=True),
        Column("received", _("Quantity received"), kind="number", is_optional=True),
        Column("good", pgettext_lazy("return", "Good"), kind="number", is_optional=True),
        Column("bad", pgettext_lazy("return", "Bad"), kind="number", is_optional=True),
        Column("nonconformity_number", _("Nonconformity"), is_optional=True),
        Column("refund_amount", _("Refund (¥)"), kind="number", is_optional=True),
        Column("replied_at", _("Answered at"), kind="time", is_optional=True),
        Column("verdict", _("Verdict of the customer"), kind="choice", choices=Settlement.choices, is_optional=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=ReturnState.choices),
        Choice("wish", _("Customer wants"), choices=Wish.choices),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Period("registered_at", pgettext_lazy("return", "Registered at")),
    )
    views = (
        View("open", pgettext_lazy("returns", "Open"), "&".join(f"state={one}" for one in OPEN_RETURNS), opens=True),
        View("arrived", _("To be inspected"), f"state={ReturnState.ARRIVED}"),
        View("month", _("All this month"), "registered_at=month"),
    )
    search_kind = GoodsReturn.kind()
    empty_title = _("No returns")
    empty_text = _("What customers send back stands here. Begin with «Register a return», or on an order's page.")

    def rows(self, user: Any) -> Any:
        """Return the returns this colleague may see."""
        return GoodsReturn.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the return's page."""
        return reverse("orders:return", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(GoodsReturn.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])
