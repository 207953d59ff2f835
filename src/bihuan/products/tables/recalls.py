"""Lists of recalls and of the units under recall."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf
from bihuan.products.models import Recall, RecallUnit
from bihuan.products.states import OPEN_UNITS, RUNNING, RecallState, RecallUnitState, Severity, Whereabouts


class RecallList(ListPage):
    """The recalls, the newest first."""

    name = "products.recalls"
    title = _("Recalls")
    template = "products/trace/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", _("What is recalled"), kind="title"),
        Column("severity", _("Level"), kind="choice", choices=Severity.choices, width="w-due"),
        Column("state", _("State"), kind="state", choices=RecallState.choices, now=tuple(RUNNING)),
        Column("owner__name", _("In charge")),
        Column("decided_at", pgettext_lazy("recall", "Decided at"), kind="time"),
        Column("closed_at", pgettext_lazy("recall", "Closed at"), kind="time"),
    )
    filters = (
        Choice("state", _("State"), choices=RecallState.choices),
        Choice("severity", _("Level"), choices=Severity.choices),
        Period("decided_at", pgettext_lazy("recall", "Decided at")),
    )
    search_kind = "products.recall"
    empty_title = _("No recalls yet")
    empty_text = _("A recall says which units come back and why, and follows each one until it is put right.")

    def rows(self, user: Any) -> Any:
        return Recall.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:recall", args=[row["pk"]])


class RecallUnitList(ListPage):
    """Every unit of a recall and how far it has come."""

    name = "products.recall_units"
    title = _("Units under recall")
    template = "products/trace/list.html"
    columns = (
        Column("unit__serial", _("Serial no."), kind="title"),
        Column("unit__model__code", _("Model"), kind="no"),
        Column("customer_name", _("Customer"), is_computed=True, needs=("customer_id",)),
        Column("state", _("State"), kind="state", choices=RecallUnitState.choices, now=tuple(OPEN_UNITS)),
        Column("whereabouts", _("Whereabouts"), kind="choice", choices=Whereabouts.choices),
        Column("wished_on", _("Wished day"), kind="date"),
        Column("notified_at", _("Told at"), kind="time"),
        Column("request_number", _("Request"), kind="no"),
        Column("recall__number", _("Recall"), kind="no"),
    )
    filters = (
        Related("recall", _("Recall"), load=RowsOf(Recall, "number", "-pk", most=200)),
        Choice("state", _("State"), choices=RecallUnitState.choices),
        Choice("whereabouts", _("Whereabouts"), choices=Whereabouts.choices),
    )
    search_fields = ("unit__serial_key__startswith",)
    empty_title = _("No unit is under recall")
    empty_text = _("Once a recall is decided, its units stand here with what became of each.")

    def rows(self, user: Any) -> Any:
        return RecallUnit.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("products:recall_unit", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        wanted = [row["customer_id"] for row in rows if row.get("customer_id")]
        names = dict(Customer.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "name"))
        for row in rows:
            row["customer_name"] = names.get(row.get("customer_id"), "")
