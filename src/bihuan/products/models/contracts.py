"""Maintenance contracts."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet


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
