"""Faulty parts that are due back."""

from typing import Any

from bihuan.organization.models import Staff
from bihuan.parts.models import FaultyPart, Part
from bihuan.parts.states import FaultyState


def due_back(part: Part, about: Any) -> list[FaultyPart]:
    """Return the faulty pieces of a part that a record still owes."""
    rows = FaultyPart.objects.filter(part=part, about_kind=about.kind(), about_id=about.pk, state=FaultyState.DUE)
    return list(rows.order_by("-pk"))


def owed_by(technician: Staff) -> list[FaultyPart]:
    """Return what a technician still has to bring back, the oldest first."""
    rows = FaultyPart.objects.filter(technician=technician.pk, state=FaultyState.DUE).select_related("part")
    return list(rows.order_by("replaced_at"))
