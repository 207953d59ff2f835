"""Lists of transfers, stock-takings and write-offs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Period, View
from bihuan.parts.models import StockCount, Transfer, WriteOff
from bihuan.parts.states.papers import CountState, TransferState
from bihuan.parts.states.write_offs import WriteOffCause, WriteOffState


class TransferList(ListPage):
    """Parts on their way and arrived, the newest first."""

    name = "parts.transfers"
    title = _("Transfers")
    template = "parts/list.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("source__name", _("From place")),
        Column("target__name", _("To place")),
        Column("sent_at", _("Sent off at"), kind="time"),
        Column("sent_by__name", _("Sent by")),
        Column("arrived_at", pgettext_lazy("parts", "Arrived at"), kind="time"),
        Column("state", _("State"), kind="state", choices=TransferState.choices, now=("sent",)),
    )
    filters = (Choice("state", _("State"), choices=TransferState.choices),)
    views = (View("sent", _("On the way"), "state=sent", opens=True),)
    search_fields = ("number__icontains", "source__name__icontains", "target__name__icontains")
    empty_title = _("No transfers yet")
    empty_text = _("Parts are sent from a place's page, e.g. from the warehouse to a van.")

    def rows(self, user: Any) -> Any:
        return Transfer.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:transfer", args=[row["pk"]])


class CountList(ListPage):
    """Stock-takings, the newest first."""

    name = "parts.counts"
    title = _("Stock-takings")
    template = "parts/list.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("place__name", _("Place of parts")),
        Column("begun_at", _("Counting begun at"), kind="time"),
        Column("counted_by__name", _("Counted by")),
        Column("closed_at", _("Count closed at"), kind="time"),
        Column("state", _("State"), kind="state", choices=CountState.choices, now=("counting", "counted")),
    )
    filters = (Choice("state", _("State"), choices=CountState.choices),)
    views = (View("open", pgettext_lazy("stock-taking", "Not closed"), "state=counting&state=counted", opens=True),)
    search_fields = ("number__icontains", "place__name__icontains")
    empty_title = _("No stock-taking yet")
    empty_text = _("A stock-taking begins on a place's page.")

    def rows(self, user: Any) -> Any:
        return StockCount.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:count", args=[row["pk"]])


class WriteOffList(ListPage):
    """Write-offs of stock, the newest first."""

    name = "parts.write_offs"
    title = _("Write-offs of stock")
    template = "parts/list.html"
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("place__name", _("Place of parts")),
        Column("cause", pgettext_lazy("write-off", "Cause"), kind="choice", choices=WriteOffCause.choices),
        Column("reason", _("Reason")),
        Column("amount", _("Value at cost (CNY)"), kind="yuan", permission="parts.see_cost"),
        Column("asked_by__name", _("Asked for by")),
        Column("asked_at", _("Asked for at"), kind="time"),
        Column("state", _("State"), kind="state", choices=WriteOffState.choices, now=("asked",)),
        Column("decided_at", pgettext_lazy("write-off", "Decided at"), kind="time", is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=WriteOffState.choices),
        Choice("cause", pgettext_lazy("write-off", "Cause"), choices=WriteOffCause.choices),
        Period("asked_at", _("Asked for at")),
    )
    search_fields = ("number__icontains", "place__name__icontains", "reason__icontains")
    empty_title = _("Nothing written off yet")
    empty_text = _("Obsolete or damaged parts are written off on a place's page, with the approval the clause names.")

    def rows(self, user: Any) -> Any:
        return WriteOff.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:write_off_paper", args=[row["pk"]])
