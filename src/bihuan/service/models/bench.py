"""What stands in the workshop: each product taken in, its estimates and its function tests (SVC-12, SVC-13)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import file_field, person_field
from bihuan.kernel.privacy import EncryptedTextField
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode, ProductLine, ProductModel, Unit
from bihuan.products.models.catalogue import CatalogueQuerySet
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.requests import SEES_ALL, ServiceRequest
from bihuan.service.rules.charging import line_amount
from bihuan.service.states import (
    BENCH_MOVES,
    STANDING,
    AnswerWay,
    BenchState,
    Cause,
    LineKind,
    Origin,
    ServiceClass,
)
from bihuan.service.states.bench import Better, CheckOccasion


def _moment(label: Any) -> "models.DateTimeField[Any, Any]":
    return models.DateTimeField(label, null=True, blank=True)


class BenchJobQuerySet(VisibleQuerySet):
    """Jobs by viewer: the desk sees every workshop, an outlet's people their own."""

    def visible_to(self, user: Actor) -> Self:
        """Managers and the desk see all; technicians and managers of an outlet what stands there, and their own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ALL):  # type: ignore[attr-defined]
            return self
        own = Q(technician=user.pk) | Q(received_by=user.pk)
        if user.outlet_id and user.holds(Post.TECHNICIAN, Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            own |= Q(outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)

    def standing(self) -> Self:
        """Return what is still in the workshop."""
        return self.filter(state__in=STANDING)


class BenchJob(Record):
    """One product taken in for repair, from the 「客户商品领取收据」 to the signature for having it back."""

    moves = BENCH_MOVES

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="bench_jobs", verbose_name=_("Request")
    )
    order = models.OneToOneField(
        WorkOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="bench_job",
        verbose_name=_("Work order"),
    )  # fmt: skip
    origin = models.CharField(_("How it came"), max_length=12, choices=Origin.choices)
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    technician = person_field(_("Technician"), related_name="bench_jobs")
    received_by = person_field(_("Received by"))
    received_at = models.DateTimeField(_("Taken in at"))
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="bench_jobs", verbose_name=_("Product")
    )
    model_text = models.CharField(_("Product model"), max_length=120, blank=True)
    serial_text = models.CharField(_("Serial no."), max_length=60, blank=True)
    accessories = models.JSONField(_("Accessories"), default=list, blank=True)
    condition = models.TextField(_("Outer condition"))
    lock_code = EncryptedTextField(_("Lock or seal code"), blank=True)
    reason = models.TextField(_("Why it was taken in"), blank=True)
    shelf = models.CharField(_("Shelf"), max_length=20, blank=True)
    promised_at = models.DateTimeField(_("Promised for"))
    signer_name = models.CharField(_("Signed by"), max_length=80)
    is_paper = models.BooleanField(_("Signed on paper"), default=False)
    signature = file_field(_("Signature"))
    receipt = file_field(_("Receipt"))

    fault_code = models.ForeignKey(
        FaultCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Fault code")
    )
    findings = models.TextField(_("Findings"), blank=True)
    cause = models.CharField(_("Cause"), max_length=16, choices=Cause.choices, blank=True)
    diagnosed_at = _moment(_("Diagnosed at"))
    estimate = models.ForeignKey(
        "service.Estimate", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Estimate"),
    )  # fmt: skip
    estimated_at = _moment(_("Estimate sent at"))
    must_consent = models.BooleanField(_("Consent needed"), default=True)
    consented_at = _moment(_("Consented at"))
    declined_at = _moment(_("Declined at"))
    declined_fee = models.DecimalField(_("Charge for inspection"), max_digits=10, decimal_places=2, null=True)
    begun_at = _moment(_("Repair begun at"))
    work_done = models.TextField(_("Work done and test run"), blank=True)
    minutes_spent = models.PositiveSmallIntegerField(_("Minutes used"), null=True, blank=True)
    tested_at = _moment(_("Test passed at"))
    beyond_reason = models.TextField(_("Why it can't be repaired"), blank=True)
    replacement = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Replacement unit")
    )
    replacement_serial = models.CharField(_("Serial no. of the replacement"), max_length=60, blank=True)
    ready_at = _moment(_("Ready at"))
    reminded_at = _moment(_("Reminded at"))
    reminded_count = models.PositiveSmallIntegerField(_("Times reminded"), default=0)
    handed_over_at = _moment(_("Handed over at"))
    returned_to = models.CharField(_("Collected by"), max_length=80, blank=True)
    return_signature = file_field(_("Signature on return"))
    return_note = models.TextField(_("Customer's remark"), blank=True)

    objects = BenchJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bench repair")
        indexes = [
            models.Index(fields=["promised_at", "id"], name="bench_by_promise"),
            models.Index(fields=["state", "promised_at", "id"], name="bench_by_state"),
            models.Index(fields=["outlet", "promised_at", "id"], name="bench_by_outlet"),
            models.Index(fields=["-received_at", "-id"], name="bench_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], name="one_running_bench_job", condition=~Q(state=BenchState.HANDED_OVER)
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:bench_job", args=[self.pk])

    @property
    def title(self) -> str:
        return self.request.title

    @property
    def owner_id(self) -> int | None:
        """Return who keeps its time limits: the technician, until there is one whoever took it in."""
        return self.technician_id or self.received_by_id

    @property
    def is_charged(self) -> bool:
        """Tell whether the customer pays: neither warranty nor contract covers it."""
        return self.request.service_class in {"", ServiceClass.A}

    @property
    def may_begin(self) -> bool:
        """Tell whether work may begin: what costs money needs the customer's word, and so does what a clause says."""
        return self.consented_at is not None or not (self.is_charged or self.must_consent)

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    def facts(self) -> dict[str, Any]:
        """Return the request's facts: clauses know requests."""
        return self.request.facts(outlet=self.outlet)


class Estimate(Tracked):
    """Plan and cost as they were sent: the 「报价单」. A change is a new edition; the customer answers one."""

    job = models.ForeignKey(BenchJob, on_delete=models.PROTECT, related_name="estimates")
    edition = models.PositiveSmallIntegerField(_("Edition no."))
    plan = models.TextField(_("Repair plan"))
    promised_at = models.DateTimeField(_("Expected to be ready"))
    made_by = person_field(_("Estimated by"))
    sent_at = models.DateTimeField(_("Sent to the customer at"))
    valid_until = models.DateField(_("Valid until"))
    answered_at = _moment(_("Answered at"))
    is_accepted = models.BooleanField(_("Agreed"), null=True)
    way = models.CharField(_("Way of answering"), max_length=8, choices=AnswerWay.choices, blank=True)
    answered_by = models.CharField(_("Who answered"), max_length=80, blank=True)
    taken_by = person_field(_("Taken by"))
    note = models.TextField(_("Customer's remark"), blank=True)
    paper = file_field(_("Signed paper"))

    class Meta:
        verbose_name = _("Estimate")
        ordering = ["job", "edition"]
        constraints = [models.UniqueConstraint(fields=["job", "edition"], name="estimate_edition_once")]

    def __str__(self) -> str:
        return f"{self.job.number}-{self.edition}"

    @property
    def total(self) -> Decimal:
        """Return what the customer pays, in yuan: lines that warranty or contract cover cost him nothing."""
        return sum((line.charged for line in self.lines.all()), Decimal("0.00"))

    @property
    def is_current(self) -> bool:
        return self.job.estimate_id == self.pk


class EstimateLine(models.Model):
    """One line of an estimate; agreed ones are what charges are made of."""

    estimate = models.ForeignKey(Estimate, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Kind"), max_length=10, choices=LineKind.choices)
    text = models.CharField(_("What for"), max_length=120)
    code = models.CharField(_("Part no."), max_length=40, blank=True)
    quantity = models.DecimalField(_("Quantity"), max_digits=8, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(_("Unit price"), max_digits=10, decimal_places=2)
    is_covered = models.BooleanField(_("Free of charge"), default=False)
    is_contract = models.BooleanField(_("Borne by the contract"), default=False, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gte=0), name="estimate_line_positive")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def amount(self) -> Decimal:
        """Return quantity times price, in yuan, rounded to cents."""
        return line_amount(self.quantity, self.unit_price)

    @property
    def free_words(self) -> str:
        """Return why it costs the customer nothing, "" where it does."""
        if not self.is_covered:
            return ""
        return str(_("Borne by the contract") if self.is_contract else _("Free of charge"))

    @property
    def charged(self) -> Decimal:
        """Return what the customer pays of it."""
        return Decimal("0.00") if self.is_covered else self.amount


class FunctionCheck(Tracked):
    """One point of the checklist after a repair, by model or by product line (SVC-13)."""

    line = models.ForeignKey(
        ProductLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Product line")
    )
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model"),
        help_text=_("A model's own points take the place of its line's."),
    )  # fmt: skip
    occasion = models.CharField(
        _("Checked"), max_length=10, choices=CheckOccasion.choices, default=CheckOccasion.REPAIR,
        help_text=_("Before and after software work the same point is looked at twice and compared."),
    )  # fmt: skip
    better = models.CharField(
        _("Better is"), max_length=8, choices=Better.choices, blank=True,
        help_text=_("Of a measured value; empty: within its bounds is enough."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("Order"), default=10)
    name = models.CharField(_("Point to check"), max_length=120)
    is_measured = models.BooleanField(_("A value is measured"), default=False)
    unit = models.CharField(_("Unit"), max_length=16, blank=True)
    low = models.DecimalField(_("Lower bound"), max_digits=12, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(_("Upper bound"), max_digits=12, decimal_places=3, null=True, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Point of the function test")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class FunctionTest(models.Model):
    """One run through the checklist; the points are copied, so that later edits don't rewrite it."""

    job = models.ForeignKey(BenchJob, on_delete=models.PROTECT, related_name="tests")
    tested_at = models.DateTimeField(_("Tested at"))
    tested_by = person_field(_("Tested by"))
    has_passed = models.BooleanField(_("Passed"))
    points = models.JSONField(default=list)
    note = models.TextField(_("Remark"), blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.job.number} {self.tested_at:%Y-%m-%d %H:%M}"
