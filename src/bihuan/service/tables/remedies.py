"""The list of statutory repairs, replacements and refunds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage, Period, View
from bihuan.service.models import Remedy
from bihuan.service.states.remedies import RemedyKind, RemedyState


class Remedies(ListPage):
    """Repairs, replacements and refunds, the newest first."""

    name = "service.remedies"
    title = _("Repair, replacement, refund")
    columns = (
        Column("unit__serial", _("Serial no."), kind="title"),
        Column("number", _("Number"), kind="no"),
        Column("kind_of", _("Remedy"), kind="choice", choices=RemedyKind.choices),
        Column("state", _("State"), kind="state", choices=RemedyState.choices),
        Column("request__number", _("Request"), kind="no"),
        Column("proposed_at", _("Proposed at"), kind="time"),
        Column("refund_amount", _("Amount refunded"), kind="yuan"),
        Column("replacement__serial", _("Replaced by"), is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=RemedyState.choices),
        Choice("kind_of", _("Remedy"), choices=RemedyKind.choices),
        Period("proposed_at", _("Proposed at")),
    )
    views = (View("open", _("Not carried out yet"), "state=proposed&state=agreed", opens=True),)
    search_fields = ("number__icontains", "unit__serial__icontains", "request__number__icontains")
    empty_title = _("No repair, replacement or refund yet")
    empty_text = _("Proposed after repairs in vain or a part missing too long, or when a customer asks for it.")

    def rows(self, user: Any) -> Any:
        return Remedy.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:remedy", args=[row["pk"]])
