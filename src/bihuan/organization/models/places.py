"""Departments, service outlets and the regions they look after."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.states import Area, OutletKind, RevenueGroup


class PlaceQuerySet(VisibleQuerySet):
    """Places are in the company's directory: every colleague sees them, nobody else."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class Department(Tracked):
    """A department; its manager is the superior of its staff."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Manager")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Department")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Outlet(Tracked):
    """A service outlet, the company's own or a contractor's (ORG)."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    outlet_kind = models.CharField(_("Kind"), max_length=12, choices=OutletKind.choices, default=OutletKind.OWN)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="outlets", verbose_name=_("Department")
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Manager")
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    latitude = models.DecimalField(_("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    calendar = models.ForeignKey(
        "organization.WorkingCalendar", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Technicians' working calendar"), help_text=_("Empty: office hours."),
    )  # fmt: skip
    revenue_group = models.CharField(
        _("Revenue group"), max_length=8, choices=RevenueGroup.choices, blank=True,
        help_text=_("Groups two and three may reach a customer tier with less revenue, by the clause."),
    )  # fmt: skip
    is_active = models.BooleanField(_("In service"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Outlet")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> dict[str, str]:
        """Return what clauses may match on."""
        department = self.department.code if self.department else ""
        return {"outlet": self.code, "outlet_kind": self.outlet_kind, "department": department}


class Region(Tracked):
    """A part of the country; its area decides how soon somebody must be there (FULL 3.4)."""

    name = models.CharField(_("Name"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    area = models.CharField(_("Area"), max_length=8, choices=Area.choices, default=Area.CITY)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="regions", verbose_name=_("Outlet")
    )
    latitude = models.DecimalField(_("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Region")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="region_name_once",
                violation_error_message=_("There is a region of this name already."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="region_top_name_once",
                violation_error_message=_("There is a region of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
