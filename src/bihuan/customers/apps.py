"""Registrations of the customers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.kernel import menu

VERBS = {
    "register": gettext_noop("entered"),
    "add_contact": gettext_noop("added a contact"),
    "change_contact": gettext_noop("changed a contact"),
    "add_site": gettext_noop("added a site"),
    "change_site": gettext_noop("changed a site"),
}


class CustomersConfig(AppConfig):
    """Puts customers into menu, search and the API's scopes."""

    name = "bihuan.customers"
    label = "customers"
    verbose_name = _("Customers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.customers import policies, queries  # noqa: F401
        from bihuan.customers.forms.ledger import CUSTOMERS
        from bihuan.kernel import imports, search, wording
        from bihuan.kernel.api import register_scope

        search.register("customers.customer", _("Customers"), address="customers:customers")
        search.register_finder("customers.customer", queries.phone_hits)
        register_scope("customers:read", _("Read customers"))
        register_scope("customers:write", _("Enter and change customers"))
        wording.VERBS.update(VERBS)
        imports.register(CUSTOMERS)
        menu.register(
            "customers", _("Customers"), "users", "customers:customers",
            permission="customers.view", order=40, section="/customers/",
        )  # fmt: skip
