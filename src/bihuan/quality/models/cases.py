"""The registry that complaints, service requests, returns and nonconformities report to (QUA-01)."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.products.models import ProductModel, Unit

QUALITY_READERS = (
    Post.QUALITY, Post.INCOMING_INSPECTION, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.RND, Post.PURCHASING,
    Post.SALES, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.SUPERVISOR, Post.ADMINISTRATION, Post.OFFICE,
    Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class ReportedCaseQuerySet(VisibleQuerySet):
    """Cases by viewer: quality, the works, the departments that answer for a cause, and the management."""

    def visible_to(self, user: Actor) -> Self:
        """Return all cases to those who work on quality."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*QUALITY_READERS) else self.none()  # type: ignore[attr-defined]

    def standing(self) -> Self:
        """Return the cases that count: not withdrawn."""
        return self.filter(withdrawn_at=None)


class ReportedCase(Tracked):
    """What one record of another app says about quality: how many pieces of what, and what harm was done.

    Attributes:
        source_kind, source_id: the record that reported it; each reports once and corrects what it said.
        quantity: pieces the matter is about (delivered, inspected).
        defective, returned: pieces found or reported defective, and pieces sent back.
        scrapped, reworked: pieces of the company's own production that had to be.
        loss: in yuan.
        is_at_assembly: found while the customer built it in.
        is_sanctioned: the customer issued a circular, cut our share or stopped using it.
    """

    source_kind = models.CharField(_("Kind of record"), max_length=60)
    source_id = models.BigIntegerField()
    number = models.CharField(_("Number"), max_length=40)
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="reported_cases",
        verbose_name=_("Model"),
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="reported_cases", verbose_name=_("Unit")
    )
    batch = models.CharField(_("Batch"), max_length=40, blank=True)
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)
    fault_code = models.CharField(_("Fault code"), max_length=20, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity"), default=1)
    defective = models.PositiveIntegerField(_("Defective"), default=1)
    returned = models.PositiveIntegerField(_("Pieces returned"), default=0)
    scrapped = models.PositiveIntegerField(_("Pieces scrapped"), default=0)
    reworked = models.PositiveIntegerField(_("Pieces reworked"), default=0)
    loss = models.DecimalField(_("Loss"), max_digits=14, decimal_places=2, default=Decimal(0))
    is_injury = models.BooleanField(_("Somebody was injured"), default=False)
    harms_reputation = models.BooleanField(_("Harms the company's reputation"), default=False)
    is_at_assembly = models.BooleanField(_("Found at the customer's assembly"), default=False)
    is_sanctioned = models.BooleanField(_("Sanctioned by the customer"), default=False)
    summary = models.CharField(_("What was reported"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("Happened at"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("case", "Withdrawn at"), null=True, blank=True)

    objects = ReportedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reported case")
        constraints = [models.UniqueConstraint(fields=["source_kind", "source_id"], name="case_reported_once")]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="reported_by_time"),
            models.Index(fields=["model", "produced_on"], name="reported_by_day", condition=Q(withdrawn_at=None)),
            models.Index(fields=["model", "batch"], name="reported_by_batch", condition=Q(withdrawn_at=None)),
            models.Index(fields=["fault_code", "-happened_at"], name="reported_by_fault"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("quality:case", args=[self.pk])

    @property
    def title(self) -> str:
        return self.summary or self.number

    @property
    def pieces(self) -> int:
        """Return how many pieces were reported or returned, each counted once."""
        return max(self.defective, self.returned)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        if self.model is None:
            return {}
        return {"model": self.model.code, "product_line": self.model.line.code}
