"""The 「报修登记簿」."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.prepared import written
from bihuan.kernel.privacy import (
    BlindIndexField,
    EncryptedTextField,
    mask_address,
    mask_phone,
    normalize_phone,
    phone_tail,
)
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department, Outlet, Region
from bihuan.organization.states import Area, Post
from bihuan.products.models import ProductModel, SoftwareVersion, Unit
from bihuan.service.models.classes import FaultClass
from bihuan.service.states import (
    OPEN,
    REQUEST_MOVES,
    Channel,
    OrderState,
    ServiceClass,
    Urgency,
    WorkKind,
)

if TYPE_CHECKING:
    from bihuan.service.models.orders import WorkOrder


SEES_ALL = (
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER,
    Post.QUALITY, Post.ACCOUNTANT, Post.ADMINISTRATION, Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER,
    Post.GENERAL_MANAGER, Post.SALES, Post.SALES_CLERK, Post.RND,
)  # fmt: skip


class ServiceRequestQuerySet(VisibleQuerySet):
    """Requests by viewer: the whole register, an outlet's, or one's own."""

    def visible_to(self, user: Actor) -> Self:
        """Managers and the desk see all; an outlet what is its own; a technician his jobs."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        rows = self.model.objects
        helped = rows.filter(orders__crew__person=user.pk, orders__crew__removed_at=None)
        own = (
            Q(owner=user.pk)
            | Q(received_by=user.pk)
            | Q(pk__in=rows.filter(orders__technician=user.pk).values("pk"))
            | Q(pk__in=helped.values("pk"))
            | Q(pk__in=rows.filter(bench_jobs__technician=user.pk).values("pk"))
        )
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=written(OPEN))


class ServiceRequest(Record):
    """One customer's trouble, from the call to the closed loop: a line of the 「报修登记簿」."""

    moves = REQUEST_MOVES

    contact_name = models.CharField(_("Customer name"), max_length=80, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    phone_index = BlindIndexField(source="phone", prepare=normalize_phone)
    phone_tail = BlindIndexField(source="phone", prepare=phone_tail, purpose="phone-tail")
    may_text = models.BooleanField(_("Agreed to text messages"), default=False)
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="requests",
        verbose_name=_("Customer"),
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("Region"), related_name="+"
    )
    area = models.CharField(_("Area"), max_length=8, choices=Area.choices, blank=True)
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="requests",
        verbose_name=_("Product"),
    )
    model = models.ForeignKey(
        ProductModel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        verbose_name=_("Product model"),
        related_name="+",
    )
    model_text = models.CharField(_("Product model"), max_length=120, blank=True)
    serial_text = models.CharField(_("Serial no."), max_length=60, blank=True)
    fault_class = models.ForeignKey(
        FaultClass,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        verbose_name=_("Fault class"),
        related_name="+",
    )
    work_kind = models.CharField(_("Kind of work"), max_length=20, choices=WorkKind.choices, default=WorkKind.REPAIR)
    wanted_version = models.ForeignKey(
        SoftwareVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Software wanted"),
    )
    description = models.TextField(_("Fault"), blank=True)
    fault_on = models.DateField(_("Faulty since"), null=True, blank=True)
    reported_at = models.DateTimeField(_("Reported at"))
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel.choices)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Received by"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="owned_requests",
        verbose_name=_("Responsible"),
    )
    outlet = models.ForeignKey(
        Outlet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("Outlet"),
    )
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("Technician"),
    )
    urgency = models.CharField(_("Urgency"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    appointment_at = models.DateTimeField(_("Appointment"), null=True, blank=True)
    service_class = models.CharField(_("Service class"), max_length=1, choices=ServiceClass.choices, blank=True)
    entitlement = models.JSONField(_("Entitlement"), default=dict, blank=True)
    is_class_overridden = models.BooleanField(_("Class overridden"), default=False)
    remarks = models.TextField(_("Note"), blank=True)
    extra = models.JSONField(_("Further fields"), default=dict, blank=True)
    pending_dispatch = models.JSONField(_("Dispatch awaiting approval"), null=True, blank=True, editable=False)
    urged_count = models.PositiveSmallIntegerField(_("Times urged"), default=0)
    contacted_at = models.DateTimeField(_("Contacted at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("Completed at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)
    source_key = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Service request")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="request_by_time"),
            # However long the register grows, few requests are in work: the list everybody begins with.
            models.Index(fields=["-reported_at", "-id"], condition=Q(state__in=OPEN), name="request_open"),
            models.Index(fields=["state", "-reported_at", "-id"], name="request_by_state"),
            models.Index(fields=["outlet", "-reported_at", "-id"], name="request_by_outlet"),
            models.Index(fields=["technician", "-reported_at", "-id"], name="request_by_technician"),
            models.Index(fields=["service_class", "-reported_at", "-id"], name="request_by_class"),
            models.Index(fields=["fault_class", "-reported_at", "-id"], name="request_by_fault"),
            models.Index(fields=["model", "-reported_at", "-id"], name="request_by_model"),
            models.Index(fields=["unit", "-reported_at", "-id"], name="request_by_unit"),
            models.Index(fields=["customer", "-reported_at", "-id"], name="request_by_customer"),
            models.Index(fields=["owner", "state"], name="request_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return address("service:request", self.pk)

    @property
    def department(self) -> Department | None:
        """Return the department that has the request: its outlet's, else its owner's."""
        return self.outlet.department if self.outlet else self.owner.department if self.owner else None

    @property
    def title(self) -> str:
        """Return model and fault in one line, as lists and messages show it."""
        text = self.description.split("\n")[0]
        return f"{self.model_text} {text}".strip() or str(_("(no description)"))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def facts(self, *, outlet: Outlet | None = None) -> dict[str, Any]:
        """Return what clauses may match on.

        Args:
            outlet: which is to do the job, when that isn't the request's own.
        """
        line = self.model.line if self.model_id and self.model else None
        customer = self.customer if self.customer_id else None
        doing = outlet or (self.outlet if self.outlet_id else None)
        return {
            "area": self.area,
            "product_line": line.code if line else "",
            "model": self.model_text,
            **(doing.facts() if doing else {"outlet": "", "outlet_kind": "", "department": ""}),
            "customer": customer.number if customer else "",
            "tier": customer.tier if customer else "",
            "business": customer.business if customer else "",
            "service_class": self.service_class,
            "channel": self.channel,
            "urgency": self.urgency,
            "work_kind": self.work_kind,
        }

    def current_order(self) -> "WorkOrder | None":
        """Return the order that is being worked on or was done last; withdrawn ones don't count."""
        return self.orders.exclude(state=OrderState.WITHDRAWN).order_by("-pk").first()
