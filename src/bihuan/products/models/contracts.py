"""Maintenance contracts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.products.states import QuotaKind


class ContractQuerySet(VisibleQuerySet):
    """Contracts: whoever sees the customer sees them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the contracts of visible customers."""
        return self if user.actor_kind == "system" else self.filter(customer__in=Customer.objects.visible_to(user))


class ServiceContract(Tracked):
    """A maintenance contract: which units, from when to when."""

    number = models.CharField(_("Contract no."), max_length=40, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("Customer")
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    covers_all = models.BooleanField(_("Covers all the customer's units"), default=False)
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Engineer named in the contract"), help_text=_("He alone is sent, unless he is away."),
    )  # fmt: skip
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("Service contract")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="contract_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("products:contract", args=[self.pk])

    @property
    def title(self) -> str:
        return self.number


class ContractQuota(models.Model):
    """How much of something a contract gives in each of its years; without a row there is no limit."""

    contract = models.ForeignKey(
        ServiceContract, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("Service contract")
    )
    kind = models.CharField(_("What is limited"), max_length=16, choices=QuotaKind.choices)
    amount = models.DecimalField(_("Each contract year"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["contract", "kind"]
        verbose_name = _("Quota of a contract")
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind"], name="contract_quota_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="contract_quota_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.kind}"


class QuotaUse(models.Model):
    """What one request, or one paper of it, has used of a quota; the year it counts in is that of its day."""

    quota = models.ForeignKey(ContractQuota, on_delete=models.CASCADE, related_name="uses", db_index=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    number = models.CharField(_("Number"), max_length=40, blank=True)
    quantity = models.DecimalField(_("Used"), max_digits=12, decimal_places=2)
    used_on = models.DateField(_("On"))

    class Meta:
        ordering = ["-used_on", "-id"]
        verbose_name = _("Use of a quota")
        indexes = [models.Index(fields=["quota", "used_on"], name="quota_use_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "quota", "number"], name="quota_use_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="quota_use_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.quantity}"
