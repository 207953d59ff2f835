"""Gifts for customers: the 「赠送礼品预算申请表」, and what is handed out against it (CSM 6, CUS-05)."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.expenses import ExpenseQuerySet
from bihuan.customers.models.files import Customer
from bihuan.customers.states.gifts import GIFT_MOVES
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.records import Record
from bihuan.organization.models import Department, Staff


class GiftQuerySet(ExpenseQuerySet):
    """Budgets for gifts: those concerned and those in charge."""

    person = "applicant"


class GiftBudget(Record):
    """Gifts for one customer, approved beforehand; nothing is handed out beyond it."""

    moves = GIFT_MOVES

    applicant = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Applicant"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    occasion = models.CharField(_("Occasion and reason"), max_length=200)
    wanted_on = models.DateField(_("To be given on"))
    amount = money(_("Budget (CNY)"))
    spent = money(_("Spent (CNY)"), default=Decimal(0))
    applied_at = models.DateTimeField(_("Applied for at"), default=timezone.now)
    decided_at = models.DateTimeField(pgettext_lazy("gift", "Decided at"), null=True, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Budget for gifts")
        indexes = [models.Index(fields=["-applied_at", "-id"], name="gift_budget_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(spent__gte=0, spent__lte=F("amount")), name="gift_budget_kept")
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:gift_budget", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.occasion}"

    @property
    def owner_id(self) -> int:
        return int(self.applicant_id)

    @property
    def department(self) -> Department | None:
        return self.applicant.department

    @property
    def left(self) -> Decimal:
        """What is left of the budget, in CNY."""
        return Decimal(self.amount - self.spent)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the amount in CNY, the customer."""
        return {**self.customer.facts(), "amount": str(self.amount)}


class GiftItem(models.Model):
    """So many of one gift at a price."""

    budget = models.ForeignKey(GiftBudget, models.CASCADE, related_name="items")
    name = models.CharField(_("Gift"), max_length=80)
    recipient = models.CharField(_("For whom"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("How many"))
    price = money(_("Price (CNY)"))
    given = models.PositiveIntegerField(_("Gifts given"), default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(given__lte=F("quantity")), name="gift_item_not_exceeded"),
            models.CheckConstraint(condition=Q(price__gte=0, quantity__gte=1), name="gift_item_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def amount(self) -> Decimal:
        """What the line comes to, in CNY."""
        return Decimal(self.price * self.quantity)

    @property
    def left(self) -> int:
        return self.quantity - self.given


class GiftHandover(models.Model):
    """Gifts that were handed over: what, how many, at what cost, to whom, by whom."""

    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="handovers")
    quantity = models.PositiveIntegerField(_("How many"))
    cost = money(_("Cost (CNY)"))
    given_on = models.DateField(_("Gift given on"))
    recipient = models.CharField(_("Receiver of the gift"), max_length=60)
    given_by = person_field(_("Gift given by"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item.name} × {self.quantity}"
