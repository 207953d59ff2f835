"""Places where parts lie: warehouses, outlets, technicians' vans (PRT-01)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.states import Post
from bihuan.parts.states import PlaceKind

ALL_PLACES = (
    Post.WAREHOUSE, Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER, Post.SUPERVISOR,
    Post.DEPARTMENT_MANAGER, Post.PURCHASING, Post.PRODUCTION_PLANNING, Post.QUALITY, Post.RND, Post.ACCOUNTANT,
    Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER, Post.GM_OFFICE,
)  # fmt: skip


class PlaceQuerySet(VisibleQuerySet):
    """Places by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Warehouse, desk and managers see all; an outlet's people the warehouses and their own outlet's places."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_PLACES):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk)
        if outlet := user.outlet_id:  # type: ignore[attr-defined]
            own |= Q(outlet=outlet) | Q(place_kind=PlaceKind.WAREHOUSE)
        return self.filter(own)


class Place(Tracked):
    """Where parts lie; a van is one technician's."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    place_kind = models.CharField(_("Kind"), max_length=12, choices=PlaceKind.choices)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="part_places", verbose_name=_("Outlet")
    )
    technician = models.OneToOneField(
        Staff, models.PROTECT, null=True, blank=True, related_name="van", verbose_name=_("Technician")
    )
    is_active = models.BooleanField(_("In use"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["place_kind", "code"]
        verbose_name = _("Place of parts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(place_kind="van") | Q(technician__isnull=False), name="van_has_a_technician"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> dict[str, str]:
        """Return what clauses may match on: whose place it is."""
        return self.outlet.facts() if self.outlet else {"outlet": "", "outlet_kind": "", "department": ""}

    def get_absolute_url(self) -> str:
        return reverse("parts:place", args=[self.pk])
