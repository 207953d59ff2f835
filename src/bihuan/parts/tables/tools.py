"""The list of tools (PRT-04)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Related, RowsOf, View
from bihuan.parts.models import Place, Tool
from bihuan.parts.queries.tools import SOON
from bihuan.parts.states.tools import ToolKind, ToolState


def _due() -> Q:
    soon = timezone.localdate() + SOON
    return Q(maintenance_due_on__lte=soon) | Q(calibration_due_on__lte=soon)


def _over() -> Q:
    today = timezone.localdate()
    return Q(maintenance_due_on__lt=today) | Q(calibration_due_on__lt=today)


class ToolList(ListPage):
    """Tools and equipment with the days they are due."""

    name = "parts.tools"
    title = _("Tools")
    template = "parts/loaners/list.html"
    order = "number"
    columns = (
        Column("number", _("Tool no."), kind="title", sort=True),
        Column("name", _("Name")),
        Column("tool_kind", _("Kind of tool"), kind="choice", choices=ToolKind.choices),
        Column("model_text", _("Model")),
        Column("place__name", pgettext_lazy("loan", "Kept at")),
        Column("holder__name", _("Holder")),
        Column("maintenance_due_on", _("Maintenance due on"), kind="date"),
        Column("calibration_due_on", _("Calibration due on"), kind="date"),
        Column("state", _("State"), kind="state", choices=ToolState.choices, now=("out", "fixed", "leaving")),
        Column("serial", _("Serial no."), is_optional=True),
        Column("value", _("Value (CNY)"), kind="yuan", is_optional=True, permission="parts.see_cost"),
        Column("remarks", _("Remarks"), is_optional=True),
    )
    filters = (
        Choice("state", _("State"), choices=ToolState.choices),
        Choice("tool_kind", _("Kind of tool"), choices=ToolKind.choices),
        Related("place", pgettext_lazy("loan", "Kept at"), load=RowsOf(Place, only={"is_active": True})),
        Condition(
            "due", pgettext_lazy("tool", "Due"),
            conditions={
                "soon": (pgettext_lazy("tool", "Due within 14 days"), lambda: _due() & ~Q(state="written_off")),
                "over": (pgettext_lazy("loan", "Overdue"), lambda: _over() & ~Q(state="written_off")),
            },
        ),
    )  # fmt: skip
    views = (
        View("all", _("All")), View("due", pgettext_lazy("tool", "Due within 14 days"), "due=soon"),
        View("out", pgettext_lazy("tool", "Out of use"), "state=out"),
    )  # fmt: skip
    search_fields = ("number__icontains", "name__icontains", "serial__icontains", "model_text__icontains")
    empty_title = _("No tools yet")
    empty_text = _("Tools and equipment stand here with their maintenance and their holder.")

    def rows(self, user: Any) -> Any:
        return Tool.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("parts:tool", args=[row["pk"]])
