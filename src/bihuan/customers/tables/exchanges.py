"""The list of exchanges with customers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Exchange
from bihuan.customers.states.exchanges import ExchangeState, ExchangeTopic, ExchangeWay
from bihuan.kernel.lists import Choice, Column, ListPage, Period, View


class ExchangeList(ListPage):
    """The exchanges, the newest first."""

    name, title, order = "customers.exchanges", _("Exchanges with customers"), "-held_at"
    template = "customers/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", pgettext_lazy("exchange", "Subject"), kind="title"),
        Column("customer__name", _("Customer"), width="w-xl"),
        Column("topic", pgettext_lazy("exchange", "About"), kind="choice", choices=ExchangeTopic.choices),
        Column("way", pgettext_lazy("exchange", "Way"), kind="choice", choices=ExchangeWay.choices),
        Column("theirs", _("For the customer"), is_optional=True),
        Column("held_by__name", _("For us"), width="w-s"),
        Column("order_no", _("Order or contract no."), is_optional=True),
        Column("owner__name", _("Sees to it"), width="w-s"),
        Column("due_on", pgettext_lazy("exchange", "Until"), kind="date"),
        Column("state", _("State"), kind="state", choices=ExchangeState.choices, now=(ExchangeState.OPEN,)),
        Column("held_at", pgettext_lazy("exchange", "Time"), kind="time", sort=True),
    )
    filters = (
        Choice("state", _("State"), choices=ExchangeState.choices),
        Choice("topic", pgettext_lazy("exchange", "About"), choices=ExchangeTopic.choices),
        Choice("way", pgettext_lazy("exchange", "Way"), choices=ExchangeWay.choices),
        Period("held_at", pgettext_lazy("exchange", "Time")),
    )  # fmt: skip
    views = (View("open", pgettext_lazy("exchange", "To be followed up"), f"state={ExchangeState.OPEN}"),)
    search_kind = "customers.exchange"
    empty_title = _("No exchange noted yet")
    empty_text = _("What is said with a customer about product, order and change is noted on his page.")

    def rows(self, user: Any) -> Any:
        rows = Exchange.objects.visible_to(user)
        customer = self.query.get("customer", "")
        return rows.filter(customer=customer) if customer.isdecimal() and len(customer) < 18 else rows

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:exchange", args=[row["pk"]])
