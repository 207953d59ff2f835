"""The plan of a whole day as its page shows it: what changes for whom, what is still to be accepted (SVC-08)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.kernel import wording
from bihuan.service.models import DayPlan, ServiceRequest, WorkOrder
from bihuan.service.states import RequestState
from bihuan.service.states.orders import MOVABLE

REASONS = {
    "no_certificate": gettext_noop("nobody on duty has the certificate"),
    "nobody": gettext_noop("nobody who may: another outlet's, or the contract's engineer"),
    "no_crew": gettext_noop("not enough people have time at once"),
    "no_room": gettext_noop("no time left that day"),
    "other_day": gettext_noop("the appointment is on another day"),
}


def shown(plan: DayPlan) -> dict[str, Any]:
    """Return a plan for its page: moments as moments, what became of each job, what is still to be accepted."""
    content = plan.content or {"lines": [], "left": []}
    states = dict(
        ServiceRequest.objects.filter(pk__in=_keys(content["lines"])).values_list("pk", "state")
    )  # who took it meanwhile is seen before one tries
    orders = _orders(content)
    lines = []
    for line in content["lines"]:
        entries = [{**one, "is_fixed": True} for one in line["fixed"]] + [
            {
                **one,
                "is_fixed": False,
                "late_words": _late(one),
                "said": plan.taken.get(str(one["request"])),
                "is_open": _is_open(one, plan, states, orders),
                "was": _was_words(one),
            }
            for one in line["stops"]
        ]
        for one in entries:
            one["start"], one["end"] = datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])
        lines.append({**line, "entries": sorted(entries, key=lambda one: one["start"])})
    return {
        "lines": lines, "changing": _changing(content["lines"]),
        "left": [{**one, "why": _why(one), "is_back": _stands(one, plan, orders)} for one in content["left"]],
        "backs": sum(1 for one in content["left"] if _stands(one, plan, orders)),
        "open": sum(1 for line in lines for one in line["entries"] if one.get("is_open")),
        "planned": sum(len(line["stops"]) for line in content["lines"]),
    }  # fmt: skip


def _late(stop: dict[str, Any]) -> str:
    return wording.span(stop["late"] * 60) if stop["late"] else ""


def _why(left: dict[str, Any]) -> str:
    said = REASONS[left["reason"]]
    return _(said)


def _keys(lines: Iterable[dict[str, Any]]) -> list[int]:
    return [stop["request"] for line in lines for stop in line["stops"]]


def _orders(content: dict[str, Any]) -> dict[int, WorkOrder]:
    """Return the jobs that were planned before, as they stand now."""
    stops = [*content["left"], *(stop for line in content["lines"] for stop in line["stops"])]
    return WorkOrder.objects.in_bulk([one["was"]["order"] for one in stops if one.get("was")])


def _stands(one: dict[str, Any], plan: DayPlan, orders: dict[int, WorkOrder]) -> bool:
    """Return whether a job that was planned before still stands where the plan found it."""
    was = one.get("was")
    order = orders.get(was["order"]) if was else None
    if was is None or order is None or order.planned_at is None or str(one["request"]) in plan.taken:
        return False
    is_same = (order.technician_id, order.planned_at) == (was["technician"], datetime.fromisoformat(was["start"]))
    return is_same and order.state in MOVABLE


def _is_open(stop: dict[str, Any], plan: DayPlan, states: dict[int, str], orders: dict[int, WorkOrder]) -> bool:
    if stop.get("was"):
        return bool(stop["was"]["change"]) and _stands(stop, plan, orders)
    return str(stop["request"]) not in plan.taken and states.get(stop["request"]) == RequestState.REGISTERED


def _was_words(stop: dict[str, Any]) -> dict[str, Any] | None:
    """Return who had a job and when, for its line; None of one that waited."""
    was = stop.get("was")
    return {**was, "start": datetime.fromisoformat(was["start"])} if was else None


def _changing(lines: list[dict[str, Any]]) -> list[str]:
    """Return the names of those whose day changes: who gets, gives up or moves a job, or goes along."""
    names: dict[str, None] = {}
    for line in lines:
        for stop in line["stops"]:
            was = stop.get("was")
            if was and was["change"]:
                names |= dict.fromkeys([was["name"], line["name"], *stop["helper_names"]])
            elif not was:
                names |= dict.fromkeys([line["name"], *stop.get("helper_names", [])])
    return list(names)
