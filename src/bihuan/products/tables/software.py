"""Lists of software and of what runs on which unit (SVC-19)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.lists import Action, Choice, Column, ListPage, Period, Related, RowsOf, Truth, View
from bihuan.products.models import ProductLine, ProductModel, Software, SoftwareVersion, UnitSoftware
from bihuan.products.queries.software import units_behind
from bihuan.products.states import InstallWay


def all_versions() -> list[tuple[int, str]]:
    """Return the versions to choose in a filter."""
    rows = SoftwareVersion.objects.values_list("pk", "software__name", "version")[:500]
    return [(pk, f"{name} {version}") for pk, name, version in rows]


class SoftwareList(ListPage):
    """The software the products run."""

    name = "products.software_catalogue"
    title = _("Software")
    template = "products/list.html"
    columns = (
        Column("name", _("Software"), kind="title"),
        Column("code", _("Code"), kind="no", sort=True),
        Column("model__code", _("Model"), kind="no"),
        Column("line__name", _("Product line")),
        Column("newest", _("Newest version"), is_computed=True),
        Column("behind", _("Units behind"), kind="number", is_computed=True),
        Column("is_excepted", _("Charged separately"), kind="truth"),
        Column("is_active", _("In use"), kind="truth"),
    )
    order = "code"
    needs = ("pk",)
    filters = (
        Related("line", _("Product line"), load=RowsOf(ProductLine)),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Truth("is_excepted", _("Charged separately")), Truth("is_active", _("In use")),
    )  # fmt: skip
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No software yet")
    empty_text = _("Name the software of a model with its versions; then every unit says what it runs.")

    def rows(self, user: Any) -> Any:
        return Software.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:software", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        wanted = [row["pk"] for row in rows]
        versions = SoftwareVersion.objects.filter(software__in=wanted, is_newest=True)
        newest = dict(versions.values_list("software", "version"))
        behind = units_behind(wanted, user)
        for row in rows:
            row["newest"], row["behind"] = newest.get(row["pk"], ""), behind.get(row["pk"], 0)


class UnitSoftwareList(ListPage):
    """Which unit runs which version now: who still runs an old one."""

    name = "products.unit_software"
    title = _("Versions on units")
    template = "products/list.html"
    columns = (
        Column("unit__serial", _("Serial no."), kind="title"),
        Column("unit__model__code", _("Model"), kind="no"),
        Column("customer", _("Customer"), is_computed=True, needs=("unit__customer_id",)),
        Column("software__name", _("Software")),
        Column("version__version", _("Version"), kind="no"),
        Column("version__is_newest", _("Newest version"), kind="truth"),
        Column("installed_at", _("Installed at"), kind="time"),
        Column("way", _("How it came"), kind="choice", choices=InstallWay.choices),
        Column("job_number", _("Job"), kind="no"),
        Column("installed_by__name", _("Installed by"), is_optional=True),
    )
    needs = ("pk", "unit_id")
    views = (View("behind", _("On an old version"), "behind=0"),)
    filters = (
        Truth("behind", _("Newest version"), field="version__is_newest"),
        Related("software", _("Software"), load=RowsOf(Software)),
        Related("version", _("Version"), load=all_versions),
        Related("model", _("Model"), field="unit__model", load=RowsOf(ProductModel, "code")),
        Choice("way", _("How it came"), choices=InstallWay.choices),
        Period("installed_at", _("Installed at")),
    )
    actions = (Action(_("Upgrade"), "refresh", "service:upgrade_units", "service.run_campaign", is_dialog=True),)
    search_fields = ("unit__serial_key__startswith",)
    empty_title = _("No unit's software is known yet")
    empty_text = _("What a unit runs is written down on installation, on a job, or on the unit's page.")

    def rows(self, user: Any) -> Any:
        return UnitSoftware.objects.visible_to(user).current()

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:unit", args=[row["unit_id"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        wanted = [row["unit__customer_id"] for row in rows if row.get("unit__customer_id")]
        names = dict(Customer.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "name"))
        for row in rows:
            row["customer"] = names.get(row.get("unit__customer_id"), "")
