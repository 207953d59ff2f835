"""Every unit sold, with its warranty and contract (WAR-01)."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import KEEPERS, Customer, Site
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.products.models.catalogue import Batch, ProductModel
from bihuan.products.models.contracts import ServiceContract
from bihuan.products.rules import serial_key

ALL_UNITS = (
    *KEEPERS, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.WAREHOUSE, Post.RND, Post.INCOMING_INSPECTION,
    Post.PURCHASING,
)  # fmt: skip


class UnitQuerySet(VisibleQuerySet):
    """Units by viewer, and their files: a certificate of acceptance bears the customer's name."""

    def visible_to(self, user: Actor) -> Self:
        """Desk, sales, works and managers see all; an outlet's people those in stock and of its own regions."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*ALL_UNITS):  # type: ignore[attr-defined]
            return self
        if outlet := user.outlet_id:  # type: ignore[attr-defined]
            return self.filter(models.Q(customer=None) | models.Q(customer__region__outlet=outlet))
        return self.none()

    def with_files_for(self, user: Actor) -> Self:
        """Return those whose files somebody may open; works see every unit, but not its customer's papers."""
        return self.visible_to(user).filter(customer=None) if sees_no_customers(user) else self.visible_to(user)


def sees_no_customers(user: Actor) -> bool:
    """Tell whether somebody sees all units and not their customers: works, warehouse, development."""
    return user.actor_kind == "staff" and user.holds(*ALL_UNITS) and not user.holds(*KEEPERS)  # type: ignore[attr-defined]


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

    delivered_on = models.DateField(_("Delivered or picked up on"), null=True, blank=True)
    term_from = models.DateField(_("Term anew from"), null=True, blank=True, editable=False)
    left_out_days = models.PositiveSmallIntegerField(_("Days in repair left out"), default=0, editable=False)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", editable=False,
        verbose_name=_("Replaced by"),
    )  # fmt: skip
    replaced_on = models.DateField(_("Replaced on"), null=True, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Unit sold")
        indexes = [
            models.Index(fields=["customer", "-id"], name="unit_by_customer"),
            models.Index(fields=["model", "-id"], name="unit_by_model"),
            models.Index(fields=["model", "produced_on"], name="unit_by_production"),
            models.Index(
                fields=["model", "sold_on"], include=("batch", "replaced_on", "customer"), name="unit_in_field"
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.serial_key = serial_key(self.serial)
        if "serial" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = [*kwargs["update_fields"], "serial_key"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("products:unit", self.pk)

    @property
    def title(self) -> str:
        return f"{self.model.code} {self.serial}"

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        line = self.model.line
        customer = self.customer.number if self.customer else ""
        return {"product_line": line.code, "model": self.model.code, "customer": customer}
