"""Stock to be written off: the 「报废单」 with its lines (PRT-04)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.parts.models.catalogue import Part
from bihuan.parts.models.places import Place
from bihuan.parts.states.write_offs import WRITE_OFF_MOVES, WriteOffCause


class WriteOffQuerySet(VisibleQuerySet):
    """Write-offs: whoever sees the place."""

    def visible_to(self, user: Actor) -> Self:
        """Return the write-offs of visible places."""
        return self if user.actor_kind == "system" else self.filter(place__in=Place.objects.visible_to(user))


class WriteOff(Record):
    """Pieces at one place that shall be written off; set aside from the moment it is asked."""

    moves = WRITE_OFF_MOVES

    place = models.ForeignKey(Place, models.PROTECT, related_name="write_offs", verbose_name=_("Place of parts"))
    cause = models.CharField(pgettext_lazy("write-off", "Cause"), max_length=12, choices=WriteOffCause.choices)
    reason = models.CharField(_("Reason"), max_length=200)
    amount = models.DecimalField(_("Value at cost (CNY)"), max_digits=14, decimal_places=2)
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Asked for by"))
    asked_at = models.DateTimeField(_("Asked for at"))
    decided_at = models.DateTimeField(pgettext_lazy("write-off", "Decided at"), null=True, blank=True)

    objects = WriteOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("Write-off of stock")
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="write_off_not_negative")]

    def get_absolute_url(self) -> str:
        return reverse("parts:write_off_paper", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.place} · {self.get_cause_display()}"

    @property
    def owner_id(self) -> int | None:
        """Who asked for it."""
        return self.asked_by_id

    @property
    def outlet_id(self) -> int | None:
        """Whose place it is; its people sign where a clause names their post."""
        return self.place.outlet_id

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: what it is worth at cost in CNY, and whose place it is."""
        return {"amount": str(self.amount), **self.place.facts()}


class WriteOffLine(models.Model):
    """So many of one part, at the cost price of the day."""

    write_off = models.ForeignKey(WriteOff, models.PROTECT, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name=_("Part"))
    quantity = models.PositiveIntegerField(_("Quantity"))
    cost_price = models.DecimalField(_("Cost price (CNY)"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["write_off", "part"], name="write_off_line_once")]

    def __str__(self) -> str:
        return f"{self.part} × {self.quantity}"

    @property
    def amount(self) -> Decimal:
        """What the line is worth at cost, in CNY."""
        return self.quantity * self.cost_price
