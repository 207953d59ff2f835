"""Software by model or line, its versions, and what runs on each unit (SVC-19)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.products.models.catalogue import CatalogueQuerySet, ProductLine, ProductModel
from bihuan.products.models.units import Unit
from bihuan.products.states import InstallWay


class Software(Tracked):
    """A piece of software that runs on a model, or on every model of a line."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Software"), max_length=80)
    line = models.ForeignKey(
        ProductLine, null=True, blank=True, on_delete=models.PROTECT, related_name="software",
        verbose_name=_("Product line"),
    )  # fmt: skip
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="software",
        verbose_name=_("Model"),
    )  # fmt: skip
    is_excepted = models.BooleanField(
        _("Named software, charged separately"), default=False,
        help_text=_("Excepted from free service by the clause; its price goes on the bill."),
    )  # fmt: skip
    list_price = models.DecimalField(_("List price"), max_digits=10, decimal_places=2, default=0)
    cost_price = models.DecimalField(_("Cost price"), max_digits=10, decimal_places=2, default=0)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("Software")
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(model__isnull=True), name="software_of_line_or_model"
            ),
            models.CheckConstraint(
                condition=Q(list_price__gte=0, cost_price__gte=0), name="software_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("products:software", args=[self.pk])

    @property
    def title(self) -> str:
        return self.name

    def fits(self, model: ProductModel | None) -> bool:
        """Tell whether it runs on a model."""
        if model is None or (self.line_id is None and self.model_id is None):
            return True
        return model.pk == self.model_id or model.line_id == self.line_id


class SoftwareVersion(Tracked):
    """One released version; the newest one that was not withdrawn is what units should run."""

    software = models.ForeignKey(
        Software, on_delete=models.PROTECT, related_name="versions", verbose_name=_("Software")
    )
    version = models.CharField(_("Version"), max_length=40)
    released_on = models.DateField(_("Released on"))
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name=_("Replaces")
    )
    note = models.TextField(_("What is new"), blank=True)
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_why = models.CharField(_("Why withdrawn"), max_length=200, blank=True, editable=False)
    is_newest = models.BooleanField(_("Newest version"), default=False, editable=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["software", "-released_on", "-pk"]
        verbose_name = _("Version of software")
        constraints = [
            models.UniqueConstraint(fields=["software", "version"], name="software_version_once"),
            models.UniqueConstraint(fields=["software"], condition=Q(is_newest=True), name="software_one_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.software.name} {self.version}"

    def get_absolute_url(self) -> str:
        return self.software.get_absolute_url()


class UnitSoftwareQuerySet(VisibleQuerySet):
    """What runs on units: whoever sees the unit."""

    def visible_to(self, user: Actor) -> Self:
        """Return the software of visible units."""
        return self if user.actor_kind == "system" else self.filter(unit__in=Unit.objects.visible_to(user))

    def current(self) -> Self:
        """Return what runs now."""
        return self.filter(is_current=True)


class UnitSoftware(models.Model):
    """A version on a unit, from its installation until the next; rows are added, never rewritten."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="software", verbose_name=pgettext_lazy("trace", "Unit")
    )
    software = models.ForeignKey(Software, on_delete=models.PROTECT, related_name="+", verbose_name=_("Software"))
    version = models.ForeignKey(
        SoftwareVersion, on_delete=models.PROTECT, related_name="installed", verbose_name=_("Version")
    )
    way = models.CharField(_("How it came"), max_length=12, choices=InstallWay.choices)
    installed_at = models.DateTimeField(_("Installed at"))
    installed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Installed by"),
    )  # fmt: skip
    job_number = models.CharField(_("Job"), max_length=40, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    is_current = models.BooleanField(_("Runs now"), default=True)

    objects = UnitSoftwareQuerySet.as_manager()

    class Meta:
        ordering = ["-installed_at", "-pk"]
        verbose_name = _("Software on a unit")
        indexes = [
            models.Index(fields=["version", "is_current", "-id"], name="unit_software_by_version"),
            models.Index(fields=["is_current", "-id"], name="unit_software_current"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "software"], condition=Q(is_current=True), name="unit_software_one_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.version_id}"

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.unit.facts()
