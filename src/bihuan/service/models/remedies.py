"""Statutory repair, replacement and refund of one unit (三包, WAR-04)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.states.remedies import REMEDY_MOVES, RemedyKind, RemedyOrigin, RemedyState

STAFF = settings.AUTH_USER_MODEL


class RemedyQuerySet(VisibleQuerySet):
    """Remedies by viewer: as their requests."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible requests."""
        if user.actor_kind == "system":
            return self
        return self.filter(request__in=ServiceRequest.objects.visible_to(user).values("pk"))


class Remedy(Record):
    """A repair, replacement or refund that a clause proposes or a customer asks for, until he has it."""

    moves = REMEDY_MOVES

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="remedies", verbose_name=_("Request")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="remedies", verbose_name=_("Product"))
    origin = models.CharField(_("Asked by"), max_length=10, choices=RemedyOrigin.choices)
    rule = models.CharField(max_length=40, blank=True, editable=False)
    trigger = models.CharField(max_length=20, blank=True, editable=False)
    evidence = models.JSONField(_("Evidence"), default=dict, blank=True)
    parameter = models.ForeignKey("regulations.Parameter", null=True, on_delete=models.PROTECT, related_name="+")
    offers = models.JSONField(_("Offered"), default=list)
    decider = models.CharField(_("Decided by"), max_length=40, choices=Post.choices)
    needs_responsibility = models.BooleanField(_("Responsibility first"), default=False)
    reason = models.TextField(_("Reason"), blank=True)
    responsibility = models.TextField(_("Responsibility"), blank=True)
    kind_of = models.CharField(_("Remedy"), max_length=12, choices=RemedyKind.choices, blank=True)
    price = models.DecimalField(_("Price paid"), max_digits=12, decimal_places=2, null=True, blank=True)
    used_days = models.PositiveIntegerField(_("Days of use"), null=True, blank=True)
    percent = models.DecimalField(_("Depreciation per day, %"), max_digits=6, decimal_places=3, null=True, blank=True)
    depreciation = models.DecimalField(_("Depreciation"), max_digits=12, decimal_places=2, null=True, blank=True)
    refund_amount = models.DecimalField(_("Amount refunded"), max_digits=12, decimal_places=2, null=True, blank=True)
    replacement = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Replaced by")
    )
    decided_by = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    proposed_at = models.DateTimeField(_("Proposed at"))
    decided_at = models.DateTimeField(_("Decided at"), null=True, blank=True)
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)

    objects = RemedyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Repair, replacement, refund")
        indexes = [models.Index(fields=["state", "-proposed_at"], name="remedy_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], name="one_open_remedy",
                condition=models.Q(state__in=[RemedyState.PROPOSED, RemedyState.AGREED]),
            )
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("service:remedy", args=[self.pk])

    @property
    def title(self) -> str:
        """Return what it is about in one line."""
        return f"{self.get_kind_of_display() or _('Repair, replacement, refund')} · {self.unit.title}"

    @property
    def department(self) -> Department | None:
        """Return the department that the request is with."""
        return self.request.department

    def facts(self) -> dict[str, Any]:
        """Return the request's facts: clauses know requests."""
        return self.request.facts()
