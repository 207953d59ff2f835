"""The pool of loaners, and each loan on the 「借用单」 (PRT-03, FULL 3.4)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import file_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet, resolve
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.states import Post
from bihuan.parts.models.catalogue import Part
from bihuan.parts.models.places import ALL_PLACES, Place
from bihuan.parts.states.loans import LOAN_MOVES, RUNNING, LoanerKind, LoanState, ReturnCondition
from bihuan.products.models import ProductModel, Unit


class LoanerQuerySet(VisibleQuerySet):
    """The pool is open to every colleague: whoever talks to a customer looks what can be lent."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)

    def in_use(self) -> Self:
        """Return those that belong to the pool and may be lent."""
        return self.filter(is_usable=True, is_retired=False)

    def free(self) -> Self:
        """Return those that can be lent now."""
        running = Loan.objects.filter(loaner=OuterRef("pk"), state__in=RUNNING)
        return self.in_use().filter(~Exists(running))

    def fitting(self, model: ProductModel | None) -> Self:
        """Return what can stand in for a model: its line's, or what belongs to no line."""
        if model is None:
            return self
        of_line = Q(model__line=model.line_id) | Q(part__fits_lines=model.line_id) | Q(part__fits_models=model)
        return self.filter(of_line | Q(model=None, part__fits_lines=None, part__fits_models=None)).distinct()


class Loaner(Tracked):
    """A machine or part of ours that customers borrow while theirs is repaired."""

    number = models.CharField(_("Loaner no."), max_length=40, unique=True, editable=False)
    loaner_kind = models.CharField(_("Kind"), max_length=10, choices=LoanerKind.choices, default=LoanerKind.MACHINE)
    name = models.CharField(_("Name"), max_length=80)
    model = models.ForeignKey(
        ProductModel, models.PROTECT, null=True, blank=True, related_name="loaners", verbose_name=_("Model")
    )
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="loaners", verbose_name=_("Part")
    )
    serial = models.CharField(_("Serial no."), max_length=60, unique=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loaners",
        verbose_name=pgettext_lazy("loan", "Kept at"),
    )
    condition = models.CharField(pgettext_lazy("loan", "Condition"), max_length=200)
    accessories = models.CharField(_("Accessories"), max_length=300, blank=True)
    value = models.DecimalField(_("Value (CNY)"), max_digits=12, decimal_places=2, default=Decimal(0))
    is_usable = models.BooleanField(pgettext_lazy("loan", "May be lent"), default=True, editable=False)
    unusable_because = models.CharField(_("Why it is out of use"), max_length=300, blank=True, editable=False)
    is_retired = models.BooleanField(_("Taken out of the pool"), default=False, editable=False)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = LoanerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("Loaner")
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="loaner_value_not_negative")]

    def __str__(self) -> str:
        return f"{self.name} {self.serial}"

    def get_absolute_url(self) -> str:
        return reverse("parts:loaner", args=[self.pk])

    @property
    def type_text(self) -> str:
        """Return model or part number as the paper form shows it."""
        return self.model.code if self.model else self.part.code if self.part else ""


class LoanQuerySet(VisibleQuerySet):
    """Loans by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """The desk, the warehouse and managers see all; others their own and their outlet's."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_PLACES):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk) | Q(reserved_by=user.pk)
        if user.outlet_id and user.holds(Post.TECHNICIAN, Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)

    def running(self) -> Self:
        """Return the reserved and the lent ones."""
        return self.filter(state__in=RUNNING)

    def of(self, record: Tracked) -> Self:
        """Return the loans made for a record."""
        return self.filter(about_kind=record.kind(), about_id=record.pk)


class Loan(Record):
    """One loaner at one customer's: the 「借用单」, in the order of the paper."""

    moves = LOAN_MOVES

    loaner = models.ForeignKey(Loaner, models.PROTECT, related_name="loans", verbose_name=_("Loaner"))
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    about_number = models.CharField(_("About"), max_length=60, blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("Customer")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("Product in repair")
    )
    borrower = models.CharField(_("Borrower"), max_length=80)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Outlet")
    )
    technician = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("Technician")
    )
    reserved_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Reserved by")
    )
    reserved_at = models.DateTimeField(_("Reserved at"))
    is_free = models.BooleanField(_("Lent free of charge"), default=False)
    deposit = models.DecimalField(_("Deposit (CNY)"), max_digits=10, decimal_places=2, default=Decimal(0))
    lent_at = models.DateTimeField(_("Lent at"), null=True, blank=True)
    lent_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Handed over by")
    )
    condition_lent = models.CharField(_("Condition when lent"), max_length=300, blank=True)
    accessories = models.CharField(_("Accessories lent"), max_length=300, blank=True)
    due_on = models.DateField(_("Due back on"), null=True)
    times_extended = models.PositiveSmallIntegerField(_("Times extended"), default=0)
    signer_name = models.CharField(_("Signed by"), max_length=80, blank=True)
    is_paper = models.BooleanField(_("Signed on paper"), default=False)
    signature = file_field(_("Signature"))
    returned_at = models.DateTimeField(_("Returned at"), null=True, blank=True)
    condition_back = models.CharField(
        _("Condition when returned"), max_length=12, choices=ReturnCondition.choices, blank=True
    )
    damage = models.CharField(_("Damage or what is missing"), max_length=300, blank=True)
    charge_proposed = models.DecimalField(
        _("Charge proposed (CNY)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    deposit_back = models.DecimalField(
        _("Deposit given back (CNY)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    taken_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Taken back by")
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Loan")
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="loan_by_state"),
            models.Index(fields=["about_kind", "about_id"], name="loan_by_subject"),
            models.Index(fields=["due_on", "id"], name="loan_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["loaner"], condition=Q(state__in=RUNNING), name="loaner_lent_once"),
            models.CheckConstraint(condition=Q(deposit__gte=0), name="loan_deposit_not_negative"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("parts:loan", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.loaner} · {self.borrower}"

    @property
    def subject(self) -> Any | None:
        """Return the record it was lent for."""
        return resolve(self.about_kind, self.about_id)

    @property
    def owner_id(self) -> int | None:
        """Who sees to it that it comes back: the technician, until there is one whoever reserved it."""
        return self.technician_id or self.reserved_by_id

    @property
    def is_overdue(self) -> bool:
        """Tell whether the customer should have brought it back before today."""
        return bool(self.state == LoanState.LENT and self.due_on and self.due_on < timezone.localdate())

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the facts of what it was lent for."""
        subject = self.subject
        found: dict[str, Any] = subject.facts() if subject is not None else {}
        return found
