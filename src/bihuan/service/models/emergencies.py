"""Emergency plans with their call lists, emergencies and the calls made in them (PROP, SVC-23)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import EncryptedTextField, mask_phone
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.service.models.requests import SEES_ALL, ServiceRequest
from bihuan.service.states.emergencies import EMERGENCY_MOVES, RUNNING_EMERGENCY, EmergencyLevel, Reply

SEES_EMERGENCIES = (*SEES_ALL, Post.OUTLET_MANAGER)


class EmergencyPlanQuerySet(VisibleQuerySet):
    """Plans are read by every colleague: whoever is called must know them."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class EmergencyPlan(Tracked):
    """What is done in one kind of emergency, and who is called in which order."""

    name = models.CharField(_("Plan"), max_length=60, unique=True)
    business = models.CharField(_("Business"), max_length=40, blank=True)
    measures = models.TextField(_("First measures"))
    levels = models.JSONField(_("When which level"), default=dict, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = EmergencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Emergency plan")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service:emergency_plan", args=[self.pk])

    def described(self) -> list[tuple[str, str]]:
        """Return each level's name with when it is declared, the gravest first."""
        return [(str(label), str(self.levels.get(value, ""))) for value, label in EmergencyLevel.choices]


class OnCallQuerySet(VisibleQuerySet):
    """Call lists are read like their plans; numbers are masked."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class OnCall(Tracked):
    """Somebody on a plan's call list, at his place in the calling order: a colleague, or a helper from outside.

    Attributes:
        name, phone: of somebody without an account: a contractor's team, a guard, a neighbour's plant.
    """

    unmask_permission = "service.unmask_on_call"

    plan = models.ForeignKey(EmergencyPlan, on_delete=models.CASCADE, related_name="on_call")
    order = models.PositiveSmallIntegerField(_("Order"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="on_call",
        verbose_name=_("Colleague"),
    )  # fmt: skip
    name = models.CharField(_("Helper from outside"), max_length=40, blank=True)
    phone = EncryptedTextField(_("Phone"), mask=mask_phone, blank=True, default="")
    task = models.CharField(_("Task"), max_length=60, blank=True)

    objects = OnCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("On the call list")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "staff"], name="on_call_once"),
            models.CheckConstraint(condition=Q(staff__isnull=False) ^ ~Q(name=""), name="on_call_is_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.person}"

    @property
    def person(self) -> str:
        return self.staff.name if self.staff else self.name

    @property
    def reached_at(self) -> Any:
        """Return whose record keeps the phone number."""
        return self.staff or self


class EmergencyQuerySet(VisibleQuerySet):
    """Emergencies by viewer: those who run the service, and whoever was called."""

    def visible_to(self, user: Actor) -> Self:
        """Desk, managers and outlets see all; others those to which they were called."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_EMERGENCIES):  # type: ignore[attr-defined]
            return self
        called = EmergencyCall.objects.filter(staff=user.pk).values("emergency")
        return self.filter(Q(owner=user.pk) | Q(declared_by=user.pk) | Q(pk__in=called))

    def running(self) -> Self:
        return self.filter(state__in=RUNNING_EMERGENCY)


class Emergency(Record):
    """One emergency from its declaration to what was learned from it."""

    moves = EMERGENCY_MOVES

    plan = models.ForeignKey(
        EmergencyPlan, on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("Plan")
    )
    level = models.CharField(_("Level"), max_length=8, choices=EmergencyLevel.choices)
    request = models.ForeignKey(
        ServiceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="emergencies",
        verbose_name=_("Request"),
    )  # fmt: skip
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    place = models.CharField(_("Place of the emergency"), max_length=120)
    situation = models.TextField(_("Situation"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Declared by")
    )
    declared_at = models.DateTimeField(_("Declared at"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("In command")
    )
    needed = models.PositiveSmallIntegerField(_("People needed"))
    answer_minutes = models.PositiveSmallIntegerField(_("Minutes to answer"))
    clause = models.ForeignKey(
        "regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause")
    )
    is_list_used_up = models.BooleanField(_("Nobody left to call"), default=False)
    mobilised_at = models.DateTimeField(_("Mobilised at"), null=True, blank=True)
    stood_down_at = models.DateTimeField(_("Stood down at"), null=True, blank=True)
    lessons = models.TextField(_("Lessons"), blank=True)
    lessons_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Sees to the lessons"),
    )  # fmt: skip
    lessons_by = models.DateField(_("To be done by"), null=True, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Emergency")
        verbose_name_plural = _("Emergencies")
        indexes = [
            models.Index(fields=["-declared_at", "-id"], name="emergency_by_time"),
            models.Index(fields=["state", "-declared_at"], name="emergency_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:emergency", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.place} {self.situation.splitlines()[0] if self.situation else ''}".strip()

    def facts(self) -> dict[str, Any]:
        """Return the request's facts; the plan's business and the level as severity."""
        own = self.request.facts() if self.request_id and self.request else {}
        return {**own, "business": self.plan.business or own.get("business", ""), "severity": self.level}


class EmergencyCallQuerySet(VisibleQuerySet):
    """Calls by viewer: one's own; those of whoever may see the emergency."""

    def visible_to(self, user: Actor) -> Self:
        return self.filter(emergency__in=Emergency.objects.visible_to(user))


class EmergencyCall(models.Model):
    """Somebody was called to an emergency, once, and what he said.

    Attributes:
        staff: the colleague; None for a helper from outside, whose `line` of the call list and `name` stand.
    """

    emergency = models.ForeignKey(Emergency, on_delete=models.CASCADE, related_name="calls")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="emergency_calls",
        verbose_name=_("Colleague"),
    )  # fmt: skip
    line = models.ForeignKey(OnCall, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("Helper from outside"), max_length=40, blank=True)
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Stands in for")
    )
    task = models.CharField(_("Task"), max_length=60, blank=True)
    asked_at = models.DateTimeField(_("Called at"))
    answer_by = models.DateTimeField(_("Answer until"))
    reply = models.CharField(_("Answer"), max_length=8, choices=Reply.choices, default=Reply.WAITING)
    replied_at = models.DateTimeField(_("Answered at"), null=True)
    note = models.CharField(_("Note"), max_length=120, blank=True)

    objects = EmergencyCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("Call")
        ordering = ["pk"]
        indexes = [models.Index(fields=["answer_by"], name="call_waiting", condition=Q(reply="waiting"))]
        constraints = [
            models.UniqueConstraint(fields=["emergency", "staff"], name="called_once"),
            models.UniqueConstraint(fields=["emergency", "line"], name="called_once_from_outside"),
        ]

    def __str__(self) -> str:
        return f"{self.emergency_id}: {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("service:call", args=[self.pk])

    @property
    def person(self) -> str:
        return self.staff.name if self.staff else self.name

    @property
    def reached_at(self) -> Any:
        """Return whose record keeps the phone number; None when the line was taken off the list since."""
        return self.staff or self.line
