"""Tools and equipment with what was checked, maintained, calibrated and repaired (PRT-04)."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.parts.models.places import Place
from bihuan.parts.states.tools import TOOL_MOVES, CareKind, ToolKind, ToolState


class ToolQuerySet(VisibleQuerySet):
    """The list of tools is open to every colleague."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)

    def in_stock(self) -> Self:
        """Return what has not been written off."""
        return self.exclude(state=ToolState.WRITTEN_OFF)

    def due(self, until: date) -> Self:
        """Return those whose maintenance or calibration is due by a day."""
        return self.in_stock().filter(Q(maintenance_due_on__lte=until) | Q(calibration_due_on__lte=until))


class Tool(Record):
    """One tool or piece of equipment; its number is what stands on it."""

    moves = TOOL_MOVES

    name = models.CharField(_("Name"), max_length=80)
    tool_kind = models.CharField(_("Kind of tool"), max_length=12, choices=ToolKind.choices)
    model_text = models.CharField(_("Model"), max_length=80, blank=True)
    serial = models.CharField(_("Serial no."), max_length=60, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="tools",
        verbose_name=pgettext_lazy("loan", "Kept at"),
    )  # fmt: skip
    holder = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="tools", editable=False, verbose_name=_("Holder")
    )
    taken_at = models.DateTimeField(_("Taken at"), null=True, blank=True, editable=False)
    months = models.PositiveSmallIntegerField(
        _("Maintenance every, in months"), null=True, blank=True, help_text=_("Empty: as the clause says.")
    )
    calibration_months = models.PositiveSmallIntegerField(
        _("Calibration every, in months"), null=True, blank=True, help_text=_("Empty: as the clause says.")
    )
    bought_on = models.DateField(_("Bought on"), null=True, blank=True)
    maintained_on = models.DateField(_("Last maintained on"), null=True, blank=True)
    calibrated_on = models.DateField(_("Last calibrated on"), null=True, blank=True)
    maintenance_due_on = models.DateField(_("Maintenance due on"), null=True, blank=True, editable=False)
    calibration_due_on = models.DateField(_("Calibration due on"), null=True, blank=True, editable=False)
    value = models.DecimalField(_("Value (CNY)"), max_digits=12, decimal_places=2, default=Decimal(0))
    unusable_because = models.CharField(_("Why it is out of use"), max_length=300, blank=True, editable=False)
    fixed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("Fixed by")
    )
    write_off_asked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("Write-off asked for by"),
    )  # fmt: skip
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tool")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["state", "number"], name="tool_by_state"),
            models.Index(fields=["holder"], name="tool_by_holder"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="tool_value_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(holder__isnull=False), name="taken_tool_has_a_holder"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parts:tool", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def owner_id(self) -> int | None:
        return self.holder_id

    @property
    def is_overdue(self) -> bool:
        """Tell whether maintenance or calibration should have been done before today."""
        today = timezone.localdate()
        return any(day and day < today for day in (self.maintenance_due_on, self.calibration_due_on))

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the kind of tool, and where it is kept."""
        outlet = self.place.outlet if self.place else None
        return {"tool_kind": self.tool_kind, **(outlet.facts() if outlet else {})}


class ToolCare(models.Model):
    """One check, maintenance, calibration, repair or release; the points are copied as they stood."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="cares", verbose_name=_("Tool"))
    care_kind = models.CharField(_("Kind"), max_length=12, choices=CareKind.choices)
    at = models.DateTimeField(_("At"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Who"))
    has_passed = models.BooleanField(_("Passed"), default=True)
    points = models.JSONField(default=list)
    note = models.TextField(_("Note"), blank=True)
    next_due_on = models.DateField(_("Next due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Record of a tool")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.tool.number} {self.get_care_kind_display()}"

    @property
    def failed_points(self) -> str:
        """Return the points that did not pass, in words."""
        return "、".join(str(point["name"]) for point in self.points if not point["ok"])
