"""What a customer brought in year by year, his agreement, and what is known of the firm (KEY 2.1, CRM 2)."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer, PartQuerySet
from bihuan.kernel.fields import money
from bihuan.kernel.records import Tracked

CNY = "CNY"


class OfCustomer(Tracked):
    """Whoever sees the customer sees it."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.customer.get_absolute_url()  # type: ignore[attr-defined,no-any-return]


class Account(OfCustomer):
    """What rating needs to know of a customer beside his revenue: the agreement, upstream, size; and his grade."""

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, related_name="account", verbose_name=_("Customer")
    )
    agreement_number = models.CharField(_("Agreement no."), max_length=40, blank=True)
    agreed_on = models.DateField(_("Agreement signed on"), null=True, blank=True, db_index=True)
    agreed_until = models.DateField(_("Agreement valid until"), null=True, blank=True)
    is_upstream = models.BooleanField(_("Registered upstream account"), default=False)
    employees = models.PositiveIntegerField(_("Employees"), null=True, blank=True)
    founded_on = models.DateField(_("Firm founded on"), null=True, blank=True)
    grade = models.CharField(pgettext_lazy("rating", "Grade"), max_length=1, blank=True, editable=False)

    class Meta:
        verbose_name = _("Account of a customer")

    def __str__(self) -> str:
        return str(self.customer)

    def has_agreement(self, on: date | None = None) -> bool:
        """Tell whether an agreement is signed and still valid on a day."""
        day = on or timezone.localdate()
        return bool(
            self.agreed_on and self.agreed_on <= day and (self.agreed_until is None or day <= self.agreed_until)
        )


class Revenue(OfCustomer):
    """One year's revenue of one customer in one currency; months where the ledger has them."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="revenues", verbose_name=_("Customer")
    )
    year = models.PositiveSmallIntegerField(_("Year"))
    amount = money(_("Revenue"))
    currency = models.CharField(_("Currency"), max_length=3, default=CNY)
    months: Any = models.JSONField(_("By month"), default=list, blank=True)
    origin = models.CharField(_("Source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Yearly revenue")
        indexes = [models.Index(fields=["year", "customer"], name="revenue_of_year")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "year", "currency"], name="revenue_once_a_year"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="revenue_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.year}"
