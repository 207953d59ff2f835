"""Registrations of the products app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.kernel import menu

VERBS = {
    "sell": gettext_noop("sold"),
    "hand_on": gettext_noop("passed on to a new owner"),
    "accept_unit": gettext_noop("accepted, warranty begins"),
    "replace": gettext_noop("replaced by another unit"),
    "replaces": gettext_noop("put in another unit's place"),
    "set_quotas": gettext_noop("set the quotas"),
    "leave_out": gettext_noop("time in repair left out of the term"),
    "consume": gettext_noop("material used"),
    "add_scope": gettext_noop("took units in"),
    "drop_scope": gettext_noop("took units out"),
    "release": gettext_noop("released a version"),
    "withdraw": gettext_noop("withdrew a version"),
    "hold_back": gettext_noop("held back"),
    "release_hold": gettext_noop("released from the hold"),
    "put_software": gettext_noop("software put on"),
}


class ProductsConfig(AppConfig):
    """Puts units into menu, search and the API's scopes, and onto their customer's page."""

    name = "bihuan.products"
    label = "products"
    verbose_name = _("Products")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.customers.queries.erasure import also_kept_by
        from bihuan.kernel import panels, search, wording
        from bihuan.kernel.api import register_scope
        from bihuan.products import policies, queries  # noqa: F401  policies registers who may do what
        from bihuan.products.queries import contracts, customers, holds, production, software

        search.register("products.unit", _("Units"), address="products:units", related=("model",))
        search.register("products.recall", _("Recalls"), address="products:recalls")
        search.register("products.lot", _("Lots"), address="products:lots", related=("supplier",))
        search.register("products.supplier", _("Suppliers"), address="products:trace")
        register_scope("units:read", _("Read units"))
        register_scope("units:write", _("Enter and change units"))
        register_scope("contracts:read", _("Read maintenance contracts"))
        wording.VERBS.update(VERBS)
        also_kept_by(contracts.running_contracts)
        self._imports()
        self._recalls()
        customers.register()
        panel = panels.Panel("software", _("Software"), "products/software/panel.html", software.of_unit, order=8)
        panels.register("products.unit", panel)
        panel = panels.Panel(
            "production", _("Production and inspection records"), "products/production/lines.html", production.of_unit,
            "products.trace", order=70,
        )  # fmt: skip
        panels.register("products.unit", panel)
        panel = panels.Panel("holds", _("Held back"), "products/holds_panel.html", holds.of_unit, order=4)
        panels.register("products.unit", panel)
        panel = panels.Panel("units", _("Units"), "products/units_panel.html", queries.units_of, order=20)
        panels.register("customers.customer", panel)
        panel = panels.Panel(
            "contracts", _("Service contracts"), "products/contracts_panel.html", queries.contracts_of, order=30
        )
        panels.register("customers.customer", panel)
        menu.register(
            "products", _("Products"), "package", "products:units",
            permission="products.view", order=50, section="/products/",
        )  # fmt: skip
        menu.register(
            "trace", _("Trace"), "route", "products:trace", permission="products.trace", order=52,
            section="/products/trace/",
        )  # fmt: skip

    @staticmethod
    def _recalls() -> None:
        from bihuan.kernel import documents, events, panels
        from bihuan.kernel.api import register_scope
        from bihuan.products import notices
        from bihuan.products.operations import recalls
        from bihuan.products.queries import recall_papers
        from bihuan.products.queries.recalls import of_circulation, of_unit
        from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn

        notices.register()
        register_scope("recalls:read", _("Read recalls"))
        events.subscribe(CirculationAgreed, recalls.on_agreed)
        for ending in (CirculationRefused, CirculationWithdrawn):
            events.subscribe(ending, recalls.on_refused)
        panels.register(
            "products.unit", panels.Panel("recalls", _("Recalls"), "products/recalls/panel.html", of_unit, order=5)
        )
        panels.register(
            "signoff.circulation",
            panels.Panel("recall", _("Recall"), "products/recalls/proposed.html", of_circulation),
        )
        documents.register_report(
            "recall_letters", "products/recall_letters", recall_papers.letters, _("Recall notice"),
            perm="products.run_recall",
        )  # fmt: skip
        documents.register_report(
            "recall_list", "products/recall_list", recall_papers.recall_list, _("Recall list"),
            perm="products.view_recalls",
        )  # fmt: skip

    @staticmethod
    def _imports() -> None:
        from bihuan.kernel import imports
        from bihuan.products.forms import ledger, material_ledger, production

        for spec in (
            ledger.UNITS, ledger.CONTRACTS, material_ledger.LOTS, material_ledger.USES, material_ledger.MADE,
            production.RECORDS,
        ):  # fmt: skip
            imports.register(spec)
