"""「供应商异常矫正单」: an incoming lot that is not in order, from inspection to closing (SUPQ, SUP-01, SUP-02)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.products.models import Lot, Supplier
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.rules.abnormalities import defect_rate, labour_charge, left_over, lots_in_a_row
from bihuan.quality.states.abnormalities import (
    ABNORMALITY_MOVES,
    OPEN_ABNORMALITIES,
    UPHELD,
    AnswerState,
    DefectKind,
)
from bihuan.quality.states.dispositions import DispositionKind

STAFF = settings.AUTH_USER_MODEL


class AbnormalityQuerySet(VisibleQuerySet):
    """Incoming abnormalities are read by those who work on quality."""

    def visible_to(self, user: Actor) -> Self:
        """Return all of them to readers of quality, none to others."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*QUALITY_READERS) else self.none()  # type: ignore[attr-defined]

    def open(self) -> Self:
        return self.filter(state__in=OPEN_ABNORMALITIES)

    def upheld(self) -> Self:
        """Return those that engineer and head have confirmed: they count in the supplier's record."""
        return self.filter(state__in=UPHELD)


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def _quantity(label: Any, **options: Any) -> Any:
    return models.DecimalField(label, max_digits=14, decimal_places=3, **options)


def _yuan(label: Any, **options: Any) -> Any:
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class SupplierAbnormality(Record):
    """A lot found not to be in order, in the order of its form.

    Attributes:
        standard: the inspection instruction, sealed sample or drawing that it was held against.
        affected: what is to be disposed of; the dispositions add up to it.
        rate: yuan an hour of a concession's labour, as the clause said when the first hours were entered.
        wanted_lots: how many next lots in a row are to be in order, as the clause said when it was sent.
    no_further: why no lot will follow, where none will.
    """

    moves = ABNORMALITY_MOVES

    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, related_name="abnormalities", verbose_name=_("Supplier"), db_index=False
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="abnormalities", verbose_name=_("Lot"))
    order_no = models.CharField(_("Purchase order"), max_length=40, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)
    subject_number = models.CharField(_("Follows from"), max_length=40, blank=True)
    lot_quantity = _quantity(_("Quantity of the lot"))
    standard = models.CharField(_("Inspected against"), max_length=120)
    sample_size = models.PositiveIntegerField(pgettext_lazy("incoming", "Sample"))
    defective = models.PositiveIntegerField(_("Defective in the sample"))
    affected = _quantity(_("To be disposed of"))
    defect_class = models.CharField(_("Class of the defect"), max_length=24)
    defect_kind = models.CharField(_("Kind of defect"), max_length=12, choices=DefectKind.choices)
    defects = models.CharField(pgettext_lazy("abnormality", "Defects"), max_length=200, blank=True)
    description = models.TextField(pgettext_lazy("incoming", "What was found"))
    found_by = _person(_("Found by"))
    found_at = models.DateTimeField(_("Found at"))
    checked_by = _person(pgettext_lazy("abnormality", "Checked by"), null=True, blank=True)
    checked_at = models.DateTimeField(pgettext_lazy("abnormality", "Checked at"), null=True, blank=True)
    confirmed_by = _person(pgettext_lazy("abnormality", "Confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True)
    opinion = models.TextField(_("Opinion of engineer and head"), blank=True)
    demand = models.TextField(_("Asked of the supplier"), blank=True)
    issued_by = _person(_("Sent by"), null=True, blank=True)
    issued_at = models.DateTimeField(pgettext_lazy("abnormality", "Sent at"), null=True, blank=True)
    line_on = models.DateField(_("Wanted on the line"), null=True, blank=True)
    line_note = models.CharField(_("Remark of planning"), max_length=200, blank=True)
    decision = models.TextField(_("Grounds of the disposition"), blank=True)
    rate = _yuan(_("Yuan an hour"), null=True, blank=True)
    charge_clause = models.ForeignKey(
        "regulations.Clause", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Clause"),
    )  # fmt: skip
    settled_amount = _yuan(_("Settled"), null=True, blank=True)
    settled_note = models.CharField(_("Remark on the settlement"), max_length=200, blank=True)
    settled_by = _person(_("Settled by"), null=True, blank=True)
    settled_at = models.DateTimeField(pgettext_lazy("incoming", "Settled at"), null=True, blank=True)
    wanted_lots = models.PositiveSmallIntegerField(_("Lots in order in a row"), default=1)
    lots_before = models.PositiveSmallIntegerField(_("Lots watched before it was reopened"), default=0)
    no_further = models.CharField(_("No further deliveries"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)

    objects = AbnormalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Incoming abnormality")
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="abnormality_by_time"),
            models.Index(fields=["supplier", "-found_at"], name="abnormality_by_supplier"),
            models.Index(fields=["subject_kind", "subject_id"], name="abnormality_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(defective__lte=F("sample_size")) & Q(affected__lte=F("lot_quantity")) & Q(affected__gt=0),
                name="abnormality_quantities",
            ),
            models.CheckConstraint(
                condition=(Q(checked_by=None) | ~Q(checked_by=F("found_by")))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=F("found_by")) & ~Q(confirmed_by=F("checked_by"))),
                name="abnormality_confirmed_by_others",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:abnormality", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.lot.material} {self.lot.code} {self.defects}".strip()

    @property
    def defect_rate(self) -> Decimal | None:
        """Return the share of defects in the sample in per cent."""
        return defect_rate(self.sample_size, self.defective)

    @property
    def undisposed(self) -> Decimal:
        """Return what of the quantity no disposition has yet."""
        return left_over(self.affected, [line.quantity for line in self.lines.all()])

    @property
    def is_disposed_of(self) -> bool:
        """Tell whether there are dispositions and they add up to the quantity."""
        return bool(self.lines.all()) and not self.undisposed

    @property
    def has_concession(self) -> bool:
        return any(line.way == DispositionKind.CONCESSION for line in self.lines.all())

    @property
    def charge(self) -> Decimal:
        """Return what the hours entered come to in yuan."""
        return labour_charge([row.hours for row in self.hours.all()], self.rate or Decimal(0))

    @property
    def is_charged(self) -> bool:
        """Tell whether hours are entered, or nothing is used by concession."""
        return not self.has_concession or self.hours.exists()

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to settle: nothing charged, or settled since the last hours."""
        return not self.hours.exists() or self.settled_at is not None

    @property
    def is_answer_accepted(self) -> bool:
        return self.answers.filter(state=AnswerState.ACCEPTED).exists()

    @property
    def good_lots(self) -> int:
        """Return how many of the next lots were in order, one after the other; since it was reopened."""
        return lots_in_a_row([row.is_in_order for row in self.next_lots.all()][self.lots_before :])

    @property
    def is_verified(self) -> bool:
        """Tell whether as many lots in a row as were wanted are in order, or none will follow."""
        return bool(self.no_further) or self.good_lots >= self.wanted_lots

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return {"defect_class": self.defect_class}
