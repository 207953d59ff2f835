"""Faulty parts that are due back: the 「旧件」 (FULL 1.3)."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.parts.models.catalogue import Part
from bihuan.parts.models.places import ALL_PLACES, Place
from bihuan.parts.states import FAULTY_MOVES, Condition


class FaultyPartQuerySet(VisibleQuerySet):
    """Faulty parts by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Whoever sees every place sees them all; a technician his own, an outlet's manager his people's."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_PLACES):  # type: ignore[attr-defined]
            return self
        own = models.Q(technician=user.pk)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= models.Q(technician__outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)


class FaultyPart(Record):
    """One faulty part that a technician took out and owes the warehouse."""

    moves = FAULTY_MOVES

    part = models.ForeignKey(Part, models.PROTECT, related_name="faulty", verbose_name=_("Part"))
    serial = models.CharField(_("Serial no."), max_length=60, blank=True)
    technician = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="faulty_parts", verbose_name=_("Technician")
    )
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    about_number = models.CharField(_("About"), max_length=60, blank=True)
    replaced_at = models.DateTimeField(_("Replaced at"))
    condition = models.CharField(_("State of the part"), max_length=12, choices=Condition.choices, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Place of parts")
    )
    back_at = models.DateTimeField(_("Back at"), null=True, blank=True)

    objects = FaultyPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Faulty part")
        indexes = [
            models.Index(fields=["state", "-id"], name="faulty_by_state"),
            models.Index(fields=["about_kind", "about_id"], name="faulty_by_subject"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parts:faulty_part", args=[self.pk])

    @property
    def owner_id(self) -> int | None:
        """Who answers for the deadline: the technician who owes the part."""
        return self.technician_id

    @property
    def outlet_id(self) -> int | None:
        """Whose technician owes it."""
        return self.technician.outlet_id if self.technician else None

    @property
    def title(self) -> str:
        return f"{self.part} {self.serial}".strip()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the part's product line and whose outlet owes it."""
        outlet = self.technician.outlet if self.technician else None
        line = self.part.fits_lines.first()
        return {
            "product_line": line.code if line else "",
            **(outlet.facts() if outlet else {"outlet": "", "outlet_kind": "", "department": ""}),
        }
