"""The 「服务承诺书」: what was promised for a unit, in writing, as the clauses stood that day (WAR-05)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.products.models import ALL_UNITS, Unit
from bihuan.service.models.installations import Installation
from bihuan.service.states.commitments import COMMITMENT_MOVES, CommitmentWay


class CommitmentQuerySet(VisibleQuerySet):
    """Commitments by viewer: whoever sees the customer; an outlet's people those of its own units."""

    def visible_to(self, user: Actor) -> Self:
        """Return what somebody may know the customer of."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_UNITS):  # type: ignore[attr-defined]
            return self.filter(customer__in=Customer.objects.visible_to(user))
        return self.filter(unit__in=Unit.objects.visible_to(user))


class ServiceCommitment(Record):
    """One edition of what a customer was promised for one unit; its contents never change."""

    moves = COMMITMENT_MOVES

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("Product"))
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("Customer")
    )
    installation = models.ForeignKey(
        Installation, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments",
        verbose_name=_("Installation"),
    )  # fmt: skip
    edition = models.PositiveSmallIntegerField(_("Edition no."))
    heading = models.CharField(_("Title"), max_length=80)
    clause = models.CharField(_("By clause"), max_length=40)
    items = models.JSONField(_("What is promised"), default=list)
    issued_at = models.DateTimeField(_("Issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Issued by"),
    )  # fmt: skip
    received_at = models.DateTimeField(_("Signed for at"), null=True, blank=True)
    received_by = models.CharField(_("Signed for by"), max_length=80, blank=True)
    way = models.CharField(_("How it was given"), max_length=8, choices=CommitmentWay.choices, blank=True)
    paper = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Signed paper"),
    )  # fmt: skip

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Service commitment")
        indexes = [models.Index(fields=["state", "-id"], name="commitment_by_state")]
        constraints = [models.UniqueConstraint(fields=["unit", "edition"], name="commitment_edition_once")]

    def get_absolute_url(self) -> str:
        return reverse("service:commitment", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.heading} {self.unit.serial}"

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.unit.facts()
