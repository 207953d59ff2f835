"""「生产通知单」: what is to be made until when, for an order or to replenish a return (ORD-02, RET-02)."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.fields import person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.orders.models.orders import SEES_ORDERS, Order
from bihuan.orders.models.returns import GoodsReturn
from bihuan.orders.states.papers import NOTICE_MOVES, NoticeState
from bihuan.products.models import ProductModel


class PaperQuerySet(VisibleQuerySet):
    """Notices and shipments: whoever sees orders."""

    def visible_to(self, user: Actor) -> Self:
        """Return all of them to those who sell, make, store and lead."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*SEES_ORDERS) else self.none()  # type: ignore[attr-defined]


def of_one() -> Any:
    """Return that a paper belongs to an order or to a return, never to both or none."""
    return (Q(order__isnull=False) & Q(goods_return=None)) | (Q(order=None) & Q(goods_return__isnull=False))


class OfOne:
    """What notices and shipments have in common: they belong to an order, or replenish a return."""

    order: Any
    goods_return: Any
    goods_return_id: int | None
    lines: Any

    @property
    def is_replenishment(self) -> bool:
        return self.goods_return_id is not None

    @property
    def about(self) -> Any:
        """Return the order or the return it was issued or sent for."""
        return self.order or self.goods_return

    @property
    def title(self) -> str:
        named = "、".join(str(line) for line in self.lines.all()[:3])
        return f"{self.about.customer.name if self.about else ''} {named}".strip()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.about.facts() if self.about else {}


class ProductionNotice(OfOne, Record):
    """One notice to the works; a void one stays, struck out, with the reason and its successor.

    Attributes:
        version: the order's version it was issued for.
        replaces: the notice that this one makes void.
    """

    moves = NOTICE_MOVES

    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="notices",
        verbose_name=pgettext_lazy("record", "Order"),
    )  # fmt: skip
    goods_return = models.ForeignKey(
        GoodsReturn, models.PROTECT, null=True, blank=True, related_name="notices",
        verbose_name=pgettext_lazy("record", "Return"),
    )  # fmt: skip
    version = models.PositiveSmallIntegerField(pgettext_lazy("order", "Version"), default=1)
    due_on = models.DateField(pgettext_lazy("notice", "To be done by"))
    instructions = models.TextField(_("Requirements for production"), blank=True)
    issued_at = models.DateTimeField(pgettext_lazy("notice", "Issued at"))
    issued_by = person_field(pgettext_lazy("notice", "Issued by"))
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("In place of")
    )
    voided_at = models.DateTimeField(_("Void since"), null=True, blank=True)
    void_reason = models.CharField(_("Why void"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Production notice")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="make_notice_by_time"),
            models.Index(fields=["state", "-issued_at", "-id"], name="make_notice_by_state"),
        ]
        constraints = [models.CheckConstraint(condition=of_one(), name="make_notice_of_one")]

    def get_absolute_url(self) -> str:
        return address("orders:production_notice", self.pk)

    @property
    def is_void(self) -> bool:
        return self.state == NoticeState.VOID

    @property
    def is_all_made(self) -> bool:
        return not self.lines.filter(made__lt=F("quantity")).exists()

    @property
    def owner_id(self) -> int | None:
        """Nobody's own: the whole of production planning has it."""
        return None


class NoticeLine(models.Model):
    """So many of a model to be made; as many as were made are in stock."""

    notice = models.ForeignKey(
        ProductionNotice, models.PROTECT, related_name="lines", verbose_name=_("Production notice")
    )
    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    quantity = models.PositiveIntegerField(_("To be made"))
    made = models.PositiveIntegerField(_("Made"), default=0)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Position of a production notice")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="make_line_of_something"),
            models.CheckConstraint(condition=Q(made__lte=F("quantity")), name="make_line_not_overmade"),
        ]

    def __str__(self) -> str:
        return f"{self.model} × {self.quantity}"

    @property
    def left(self) -> int:
        return self.quantity - self.made
