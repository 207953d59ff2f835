"""Lists of bills, invoices, handed-over cash and prices."""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, View
from bihuan.organization.models import Outlet
from bihuan.organization.states import Area
from bihuan.organization.tables import technicians
from bihuan.products.models import ProductLine
from bihuan.service.models import CashHandover, Charge, Invoice, PriceItem
from bihuan.service.states.charges import OWED, UNPRICED, ChargeKind, ChargeState, HandoverState, PriceUnit


def overdue() -> Q:
    """Return the invoices that should be paid and aren't."""
    return Q(state=ChargeState.INVOICED, pay_by__lt=timezone.localdate())


def unpaid() -> Q:
    """Return what customers still owe."""
    return Q(state__in=OWED, paid__lt=F("amount"))


UNSETTLED = (*UNPRICED, *OWED, ChargeState.COLLECTED)


class Charges(ListPage):
    """Bills, the newest first."""

    name = "service.charges"
    title = _("Bills")
    template = "service/charges/list.html"
    columns = (
        Column("number", _("Bill no."), kind="no"),
        Column("request__contact_name", _("Customer name"), kind="title"),
        Column("request__number", _("Request"), kind="no"),
        Column("state", _("State"), kind="state", choices=ChargeState.choices, now=(ChargeState.DUE,), width="w-m"),
        Column("amount", _("To pay"), kind="yuan"),
        Column("paid", _("Paid"), kind="yuan"),
        Column("technician__name", _("Technician"), width="w-xs"),
        Column("due_at", _("Due since"), kind="time"),
        Column("invoice__number", _("Invoice no."), width="w-due"),
        Column("pay_by", _("To be paid by"), kind="date", width="w-m"),
        Column("discount", _("Discount"), kind="yuan", is_optional=True),
        Column("outlet__name", _("Outlet"), is_optional=True, width="w-l"),
    )  # fmt: skip
    views = (
        View("open", _("Not settled"), "&".join(f"state={one}" for one in UNSETTLED), opens=True),
        View("to_invoice", _("Invoices to write"), f"state={ChargeState.DUE}&state={ChargeState.COLLECTED}"),
        View("receivable", _("Receivables"), f"state={ChargeState.INVOICED}"),
        View("overdue", pgettext_lazy("receivable", "Overdue"), "receivable=overdue"),
    )
    filters = (
        Choice("state", _("State"), choices=ChargeState.choices),
        Condition("receivable", _("Receivables"), conditions={
            "overdue": (pgettext_lazy("receivable", "Overdue"), overdue), "unpaid": (_("Not paid"), unpaid)}),
        Related("technician", _("Technician"), load=technicians),
        Related("outlet", _("Outlet"), load=RowsOf(Outlet, only={"is_active": True})),
        Period("due_at", _("Due since")),
    )  # fmt: skip
    search_kind = "service.charge"
    empty_title = _("No bill yet")
    empty_text = _("A bill is drawn up when a job is done that the customer pays for.")

    def rows(self, user: Any) -> Any:
        return Charge.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:charge", args=[row["pk"]])


class Invoices(ListPage):
    """Invoices, the newest first."""

    name = "service.invoices"
    title = _("Invoices")
    template = "service/charges/list.html"
    columns = (
        Column("number", _("Invoice no."), kind="title"),
        Column("issued_on", _("Invoice date"), kind="date"),
        Column("buyer", pgettext_lazy("invoice", "Title"), width="w-xl"),
        Column("amount", _("Amount"), kind="yuan"),
        Column("charge__number", _("Bill no."), kind="no"),
        Column("charge__state", _("State"), kind="state", choices=ChargeState.choices, width="w-m"),
        Column("export__number", _("Export no."), kind="no"),
        Column("tax_number", _("Tax no."), is_optional=True, width="w-no"),
    )
    filters = (Period("issued_on", _("Invoice date"), is_date=True),)
    needs = ("charge_id",)
    search_fields = ("number__icontains", "buyer__icontains", "charge__number__icontains")
    empty_title = _("No invoice yet")
    empty_text = _("An invoice is entered on its bill.")

    def rows(self, user: Any) -> Any:
        return Invoice.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:charge", args=[row["charge_id"]])


class Handovers(ListPage):
    """Cash handed over to the accountant."""

    name = "service.handovers"
    title = _("Handed-over cash")
    template = "service/charges/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("technician__name", _("Technician"), kind="title"),
        Column("amount", _("Cash collected"), kind="yuan"),
        Column("counted", _("Amount counted"), kind="yuan"),
        Column("state", _("State"), kind="state", choices=HandoverState.choices, now=(HandoverState.HANDED_OVER,)),
        Column("handed_over_at", _("Handed over at"), kind="time"),
        Column("confirmed_by__name", _("Confirmed by"), width="w-xs"),
        Column("difference_note", _("Explanation of the difference"), is_optional=True),
    )
    views = (View("open", _("To be confirmed"), f"state={HandoverState.HANDED_OVER}", opens=True),)
    filters = (
        Choice("state", _("State"), choices=HandoverState.choices),
        Related("technician", _("Technician"), load=technicians),
        Period("handed_over_at", _("Handed over at")),
    )
    search_fields = ("number__icontains", "technician__name__icontains")
    empty_title = _("No cash handed over yet")
    empty_text = _("Technicians hand over from their phones what they collected in cash.")

    def rows(self, user: Any) -> Any:
        return CashHandover.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:handover", args=[row["pk"]])


class Prices(ListPage):
    """The price list."""

    name = "service.prices"
    title = _("Price list")
    template = "service/charges/prices.html"
    order = "code"
    columns = (
        Column("code", _("Code"), kind="no"),
        Column("name", _("Name"), kind="title"),
        Column("kind_of", _("Kind"), kind="choice", choices=ChargeKind.choices),
        Column("unit", pgettext_lazy("price", "Counted by"), kind="choice", choices=PriceUnit.choices),
        Column("list_price", _("List price (CNY)"), kind="yuan"),
        Column("cost_price", _("Cost price (CNY)"), kind="yuan"),
        Column("line__name", _("Product line")),
        Column("fault_class__name", _("Fault class")),
        Column("area", _("Area"), kind="choice", choices=Area.choices),
        Column("valid_from", _("Valid from"), kind="date"),
        Column("valid_until", _("Valid until"), kind="date"),
    )
    filters = (
        Choice("kind_of", _("Kind"), choices=ChargeKind.choices),
        Related("line", _("Product line"), load=RowsOf(ProductLine)),
        Condition("valid", _("Valid"), conditions={
            "now": (_("Valid today"), lambda: Q(valid_from__lte=timezone.localdate())
                    & (Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())))}),
    )  # fmt: skip
    views = (View("now", _("Valid today"), "valid=now", opens=True),)
    search_fields = ("code__icontains", "name__icontains")
    empty_title = _("No price yet")
    empty_text = _("Labour, travel and shipping have their prices here; parts have theirs in the parts catalogue.")

    def rows(self, user: Any) -> Any:
        return PriceItem.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        may_edit = self.user.has_perm("service.edit_prices")
        return reverse("service:price", args=[row["pk"]]) if may_edit else ""
