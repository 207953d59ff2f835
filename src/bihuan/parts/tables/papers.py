"""Lists of transfers and stock-takings."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage
from bihuan.parts.models import StockCount, Transfer
from bihuan.parts.states.papers import CountState, TransferState


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
        Column("arrived_at", _("Arrived at"), kind="time"),
        Column("state", _("State"), kind="state", choices=TransferState.choices, now=("sent",)),
    )
    filters = (Choice("state", _("State"), choices=TransferState.choices),)
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
    search_fields = ("number__icontains", "place__name__icontains")
    empty_title = _("No stock-taking yet")
    empty_text = _("A stock-taking begins on a place's page.")

    def rows(self, user: Any) -> Any:
        return StockCount.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:count", args=[row["pk"]])
