"""Spare parts and their approved substitutes (PRT-02)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.parts.rules import code_key
from bihuan.products.models import ProductLine, ProductModel


class PartQuerySet(VisibleQuerySet):
    """The catalogue of parts is open to every colleague."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)


class Part(Tracked):
    """A spare part; counted in whole units, so cable is kept in metres and refrigerant in grams."""

    code = models.CharField(_("Part no."), max_length=40, unique=True)
    code_key = models.CharField(max_length=40, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=80)
    unit_of_measure = models.CharField(_("Unit of measure"), max_length=10, blank=True)
    list_price = models.DecimalField(_("List price (CNY)"), max_digits=12, decimal_places=2, default=0)
    cost_price = models.DecimalField(_("Cost price (CNY)"), max_digits=12, decimal_places=2, default=0)
    fits_lines = models.ManyToManyField(ProductLine, blank=True, related_name="parts", verbose_name=_("Product lines"))
    fits_models = models.ManyToManyField(ProductModel, blank=True, related_name="parts", verbose_name=_("Models"))
    is_serialised = models.BooleanField(_("Has serial numbers"), default=False)
    is_due_back = models.BooleanField(_("Faulty one is sent back"), default=False)
    is_obsolete = models.BooleanField(_("Obsolete"), default=False)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("Part")
        constraints = [
            models.CheckConstraint(condition=Q(list_price__gte=0, cost_price__gte=0), name="part_price_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code_key = code_key(self.code)
        if "code" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = [*kwargs["update_fields"], "code_key"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("parts:part", args=[self.pk])


class SubstituteQuerySet(VisibleQuerySet):
    """Substitutes are as open as the parts."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)

    def valid(self, on: date) -> Self:
        """Return the approved ones in force on a day."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), approved_at__isnull=False, ended_at=None, valid_from__lte=on
        )


class Substitute(Tracked):
    """A part that may be used instead of another, once somebody answered for it (PRT-02)."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="substitutes", verbose_name=_("Original part"))
    substitute = models.ForeignKey(Part, models.PROTECT, related_name="replaces", verbose_name=_("Substitute"))
    reason = models.CharField(_("Why it is as good"), max_length=200)
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, verbose_name=_("Proposed by"))
    approved_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Approved by")
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("Refused at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Not valid since"), null=True, blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)

    objects = SubstituteQuerySet.as_manager()

    class Meta:
        ordering = ["part", "-valid_from"]
        verbose_name = _("Substitute")
        constraints = [
            models.CheckConstraint(condition=~Q(part=F("substitute")), name="substitute_is_another_part"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="substitute_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part.code} → {self.substitute.code}"

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the original's product line."""
        line = self.part.fits_lines.first()
        return {"product_line": line.code if line else ""}

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided about it yet."""
        return self.approved_at is None and self.refused_at is None and self.ended_at is None

    def is_valid(self, on: date) -> bool:
        """Tell whether it may be used on a day."""
        is_over = self.ended_at is not None or bool(self.valid_until and self.valid_until < on)
        return self.approved_at is not None and not is_over and self.valid_from <= on

    def get_absolute_url(self) -> str:
        return self.part.get_absolute_url()
