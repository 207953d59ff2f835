"""Customer expenses: accounts by product, the month's sheets, new customers' applications (CREX, CUS-05)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer
from bihuan.customers.states.expenses import (
    OWING,
    SHEET_MOVES,
    SPECIAL_MOVES,
    STANDING,
    SheetKind,
    SheetState,
    SpecialState,
)
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Department, Staff
from bihuan.organization.states import Post
from bihuan.signoff.models import Circulation
from bihuan.signoff.states import CirculationState, StationState

IN_CHARGE = (Post.SALES_CLERK, Post.ACCOUNTANT, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
FORMS = {SheetKind.PURCHASES.value: "expense_sheet", SheetKind.NEWCOMERS.value: "expense_summary"}


class ExpenseQuerySet(VisibleQuerySet):
    """Expenses by viewer: those concerned and those in charge, nobody else."""

    person = "salesman"

    def visible_to(self, user: Actor) -> Self:
        """One's own, one's people's as their manager; all to clerks, finance and the executives."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*IN_CHARGE):  # type: ignore[attr-defined]
            return self
        return self.filter(Q(**{self.person: user.pk}) | Q(**{f"{self.person}__department__manager": user.pk}))


class AccountQuerySet(VisibleQuerySet):
    """Accounts carry no person: all who have to do with expenses."""

    def visible_to(self, user: Actor) -> Self:
        """Salesmen choose among them; finance and the executives watch over them."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        posts = (*IN_CHARGE, Post.SALES, Post.DEPARTMENT_MANAGER)
        return self if user.holds(*posts) else self.none()  # type: ignore[attr-defined]


class ExpenseAccount(Tracked):
    """「客户关系维护费——某品种」: one account for each kind of product, watched over by finance."""

    code = models.SlugField(
        _("Code"), max_length=40, unique=True,
        help_text=_("The clause's amount for it is called «expense_» and this code."),
    )  # fmt: skip
    name = models.CharField(_("Kind of product"), max_length=60)
    unit = models.CharField(_("Unit"), max_length=12, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("Account of relationship expenses")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:expense_accounts")

    @property
    def parameter(self) -> str:
        """The name of the clause's amount for this product."""
        return f"expense_{self.code}"


class ExpenseSheet(Record):
    """A salesman's month: the 「月客户采购及客情费统计表」, or the summary of his new-customer applications.

    `cycle` is the month whose working days count; `terms` keeps which of them, as the clauses said it.
    """

    moves = SHEET_MOVES

    sheet_kind = models.CharField(
        _("Month's sheet"), max_length=12, choices=SheetKind.choices, default=SheetKind.PURCHASES
    )
    salesman = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Salesman"))
    month = models.DateField(_("Month reported"))
    cycle = models.DateField(_("Month of checking and payment"))
    terms = models.JSONField(default=dict)
    total = money(_("To be paid (CNY)"), default=Decimal(0))
    submitted_at = models.DateTimeField(pgettext_lazy("sheet", "Handed in at"), null=True, blank=True)
    is_late = models.BooleanField(_("Handed in late"), default=False)
    checked_at = models.DateTimeField(_("Signed by all at"), null=True, blank=True)
    void_reason = models.CharField(_("Reason it is void"), max_length=200, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sheet of relationship expenses")
        indexes = [models.Index(fields=["-month", "-id"], name="expense_sheet_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["salesman", "month", "sheet_kind"], condition=Q(state__in=STANDING), name="expense_sheet_once"
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="expense_sheet_not_negative"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:expense_sheet", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.month:%Y-%m} {self.get_sheet_kind_display()} · {self.salesman.name}"

    @property
    def form(self) -> str:
        """The form's name in the clauses."""
        return FORMS[self.sheet_kind]

    @property
    def is_for_newcomers(self) -> bool:
        return self.sheet_kind == SheetKind.NEWCOMERS

    @property
    def owner_id(self) -> int:
        return int(self.salesman_id)

    @property
    def department(self) -> Department | None:
        """Return the department whose manager signs."""
        return self.salesman.department

    @property
    def is_fully_signed(self) -> bool:
        """Whether every party has signed: none left out, none the salesman himself (CREX 2.2)."""
        rows = Circulation.objects.of(self).filter(form=self.form, state=CirculationState.AGREED)
        last = rows.first()
        stations = list(last.stations.all()) if last else []
        return bool(stations) and all(
            one.state == StationState.SIGNED and one.signed_by_id and one.signed_by_id != self.salesman_id
            for one in stations
        )

    @property
    def is_paid_out(self) -> bool:
        """Whether every line's money has reached its customer."""
        return not self.lines.exclude(paid=F("claim")).exists()

    @property
    def is_cleared(self) -> bool:
        return not self.advances.filter(state__in=OWING).exists()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        department = self.salesman.department
        return {"department": department.code if department else "", "amount": str(self.total)}


class SpecialExpense(Record):
    """「新客户特殊费用申请表」: applied for before the contract is signed, else void."""

    moves = SPECIAL_MOVES

    salesman = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Applicant"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("New customer"))
    purpose = models.TextField(_("Purpose of the expense"))
    amount = money(_("Amount applied for (CNY)"))
    expected_sales = money(_("Sales expected (CNY)"), null=True, blank=True)
    contract_planned_on = models.DateField(_("Contract to be signed on"), null=True, blank=True)
    applied_at = models.DateTimeField(_("Applied for at"), default=timezone.now)
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)
    contract_number = models.CharField(_("Contract no."), max_length=60, blank=True)
    contract_on = models.DateField(_("Contract signed on"), null=True, blank=True)
    money_in_on = models.DateField(_("Money came in on"), null=True, blank=True)
    void_reason = models.CharField(_("Reason it is void"), max_length=200, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("New-customer special expense")
        indexes = [models.Index(fields=["-applied_at", "-id"], name="special_expense_by_time")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="special_expense_positive")]

    def get_absolute_url(self) -> str:
        return reverse("customers:special_expense", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.purpose[:40]}"

    @property
    def owner_id(self) -> int:
        return int(self.salesman_id)

    @property
    def department(self) -> Department | None:
        return self.salesman.department

    @property
    def is_void(self) -> bool:
        return self.state == SpecialState.VOID

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the amount in CNY, the customer."""
        return {**self.customer.facts(), "amount": str(self.amount)}


class ExpenseLine(models.Model):
    """A customer's purchases of one product in one month, or one approved application; what it entitles to.

    `drawn` is what advances have taken of the claim, `paid` what has reached the customer.
    """

    sheet = models.ForeignKey(ExpenseSheet, models.CASCADE, related_name="lines")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    account = models.ForeignKey(
        ExpenseAccount, models.PROTECT, null=True, related_name="lines", verbose_name=_("Account")
    )
    special = models.ForeignKey(SpecialExpense, models.PROTECT, null=True, related_name="lines")
    sold_in = models.DateField(_("Sold in"))
    quantity = models.DecimalField(_("Quantity"), max_digits=12, decimal_places=2, default=Decimal(0))
    sale = money(_("Sales (CNY)"), default=Decimal(0))
    received = money(_("Money in (CNY)"), default=Decimal(0))
    standard = money(_("Standard (CNY a unit)"), default=Decimal(0))
    clause = models.ForeignKey("regulations.Clause", models.PROTECT, null=True, related_name="+")
    claim = money(_("Expense (CNY)"), default=Decimal(0))
    drawn = money(_("Advanced (CNY)"), default=Decimal(0))
    paid = money(_("Paid (CNY)"), default=Decimal(0))
    remark = models.CharField(_("Remark"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "customer", "account", "sold_in"], name="expense_line_once"),
            models.UniqueConstraint(fields=["sheet", "special"], name="expense_line_of_special_once"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("drawn"), drawn__lte=F("claim")), name="expense_line_not_overpaid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} · {self.account or self.special}"

    @property
    def rate(self) -> Decimal:
        """How much of the money is in, per cent."""
        return (self.received * 100 / self.sale).quantize(Decimal("0.1")) if self.sale else Decimal(0)

    @property
    def left(self) -> Decimal:
        """What no advance has taken yet."""
        return Decimal(self.claim - self.drawn)


def claims_of(customer: int, account: int, sold_in: date, *, but: int) -> Iterable[Decimal]:
    """Return what other standing sheets claim for the same sale."""
    rows = ExpenseLine.objects.filter(customer=customer, account=account, sold_in=sold_in).exclude(sheet=but)
    return list(rows.exclude(sheet__state=SheetState.VOID).values_list("claim", flat=True))
