"""Transfers between places and stock-takings, each with its lines (PRT-01)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.parts.models.catalogue import Part
from bihuan.parts.models.places import Place
from bihuan.parts.states.papers import COUNT_MOVES, TRANSFER_MOVES


class TransferQuerySet(VisibleQuerySet):
    """Transfers: whoever sees one of the two places."""

    def visible_to(self, user: Actor) -> Self:
        """Return transfers from or to a visible place that is not just a warehouse everybody sees."""
        if user.actor_kind == "system":
            return self
        places = Place.objects.visible_to(user)
        return self.filter(source__in=places, target__in=places)


class Transfer(Record):
    """Parts sent from one place to another; what arrives is counted, and differences stay on record."""

    moves = TRANSFER_MOVES

    source = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("From place"))
    target = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("To place"))
    sent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Sent by"))
    sent_at = models.DateTimeField(_("Sent off at"))
    arrived_at = models.DateTimeField(pgettext_lazy("parts", "Arrived at"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Transfer of parts")
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_elsewhere"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parts:transfer", args=[self.pk])


class TransferLine(models.Model):
    """One part of a transfer: sent, and what arrived of it."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name=_("Part"))
    sent = models.PositiveIntegerField(_("Pieces sent"))
    arrived = models.PositiveIntegerField(_("Pieces arrived"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "part"], name="transfer_line_once")]

    def __str__(self) -> str:
        return f"{self.part} × {self.sent}"

    @property
    def difference(self) -> int:
        """What arrived more (or, negative, less) than was sent."""
        return 0 if self.arrived is None else self.arrived - self.sent


class StockCountQuerySet(VisibleQuerySet):
    """Stock-takings: whoever sees the place."""

    def visible_to(self, user: Actor) -> Self:
        """Return the countings of visible places."""
        return self if user.actor_kind == "system" else self.filter(place__in=Place.objects.visible_to(user))


class StockCount(Record):
    """A stock-taking of one place (盘点): counted, differences approved, then adjusted."""

    moves = COUNT_MOVES

    place = models.ForeignKey(Place, models.PROTECT, related_name="counts", verbose_name=_("Place of parts"))
    counted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Counted by"))
    begun_at = models.DateTimeField(_("Counting begun at"))
    closed_at = models.DateTimeField(_("Count closed at"), null=True, blank=True)

    objects = StockCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stock-taking")
        constraints = [
            models.UniqueConstraint(fields=["place"], name="one_count_at_a_time", condition=~Q(state="closed")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parts:count", args=[self.pk])


class CountLine(models.Model):
    """One part of a stock-taking: what the book said when it was counted, and what lay there."""

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name=_("Part"))
    book = models.PositiveIntegerField(_("By the book"))
    counted = models.PositiveIntegerField(_("Counted"), null=True, blank=True)

    class Meta:
        ordering = ["part__code"]
        constraints = [models.UniqueConstraint(fields=["count", "part"], name="count_line_once")]

    def __str__(self) -> str:
        return f"{self.part}: {self.counted} / {self.book}"

    @property
    def difference(self) -> int:
        """What lay there more (or, negative, less) than the book said."""
        return 0 if self.counted is None else self.counted - self.book
