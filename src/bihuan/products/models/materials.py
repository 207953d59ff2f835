"""Raw material by lot, and which batch took how much of it: what a trace walks along (WAR-06)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.privacy import EncryptedTextField, mask_email, mask_phone
from bihuan.kernel.records import Tracked
from bihuan.products.models.catalogue import Batch, CatalogueQuerySet


def _quantity(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=14, decimal_places=3, **options)


class Supplier(Tracked):
    """Who delivers raw material, and whom to reach there; phone and mail address are sealed."""

    unmask_permission = "products.unmask_supplier"

    name = models.CharField(_("Supplier"), max_length=80, unique=True)
    code = models.CharField(_("Supplier code"), max_length=24, blank=True)
    contact = models.CharField(_("Contact"), max_length=40, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    email = EncryptedTextField(_("E-mail"), blank=True, mask=mask_email)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Supplier")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="supplier_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("products:trace_node", args=["supplier", self.pk])


class SupplierCertificate(models.Model):
    """A certificate of a supplier: of his quality system, of a material, of a safety mark."""

    supplier = models.ForeignKey(
        Supplier, on_delete=models.CASCADE, related_name="certificates", verbose_name=_("Supplier")
    )
    name = models.CharField(_("Certificate"), max_length=80)
    number = models.CharField(_("Certificate no."), max_length=60, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("Certificate of a supplier")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "name", "number"], name="supplier_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()


class Lot(Tracked):
    """One delivery of one raw material, under the lot number its supplier gave it."""

    code = models.CharField(_("Lot no."), max_length=60)
    material = models.CharField(_("Material"), max_length=80)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, related_name="lots", verbose_name=_("Supplier"), db_index=False
    )
    received_on = models.DateField(_("Received on"), null=True, blank=True)
    quantity = _quantity(_("Quantity"), null=True, blank=True)
    unit_of_measure = models.CharField(_("Unit of measure"), max_length=12, blank=True)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "code"]
        verbose_name = _("Lot")
        indexes = [
            models.Index(fields=["supplier", "-id"], name="lot_by_supplier"),
            models.Index(fields=["code"], name="lot_by_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "material", "code"], name="lot_once"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="lot_quantity_above_0"),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("products:trace_node", args=["lot", self.pk])


class BatchLot(models.Model):
    """How much of a lot went into a batch."""

    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="consumed", verbose_name=_("Batch"), db_index=False
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="consumed", verbose_name=_("Lot"))
    quantity = _quantity(_("Quantity used"), null=True, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Use of a lot")
        constraints = [
            models.UniqueConstraint(fields=["batch", "lot"], name="batch_lot_once"),
            models.CheckConstraint(condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="use_above_0"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.lot_id}"
