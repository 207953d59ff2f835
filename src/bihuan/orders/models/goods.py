"""Finished goods in store by model, what of them is reserved for whom, and the append-only book (COMM 5.2.3.2)."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import VisibleQuerySet
from bihuan.orders.models.notices import of_one
from bihuan.orders.models.orders import SEES_ORDERS, Order
from bihuan.orders.models.returns import GoodsReturn
from bihuan.orders.states.choices import GoodsMoveKind
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel

APPEND_ONLY = "the book of finished goods is append-only"


class GoodsQuerySet(VisibleQuerySet):
    """Stock is shown to whoever sees orders."""

    def visible_to(self, user: Actor) -> Self:
        """Return all of it to those who sell, make, store and lead."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*SEES_ORDERS) else self.none()  # type: ignore[attr-defined]


class GoodsStock(models.Model):
    """How many good pieces of a model lie in the warehouse of finished goods.

    Attributes:
        reserved: how many of them are reserved, the sum of its reservations; the database sees to it that not more
            is promised than lies there.
    """

    model = models.OneToOneField(ProductModel, models.PROTECT, related_name="goods", verbose_name=_("Model"))
    quantity = models.PositiveIntegerField(_("In stock"), default=0)
    reserved = models.PositiveIntegerField(_("Reserved"), default=0, editable=False)

    objects = GoodsQuerySet.as_manager()

    class Meta:
        ordering = ["model__code"]
        verbose_name = _("Finished goods")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="goods_not_negative"),
            models.CheckConstraint(condition=Q(reserved__lte=F("quantity")), name="goods_not_overpromised"),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.quantity}"

    @property
    def free(self) -> int:
        return self.quantity - self.reserved


class Reservation(models.Model):
    """So many pieces of a model wait for one order or for the replenishment of one return."""

    level = models.ForeignKey(GoodsStock, models.PROTECT, related_name="reservations", verbose_name=_("Finished goods"))
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="reservations",
        verbose_name=pgettext_lazy("record", "Order"),
    )  # fmt: skip
    goods_return = models.ForeignKey(
        GoodsReturn, models.PROTECT, null=True, blank=True, related_name="reservations",
        verbose_name=pgettext_lazy("record", "Return"),
    )  # fmt: skip
    quantity = models.PositiveIntegerField(_("Reserved"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Reservation")
        constraints = [
            models.CheckConstraint(condition=of_one(), name="reservation_of_one"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
            models.UniqueConstraint(fields=["level", "order"], name="reservation_once_an_order"),
            models.UniqueConstraint(fields=["level", "goods_return"], name="reservation_once_a_return"),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.quantity}"

    @property
    def holder(self) -> Any:
        """Return the order or the return the pieces wait for."""
        return self.order or self.goods_return


class GoodsMoveQuerySet(GoodsQuerySet):
    """Lines may be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise TypeError(APPEND_ONLY)


class GoodsMove(models.Model):
    """One line of the book: so many in or out, why, about what, by whom."""

    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    kind = models.CharField(_("Kind"), max_length=8, choices=GoodsMoveKind.choices)
    quantity = models.IntegerField(_("Quantity"), help_text=_("Out is negative."))
    balance = models.PositiveIntegerField(_("Then in stock"))
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_number = models.CharField(_("About"), max_length=60, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    at = models.DateTimeField(_("At"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("Who"))
    by_name = models.CharField(_("Who"), max_length=80)

    objects = GoodsMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Movement of finished goods")
        indexes = [models.Index(fields=["model", "-id"], name="goods_move_by_model")]
        constraints = [models.CheckConstraint(condition=~Q(quantity=0), name="goods_move_moves")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.quantity:+d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)
