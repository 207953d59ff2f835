"""Cash for relationship expenses: the advance, what each customer gets of it, who is asked back (CREX 3.2)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.expenses import ExpenseLine, ExpenseQuerySet, ExpenseSheet
from bihuan.customers.models.files import Customer
from bihuan.customers.states.expenses import ADVANCE_MOVES, CheckAnswer, PayoutState
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Staff


class ExpenseAdvance(Record):
    """「借支单」: cash that finance hands a salesman to pay what a signed sheet allows."""

    moves = ADVANCE_MOVES

    sheet = models.ForeignKey(ExpenseSheet, models.PROTECT, related_name="advances", verbose_name=_("Month's sheet"))
    salesman = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Salesman"))
    amount = money(_("Sum (CNY)"))
    asked_at = models.DateTimeField(_("Asked for at"), default=timezone.now)
    handed_by = person_field(pgettext_lazy("advance", "Handed out by"))
    handed_at = models.DateTimeField(pgettext_lazy("advance", "Handed out at"), null=True, blank=True)
    distributed_at = models.DateTimeField(_("All paid at"), null=True, blank=True)
    cleared_by = person_field(_("Cleared by"))
    cleared_at = models.DateTimeField(_("Cleared at"), null=True, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Advance for relationship expenses")
        indexes = [models.Index(fields=["salesman", "state"], name="expense_advance_owing")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="expense_advance_positive")]

    def get_absolute_url(self) -> str:
        return reverse("customers:expense_advance", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.salesman.name} · ¥{self.amount:,.2f}"

    @property
    def owner_id(self) -> int:
        return int(self.salesman_id)

    @property
    def is_confirmed(self) -> bool:
        """Whether all who were to be asked back agree; where one doesn't, his money has come back."""
        doubts = [one for one in self.checks.all() if one.answer != CheckAnswer.AGREES]
        return all(one.answer == CheckAnswer.DIFFERS and not one.has_money for one in doubts)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.sheet.facts()


class OfAdvance(VisibleQuerySet):
    """Parts of an advance: whoever sees it."""

    def visible_to(self, user: Actor) -> Self:
        """Return the parts of visible advances."""
        if user.actor_kind == "system":
            return self
        return self.filter(advance__in=ExpenseAdvance.objects.visible_to(user))


class ExpensePayout(Tracked):
    """What one customer gets of an advance, for whom there; paid once."""

    advance = models.ForeignKey(ExpenseAdvance, models.PROTECT, related_name="payouts")
    line = models.ForeignKey(ExpenseLine, models.PROTECT, related_name="payouts")
    use = models.CharField(_("Spent on"), max_length=24, blank=True)
    recipient = models.CharField(_("Given to"), max_length=60)
    amount = money(_("Sum (CNY)"))
    state = models.CharField(
        _("State"), max_length=12, choices=PayoutState.choices, default=PayoutState.PLANNED, editable=False
    )
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    note = models.CharField(_("Receipt or remark"), max_length=200, blank=True)

    objects = OfAdvance.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="expense_payout_positive")]

    def __str__(self) -> str:
        return f"{self.line.customer} {self.recipient} ¥{self.amount}"

    def get_absolute_url(self) -> str:
        return self.advance.get_absolute_url()

    @property
    def number(self) -> str:
        return self.advance.number


class ExpenseCheck(Tracked):
    """A customer whom chance has chosen to be asked whether the money arrived."""

    advance = models.ForeignKey(ExpenseAdvance, models.PROTECT, related_name="checks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    chosen_at = models.DateTimeField(_("Chosen at"))
    answer = models.CharField(_("Answer"), max_length=12, choices=CheckAnswer.choices, blank=True)
    said_amount = money(_("Amount the customer says (CNY)"), null=True, blank=True)
    note = models.CharField(_("Whom one asked, and how"), max_length=200, blank=True)
    checked_by = person_field(_("Asked back by"))
    checked_at = models.DateTimeField(_("Asked back at"), null=True, blank=True)

    objects = OfAdvance.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["advance", "customer"], name="expense_check_once")]

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return self.advance.get_absolute_url()

    @property
    def number(self) -> str:
        return self.advance.number

    @property
    def has_money(self) -> bool:
        """Whether money of this advance is booked as the customer's."""
        return self.advance.payouts.filter(line__customer=self.customer_id, state=PayoutState.PAID).exists()

    @property
    def due(self) -> Decimal:
        """What the customer should have got, in CNY."""
        rows = self.advance.payouts.filter(line__customer=self.customer_id, state=PayoutState.PAID)
        return sum(rows.values_list("amount", flat=True), Decimal(0))
