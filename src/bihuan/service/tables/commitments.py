"""The list of written commitments: who has his, who does not yet (WAR-05)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lists import Choice, Column, ListPage, Period, View
from bihuan.service.models import ServiceCommitment
from bihuan.service.states.commitments import CommitmentState, CommitmentWay


class Commitments(ListPage):
    """What was promised in writing, the newest first."""

    name = "service.commitments"
    title = _("Service commitments")
    template = "service/matters.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("unit__serial", _("Serial no."), kind="title"),
        Column("unit__model__code", _("Model"), kind="no"),
        Column("customer__name", _("Customer"), width="w-xl"),
        Column("edition", _("Edition no."), kind="number"),
        Column("state", _("State"), kind="state", choices=CommitmentState.choices, now=(CommitmentState.ISSUED,)),
        Column("issued_at", _("Issued at"), kind="time"),
        Column("received_at", _("Signed for at"), kind="time"),
        Column("way", _("How it was given"), kind="choice", choices=CommitmentWay.choices, is_optional=True),
        Column("clause", _("By clause"), is_optional=True),
    )
    needs = ("pk",)
    views = (View("waiting", _("Not with the customer yet"), f"state={CommitmentState.ISSUED}"),)
    filters = (
        Choice("state", _("State"), choices=CommitmentState.choices),
        Period("issued_at", _("Issued at")),
    )
    search_fields = ("number", "unit__serial_key__startswith")
    empty_title = _("No commitment yet")
    empty_text = _("With the acceptance, or the sale, each customer is promised in writing what the clauses say.")

    def rows(self, user: Any) -> Any:
        return ServiceCommitment.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("service:commitment", args=[row["pk"]])
