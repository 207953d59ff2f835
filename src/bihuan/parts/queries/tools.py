"""What a clause says of a tool's care, which tools are due, who has what (PRT-04)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.months import add_months
from bihuan.organization.models import Staff
from bihuan.parts.models import Tool
from bihuan.parts.states.tools import ToolState
from bihuan.regulations.queries import ParameterView, paper_meta, ruleset

SOON = timedelta(days=14)
MOST = 2000


def care_clause(facts: Mapping[str, Any]) -> ParameterView | None:
    """Return the clause that says how often such a tool is seen to and what is checked before use."""
    return ruleset().strongest("tool_care", facts)


def points_of(tool: Tool) -> list[str]:
    """Return what is looked at before the tool is used."""
    clause = care_clause(tool.facts())
    named = [str(row["label"]) for row in (clause.data.get("points") or ())] if clause else []
    return named or [_("Whole, works, safe")]


def due_days(tool: Tool) -> dict[str, Any]:
    """Return when the tool is due for maintenance and calibration: its own plan, else the clause's."""
    clause = care_clause(tool.facts())
    said: Mapping[str, Any] = clause.data if clause else {}
    begun = tool.bought_on or timezone.localdate(tool.created_at or timezone.now())
    months = tool.months or said.get("months")
    gauged = tool.calibration_months or said.get("calibration_months")
    return {
        "maintenance_due_on": add_months(tool.maintained_on or begun, int(months)) if months else None,
        "calibration_due_on": add_months(tool.calibrated_on or begun, int(gauged)) if gauged else None,
    }


def held_by(user: Staff) -> list[Tool]:
    """Return the tools a colleague has."""
    return list(Tool.objects.filter(holder=user.pk, state=ToolState.TAKEN).order_by("number"))


def tools_to_see_to(user: Staff, at_most: int) -> list[Tool]:
    """Return what a colleague has to do about tools: his own overdue ones; who keeps them, all due and waiting."""
    soon = timezone.localdate() + SOON
    rows = Tool.objects.visible_to(user).in_stock()
    due = Q(maintenance_due_on__lte=soon) | Q(calibration_due_on__lte=soon)
    if user.has_perm("parts.keep_tools"):
        wanted = due | Q(state__in=(ToolState.OUT, ToolState.FIXED))
    else:
        wanted = due & Q(holder=user.pk)
    return list(rows.filter(wanted).order_by("maintenance_due_on", "number")[:at_most])


def tool_list(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the 「工具设备台帐」: every tool with place, holder and due days."""
    is_priced = by.has_perm("parts.see_cost")
    rows = Tool.objects.visible_to(by).in_stock().select_related("place", "holder").order_by("number")[:MOST]
    lines = [
        {
            "no": str(n), "number": tool.number, "name": tool.name, "model": tool.model_text, "serial": tool.serial,
            "kind": str(tool.get_tool_kind_display()), "place": tool.place.name if tool.place else "",
            "holder": tool.holder.name if tool.holder else "", "state": tool.state_label,
            "maintained": str(tool.maintained_on or ""), "due": str(tool.maintenance_due_on or ""),
            "calibration": str(tool.calibration_due_on or ""),
            "remarks": tool.remarks, "value": f"{tool.value:,.2f}" if is_priced else "",
        }
        for n, tool in enumerate(rows, 1)
    ]  # fmt: skip
    return Sheet(
        data={"rows": lines, "is_priced": is_priced, "day": str(timezone.localdate())}, meta=paper_meta("tool_list", {})
    )
