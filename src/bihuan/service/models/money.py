"""What was paid for bills: payments, cash on its way to the accountant, invoices, what finance has (SVC-11)."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.service.models.charges import Charge
from bihuan.service.states.charges import HANDOVER_MOVES, PayMethod

STAFF = settings.AUTH_USER_MODEL
SEES_CASH = (Post.ACCOUNTANT, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER,
             Post.GENERAL_MANAGER)  # fmt: skip


class CashHandoverQuerySet(VisibleQuerySet):
    """Handed-over cash by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """The accountant and the managers see all, a technician his own, an outlet's manager his outlet's."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_CASH):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)


class CashHandover(Record):
    """All the cash a technician has collected since the last time, counted by the accountant."""

    moves = HANDOVER_MOVES

    technician = models.ForeignKey(STAFF, models.PROTECT, related_name="handovers", verbose_name=_("Technician"))
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Outlet")
    )
    amount = money(_("Cash collected"))
    handed_over_at = models.DateTimeField(_("Handed over at"))
    counted = money(_("Amount counted"), null=True, blank=True)
    difference_note = models.CharField(_("Explanation of the difference"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        STAFF, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Confirmed by")
    )
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True)

    objects = CashHandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hand-over of cash")
        indexes = [models.Index(fields=["state", "-id"], name="handover_by_state")]

    def get_absolute_url(self) -> str:
        return reverse("service:handover", args=[self.pk])

    @property
    def title(self) -> str:
        return str(_("Cash of %(name)s") % {"name": self.technician.name})

    @property
    def difference(self) -> Decimal:
        """Return what was counted above (or below) what was collected, in yuan."""
        return Decimal((self.counted or Decimal(0)) - self.amount)

    @property
    def is_explained(self) -> bool:
        return self.counted is None or not self.difference or bool(self.difference_note)


class ByBillQuerySet(VisibleQuerySet):
    """Payments and invoices by viewer: as their bills."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible bills."""
        return self if user.actor_kind == "system" else self.filter(charge__in=Charge.objects.visible_to(user))


class FinanceExport(Tracked):
    """What went to the finance system at once; each invoice and payment goes once."""

    number = models.CharField(_("Number"), max_length=40, unique=True)
    since = models.DateField(_("From"))
    until = models.DateField(_("Until"))
    made_at = models.DateTimeField(_("Exported at"))
    made_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+", verbose_name=_("Exported by"))
    rows = models.PositiveIntegerField(_("Rows"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Export for finance")

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money received for a bill."""

    number = models.CharField(_("Receipt no."), max_length=40, unique=True)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments", verbose_name=_("Bill"))
    amount = money(_("Amount"))
    method = models.CharField(_("Paid by"), max_length=10, choices=PayMethod.choices)
    reference = models.CharField(_("Transaction no."), max_length=64, blank=True)
    is_on_site = models.BooleanField(_("Collected on site"), default=False)
    received_at = models.DateTimeField(_("Received at"))
    received_by = models.ForeignKey(
        STAFF, models.PROTECT, null=True, related_name="+", verbose_name=_("Money received by")
    )
    handover = models.ForeignKey(
        CashHandover,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("Hand-over of cash"),
    )
    export = models.ForeignKey(FinanceExport, models.PROTECT, null=True, blank=True, related_name="payments")

    objects = ByBillQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Payment")
        indexes = [models.Index(fields=["received_by", "handover"], name="payment_in_hand")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_in_hand(self) -> bool:
        """Tell whether it is cash that the accountant doesn't have yet."""
        return self.method == PayMethod.CASH and self.is_on_site and self.handover_id is None


class Invoice(Tracked):
    """The invoice of a bill, as the tax system numbered it."""

    number = models.CharField(_("Invoice no."), max_length=40, unique=True)
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="invoice", verbose_name=_("Bill"))
    issued_on = models.DateField(_("Invoice date"))
    buyer = models.CharField(pgettext_lazy("invoice", "Title"), max_length=120)
    tax_number = models.CharField(_("Tax no."), max_length=20, blank=True)
    amount = money(_("Amount"))
    made_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+", verbose_name=_("Entered by"))
    export = models.ForeignKey(FinanceExport, models.PROTECT, null=True, blank=True, related_name="invoices")

    objects = ByBillQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Invoice")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.charge.get_absolute_url()


class ChargeCheck(models.Model):
    """The daily reconciliation of vouchers, cash and invoices: what was still open at its hour."""

    day = models.DateField(_("Day"), unique=True)
    unbilled = models.PositiveIntegerField(_("Vouchers without a bill"), default=0)
    in_hand = models.PositiveIntegerField(_("Cash not handed over"), default=0)
    uninvoiced = models.PositiveIntegerField(_("Invoices to write"), default=0)
    made_at = models.DateTimeField(_("Made at"), auto_now=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("Reconciliation of charges")

    def __str__(self) -> str:
        return str(self.day)

    @property
    def count(self) -> int:
        return self.unbilled + self.in_hand + self.uninvoiced
