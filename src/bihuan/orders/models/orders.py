"""An order in the order of 「订货记录」 and 「合同评审表」: from whom, how it came, what, with which requirements."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.privacy import EncryptedTextField, mask_address, mask_phone
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.orders.rules import Position
from bihuan.orders.states.changes import OPEN_CHANGES
from bihuan.orders.states.choices import WRITTEN, OrderWay
from bihuan.orders.states.orders import OPEN_ORDERS, ORDER_MOVES
from bihuan.orders.states.papers import DeliveryState
from bihuan.organization.states import Post
from bihuan.products.models import ProductModel

SEES_ORDERS = (
    Post.SALES, Post.SALES_CLERK, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.PURCHASING, Post.RND, Post.QUALITY,
    Post.INCOMING_INSPECTION, Post.WAREHOUSE, Post.ACCOUNTANT, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER,
    Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip
ORIGINAL = "original"


class OrderQuerySet(VisibleQuerySet):
    """Orders by viewer: those who sell, make, buy, inspect, store, bill and lead."""

    def visible_to(self, user: Actor) -> Self:
        """Return all of them to whoever has to do with orders."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*SEES_ORDERS) else self.none()  # type: ignore[attr-defined]

    def open(self) -> Self:
        return self.filter(state__in=OPEN_ORDERS)


class Order(Record):
    """One customer's order or contract, its requirements and its way to the customer (ORD-01).

    Attributes:
        their_number: the customer's own number of it.
        checks: what was found for each point of the requirements' checklist: {code: words}.
        version: raised by each change that takes effect.
        promised_on: the day the company has named to the customer.
    """

    moves = ORDER_MOVES

    received_at = models.DateTimeField(pgettext_lazy("order", "Received at"))
    way = models.CharField(pgettext_lazy("order", "Came by"), max_length=12, choices=OrderWay.choices)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", verbose_name=_("Customer"))
    their_number = models.CharField(_("Customer's order no."), max_length=60, blank=True)
    contact_name = models.CharField(_("Contact"), max_length=80, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    deliver_to = EncryptedTextField(_("Deliver to"), blank=True, mask=mask_address)
    requirements = models.TextField(_("Special requirements"), blank=True)
    checks = models.JSONField(_("Requirements looked at"), default=dict, blank=True)
    checked_by = person_field(_("Requirements looked at by"))
    is_checked = models.BooleanField(_("Every requirement looked at"), default=False, editable=False)
    remarks = models.TextField(_("Remarks"), blank=True)
    version = models.PositiveSmallIntegerField(pgettext_lazy("order", "Version"), default=1)
    promised_on = models.DateField(pgettext_lazy("order", "Promised for"), null=True, blank=True)
    answer = models.TextField(_("Answer to the customer"), blank=True)
    answer_way = models.CharField(
        _("Answered by"), max_length=12, choices=[(one.value, one.label) for one in OrderWay][:5], blank=True
    )
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("All shipped at"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("order", "Closed at"), null=True, blank=True)
    registered_by = person_field(pgettext_lazy("order", "Registered by"))
    owner = person_field(pgettext_lazy("order", "Handled by"))

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "Order")
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="sale_by_time"),
            models.Index(fields=["state", "-received_at", "-id"], name="sale_by_state"),
            models.Index(fields=["customer", "-received_at"], name="sale_by_customer"),
            models.Index(fields=["their_number"], name="sale_by_their_number"),
            models.Index(fields=["owner", "state"], name="sale_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return address("orders:order", self.pk)

    @property
    def title(self) -> str:
        named = [f"{line.model.code} × {line.quantity}" for line in self.positions()[:3]]
        return f"{self.customer.name} {'、'.join(named)}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDERS

    @property
    def is_written(self) -> bool:
        """Tell whether it came on paper, so that the original is kept."""
        return self.way in WRITTEN

    @property
    def has_original(self) -> bool:
        if not self.is_written:
            return True
        rows = Attachment.objects.filter(kind=self.kind(), subject_id=self.pk, purpose=ORIGINAL)
        return bool(rows.exists())

    def positions(self) -> list["OrderLine"]:
        """Return the positions in force, in their order."""
        return [line for line in self.lines.all() if line.ended_version is None]

    @property
    def figures(self) -> list[Position]:
        """Return the positions in force in figures."""
        return [Position(line.model_id, line.quantity, line.shipped) for line in self.positions()]

    @property
    def amount(self) -> Decimal | None:
        """Return what it comes to, in yuan; None while a price is unknown."""
        prices = [line.amount for line in self.positions()]
        return None if not prices or None in prices else sum((one for one in prices if one is not None), Decimal(0))

    @property
    def has_open_questions(self) -> bool:
        return bool(self.questions.filter(answered_at=None).exists())

    @property
    def has_open_change(self) -> bool:
        return bool(self.changes.filter(state__in=OPEN_CHANGES).exists())

    @property
    def is_all_shipped(self) -> bool:
        return all(one.left == 0 for one in self.figures)

    @property
    def is_begun(self) -> bool:
        """Tell whether any piece has been shipped."""
        return bool(self.deliveries.exists())

    @property
    def is_all_received(self) -> bool:
        return not self.deliveries.filter(state=DeliveryState.SENT).exists()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        customer = self.customer
        lines = self.positions() if self.pk else []
        line = lines[0].model.line.code if lines else ""
        amount = self.amount if self.pk else None
        return {
            "customer": customer.number, "tier": customer.tier, "business": customer.business, "product_line": line,
            "model": lines[0].model.code if lines else "", "channel": self.way,
            "amount": str(amount) if amount is not None else "",
        }  # fmt: skip


class OrderLine(models.Model):
    """One position: model, quantity, price, wanted day, special requirements.

    A position that a change replaces is never deleted: it carries the version with which it ended, and is shown
    struck out. Not more can be shipped than was ordered; the database sees to it.
    """

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="lines", verbose_name=pgettext_lazy("record", "Order")
    )
    model = models.ForeignKey(ProductModel, models.PROTECT, related_name="+", verbose_name=_("Model"))
    quantity = models.PositiveIntegerField(_("Quantity"))
    price = money(_("Price of one (¥)"), null=True, blank=True)
    wanted_on = models.DateField(_("Wanted on"), null=True, blank=True)
    requirements = models.CharField(_("Special requirements"), max_length=300, blank=True)
    shipped = models.PositiveIntegerField(pgettext_lazy("order", "Shipped"), default=0)
    since_version = models.PositiveSmallIntegerField(default=1)
    ended_version = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Position of an order")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sale_line_of_something"),
            models.CheckConstraint(condition=Q(shipped__lte=F("quantity")), name="sale_line_not_overshipped"),
            models.CheckConstraint(condition=Q(price__gte=0) | Q(price=None), name="sale_line_price"),
        ]

    def __str__(self) -> str:
        return f"{self.model} × {self.quantity}"

    @property
    def left(self) -> int:
        return self.quantity - self.shipped

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else self.price * self.quantity


class OrderQuestion(models.Model):
    """What was unclear in an order, and what the customer said to it (COMM 5.2.2.2)."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="questions", verbose_name=pgettext_lazy("record", "Order")
    )
    text = models.TextField(pgettext_lazy("order", "What is unclear"))
    asked_at = models.DateTimeField(_("Asked at"))
    asked_by = person_field(pgettext_lazy("order", "Asked by"))
    answer = models.TextField(_("Customer's answer"), blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    answered_by = models.CharField(_("Who said it"), max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Question to the customer")

    def __str__(self) -> str:
        return self.text[:60]
