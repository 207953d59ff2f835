"""「故障报告」: a major failure, told to whoever must know, and tracked to its end (CSYS, SVC-20)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.service.models.requests import SEES_ALL, ServiceRequest
from bihuan.service.states.failures import FAILURE_MOVES, OPEN_FAILURES, FailureRole


class FailureReportQuerySet(VisibleQuerySet):
    """Failure reports by viewer: those who run the service, and those who were told."""

    def visible_to(self, user: Actor) -> Self:
        """Desk and managers see all; others what they reported or were told, an outlet what is its own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        told = FailureReceipt.objects.filter(staff=user.pk).values("report")
        own = Q(reporter=user.pk) | Q(owner=user.pk) | Q(salesman=user.pk) | Q(pk__in=told)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_FAILURES)


class FailureReport(Record):
    """Time, place, symptom and handling plan of a major failure, in the order of the paper."""

    moves = FAILURE_MOVES

    request = models.ForeignKey(
        ServiceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="failure_reports",
        verbose_name=_("Request"),
    )  # fmt: skip
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Customer")
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="failure_reports", verbose_name=_("Product")
    )
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reported by")
    )
    reported_at = models.DateTimeField(_("Reported at"))
    occurred_at = models.DateTimeField(_("Time of the failure"))
    place = models.CharField(_("Place of the failure"), max_length=120)
    symptom = models.TextField(_("Symptom"))
    plan = models.TextField(_("Handling plan"))
    salesman = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Signed the contract")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Manager in charge")
    )
    outcome = models.TextField(_("How it was dealt with"), blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)

    objects = FailureReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Failure report")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="failure_by_time"),
            models.Index(fields=["owner", "state"], name="failure_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:failure", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.place} {self.symptom.splitlines()[0] if self.symptom else ''}".strip()

    def facts(self) -> dict[str, Any]:
        """Return the request's facts, or the customer's."""
        if self.request_id and self.request:
            return self.request.facts()
        customer = self.customer if self.customer_id else None
        outlet = self.outlet.facts() if self.outlet_id and self.outlet else {}
        return {**outlet, **({"customer": customer.number, "business": customer.business} if customer else {})}


class FailureReceipt(models.Model):
    """Somebody was told of a failure, and has taken note of it or not yet."""

    report = models.ForeignKey(FailureReport, on_delete=models.CASCADE, related_name="receipts")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="failure_receipts", verbose_name=_("Colleague")
    )
    role = models.CharField(_("As"), max_length=12, choices=FailureRole.choices)
    told_at = models.DateTimeField(_("Told at"))
    acknowledged_at = models.DateTimeField(_("Taken note at"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "staff"], name="failure_told_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.staff}"
