"""A joint inspection at the customer's by sales, quality and production, in the order of 「会勘报告」 (CMP-06)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models.complaints import Complaint
from bihuan.complaints.states.inspections import INSPECTION_MOVES
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, VisibleQuerySet


def _person(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class InspectionQuerySet(VisibleQuerySet):
    """Inspections by viewer: whoever sees the complaint, and who was named to go."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible complaints, and one's own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        mine = Q(sales=user.pk) | Q(quality=user.pk) | Q(production=user.pk) | Q(stand_in=user.pk)
        return self.filter(Q(complaint__in=Complaint.objects.visible_to(user)) | mine)


class Inspection(Record):
    """Who goes, what was found, the report and the instruction on it.

    Attributes:
        stand_in: whom the general manager named because quality can't come.
    """

    moves = INSPECTION_MOVES

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="inspections", verbose_name=pgettext_lazy("record", "Complaint")
    )
    planned_at = models.DateTimeField(_("To be held at"), null=True, blank=True)
    place = models.CharField(_("Place of the inspection"), max_length=120, blank=True)
    purpose = models.TextField(_("What is to be looked at"), blank=True)
    called_by = _person(_("Called by"))
    called_at = models.DateTimeField(pgettext_lazy("inspection", "Called at"))
    sales = _person(_("For sales"))
    quality = _person(_("For quality"))
    production = _person(_("For production"))
    excuse = models.CharField(_("Why quality can't come"), max_length=200, blank=True)
    stand_in = _person(_("In quality's place"))
    named_by = _person(_("Named by"))
    held_at = models.DateTimeField(pgettext_lazy("inspection", "Held at"), null=True, blank=True)
    present = models.CharField(_("Also present"), max_length=200, blank=True)
    findings = models.TextField(_("Findings on site"), blank=True)
    handling = models.TextField(_("Handled on site"), blank=True)
    report = models.TextField(pgettext_lazy("inspection", "Report"), blank=True)
    reported_by = _person(_("Reported by"))
    reported_at = models.DateTimeField(pgettext_lazy("inspection", "Reported at"), null=True, blank=True)
    instruction = models.TextField(_("Instruction of the general manager"), blank=True)
    instructed_by = _person(_("Instruction by"))
    instructed_at = models.DateTimeField(_("Instruction at"), null=True, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Joint inspection")
        ordering = ["-called_at", "-pk"]

    def get_absolute_url(self) -> str:
        return address("complaints:inspection", self.pk)

    @property
    def title(self) -> str:
        return self.complaint.title

    @property
    def inspector_id(self) -> int | None:
        """Who stands for quality: the one the general manager named, else quality's own."""
        return self.stand_in_id or (None if self.excuse else self.quality_id)

    @property
    def owner_id(self) -> int | None:
        """Who owes the report."""
        return self.inspector_id

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the complaint's own."""
        return self.complaint.facts()
