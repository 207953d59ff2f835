"""The list of wishes to be erased."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.erasure import ErasureRequest
from bihuan.customers.states.erasure import ErasureState
from bihuan.kernel.lists import Choice, Column, ListPage, View


class ErasureList(ListPage):
    """Wishes, the newest first."""

    name = "customers.erasures"
    title = _("Wishes to be erased")
    columns = (
        Column("number", _("Number"), kind="title"),
        Column("customer__number", _("Customer no."), kind="no"),
        Column("asked_on", pgettext_lazy("erasure", "Asked on"), kind="date"),
        Column("entered_by__name", _("Entered by")),
        Column("decided_by__name", pgettext_lazy("erasure", "Decided by")),
        Column("erased_at", pgettext_lazy("erasure", "Erased at"), kind="time"),
        Column("state", _("State"), kind="state", choices=ErasureState.choices, now=("asked",)),
    )
    filters = (Choice("state", _("State"), choices=ErasureState.choices),)
    views = (View("open", pgettext_lazy("erasure", "Not erased yet"), "state=asked&state=restricted", opens=True),)
    search_fields = ("number__icontains", "customer__number__icontains")
    empty_title = _("Nobody has asked to be erased")
    empty_text = _("A wish is entered on the customer's page; the executives decide; duties to keep come first.")

    def rows(self, user: Any) -> Any:
        return ErasureRequest.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:erasure", args=[row["pk"]])
