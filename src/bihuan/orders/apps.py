"""Registrations of the orders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

VERBS = {
    "promise": gettext_noop("named a delivery date"),
    "notice_issued": gettext_noop("production notice issued"),
    "delivery_received": gettext_noop("customer received a shipment"),
    "change_consented": gettext_noop("customer consents to the change"),
    "change_done": gettext_noop("change in force"),
    "change_refused": gettext_noop("change not agreed"),
    "change_taken_back": gettext_noop("change taken back"),
    "goods_returned": gettext_noop("goods come back"),
    "goods_missing": gettext_noop("reserved goods missing at the count"),
    "nonconformity": gettext_noop("bad pieces reported as nonconforming"),
}


class OrdersConfig(AppConfig):
    """Puts orders and returns where people look for them."""

    name = "bihuan.orders"
    label = "orders"
    verbose_name = _("Orders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu, panels, search, papers; subscribe to what happens."""
        from bihuan.kernel import imports, menu, search, wording
        from bihuan.kernel.api import register_scope
        from bihuan.orders import notices, policies  # noqa: F401  policies registers who may do what
        from bihuan.orders.forms import ledger
        from bihuan.orders.operations import changing, reviewing
        from bihuan.orders.queries import kept
        from bihuan.signoff.queries import forms

        notices.register()
        kept.register()
        reviewing.subscribe()
        changing.subscribe()
        imports.register(ledger.SPEC)
        wording.VERBS.update(VERBS)
        for kind in ("orders.order", "orders.orderchange"):
            forms.hang_on(kind)
        register_scope("sales:read", _("Read orders"))
        register_scope("sales:write", _("Register orders and bring them along"))
        register_scope("returns:read", _("Read returns"))
        register_scope("returns:write", _("Register returns and bring them along"))
        menu.register(
            "orders", _("Orders"), "file-invoice", "orders:orders", permission="orders.view", order=28,
            section="/orders/",
        )  # fmt: skip
        menu.register(
            "returns", _("Returns"), "package-import", "orders:returns", permission="orders.view_returns", order=29,
            section="/orders/returns/",
        )  # fmt: skip
        for kind, label, place, related in (
            ("orders.order", _("Orders"), "orders:orders", ("customer",)),
            ("orders.orderchange", _("Changes of orders"), "orders:changes", ()),
            ("orders.productionnotice", _("Production notices"), "orders:notices", ()),
            ("orders.delivery", _("Shipments"), "orders:deliveries", ()),
            ("orders.goodsreturn", _("Returns"), "orders:returns", ("customer", "model")),
        ):
            search.register(kind, label, address=place, related=related)
        self._panels()
        self._papers()

    @staticmethod
    def _panels() -> None:
        """Orders and returns on the pages of customers and units; returns where they follow from."""
        from bihuan.kernel import panels
        from bihuan.orders.queries import orders, returns

        shown = panels.Panel("orders", _("Orders"), "orders/orders_panel.html", orders.of_customer, "orders.view",
                             order=19)  # fmt: skip
        panels.register("customers.customer", shown)
        for kind, facts in (
            ("customers.customer", returns.of_customer), ("products.unit", returns.of_unit),
            ("complaints.complaint", returns.of_subject),
        ):  # fmt: skip
            panel = panels.Panel(
                "returns", _("Returns"), "orders/returns_panel.html", facts, "orders.view_returns", order=20
            )
            panels.register(kind, panel)

    @staticmethod
    def _papers() -> None:
        """The forms as they are printed."""
        from bihuan.kernel import documents
        from bihuan.orders.queries import papers

        for key, builder, name in (
            ("order_record", papers.order_record, _("Record of an order")),
            ("order_review", papers.order_review, _("Contract review")),
            ("order_change", papers.order_change, _("Register of a change in the contract review")),
            ("production_notice", papers.production_notice, _("Production notice")),
            ("delivery_note", papers.delivery_note, _("Delivery note")),
            ("goods_return", papers.goods_return, pgettext_lazy("paper", "Record of a return")),
        ):
            documents.register_form(key, f"orders/{key}", builder, name)
