"""The lists of orders, production notices, shipments, changes, finished goods."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.orders.models import (
    Delivery,
    DeliveryLine,
    GoodsMove,
    GoodsStock,
    NoticeLine,
    Order,
    OrderChange,
    OrderLine,
    ProductionNotice,
    Reservation,
)
from bihuan.orders.states.changes import OPEN_CHANGES, ChangeState, Side
from bihuan.orders.states.choices import GoodsMoveKind, OrderWay
from bihuan.orders.states.orders import OPEN_ORDERS, OrderState
from bihuan.orders.states.papers import DeliveryState, NoticeState
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel


def _owners() -> list[tuple[int, str]]:
    rows = Staff.objects.filter(post_holdings__post__in=["sales", "sales_clerk"]).distinct()
    return list(rows.order_by("username").values_list("pk", "name")[:200])


def _lines(rows: list[dict[str, Any]], found: Any, key: str) -> None:
    """Add what each row is about: models with pieces; one query for the page."""
    said: dict[int, list[str]] = {}
    for owner, code, count in found.order_by("pk").values_list(key, "model__code", "quantity"):
        said.setdefault(owner, []).append(f"{code} × {count}")
    for row in rows:
        row["what"] = "、".join(said.get(row["pk"], ()))


class Orders(ListPage):
    """The 「订货记录」: every order in its sequence."""

    name, title, order = "orders.orders", _("Orders"), "-received_at"
    template = "orders/orders.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("what", pgettext_lazy("order", "Ordered"), is_computed=True, width="w-xl"),
        Column("way", pgettext_lazy("order", "Came by"), kind="choice", choices=OrderWay.choices, width="w-s"),
        Column("their_number", _("Customer's order no."), width="w-l"),
        Column("state", _("State"), kind="state", choices=OrderState.choices,
               now=(OrderState.UNCLEAR, OrderState.NEGOTIATING, OrderState.TO_SHIP), width="w-xl"),
        Column("owner__name", pgettext_lazy("order", "Handled by"), width="w-s"),
        Column("promised_on", pgettext_lazy("order", "Promised for"), kind="date", sort=True),
        Column("received_at", pgettext_lazy("order", "Received at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True, is_optional=True),
        Column("version", pgettext_lazy("order", "Version"), kind="number", is_optional=True),
        Column("answered_at", _("Answered at"), kind="time", is_optional=True),
        Column("shipped_at", _("All shipped at"), kind="time", is_optional=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=OrderState.choices),
        Choice("way", pgettext_lazy("order", "Came by"), choices=OrderWay.choices),
        Related("owner", pgettext_lazy("order", "Handled by"), load=_owners),
        Period("received_at", pgettext_lazy("order", "Received at")),
        Condition("changed", _("Changed"), conditions={"1": (_("changed at least once"), lambda: Q(version__gt=1))}),
    )
    views = (
        View("open", pgettext_lazy("orders", "Open"), "&".join(f"state={one}" for one in OPEN_ORDERS), opens=True),
        View("to_ship", _("To be shipped"), f"state={OrderState.TO_SHIP}"),
        View("month", _("All this month"), "received_at=month"),
    )
    search_kind = Order.kind()
    empty_title = _("No orders yet")
    empty_text = _("Orders by letter, fax, mail, phone stand here in their sequence. Begin with «Register an order».")

    def rows(self, user: Any) -> Any:
        """Return the orders this colleague may see."""
        return Order.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the order's page."""
        return reverse("orders:order", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add what was ordered and the nearest time limit."""
        keys = [row["pk"] for row in rows]
        limits = nearest(Order.kind(), keys)
        _lines(rows, OrderLine.objects.filter(order__in=keys, ended_version=None), "order_id")
        for row in rows:
            row["due"] = limits.get(row["pk"])


class Changes(ListPage):
    """The 「合同评审变更登记表」 of all orders."""

    name, title, order = "orders.changes", _("Changes of orders"), "-asked_at"
    template = "orders/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("reason", _("Reason"), kind="title"),
        Column("order__number", pgettext_lazy("record", "Order"), width="w-l"),
        Column("order__customer__name", _("Customer"), width="w-xl"),
        Column("side", pgettext_lazy("change", "Wanted by"), kind="choice", choices=Side.choices),
        Column("state", _("State"), kind="state", choices=ChangeState.choices, now=OPEN_CHANGES, width="w-l"),
        Column("asked_at", pgettext_lazy("change", "Entered at"), kind="time", sort=True),
        Column("done_at", _("In force since"), kind="time", is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=ChangeState.choices),
        Choice("side", pgettext_lazy("change", "Wanted by"), choices=Side.choices),
        Period("asked_at", pgettext_lazy("change", "Entered at")),
    )
    search_kind = OrderChange.kind()
    empty_title = _("No changes")
    empty_text = _("Enter one on the page of the order.")

    def rows(self, user: Any) -> Any:
        """Return the changes this colleague may see."""
        return OrderChange.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the change's page."""
        return reverse("orders:change", args=[row["pk"]])


class Notices(ListPage):
    """Every production notice, void ones among them."""

    name, title, order = "orders.notices", _("Production notices"), "-issued_at"
    template = "orders/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("what", _("To be made"), kind="title", is_computed=True),
        Column("order__number", pgettext_lazy("record", "Order"), width="w-l"),
        Column("goods_return__number", _("Replenishes the return"), width="w-xl"),
        Column("state", _("State"), kind="state", choices=NoticeState.choices, now=(NoticeState.ISSUED,)),
        Column("due_on", pgettext_lazy("notice", "To be done by"), kind="date", sort=True),
        Column("issued_at", pgettext_lazy("notice", "Issued at"), kind="time", sort=True),
        Column("issued_by__name", pgettext_lazy("notice", "Issued by"), width="w-s", is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=NoticeState.choices),
        Condition(
            "replenishes", _("Replenishment"),
            conditions={"1": (_("replenishment only"), lambda: Q(goods_return__isnull=False))},
        ),
        Period("issued_at", pgettext_lazy("notice", "Issued at")),
    )  # fmt: skip
    search_kind = ProductionNotice.kind()
    empty_title = _("No production notices")
    empty_text = _("They are issued on the page of an order that can be met, or of a return to be replenished.")

    def rows(self, user: Any) -> Any:
        """Return the notices this colleague may see."""
        return ProductionNotice.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the notice's page."""
        return reverse("orders:production_notice", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add what is to be made."""
        _lines(rows, NoticeLine.objects.filter(notice__in=[row["pk"] for row in rows]), "notice_id")


class Deliveries(ListPage):
    """Every shipment."""

    name, title, order = "orders.deliveries", _("Shipments"), "-sent_at"
    template = "orders/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("what", pgettext_lazy("order", "Shipped"), kind="title", is_computed=True),
        Column("order__number", pgettext_lazy("record", "Order"), width="w-l"),
        Column("goods_return__number", _("Replenishes the return"), width="w-xl"),
        Column("carrier", _("Carrier"), width="w-s"),
        Column("waybill", _("Waybill no."), width="w-l"),
        Column("state", _("State"), kind="state", choices=DeliveryState.choices, now=(DeliveryState.SENT,)),
        Column("sent_at", pgettext_lazy("delivery", "Sent at"), kind="time", sort=True),
        Column("received_on", pgettext_lazy("delivery", "Received on"), kind="date", is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=DeliveryState.choices),
        Period("sent_at", pgettext_lazy("delivery", "Sent at")),
    )
    search_kind = Delivery.kind()
    empty_title = _("No shipments")
    empty_text = _("They begin on the page of an order or a return.")

    def rows(self, user: Any) -> Any:
        """Return the shipments this colleague may see."""
        return Delivery.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the shipment's page."""
        return reverse("orders:delivery", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add what was shipped."""
        _lines(rows, DeliveryLine.objects.filter(delivery__in=[row["pk"] for row in rows]), "delivery_id")


class Goods(ListPage):
    """What lies in the store of finished goods."""

    name, title, order = "orders.goods", _("Finished goods"), "model__code"
    template = "orders/list.html"
    needs = ("pk", "model_id")
    columns = (
        Column("model__code", _("Model"), width="w-xl", sort=True),
        Column("model__name", _("Name"), kind="title"),
        Column("held", _("Reserved for"), is_computed=True, width="w-who"),
        Column("quantity", _("In stock"), kind="number"),
        Column("reserved", _("Reserved"), kind="number"),
        Column("free", pgettext_lazy("goods", "Free"), kind="number", is_computed=True),
    )
    filters = (Related("line", _("Product line"), field="model__line", load=lambda: _product_lines()),)
    search_fields = ("model__code", "model__name")
    empty_title = _("Nothing in stock")
    empty_text = _("Enter what lies there with «Count finished goods».")

    def rows(self, user: Any) -> Any:
        """Return the levels this colleague may see."""
        return GoodsStock.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the book of the model."""
        return f"{reverse('orders:goods_book')}?model={row['model_id']}"

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        """Add what is free, and for whom the rest waits."""
        found: dict[int, list[str]] = {}
        held = Reservation.objects.filter(level__in=[row["pk"] for row in rows]).order_by("pk")
        for level, *numbers, count in held.values_list("level", "order__number", "goods_return__number", "quantity"):
            found.setdefault(level, []).append(f"{numbers[0] or numbers[1]} × {count}")
        for row in rows:
            row["free"] = row["quantity"] - row["reserved"]
            row["held"] = "、".join(found.get(row["pk"], ()))


class GoodsBook(ListPage):
    """Each movement of finished goods."""

    name, title, order = "orders.goods_book", _("Book of finished goods"), "-at"
    template = "orders/list.html"
    needs = ("pk",)
    columns = (
        Column("model__code", _("Model"), kind="title"),
        Column("kind", _("Kind"), kind="choice", choices=GoodsMoveKind.choices, width="w-l"),
        Column("quantity", _("Quantity"), kind="number"),
        Column("balance", _("Then in stock"), kind="number"),
        Column("about_number", _("About"), width="w-xl"),
        Column("note", _("Note"), width="w-l"),
        Column("by_name", _("Who"), width="w-s"),
        Column("at", _("At"), kind="time", sort=True),
    )
    filters = (
        Choice("kind", _("Kind"), choices=GoodsMoveKind.choices),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Period("at", _("At")),
    )
    empty_title = _("No movements yet")
    empty_text = _("What is made, shipped, returned and counted stands here.")

    def rows(self, user: Any) -> Any:
        """Return the movements this colleague may see."""
        return GoodsMove.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return nothing: a line has no page."""
        return ""


def _product_lines() -> list[tuple[int, str]]:
    rows = ProductModel.objects.order_by("line__code").values_list("line_id", "line__name").distinct()
    return list(rows[:100])
