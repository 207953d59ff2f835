"""A return: registered, inspected in full, settled and answered like a complaint (RET-01, RET-02)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.privacy import EncryptedTextField, mask_address, mask_phone
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.orders.models.orders import SEES_ORDERS, Order
from bihuan.orders.states.choices import OrderWay, Settlement, Wish
from bihuan.orders.states.returns import OPEN_RETURNS, RETURN_MOVES
from bihuan.organization.states import Post
from bihuan.products.models import ProductModel, Unit
from bihuan.service.states import ReplyBy

SEES_RETURNS = (*SEES_ORDERS, Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SUPERVISOR)
WAYS = [(one.value, one.label) for one in OrderWay][:5]


class ReturnQuerySet(VisibleQuerySet):
    """Returns by viewer: those who see orders, and the service's desk."""

    def visible_to(self, user: Actor) -> Self:
        """Return all of them to whoever has to do with returns."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*SEES_RETURNS) else self.none()  # type: ignore[attr-defined]

    def open(self) -> Self:
        return self.filter(state__in=OPEN_RETURNS)


class GoodsReturn(Record):
    """What a customer sends back, what was found, what he gets for it.

    Attributes:
        quantity: pieces announced; `received` of them came; `good` and `bad` add up to those.
        subject_kind, subject_id: the complaint it follows from; "" and None for none.
        price: what one piece cost the customer, in yuan.
        refund_quantity, depreciation, refund: how many pieces are paid back, what use takes off, what is paid.
    """

    moves = RETURN_MOVES
    unmask_permission = "orders.unmask_return"

    registered_at = models.DateTimeField(pgettext_lazy("return", "Registered at"))
    way = models.CharField(_("Announced by"), max_length=12, choices=WAYS)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="goods_returns", verbose_name=_("Customer"))
    contact_name = models.CharField(_("Contact"), max_length=80, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="returns",
        verbose_name=pgettext_lazy("record", "Order"),
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="goods_returns", verbose_name=_("Product")
    )
    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    batch = models.CharField(_("Production batch"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity announced"))
    reason = models.TextField(_("Why it is sent back"))
    wish = models.CharField(_("Customer wants"), max_length=12, choices=Wish.choices)
    price = money(_("Price of one (¥)"), null=True, blank=True)
    bought_on = models.DateField(pgettext_lazy("return", "Delivered on"), null=True, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.CharField(_("Follows from"), max_length=40, blank=True)
    registered_by = person_field(pgettext_lazy("return", "Registered by"))
    owner = person_field(pgettext_lazy("return", "Handled by"))
    contacted_at = models.DateTimeField(_("First answered at"), null=True, blank=True)
    arrived_at = models.DateTimeField(pgettext_lazy("return", "Arrived at"), null=True, blank=True)
    received = models.PositiveIntegerField(_("Quantity received"), null=True, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=60, blank=True)
    taken_by = person_field(_("Taken in by"))
    good = models.PositiveIntegerField(pgettext_lazy("return", "Good"), null=True, blank=True)
    bad = models.PositiveIntegerField(pgettext_lazy("return", "Bad"), null=True, blank=True)
    findings = models.TextField(_("Findings of the inspection"), blank=True)
    inspected_at = models.DateTimeField(_("Inspected at"), null=True, blank=True)
    inspected_by = person_field(_("Inspected by"))
    nonconformity_number = models.CharField(_("Nonconformity"), max_length=40, blank=True)
    nonconformity_id = models.BigIntegerField(null=True, blank=True)
    decision = models.TextField(_("What the customer gets"), blank=True)
    decided_at = models.DateTimeField(pgettext_lazy("return", "Decided at"), null=True, blank=True)
    replenish_quantity = models.PositiveIntegerField(_("Pieces to replenish"), default=0)
    replenished = models.PositiveIntegerField(_("Pieces replenished"), default=0)
    refund_quantity = models.PositiveIntegerField(_("Pieces paid back"), default=0)
    used_days = models.PositiveIntegerField(_("Days of use"), default=0)
    depreciation = money(_("Depreciation (¥)"), default=Decimal(0))
    refund_amount = money(_("Refund (¥)"), default=Decimal(0))
    refund_clause = models.CharField(_("Depreciation by"), max_length=120, blank=True)
    refund_proof = models.CharField(_("Receipt or voucher no."), max_length=60, blank=True)
    refunded_on = models.DateField(_("Paid back on"), null=True, blank=True)
    reply = models.TextField(pgettext_lazy("return", "Reply"), blank=True)
    reply_by = models.CharField(_("Answered by"), max_length=8, choices=ReplyBy.choices, blank=True)
    replied_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    verdict = models.CharField(_("Verdict of the customer"), max_length=12, choices=Settlement.choices, blank=True)
    verdict_words = models.TextField(_("Customer's words"), blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("return", "Closed at"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "Return")
        indexes = [
            models.Index(fields=["-registered_at", "-id"], name="goods_return_by_time"),
            models.Index(fields=["state", "-registered_at", "-id"], name="goods_return_by_state"),
            models.Index(fields=["customer", "-registered_at"], name="goods_return_by_customer"),
            models.Index(fields=["subject_kind", "subject_id"], name="goods_return_by_subject"),
            models.Index(fields=["owner", "state"], name="goods_return_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="goods_return_something"),
            models.CheckConstraint(
                condition=Q(good=None) | Q(received=F("good") + F("bad")), name="return_inspection_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(replenished__lte=F("replenish_quantity")), name="return_not_overreplenished"
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("orders:return", self.pk)

    @property
    def title(self) -> str:
        return f"{self.customer.name} {self.model} × {self.quantity} {self.reason.split(chr(10))[0]}"[:120]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RETURNS

    @property
    def left_to_replenish(self) -> int:
        return self.replenish_quantity - self.replenished

    @property
    def owes_refund(self) -> bool:
        return self.refund_amount > 0 and self.refunded_on is None

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: those of a complaint about the product, which a return counts as."""
        customer = self.customer
        amount = self.price * self.quantity if self.price is not None else ""
        return {
            "product_line": self.model.line.code, "model": self.model.code, "customer": customer.number,
            "tier": customer.tier, "business": customer.business, "channel": self.way, "complaint_kind": "quality",
            "complaint_group": "product", "severity": "", "amount": str(amount), "loss": "some", "needs_rnd": "",
            "outlet": "", "outlet_kind": "", "department": "", "area": "",
        }  # fmt: skip
