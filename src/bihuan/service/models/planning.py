"""What else stands in a technician's calendar: appointments, jobs he helps on, and plans for a whole day."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.service.models.installations import Installation
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.requests import SEES_ALL
from bihuan.service.states import AppointmentKind


class DayQuerySet(VisibleQuerySet):
    """What belongs to a technician's day: his own, his outlet's to its manager, all to the desk."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(technician__outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)


class AppointmentQuerySet(DayQuerySet):
    """Appointments by viewer."""

    def standing(self) -> Self:
        return self.filter(is_cancelled=False)


class Appointment(Tracked):
    """Time of a technician that no request fills: general administration (FULL 4.1), or an installation's.

    Attributes:
        installation: whose agreed time it is; it moves with that and is cancelled with it.
    """

    service_class = ""  # filled where it is shown (`queries.reports.daily`)

    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("Technician")
    )
    appointment_kind = models.CharField(
        _("Kind"), max_length=12, choices=AppointmentKind.choices, default=AppointmentKind.MEETING
    )
    subject = models.CharField(_("Subject"), max_length=80)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    place = models.CharField(_("Place"), max_length=80, blank=True)
    installation = models.ForeignKey(
        Installation, null=True, on_delete=models.PROTECT, related_name="appointments", editable=False
    )
    is_cancelled = models.BooleanField(_("Called off"), default=False, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Appointment")
        indexes = [models.Index(fields=["technician", "starts_at"], name="appointment_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        if self.installation_id:
            return reverse("service:installation", args=[self.installation_id])
        return reverse("service:appointment", args=[self.pk])

    @property
    def move_url(self) -> str:
        """Return the form that moves it; "" of a companion's, who goes where the lead goes."""
        if self.installation is None:
            return self.get_absolute_url()
        is_lead = self.installation.technician_id == self.technician_id and self.installation.moves_on
        return reverse("service:installation_entrust", args=[self.installation_id]) if is_lead else ""

    @property
    def shade(self) -> str:
        """Return how calendars show it: a customer's installation, or an appointment."""
        return "fit" if self.installation_id else "meet"

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def verdict(self) -> str:
        """Return from what its service class follows: installing what was sold is free, anything else internal."""
        return "free" if self.installation_id else "internal"


class CrewMember(Tracked):
    """Somebody who helps on a work order; the order stays its lead's."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="crew", verbose_name=_("Work order"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helps_on", verbose_name=_("Helper")
    )
    minutes = models.PositiveSmallIntegerField(_("Minutes used"), null=True, blank=True)
    removed_at = models.DateTimeField(_("Removed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("Helper")
        constraints = [
            models.UniqueConstraint(fields=["order", "person"], name="helper_once", condition=Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.order}"


class DayPlanQuerySet(VisibleQuerySet):
    """Plans by viewer: the desk's, and an outlet's manager's own."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.has_perm("service.plan_days"):
            return self if user.holds(*SEES_ALL) else self.filter(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.none()


class DayPlan(Tracked):
    """A proposal for a whole day: who goes where in which order, and what doesn't fit (SVC-08).

    Attributes:
        is_again: jobs that were planned before are laid out anew too, where nobody has set out.
        content: lines and what is left, as `queries.plans.kept` writes it; None while it is being worked out.
        taken: request → what became of it when it was accepted, "" for the good ones.
    """

    day = models.DateField(_("Day"))
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_again = models.BooleanField(default=False)
    solver = models.CharField(max_length=12, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    content = models.JSONField[dict[str, Any] | None](null=True, default=None)
    taken = models.JSONField[dict[str, str]](default=dict)

    objects = DayPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Plan of a day")
        indexes = [models.Index(fields=["-created_at"], name="day_plan_by_time")]

    def __str__(self) -> str:
        return f"{self.day} {self.outlet or ''}".strip()

    def get_absolute_url(self) -> str:
        return reverse("service:day_plan", args=[self.pk])
