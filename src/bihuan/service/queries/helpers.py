"""The crew of a job: who is on it, who could come along."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.organization.models import Staff
from bihuan.service.models import CrewMember, WorkOrder
from bihuan.service.queries.board import clash_words, skill_of
from bihuan.service.queries.crew import crew, crew_clause
from bihuan.service.rules import clash
from bihuan.service.states import UNSIGNED


def crew_of(order: WorkOrder) -> list[CrewMember]:
    """Return who helps on a job, in the order they were added."""
    return list(order.crew.filter(removed_at=None).select_related("person").order_by("pk"))


def names_of(order: WorkOrder) -> str:
    """Return the helpers' names for the voucher, "" for none."""
    return "、".join(member.person.name for member in crew_of(order))


@dataclass(frozen=True)
class Helper:
    """Somebody who could come along; the label says what speaks against him."""

    staff: Staff
    label: str
    is_free: bool


def could_help(order: WorkOrder) -> list[Helper]:
    """Return the technicians who aren't on the job yet, those who are free first."""
    now = timezone.now()
    at = order.planned_at or now
    taken = {order.technician_id, *(member.person_id for member in crew_of(order))}
    skill, found = skill_of(order.request.fault_class), []
    for member in crew(timezone.localdate(at)):
        if member.staff.pk in taken:
            continue
        hit = clash(at, at + timedelta(minutes=order.planned_minutes), member.taken(now))
        parts = [member.staff.name, member.outlet.name if member.outlet else ""]
        if skill and skill not in member.skills:
            parts.append(_("no certificate for %(skill)s") % {"skill": skill})
        if hit:
            parts.append(clash_words(hit))
        found.append(Helper(member.staff, " · ".join(part for part in parts if part), hit is None))
    return sorted(found, key=lambda one: not one.is_free)


def of_order(order: Any, user: Any) -> dict[str, Any] | None:
    """Return the crew for a job's page, None where there is none and nobody may set one."""
    members = crew_of(order)
    may_set = order.state in UNSIGNED and user.has_perm("service.set_crew", order)
    if not members and not may_set:
        return None
    clause = crew_clause(order.facts(), skill_of(order.request.fault_class)) if order.state in UNSIGNED else None
    missing = int(clause.data["people"]) - 1 - len(members) if clause else 0
    may_book = bool(members) and user.has_perm("service.book_minutes", order)
    return {
        "crew": members, "may_set": may_set, "may_book": may_book, "clause": clause, "missing": max(0, missing),
        "count": len(members) or None,
    }  # fmt: skip
