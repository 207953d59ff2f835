"""「出货单」: what left the warehouse for whom, for an order or as the replenishment of a return."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.addresses import address
from bihuan.kernel.fields import person_field
from bihuan.kernel.privacy import EncryptedTextField, mask_address
from bihuan.kernel.records import Record
from bihuan.orders.models.notices import OfOne, PaperQuerySet, of_one
from bihuan.orders.models.orders import Order, OrderLine
from bihuan.orders.models.returns import GoodsReturn
from bihuan.orders.states.papers import DELIVERY_MOVES
from bihuan.products.models import ProductModel


class Delivery(OfOne, Record):
    """One shipment with its lines; it bears 「补货」 where it replenishes a return (RET-02)."""

    moves = DELIVERY_MOVES

    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="deliveries",
        verbose_name=pgettext_lazy("record", "Order"),
    )  # fmt: skip
    goods_return = models.ForeignKey(
        GoodsReturn, models.PROTECT, null=True, blank=True, related_name="deliveries",
        verbose_name=pgettext_lazy("record", "Return"),
    )  # fmt: skip
    deliver_to = EncryptedTextField(_("Deliver to"), blank=True, mask=mask_address)
    carrier = models.CharField(_("Carrier"), max_length=60, blank=True)
    waybill = models.CharField(_("Waybill no."), max_length=60, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("delivery", "Sent at"))
    sent_by = person_field(pgettext_lazy("delivery", "Sent by"))
    note = models.CharField(_("Note"), max_length=200, blank=True)
    receiver = models.CharField(pgettext_lazy("delivery", "Received by"), max_length=80, blank=True)
    received_on = models.DateField(pgettext_lazy("delivery", "Received on"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Delivery note")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="sale_delivery_by_time")]
        constraints = [models.CheckConstraint(condition=of_one(), name="delivery_of_one")]

    def get_absolute_url(self) -> str:
        return address("orders:delivery", self.pk)


class DeliveryLine(models.Model):
    """So many pieces of a model, of which position of the order."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines", verbose_name=_("Delivery note"))
    position = models.ForeignKey(
        OrderLine, models.PROTECT, null=True, blank=True, related_name="shipments",
        verbose_name=_("Position of an order"),
    )  # fmt: skip
    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    quantity = models.PositiveIntegerField(_("Quantity"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Position of a delivery note")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_line_of_something")]

    def __str__(self) -> str:
        return f"{self.model} × {self.quantity}"
