"""Levels of parts by place, and the append-only book of moves that adds up to them (PRT-01)."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.parts.models.catalogue import Part
from bihuan.parts.models.places import Place
from bihuan.parts.states import MoveKind

APPEND_ONLY = "the book of stock moves is append-only"


class StockQuerySet(VisibleQuerySet):
    """Levels: whoever sees the place sees what lies there."""

    def visible_to(self, user: Actor) -> Self:
        """Return the levels of visible places."""
        return self if user.actor_kind == "system" else self.filter(place__in=Place.objects.visible_to(user))

    def low(self) -> Self:
        """Return the levels below their safety stock, of places in use and parts not obsolete."""
        return self.filter(quantity__lt=F("safety_stock"), place__is_active=True, part__is_obsolete=False)


class Stock(models.Model):
    """How many of a part lie at a place, and how many should."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="stock", verbose_name=_("Part"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="stock", verbose_name=_("Place of parts"))
    quantity = models.PositiveIntegerField(_("In stock"), default=0)
    safety_stock = models.PositiveIntegerField(_("Safety stock"), default=0)
    reserve = models.PositiveIntegerField(
        _("Emergency reserve"),
        default=0,
        help_text=_("Kept for emergencies; otherwise only with the manager's consent."),
    )
    is_told_low = models.BooleanField(default=False, editable=False)

    objects = StockQuerySet.as_manager()

    class Meta:
        ordering = ["part__code", "place"]
        verbose_name = _("Stock level")
        constraints = [
            models.UniqueConstraint(fields=["part", "place"], name="stock_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.part.code} · {self.place}: {self.quantity}"


class StockMoveQuerySet(VisibleQuerySet):
    """Moves may be added and read; whoever sees the place sees them."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def visible_to(self, user: Actor) -> Self:
        """Return the moves of visible places."""
        return self if user.actor_kind == "system" else self.filter(place__in=Place.objects.visible_to(user))


class StockMove(models.Model):
    """One line of the book: so many in or out, why, about what, by whom."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="stock_moves", verbose_name=_("Part"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="stock_moves", verbose_name=_("Place of parts"))
    kind = models.CharField(_("Kind"), max_length=12, choices=MoveKind.choices)
    quantity = models.IntegerField(_("Quantity"), help_text=_("Out is negative."))
    balance = models.PositiveIntegerField(_("Then in stock"))
    from_reserve = models.PositiveIntegerField(_("Of these from the emergency reserve"), default=0)
    serial = models.CharField(_("Serial no."), max_length=60, blank=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_number = models.CharField(_("About"), max_length=60, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    at = models.DateTimeField(_("At"), db_index=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Who"))
    by_name = models.CharField(_("Who"), max_length=80)

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Stock move")
        indexes = [
            models.Index(fields=["part", "-id"], name="move_by_part"),
            models.Index(fields=["place", "-id"], name="move_by_place"),
            models.Index(fields=["about_kind", "about_id"], name="move_by_subject"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(quantity=0), name="move_moves_something")]

    def __str__(self) -> str:
        return f"{self.part_id} @ {self.place_id} {self.quantity:+d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)
