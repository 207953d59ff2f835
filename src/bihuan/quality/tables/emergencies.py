"""List of the emergency procedures of issues."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, View
from bihuan.quality.models import IssueEmergency
from bihuan.quality.states.emergencies import RUNNING_EMERGENCIES, IssueEmergencyState


class EmergencyList(ListPage):
    """Emergency procedures, the newest first."""

    name, title, order = "quality.emergencies", _("Emergency procedures"), "-opened_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("issue__subject", _("Quality issue"), kind="title"),
        Column("issue__number", _("Issue no.")),
        Column("customer_name", _("Customer")),
        Column("department__name", _("Responsible department")),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("state", _("State"), kind="state", choices=IssueEmergencyState.choices,
               now=tuple(RUNNING_EMERGENCIES), width="w-l"),
        Column("opened_at", pgettext_lazy("emergency", "Reported at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=IssueEmergencyState.choices),
        Period("opened_at", pgettext_lazy("emergency", "Reported at")),
    )  # fmt: skip
    views = (View("open", _("Running"), "&".join(f"state={state.value}" for state in RUNNING_EMERGENCIES), opens=True),)
    search_fields = ("number__iexact", "issue__number__iexact", "customer_name__icontains", "issue__subject__icontains")
    empty_title = _("No emergency procedure")
    empty_text = _("It is started on the page of a quality issue of the severest class.")

    def rows(self, user: Any) -> Any:
        return IssueEmergency.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:emergency", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        limits = nearest(IssueEmergency.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])
