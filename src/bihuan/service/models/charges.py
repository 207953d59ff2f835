"""What a repair costs: the price list, the bill of a request and its lines (SVC-11). No general ledger."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Department, Outlet
from bihuan.organization.states import Area
from bihuan.products.models import ProductLine
from bihuan.service.models.bench import BenchJob
from bihuan.service.models.classes import FaultClass
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.rules.charging import Price, line_amount
from bihuan.service.states import AnswerWay
from bihuan.service.states.charges import CHARGE_MOVES, UNPRICED, ChargeKind, ChargeState, Payer, PriceUnit

ZERO = Decimal("0.00")
STAFF = settings.AUTH_USER_MODEL


class PriceQuerySet(VisibleQuerySet):
    """The price list is open to every colleague."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind in {"staff", "system"} else self.none()

    def valid(self, on: date) -> Self:
        """Return the prices of a day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


class PriceItem(Tracked):
    """A price of the list; a new price is a new row, so that old bills stay explained. Parts have their own."""

    code = models.CharField(_("Code"), max_length=40)
    kind_of = models.CharField(_("Kind"), max_length=10, choices=[
        choice for choice in ChargeKind.choices if choice[0] != ChargeKind.PARTS])  # fmt: skip
    name = models.CharField(_("Name"), max_length=80)
    unit = models.CharField(
        pgettext_lazy("price", "Counted by"), max_length=8, choices=PriceUnit.choices, default=PriceUnit.TIME
    )
    step_minutes = models.PositiveSmallIntegerField(_("Begun minutes"), default=30)
    fault_class = models.ForeignKey(
        FaultClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Fault class")
    )
    line = models.ForeignKey(
        ProductLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product line"),
        help_text=_("Empty: for every product without a price of its own line."),
    )  # fmt: skip
    area = models.CharField(_("Area"), max_length=8, choices=Area.choices, blank=True)
    list_price = money(_("List price (CNY)"))
    cost_price = money(_("Cost price (CNY)"))
    valid_from = models.DateField(_("Valid from"))
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["kind_of", "code", "-valid_from"]
        verbose_name = _("Price")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="price_begins_once"),
            models.CheckConstraint(condition=Q(list_price__gte=0, cost_price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="price_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("service:price", args=[self.pk])

    def plain(self) -> Price:
        """Return it for the rules."""
        return Price(
            self.pk, self.kind_of, self.name, self.unit, self.list_price, self.cost_price, self.valid_from,
            self.valid_until, self.fault_class_id, self.area, self.step_minutes, self.line_id,
        )  # fmt: skip


class ChargeQuerySet(VisibleQuerySet):
    """Bills by viewer: as their requests."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible requests, for posts that deal with bills."""
        if user.actor_kind == "system":
            return self
        if user.actor_kind == "staff" and not user.has_perm("service.view_charges"):
            return self.none()
        return self.filter(request__in=ServiceRequest.objects.visible_to(user).values("pk"))


class Charge(Record):
    """The bill of one job: what is charged, by which clause, what was agreed, collected, invoiced."""

    moves = CHARGE_MOVES

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="charges", verbose_name=_("Request"))
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, blank=True, related_name="charges", verbose_name=_("Work order")
    )
    job = models.ForeignKey(
        BenchJob, models.PROTECT, null=True, blank=True, related_name="charges", verbose_name=_("Bench repair")
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Outlet")
    )
    technician = models.ForeignKey(
        STAFF, models.PROTECT, null=True, blank=True, related_name="charges", verbose_name=_("Technician")
    )
    total = money(_("Sum"), default=ZERO)
    discount = money(_("Discount"), default=ZERO)
    discount_reason = models.CharField(_("Reason of the discount"), max_length=200, blank=True)
    asked_discount = models.JSONField(_("Discount asked for"), null=True, blank=True, editable=False)
    amount = money(_("To pay"), default=ZERO)
    must_agree = models.BooleanField(_("To be agreed first"), default=False)
    quoted_at = models.DateTimeField(_("Quoted at"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    agreed_amount = money(_("Agreed amount"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("Agreed at"), null=True, blank=True)
    agreed_by = models.CharField(_("Who agreed"), max_length=80, blank=True)
    agreed_way = models.CharField(_("Way of answering"), max_length=8, choices=AnswerWay.choices, blank=True)
    due_at = models.DateTimeField(_("Due since"), null=True, blank=True)
    paid = money(_("Paid"), default=ZERO)
    collected_at = models.DateTimeField(_("Collected at"), null=True, blank=True)
    invoiced_at = models.DateTimeField(_("Invoiced at"), null=True, blank=True)
    pay_by = models.DateField(_("To be paid by"), null=True, blank=True)
    settled_at = models.DateTimeField(_("Settled at"), null=True, blank=True)
    void_reason = models.CharField(_("Why it is void"), max_length=200, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bill")
        indexes = [
            models.Index(fields=["state", "-id"], name="charge_by_state"),
            models.Index(fields=["-due_at", "-id"], name="charge_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(  # the workshop's bill stands beside the visit's: the product goes back either way
                fields=["request"], name="one_open_charge", condition=Q(state__in=UNPRICED, job=None)
            ),
            models.UniqueConstraint(fields=["order"], name="order_billed_once", condition=~Q(state=ChargeState.VOID)),
            models.UniqueConstraint(fields=["job"], name="job_billed_once", condition=~Q(state=ChargeState.VOID)),
            models.CheckConstraint(
                condition=Q(amount__gte=0, discount__gte=0, paid__gte=0, paid__lte=F("amount")), name="charge_adds_up"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:charge", args=[self.pk])

    @property
    def title(self) -> str:
        return self.request.title

    @property
    def department(self) -> Department | None:
        """Return the department that the request is with, whose manager decides a discount."""
        return self.request.department

    @property
    def owner_id(self) -> int | None:
        """Return who brings the voucher to the accountant: the technician, else whoever owns the request."""
        return self.technician_id or self.request.owner_id

    @property
    def open_amount(self) -> Decimal:
        """Return what is still to be paid, in yuan."""
        return Decimal(self.amount - self.paid)

    @property
    def days_overdue(self) -> int:
        """Return for how many days an invoice should have been paid; 0 when it needn't yet."""
        if self.state != ChargeState.INVOICED or self.pay_by is None:
            return 0
        return max((timezone.localdate() - self.pay_by).days, 0)

    @property
    def is_within_agreement(self) -> bool:
        """Tell whether the amount was agreed where it must be, and never goes above what was agreed."""
        if self.agreed_amount is None:
            return not self.must_agree
        return bool(self.amount <= self.agreed_amount)

    @property
    def is_carried_in(self) -> bool:
        return self.job_id is not None

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the request's facts and the amount."""
        return self.request.facts() | {"amount": self.amount}


class ChargeLine(models.Model):
    """One line of a bill: what for, how much, who bears it, and by which clause."""

    charge = models.ForeignKey(Charge, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Kind"), max_length=10, choices=ChargeKind.choices)
    text = models.CharField(_("What for"), max_length=120)
    code = models.CharField(_("Part no."), max_length=40, blank=True)
    quantity = models.DecimalField(_("Quantity"), max_digits=8, decimal_places=2, default=Decimal(1))
    unit_price = money(_("Unit price"))
    payer = models.CharField(_("Borne by"), max_length=10, choices=Payer.choices, default=Payer.CUSTOMER)
    basis = models.CharField(_("Basis"), max_length=8, default="list")
    step = models.CharField(max_length=20, blank=True)
    is_barred = models.BooleanField(default=False)
    parameter = models.ForeignKey("regulations.Parameter", models.PROTECT, null=True, related_name="+")
    price = models.ForeignKey(PriceItem, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gte=0), name="charge_line_positive")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def amount(self) -> Decimal:
        """Return quantity times price in yuan."""
        return line_amount(self.quantity, self.unit_price)

    @property
    def is_charged(self) -> bool:
        return self.payer == Payer.CUSTOMER
