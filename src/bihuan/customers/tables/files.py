"""The list of customers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.customers.states import CustomerKind
from bihuan.kernel.lists import Choice, Column, ListPage, Related, RowsOf, Truth
from bihuan.organization.models import Region


class CustomerList(ListPage):
    """The customers, newest first."""

    name = "customers.customers"
    title = _("Customers")
    template = "customers/list.html"
    columns = (
        Column("number", _("Customer no."), kind="no"),
        Column("name", _("Customer name"), kind="title", sort=True),
        Column("customer_kind", _("Kind"), kind="choice", choices=CustomerKind.choices),
        Column("phone", _("Phone"), kind="phone"),
        Column("region__name", _("Region")),
        Column("address", _("Address"), is_optional=True),
        Column("business", _("Business"), is_optional=True),
        Column("tier", _("Tier"), kind="choice"),
        Column("is_key", _("Key account"), kind="truth"),
        Column("keeper__name", _("In charge")),
    )
    filters = (
        Choice("customer_kind", _("Kind"), choices=CustomerKind.choices),
        Related("region", _("Region"), load=RowsOf(Region)),
        Truth("is_key", _("Key account")),
    )
    search_kind = "customers.customer"
    empty_title = _("No customers yet")
    empty_text = _("A customer is entered here, with his first call, or brought in from a ledger.")

    def rows(self, user: Any) -> Any:
        return Customer.objects.visible_to(user).standing()

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:customer", args=[row["pk"]])
