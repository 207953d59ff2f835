"""「合同评审变更登记表」: who wants what changed and why, consent or review (ORD-03)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.fields import file_field, money, person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.orders.models.orders import Order, OrderLine
from bihuan.orders.states.changes import CHANGE_MOVES, OPEN_CHANGES, ChangeState, Side
from bihuan.orders.states.choices import OrderWay
from bihuan.products.models import ProductModel

WAYS = [(one.value, one.label) for one in OrderWay][:5]


class OfOrderQuerySet(VisibleQuerySet):
    """What belongs to an order: whoever sees the order."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible orders."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self.filter(order__in=Order.objects.visible_to(user))


class OrderChange(Record):
    """One change of an order from the wish to the new production notice.

    Attributes:
        reason_code: from the scheme that the clause gives: material, production, technique, quality, equipment.
        promised_on: the new day of delivery.
        version: the version of the order that it made; None until it is in force.
    """

    moves = CHANGE_MOVES

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="changes", verbose_name=pgettext_lazy("record", "Order")
    )
    side = models.CharField(pgettext_lazy("change", "Wanted by"), max_length=10, choices=Side.choices)
    reason_code = models.CharField(_("Cause of the change"), max_length=24, blank=True)
    reason = models.TextField(_("Reason"))
    promised_on = models.DateField(_("New delivery date"), null=True, blank=True)
    requirements = models.TextField(_("New special requirements"), blank=True)
    asked_at = models.DateTimeField(pgettext_lazy("change", "Entered at"))
    asked_by = person_field(pgettext_lazy("change", "Entered by"))
    consent_by = models.CharField(_("Consented for the customer"), max_length=80, blank=True)
    consent_way = models.CharField(_("Consented by"), max_length=12, choices=WAYS, blank=True)
    consented_on = models.DateField(_("Consented on"), null=True, blank=True)
    consent_words = models.TextField(pgettext_lazy("change", "What the customer said"), blank=True)
    consent_file = file_field(_("Proof of consent"))
    version = models.PositiveSmallIntegerField(pgettext_lazy("order", "Version"), null=True, blank=True)
    done_at = models.DateTimeField(_("In force since"), null=True, blank=True)
    outcome = models.TextField(pgettext_lazy("change", "Outcome"), blank=True)

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Change of an order")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="order_change_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=[state.value for state in OPEN_CHANGES]),
                name="one_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.DONE) | Q(version__isnull=False), name="change_done_has_version"
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return address("orders:change", self.pk)

    @property
    def title(self) -> str:
        return f"{self.order.number} {self.reason.split(chr(10))[0]}"[:120]

    @property
    def owner_id(self) -> int | None:
        """Whose it is: whoever handles the order."""
        found: int | None = self.order.owner_id
        return found

    @property
    def is_ours(self) -> bool:
        return self.side == Side.OURS

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CHANGES

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the order's own."""
        return self.order.facts()


class ChangeLine(models.Model):
    """What becomes of one position, or a further one; a quantity of nothing drops it."""

    change = models.ForeignKey(OrderChange, models.PROTECT, related_name="lines", verbose_name=_("Change of an order"))
    replaces = models.ForeignKey(
        OrderLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Position of an order")
    )
    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    quantity = models.PositiveIntegerField(_("Quantity"))
    price = money(_("Price of one (¥)"), null=True, blank=True)
    wanted_on = models.DateField(_("Wanted on"), null=True, blank=True)
    requirements = models.CharField(_("Special requirements"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Changed position")

    def __str__(self) -> str:
        return f"{self.model} × {self.quantity}"
