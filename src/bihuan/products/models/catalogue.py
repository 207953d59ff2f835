"""The catalogue: lines, models, batches, fault codes."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet


class CatalogueQuerySet(VisibleQuerySet):
    """The catalogue is open to every colleague."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)


class ProductLine(Tracked):
    """A family of products; regulations can be limited to one."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    warranty_months = models.PositiveSmallIntegerField(_("Warranty in months"), null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("Product line")

    def __str__(self) -> str:
        return self.name


class ProductModel(Tracked):
    """A model as its name plate says."""

    code = models.CharField(_("Model"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    line = models.ForeignKey(
        ProductLine, on_delete=models.PROTECT, related_name="models", verbose_name=_("Product line")
    )
    warranty_months = models.PositiveSmallIntegerField(_("Warranty in months"), null=True, blank=True)
    output_per_hour = models.DecimalField(
        _("Output per hour, in pieces"), max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("Scrap and rework are counted in hours of production by it."),
    )  # fmt: skip
    is_active = models.BooleanField(_("In production"), default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("Product model")

    def __str__(self) -> str:
        return self.code


class Batch(Tracked):
    """What was made of one model in one run."""

    code = models.CharField(_("Batch"), max_length=40)
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="batches", verbose_name=_("Model"))
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["-produced_on", "code"]
        verbose_name = _("Batch")
        constraints = [models.UniqueConstraint(fields=["model", "code"], name="batch_once")]

    def __str__(self) -> str:
        return self.code


class FaultCode(Tracked):
    """What the display shows or the book says, by product line."""

    code = models.CharField(_("Fault code"), max_length=20)
    name = models.CharField(_("Meaning"), max_length=120)
    line = models.ForeignKey(
        ProductLine, on_delete=models.PROTECT, null=True, blank=True, related_name="fault_codes",
        verbose_name=_("Product line"),
    )  # fmt: skip

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("Fault code")
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="fault_code_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(line=None), name="fault_code_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
