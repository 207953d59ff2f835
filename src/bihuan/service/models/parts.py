"""Parts on a job: what was used, and what is missing and waited for (PRT-02)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.parts.models import Part, Place
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.states.parts import PART_REQUEST_MOVES, PartRequestState


class PartUsageQuerySet(VisibleQuerySet):
    """What was used: whoever sees the job sees it."""

    def visible_to(self, user: Actor) -> Self:
        """Return the usages of visible jobs."""
        return self if user.actor_kind == "system" else self.filter(order__in=WorkOrder.objects.visible_to(user))


class PartUsage(Tracked):
    """One line under «parts and charges» of the 「维修服务凭证」."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="parts_used", verbose_name=_("Work order"))
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name=_("Part"))
    instead_of = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Instead of the original")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("Taken from"))
    quantity = models.PositiveIntegerField(_("Quantity"))
    quantity_returned = models.PositiveIntegerField(_("Returned unused"), default=0)
    serial_out = models.CharField(_("Serial no. taken out"), max_length=60, blank=True)
    serial_in = models.CharField(_("Serial no. put in"), max_length=60, blank=True)
    list_price = models.DecimalField(_("List price (CNY)"), max_digits=12, decimal_places=2)
    from_reserve = models.PositiveIntegerField(_("Of these from the emergency reserve"), default=0)
    cost_price = models.DecimalField(_("Cost price (CNY)"), max_digits=12, decimal_places=2)
    used_at = models.DateTimeField(_("Used at"))
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Entered by")
    )

    objects = PartUsageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Part used")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="usage_uses_something"),
            models.CheckConstraint(condition=Q(quantity_returned__lte=F("quantity")), name="usage_returns_its_own"),
        ]

    def __str__(self) -> str:
        return f"{self.part} × {self.kept}"

    @property
    def kept(self) -> int:
        """What stayed in the product: used less returned."""
        return self.quantity - self.quantity_returned

    @property
    def amount(self) -> Decimal:
        """Return what stayed, at list price in CNY."""
        return self.list_price * self.kept

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()


class PartRequestQuerySet(VisibleQuerySet):
    """Missing parts by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Whoever sees the request sees what it waits for; the warehouse and purchasing see all."""
        if user.actor_kind == "system":
            return self
        if user.actor_kind == "staff" and user.holds(Post.WAREHOUSE, Post.PURCHASING):  # type: ignore[attr-defined]
            return self
        return self.filter(request__in=ServiceRequest.objects.visible_to(user))


class PartRequest(Record):
    """A part a repair waits for: wanted, ordered, arrived."""

    moves = PART_REQUEST_MOVES

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="part_requests", verbose_name=_("Request"))
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", verbose_name=_("Part"))
    quantity = models.PositiveIntegerField(_("Quantity"))
    wanted_at = models.DateTimeField(_("Missing since"))
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Asked by")
    )
    expected_on = models.DateField(_("Expected on"), null=True, blank=True)
    arrived_at = models.DateTimeField(pgettext_lazy("parts", "Arrived at"), null=True, blank=True)

    objects = PartRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Missing part")
        indexes = [models.Index(fields=["state", "-id"], name="part_request_by_state")]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="part_request_wants_something")]

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is still missing."""
        return self.state in (PartRequestState.WANTED, PartRequestState.ORDERED)

    @property
    def title(self) -> str:
        return f"{self.part} × {self.quantity}"

    def facts(self) -> dict[str, Any]:
        """Return the request's facts: clauses know requests."""
        return self.request.facts()

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()
