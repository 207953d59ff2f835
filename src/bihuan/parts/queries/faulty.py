"""Faulty parts that are due back."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.queries import nearest
from bihuan.kernel.actors import Actor
from bihuan.organization.models import Staff
from bihuan.parts.models import FaultyPart, Part
from bihuan.parts.rules import code_key
from bihuan.parts.states import FaultyState


def due_back(part: Part, about: Any) -> list[FaultyPart]:
    """Return the faulty pieces of a part that a record still owes."""
    rows = FaultyPart.objects.filter(part=part, about_kind=about.kind(), about_id=about.pk, state=FaultyState.DUE)
    return list(rows.order_by("-pk"))


def owed_by(technician: Staff) -> list[tuple[FaultyPart, Deadline | None]]:
    """Return what a technician still has to bring back with the time left, the oldest first."""
    rows = FaultyPart.objects.filter(technician=technician.pk, state=FaultyState.DUE).select_related("part")
    owed = list(rows.order_by("replaced_at"))
    limits = nearest(FaultyPart.kind(), [one.pk for one in owed])
    return [(one, limits.get(one.pk)) for one in owed]


def overdue() -> "QuerySet[FaultyPart]":
    """Return the faulty parts that should have come back by now."""
    late = Deadline.objects.filter(kind=FaultyPart.kind(), due_at__lt=timezone.now()).running()
    found: QuerySet[FaultyPart] = FaultyPart.objects.filter(state=FaultyState.DUE, pk__in=late.values("subject_id"))
    return found


def debtors() -> list[tuple[int, str]]:
    """Return the technicians who owe a faulty part."""
    rows = FaultyPart.objects.filter(state=FaultyState.DUE, technician__isnull=False).order_by()
    return sorted(rows.values_list("technician", "technician__name").distinct(), key=lambda pair: pair[1])


def brought(code: str, user: Actor, technician: Staff | None = None) -> list[FaultyPart]:
    """Return the faulty parts due back that a scanned code means, the oldest first.

    Args:
        code: the number of the faulty part, its serial number, or the part's number.
        technician: whose, when the colleague at the counter said so.
    """
    rows = FaultyPart.objects.visible_to(user).filter(state=FaultyState.DUE)
    if technician is not None:
        rows = rows.filter(technician=technician.pk)
    words = code.strip()
    ways = {"number__iexact": words, "serial__iexact": words, "part__code_key": code_key(words)}
    for lookup, value in ways.items():
        found = rows.filter(**{lookup: value}) if value else rows.none()
        if known := list(found.select_related("part", "technician").order_by("replaced_at", "pk")):
            return known
    return []
