"""The 「客户基本资料表」: customers, their contacts and the places where their products stand (CUS-01)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.customers.rules.doubles import address_key
from bihuan.customers.states import CustomerKind
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.privacy import (
    BlindIndexField,
    EncryptedTextField,
    mask_address,
    mask_email,
    mask_phone,
    normalize_phone,
    phone_tail,
)
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models import Region
from bihuan.organization.states import Post

KEEPERS = (
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER, Post.SUPERVISOR, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.SALES, Post.SALES_CLERK, Post.ACCOUNTANT, Post.ADMINISTRATION, Post.OFFICE, Post.GM_OFFICE,
    Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class CustomerQuerySet(VisibleQuerySet):
    """Customers by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Desk, sales and managers see all; an outlet's manager the customers of its regions."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*KEEPERS):  # type: ignore[attr-defined]
            return self
        if user.holds(Post.OUTLET_MANAGER) and user.outlet_id:  # type: ignore[attr-defined]
            return self.filter(region__outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.none()

    def standing(self) -> Self:
        """Return the files that weren't put into another."""
        return self.filter(merged_into=None)

    def approachable(self) -> Self:
        """Return whom one may call, write to and visit: no data locked or erased, no file put into another."""
        return self.standing().filter(is_restricted=False, erased_at=None)


class PartQuerySet(VisibleQuerySet):
    """Contacts and sites: whoever sees the customer sees them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the parts of visible customers."""
        return self if user.actor_kind == "system" else self.filter(customer__in=Customer.objects.visible_to(user))


class Customer(Tracked):
    """Somebody whose trouble is ours."""

    number = models.CharField(_("Customer no."), max_length=40, unique=True, editable=False)
    name = models.CharField(_("Customer name"), max_length=80)
    customer_kind = models.CharField(
        _("Kind"), max_length=12, choices=CustomerKind.choices, default=CustomerKind.HOUSEHOLD
    )
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    phone_index = BlindIndexField(source="phone", prepare=normalize_phone)
    phone_tail = BlindIndexField(source="phone", prepare=phone_tail, purpose="phone-tail")
    email = EncryptedTextField(_("E-mail"), blank=True, mask=mask_email)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    business = models.CharField(_("Business"), max_length=40, blank=True)
    tier = models.CharField(_("Tier"), max_length=20, blank=True)
    is_key = models.BooleanField(_("Key account"), default=False)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("In charge"),
    )  # fmt: skip
    remarks = models.TextField(_("Remarks"), blank=True)
    name_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    address_index = BlindIndexField(source="address", prepare=address_key, purpose="address")
    compared_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="doubles",
        verbose_name=_("Put into"),
    )  # fmt: skip
    # At his own wish nothing is done with his data but what duty demands, then it is erased (operations/erasure.py).
    is_restricted = models.BooleanField(_("Data locked"), default=False, editable=False)
    erased_at = models.DateTimeField(_("Erased at"), null=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Customer")
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["region", "-id"], name="customer_by_region"),
            models.Index(fields=["id"], condition=models.Q(compared_at=None), name="customer_to_compare"),
        ]

    def __str__(self) -> str:
        return self.name or _("Erased customer %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return address("customers:customer", self.pk)

    @property
    def title(self) -> str:
        return str(self)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        area = self.region.area if self.region else ""
        return {"customer": self.number, "tier": self.tier, "business": self.business, "area": area}


class Part(Tracked):
    """What Contact and Site share: they belong to a customer and stand on his page."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name  # type: ignore[attr-defined,no-any-return]

    def get_absolute_url(self) -> str:
        return self.customer.get_absolute_url()  # type: ignore[attr-defined,no-any-return]


class Contact(Part):
    """A person at a customer's."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("Customer")
    )
    name = models.CharField(_("Name"), max_length=80)
    title_text = models.CharField(_("Position"), max_length=60, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    phone_index = BlindIndexField(source="phone", prepare=normalize_phone)
    phone_tail = BlindIndexField(source="phone", prepare=phone_tail, purpose="phone-tail")
    is_active = models.BooleanField(_("Current"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Contact")


class Site(Part):
    """A place where products of a customer stand."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites", verbose_name=_("Customer"))
    name = models.CharField(_("Site"), max_length=80)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    latitude = models.DecimalField(_("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Site")
