"""The technicians' work orders."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode
from bihuan.service.models.requests import SEES_ALL, ServiceRequest
from bihuan.service.states import (
    ORDER_MOVES,
    Cause,
    OrderState,
    Result,
)


class WorkOrderQuerySet(VisibleQuerySet):
    """Work orders by viewer: as their requests."""

    def visible_to(self, user: Actor) -> Self:
        """A technician sees his own; everybody else what his requests allow."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk) | Q(pk__in=_helped(self, user))
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)


def _helped(rows: WorkOrderQuerySet, user: Actor) -> Any:
    return rows.model.objects.filter(crew__person=user.pk, crew__removed_at=None).values("pk")


class WorkOrder(Record):
    """One technician's job on a request, filled in as the 「维修服务凭证」 is."""

    moves = ORDER_MOVES

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="orders", verbose_name=_("Request")
    )
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work_orders", verbose_name=_("Technician")
    )
    reason = models.CharField(_("Why this technician"), max_length=200, blank=True)
    planned_at = models.DateTimeField(_("Planned for"), null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(_("Planned minutes"), default=60)
    assigned_at = models.DateTimeField(_("Assigned at"))
    accepted_at = models.DateTimeField(_("Accepted at"), null=True, blank=True)
    departed_at = models.DateTimeField(_("Departed at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("Arrived at"), null=True, blank=True)
    diagnosed_at = models.DateTimeField(_("Diagnosed at"), null=True, blank=True)
    fault_code = models.ForeignKey(
        FaultCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Fault code")
    )
    findings = models.TextField(_("Findings"), blank=True)
    cause = models.CharField(_("Cause"), max_length=16, choices=Cause.choices, blank=True)
    work_done = models.TextField(_("Work done and test run"), blank=True)
    result = models.CharField(_("Result"), max_length=12, choices=Result.choices, blank=True)
    minutes_spent = models.PositiveSmallIntegerField(_("Minutes used"), null=True, blank=True)
    completed_at = models.DateTimeField(_("Completed at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("Signed at"), null=True, blank=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Work order")
        indexes = [
            models.Index(fields=["technician", "state"], name="order_by_technician"),
            models.Index(fields=["technician", "-planned_at"], name="order_by_day"),
            models.Index(fields=["technician", "-completed_at"], name="order_by_completion"),
            models.Index(fields=["-completed_at", "-id"], name="order_completed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                name="one_running_order",
                condition=~Q(state__in=[OrderState.WITHDRAWN, OrderState.SIGNED]),
            )
        ]

    def get_absolute_url(self) -> str:
        return address("service:order", self.pk)

    @property
    def title(self) -> str:
        return self.request.title

    def facts(self) -> dict[str, Any]:
        """Return the request's facts: clauses know requests."""
        return self.request.facts()
