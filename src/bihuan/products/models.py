"""Products: lines, models, batches, and every unit sold with its warranty and contract (WAR-01)."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import KEEPERS, Customer, Site
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.products.rules import serial_key

ALL_UNITS = (
    *KEEPERS, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.WAREHOUSE, Post.RND, Post.INCOMING_INSPECTION,
    Post.PURCHASING,
)  # fmt: skip


class CatalogueQuerySet(VisibleQuerySet):
    """The catalogue is open to every colleague."""

    def visible_to(self, user: Actor) -> Self:
        """Show all rows to staff, none to anybody else."""
        return self if user.actor_kind == "staff" else super().visible_to(user)


class UnitQuerySet(VisibleQuerySet):
    """Units by viewer; a certificate of acceptance bears a customer's name, so not everybody's to see."""

    def visible_to(self, user: Actor) -> Self:
        """Desk, sales, works and managers see all; an outlet's people those in stock and of its own regions."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_UNITS):  # type: ignore[attr-defined]
            return self
        if outlet := user.outlet_id:  # type: ignore[attr-defined]
            return self.filter(models.Q(customer=None) | models.Q(customer__region__outlet=outlet))
        return self.none()


class ContractQuerySet(VisibleQuerySet):
    """Contracts: whoever sees the customer sees them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the contracts of visible customers."""
        return self if user.actor_kind == "system" else self.filter(customer__in=Customer.objects.visible_to(user))


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
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="fault_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ServiceContract(Tracked):
    """A maintenance contract: which units, from when to when."""

    number = models.CharField(_("Contract no."), max_length=40, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("Customer")
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    covers_all = models.BooleanField(_("Covers all the customer's units"), default=False)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("Service contract")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="contract_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Unit(Tracked):
    """One serial-numbered product at a customer's (WAR-01)."""

    serial = models.CharField(_("Serial no."), max_length=60, unique=True)
    serial_key = models.CharField(max_length=60, unique=True, editable=False)
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="units", verbose_name=_("Model"))
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("Batch")
    )
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("Customer")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("Site")
    )
    sold_on = models.DateField(_("Sold on"), null=True, blank=True)
    sales_contract = models.CharField(_("Sales contract"), max_length=40, blank=True)
    warranty_months = models.PositiveSmallIntegerField(
        _("Warranty in months"), null=True, blank=True,
        help_text=_("By the sales contract; empty: by the model, else by the clause."),
    )  # fmt: skip
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    acceptance = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Acceptance certificate"),
    )  # fmt: skip
    contract = models.ForeignKey(
        ServiceContract, on_delete=models.PROTECT, null=True, blank=True, related_name="units",
        verbose_name=_("Service contract"),
    )  # fmt: skip

    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces",
        verbose_name=_("Replaced by"),
    )  # fmt: skip

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Unit sold")
        indexes = [
            models.Index(fields=["customer", "-id"], name="unit_by_customer"),
            models.Index(fields=["model", "-id"], name="unit_by_model"),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.serial_key = serial_key(self.serial)
        if "serial" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = [*kwargs["update_fields"], "serial_key"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("products:unit", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.model.code} {self.serial}"

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        line = self.model.line
        customer = self.customer.number if self.customer else ""
        return {"product_line": line.code, "model": self.model.code, "customer": customer}
