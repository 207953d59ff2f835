"""Lists of units, contracts and the catalogue."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.lists import Column, ListPage, Period, Related, RowsOf, Truth
from bihuan.products.models import FaultCode, ProductLine, ProductModel, ServiceContract, Unit


class UnitList(ListPage):
    """The units sold, newest first; a customer's name stands only where the viewer may see him."""

    name = "products.units"
    title = _("Units")
    template = "products/list.html"
    columns = (
        Column("serial", _("Serial no."), kind="title"),
        Column("model__code", _("Model"), kind="no"),
        Column("customer", _("Customer"), is_computed=True, needs=("customer_id",)),
        Column("produced_on", _("Produced on"), kind="date"),
        Column("sold_on", _("Sold on"), kind="date"),
        Column("delivered_on", _("Delivered or picked up on"), kind="date", is_optional=True),
        Column("accepted_on", _("Accepted on"), kind="date"),
        Column("sales_contract", _("Sales contract"), is_optional=True),
        Column("contract__number", _("Service contract")),
    )
    filters = (
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Related("line", _("Product line"), field="model__line", load=RowsOf(ProductLine)),
        Period("accepted_on", _("Accepted on"), is_date=True),
    )
    search_kind = "products.unit"
    empty_title = _("No units yet")
    empty_text = _("A unit is entered when it is sold, or brought in from a ledger.")

    def rows(self, user: Any) -> Any:
        rows = Unit.objects.visible_to(user)
        customer = self.query.get("customer", "")
        return rows.filter(customer=customer) if customer.isdecimal() and len(customer) < 18 else rows

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:unit", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        wanted = [row["customer_id"] for row in rows if row.get("customer_id")]
        names = dict(Customer.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "name"))
        for row in rows:
            row["customer"] = names.get(row.get("customer_id"), "")


class CatalogueList(ListPage):
    """What the short lists of the catalogue share."""

    template = "products/list.html"
    view = ""
    permission = "products.edit_catalogue"
    order = "code"

    def url(self, row: dict[str, Any]) -> str:
        """Return the form's address for those who may change an entry."""
        return reverse(self.view, args=[row["pk"]]) if self.user.has_perm(self.permission) else ""


class ModelList(CatalogueList):
    """The models."""

    name = "products.models"
    title = _("Models")
    view = "products:model"
    columns = (
        Column("code", _("Model"), kind="title", sort=True),
        Column("name", _("Name")),
        Column("line__name", _("Product line")),
        Column("warranty_months", _("Warranty in months"), kind="number"),
        Column("is_active", _("In production"), kind="truth"),
    )
    filters = (Related("line", _("Product line"), load=RowsOf(ProductLine)), Truth("is_active", _("In production")))
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No models yet")
    empty_text = _("Models are what clauses, certificates and fault codes hang on.")

    def rows(self, user: Any) -> Any:
        return ProductModel.objects.visible_to(user)


class LineList(CatalogueList):
    """The product lines."""

    name = "products.lines"
    title = _("Product lines")
    view = "products:line"
    columns = (
        Column("name", _("Name"), kind="title"),
        Column("code", _("Code"), kind="no", sort=True),
        Column("warranty_months", _("Warranty in months"), kind="number"),
    )
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No product lines yet")
    empty_text = _("A regulation can be limited to a product line.")

    def rows(self, user: Any) -> Any:
        return ProductLine.objects.visible_to(user)


class FaultCodeList(CatalogueList):
    """The fault codes."""

    name = "products.fault_codes"
    title = _("Fault codes")
    view = "products:fault_code"
    columns = (
        Column("code", _("Fault code"), kind="title", sort=True),
        Column("name", _("Meaning")),
        Column("line__name", _("Product line")),
    )
    filters = (Related("line", _("Product line"), load=RowsOf(ProductLine)),)
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No fault codes yet")
    empty_text = _("What the display shows; the technician picks it with the diagnosis.")

    def rows(self, user: Any) -> Any:
        return FaultCode.objects.visible_to(user)


class ContractList(CatalogueList):
    """The maintenance contracts."""

    name = "products.contracts"
    title = _("Service contracts")
    view = "products:contract"
    permission = "products.edit_contracts"
    order = "-pk"
    columns = (
        Column("number", _("Contract no."), kind="title"),
        Column("customer__name", _("Customer")),
        Column("starts_on", _("From"), kind="date"),
        Column("ends_on", _("Until"), kind="date"),
        Column("covers_all", _("Covers all the customer's units"), kind="truth"),
        Column("remarks", _("Remarks"), is_optional=True),
    )
    filters = (Period("ends_on", _("Until"), is_date=True),)
    search_fields = ("number__icontains", "customer__name__icontains")
    empty_title = _("No contracts yet")
    empty_text = _("A unit under contract is served as class B.")

    def rows(self, user: Any) -> Any:
        return ServiceContract.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse(self.view, args=[row["pk"]])
