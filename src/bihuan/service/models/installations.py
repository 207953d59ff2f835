"""Delivery to acceptance: the installation, its units, the training and the defects of a refused one (SVC-18)."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer, Site
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import file_field, person_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.products.models import ProductModel, Unit
from bihuan.service.models.requests import SEES_ALL
from bihuan.service.states.installations import INSTALLATION_MOVES, RUNNING_INSTALLATIONS

PLANNED_MINUTES = 180  # where whoever plans says nothing else


class InstallationQuerySet(VisibleQuerySet):
    """Installations by viewer: desk, sales and managers see all; others their own, an outlet's manager its own."""

    def visible_to(self, user: Actor) -> Self:
        """Show one's own, whoever sees all requests all."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        along = InstallationMember.objects.filter(person=user.pk, removed_at=None).values("installation")
        own = Q(technician=user.pk) | Q(planned_by=user.pk) | Q(pk__in=along)
        if user.outlet_id and user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)

    def running(self) -> Self:
        """Return what is neither accepted nor cancelled."""
        return self.filter(state__in=RUNNING_INSTALLATIONS)


class Installation(Record):
    """What one sales contract brings to one customer, up to the 「产品验收证明书」 both sides sign."""

    moves = INSTALLATION_MOVES

    sales_contract = models.CharField(_("Sales contract"), max_length=40)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="installations", verbose_name=_("Customer")
    )
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Site")
    )
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model"))
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    technician = person_field(_("Technician"), related_name="installations")
    helpers = models.CharField(_("Also there"), max_length=120, blank=True)
    planned_by = person_field(_("Planned by"))
    planned_at = models.DateTimeField(_("Agreed time"))
    planned_minutes = models.PositiveSmallIntegerField(_("Planned minutes"), default=PLANNED_MINUTES)
    remarks = models.TextField(_("Remarks"), blank=True)

    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)
    received_by = models.CharField(_("Goods received by"), max_length=80, blank=True)
    is_complete = models.BooleanField(_("Complete and undamaged"), default=False)
    damage = models.TextField(_("Missing or damaged"), blank=True)
    made_good = models.TextField(_("How it was made good"), blank=True)
    work_done = models.TextField(_("Installation and commissioning"), blank=True)
    installed_at = models.DateTimeField(_("Commissioned at"), null=True, blank=True)
    trained_at = models.DateTimeField(_("Operator works alone since"), null=True, blank=True)

    our_signature = file_field(_("Our signature"))
    our_signer = models.CharField(_("Signed for us by"), max_length=80, blank=True)
    customer_signature = file_field(_("Customer's signature"))
    customer_signer = models.CharField(_("Signed for the customer by"), max_length=80, blank=True)
    is_paper = models.BooleanField(_("Signed on paper"), default=False)
    customer_note = models.TextField(_("Customer's remark"), blank=True)
    refusal = models.TextField(_("Why it was not accepted"), blank=True)
    accepted_at = models.DateTimeField(_("Acceptance signed at"), null=True, blank=True)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Installation")
        indexes = [
            models.Index(fields=["-planned_at", "-id"], name="installation_by_time"),
            models.Index(fields=["state", "-planned_at", "-id"], name="installation_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:installation", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} {self.model.code}"

    @property
    def owner_id(self) -> int | None:
        """Return who keeps its time limits: the technician, until there is one whoever planned it."""
        return self.technician_id or self.planned_by_id

    @property
    def accepted_on(self) -> date | None:
        """Return the day both sides signed; the warranty begins then."""
        return timezone.localdate(self.accepted_at) if self.accepted_at else None

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_INSTALLATIONS

    @cached_property
    def companions(self) -> list[Any]:
        """Return the technicians who go along, in the order they were added."""
        return [one.person for one in self.crew.filter(removed_at=None).select_related("person").order_by("pk")]

    @property
    def moves_on(self) -> bool:
        """Tell whether time and people can still be changed."""
        return self.state in self.moves.get("entrust").sources

    @property
    def ends_at(self) -> datetime:
        """Return when the agreed time is over."""
        return self.planned_at + timedelta(minutes=self.planned_minutes)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return {
            "product_line": self.model.line.code, "model": self.model.code, "customer": self.customer.number,
            "outlet": self.outlet.code if self.outlet else "",
        }  # fmt: skip


class InstallationMember(Tracked):
    """A technician who goes along; the installation stays its lead's, who signs."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="crew")
    person = person_field(_("Companion"), null=False, blank=False, related_name="installs_along")
    removed_at = models.DateTimeField(_("Removed at"), null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "person"], name="companion_once", condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.installation}"


class InstallationUnit(models.Model):
    """One unit of an installation with what was found on commissioning, point by point."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="installations", verbose_name=_("Product"))
    points = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["installation", "unit"], name="installation_unit_once")]

    def __str__(self) -> str:
        return self.unit.serial

    @property
    def is_passed(self) -> bool:
        """Return whether every point of the checklist was found in order."""
        return all(point.get("ok") for point in self.points)


class TrainingSession(models.Model):
    """One training of the customer's operators; repeated until they work alone (FULL 3.7)."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("Held on"))
    trainees = models.CharField(_("Who was trained"), max_length=200)
    topics = models.TextField(_("Topics"))
    hours = models.DecimalField(_("Hours"), max_digits=5, decimal_places=1)
    works_alone = models.BooleanField(_("Operator works alone"))
    trainer = person_field(_("Trainer"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="training_takes_time")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.trainees}"


class AcceptanceDefect(models.Model):
    """One defect for which the customer did not accept, and how it was put right."""

    installation = models.ForeignKey(Installation, on_delete=models.CASCADE, related_name="defects")
    round = models.PositiveSmallIntegerField(_("Acceptance no."), default=1)
    text = models.CharField(_("Defect"), max_length=300)
    remedy = models.TextField(_("How it was put right"), blank=True)
    mended_at = models.DateTimeField(_("Put right at"), null=True, blank=True)
    mended_by = person_field(_("Put right by"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
