"""A complaint, in the order of 「产品投诉记录表」 and 「客户投诉登记及处理报告」."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.states import (
    COMPLAINT_MOVES,
    OPEN_COMPLAINTS,
    Complainant,
    ComplaintChannel,
    ComplaintGroup,
    ComplaintKind,
    ComplaintState,
    Demand,
    Sample,
    Sanction,
    Satisfaction,
    Severity,
)
from bihuan.customers.models import Customer, Visit
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.privacy import (
    BlindIndexField,
    EncryptedTextField,
    mask_address,
    mask_phone,
    normalize_phone,
    phone_tail,
)
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department, Outlet
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode, ProductModel, Unit
from bihuan.service.models import ServiceRequest
from bihuan.service.states import ReplyBy

STAFF = settings.AUTH_USER_MODEL
SEES_COMPLAINTS = (
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.PRODUCTION, Post.RND, Post.SALES, Post.SALES_CLERK, Post.ACCOUNTANT, Post.ADMINISTRATION, Post.OFFICE,
    Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class ComplaintQuerySet(VisibleQuerySet):
    """Complaints by viewer; nobody sees what is said of himself unless he is in charge."""

    def visible_to(self, user: Actor) -> Self:
        """Those who take part see all, others what they took in or have to see to, an outlet what is its own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_COMPLAINTS):  # type: ignore[attr-defined]
            return self
        own = Q(owner=user.pk) | Q(taken_by=user.pk)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own).exclude(about_staff=user.pk)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_COMPLAINTS)

    def standing(self) -> Self:
        """Return the complaints that count: neither withdrawn nor found unjustified, explained ones included."""
        return self.filter(counts())


def counts() -> Q:
    """Return which complaints count in comparisons."""
    explained = Q(state=ComplaintState.CLOSED, decided_at=None, judged_at__isnull=False)
    return ~Q(state__in=(ComplaintState.UNJUSTIFIED, ComplaintState.CANCELLED)) & ~explained


def _link(to: Any, label: Any, **options: Any) -> Any:
    """Return an optional reference; most of a complaint may be unknown."""
    options = {"related_name": "+", "on_delete": models.PROTECT, **options}
    return models.ForeignKey(to, null=True, blank=True, verbose_name=label, **options)


class Complaint(Record):
    """One customer's complaint from the first word to the closed loop (CMP-01)."""

    moves = COMPLAINT_MOVES

    complained_at = models.DateTimeField(_("Complained at"))
    channel = models.CharField(_("Channel"), max_length=12, choices=ComplaintChannel.choices)
    complainant = models.CharField(
        _("Complainant"), max_length=12, choices=Complainant.choices, default=Complainant.CUSTOMER
    )
    contact_name = models.CharField(_("Name of the complainant"), max_length=80, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    phone_index = BlindIndexField(source="phone", prepare=normalize_phone)
    phone_tail = BlindIndexField(source="phone", prepare=phone_tail, purpose="phone-tail")
    other_contact = EncryptedTextField(_("Other ways to reach him"), blank=True, mask=mask_address)
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    background = EncryptedTextField(_("Occupation and background"), blank=True, mask=mask_address)
    customer = _link(Customer, _("Customer"), related_name="complaints", db_index=False)
    order_no = models.CharField(_("Order no."), max_length=40, blank=True)
    unit = _link(Unit, _("Product"), related_name="complaints")
    model = _link(ProductModel, _("Product model"))
    model_text = models.CharField(_("Product model"), max_length=120, blank=True)
    variant = models.CharField(_("Model details"), max_length=120, blank=True)
    model_year = models.PositiveSmallIntegerField(_("Model year"), null=True, blank=True)
    serial_text = models.CharField(_("Serial no."), max_length=60, blank=True)
    packing = models.CharField(_("Package"), max_length=60, blank=True)
    batch = models.CharField(_("Production batch"), max_length=60, blank=True)
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)
    delivered_on = models.DateField(pgettext_lazy("complaint", "Delivered on"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity delivered"), null=True, blank=True)
    defective = models.PositiveIntegerField(_("Quantity defective"), null=True, blank=True)
    returned = models.PositiveIntegerField(_("Quantity returned"), null=True, blank=True)
    bought_at = models.CharField(_("Place of purchase"), max_length=120, blank=True)
    kind_of = models.CharField(_("Kind of complaint"), max_length=16, choices=ComplaintKind.choices)
    group = models.CharField(_("Goes as"), max_length=8, choices=ComplaintGroup.choices)
    description = models.TextField(_("What is complained of"))
    circumstances = models.TextField(_("Purchase, storage, use"), blank=True)
    happened_on = models.DateField(_("Happened on"), null=True, blank=True)
    fault_code = _link(FaultCode, _("Fault code"))
    demand = models.CharField(_("Customer wants"), max_length=12, choices=Demand.choices, blank=True)
    demand_words = models.TextField(_("In his words"), blank=True)
    claimed = models.DecimalField(_("Amount claimed (¥)"), max_digits=12, decimal_places=2, null=True, blank=True)
    loss = models.DecimalField(_("Loss (¥)"), max_digits=12, decimal_places=2, null=True, blank=True)
    has_loss = models.BooleanField(_("A loss arose"), default=True)
    is_injury = models.BooleanField(_("Somebody was hurt"), default=False)
    harms_reputation = models.BooleanField(_("Harms the company's name"), default=False)
    at_assembly = models.BooleanField(_("Found while the customer built it in"), default=False)
    sanction = models.CharField(_("Customer's sanction"), max_length=10, choices=Sanction.choices, blank=True)
    sample = models.CharField(_("Sample"), max_length=10, choices=Sample.choices, default=Sample.NONE)
    remarks = models.TextField(_("Remarks"), blank=True)
    request = _link(ServiceRequest, _("Request"), related_name="complaints")
    visit = _link(Visit, _("Visit to a customer"), related_name="complaints")
    outlet = _link(Outlet, _("Outlet"))
    concerned = _link(Department, _("Department concerned"))
    about_staff = _link(STAFF, _("Colleague complained of"))
    taken_by = _link(STAFF, _("Taken down by"))
    recorded_by = _link(STAFF, _("Recorder"))
    owner = _link(STAFF, _("Person in charge"), related_name="owned_complaints")
    severity = models.CharField(_("Severity"), max_length=8, choices=Severity.choices, blank=True)
    judgement = models.TextField(_("Judgement"), blank=True)
    contacted_at = models.DateTimeField(_("First answered at"), null=True, blank=True)
    judged_at = models.DateTimeField(_("Judged at"), null=True, blank=True)
    cause = models.TextField(_("Cause found"), blank=True)
    responsible = _link(Department, _("Department responsible"))
    countermeasure = models.TextField(_("Countermeasure"), blank=True)
    needs_rnd = models.BooleanField(_("Laid before R&D"), default=False)
    proposal = models.TextField(_("Proposal for the customer"), blank=True)
    decision = models.TextField(_("What is done for the customer"), blank=True)
    decided_at = models.DateTimeField(pgettext_lazy("complaint", "Decided at"), null=True, blank=True)
    document_signed_by = _link(STAFF, _("Handling document signed by"))
    document_signed_at = models.DateTimeField(_("Handling document signed at"), null=True, blank=True)
    document_signature = _link(Attachment, pgettext_lazy("document", "Signature"))
    document = _link(Attachment, _("Handling document"))
    reply = models.TextField(_("Reply"), blank=True)
    reply_by = models.CharField(_("Answered by"), max_length=8, choices=ReplyBy.choices, blank=True)
    replied_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    replied_by = _link(STAFF, _("Replied by"))
    verdict = models.CharField(_("Verdict of the customer"), max_length=12, choices=Satisfaction.choices, blank=True)
    verdict_words = models.TextField(_("Customer's words"), blank=True)
    called_back_at = models.DateTimeField(_("Called back at"), null=True, blank=True)
    called_back_by = _link(STAFF, _("Called back by"))
    closed_at = models.DateTimeField(pgettext_lazy("complaint", "Closed at"), null=True, blank=True)
    urged_count = models.PositiveSmallIntegerField(_("Times urged"), default=0)
    reopened_count = models.PositiveSmallIntegerField(_("Times taken up again"), default=0)
    unread_at = models.DateTimeField(_("Customer wrote at"), null=True, blank=True)
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles", verbose_name=_("Same as")
    )
    source_key = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "Complaint")
        indexes = [
            models.Index(fields=["-complained_at", "-id"], name="complaint_by_time"),
            models.Index(fields=["state", "-complained_at", "-id"], name="complaint_by_state"),
            models.Index(fields=["kind_of", "-complained_at", "-id"], name="complaint_by_kind"),
            models.Index(fields=["model", "-complained_at", "-id"], name="complaint_by_model"),
            models.Index(fields=["model", "batch"], name="complaint_by_batch"),
            models.Index(fields=["fault_code", "-complained_at"], name="complaint_by_fault"),
            models.Index(fields=["model_text", "-complained_at"], name="complaint_by_words"),
            models.Index(fields=["customer", "-complained_at", "-id"], name="complaint_by_customer"),
            models.Index(fields=["owner", "state"], name="complaint_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return address("complaints:complaint", self.pk)

    @property
    def title(self) -> str:
        return f"{self.model_text} {self.description.split(chr(10))[0]}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_COMPLAINTS

    @property
    def is_service(self) -> bool:
        return self.group == ComplaintGroup.SERVICE

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        line = self.model.line if self.model_id and self.model else None
        customer = self.customer if self.customer_id else None
        request = self.request if self.request_id else None
        outlet = self.outlet if self.outlet_id else None
        amount = self.claimed if self.claimed is not None else self.loss
        return {
            "product_line": line.code if line else "", "model": self.model_text,
            **(outlet.facts() if outlet else {"outlet": "", "outlet_kind": "", "department": ""}),
            "customer": customer.number if customer else "", "tier": customer.tier if customer else "",
            "business": customer.business if customer else "", "area": request.area if request else "",
            "channel": self.channel, "complaint_kind": self.kind_of, "complaint_group": self.group,
            "severity": self.severity, "amount": amount if amount is not None else "",
            "loss": "some" if self.has_loss else "none", "needs_rnd": "wanted" if self.needs_rnd else "",
        }  # fmt: skip
