"""「不合格品评审处置报告单」: what was found, what is held, how it is disposed of and used (QUA-06)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.products.models import Batch, Lot, ProductModel
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.rules.dispositions import Line, adds_up, is_all_done, left_over, plain
from bihuan.quality.states.dispositions import DispositionKind, DispositionState
from bihuan.quality.states.nonconformity import NONCONFORMITY_MOVES, OPEN_NONCONFORMITIES, FoundAt

STAFF = settings.AUTH_USER_MODEL
KIND = DispositionKind


def _quantity(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=14, decimal_places=3, **options)


class NonconformityQuerySet(VisibleQuerySet):
    """Nonconformities by viewer: those who read quality, and who found one or has to carry one out."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*QUALITY_READERS):  # type: ignore[attr-defined]
            return self
        carried = Disposition.objects.filter(responsible=user.pk).values("nonconformity")
        return self.filter(Q(found_by=user.pk) | Q(pk__in=carried))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_NONCONFORMITIES)

    def about(self, kind: str, pk: int) -> Self:
        """Return the nonconformities found in one record, the newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-pk")


class Nonconformity(Record):
    """Nonconforming pieces from their finding to their last result.

    Attributes:
        product: what it is, in words, where it is no model of ours: a material, a component.
        quantity: pieces (or what `unit_of_measure` says) found nonconforming; `inspected` of so many, if known.
        nature, class_code: codes of the schemes that clauses name.
        unit_cost: what one piece has cost, in yuan; the loss of a scrap is counted with it.
        subject_kind, subject_id: the issue, complaint, supplier's abnormality it was found in; "" and None for none.
    """

    moves = NONCONFORMITY_MOVES

    found_at = models.DateTimeField(pgettext_lazy("nonconformity", "Found at"))
    stage = models.CharField(_("Found in"), max_length=12, choices=FoundAt.choices)
    place = models.CharField(_("Place"), max_length=80, blank=True)
    found_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Found by"))
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model")
    )
    product = models.CharField(_("Product or material"), max_length=80, blank=True)
    batches = models.ManyToManyField(Batch, blank=True, related_name="nonconformities", verbose_name=_("Batches"))
    lots = models.ManyToManyField(Lot, blank=True, related_name="nonconformities", verbose_name=_("Lots"))
    inspected = _quantity(_("Inspected"), null=True, blank=True)
    quantity = _quantity(_("Quantity found"))
    unit_of_measure = models.CharField(_("Unit of measure"), max_length=12, blank=True)
    unit_cost = money(_("Cost of one piece"), null=True, blank=True)
    nature = models.CharField(_("Nature"), max_length=24)
    class_code = models.CharField(_("Class"), max_length=24)
    description = models.TextField(_("What does not conform"))
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Responsible department"),
    )  # fmt: skip
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.CharField(_("Follows from"), max_length=40, blank=True)
    reported_at = models.DateTimeField(_("Reported at"))
    decided_at = models.DateTimeField(_("Decided at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)

    objects = NonconformityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nonconformity")
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="nonconformity_by_time"),
            models.Index(fields=["state", "-found_at", "-id"], name="nonconformity_by_state"),
            models.Index(fields=["subject_kind", "subject_id"], name="nonconformity_subject"),
        ]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="nonconforming_above_0")]

    def get_absolute_url(self) -> str:
        return reverse("quality:nonconformity", args=[self.pk])

    @property
    def title(self) -> str:
        return " ".join(filter(None, [self.model.code if self.model else "", self.product, self.amount]))

    @property
    def amount(self) -> str:
        """Return the quantity found as people write it, with its unit."""
        return f"× {plain(self.quantity)} {self.unit_of_measure}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_NONCONFORMITIES

    def lines(self) -> list[Line]:
        """Return the dispositions in figures."""
        return [one.line for one in self.dispositions.all()]

    @property
    def left_over(self) -> Decimal:
        """Return how many pieces still want a disposition."""
        return left_over(self.quantity, self.lines())

    @property
    def adds_up(self) -> bool:
        return adds_up(self.quantity, self.lines())

    @property
    def is_all_done(self) -> bool:
        return is_all_done(self.quantity, self.lines())

    @property
    def has_terms(self) -> bool:
        """Tell whether each concession says under which condition and until when."""
        concessions = [one for one in self.dispositions.all() if one.kind_of == KIND.CONCESSION]
        return all(one.condition and one.expires_on for one in concessions)

    @property
    def totals(self) -> dict[str, Decimal]:
        """Return how many pieces stand under each kind of disposition, rejected ones left out."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.dispositions.all():
            found[one.kind_of] += one.quantity - one.rejected
        return dict(found)

    @property
    def loss(self) -> Decimal:
        """Return what it costs, in yuan: labour, and the pieces scrapped where the cost of one is known."""
        labour = sum((one.cost for one in self.dispositions.all()), Decimal(0))
        return labour + self.totals.get(KIND.SCRAP, Decimal(0)) * (self.unit_cost or 0)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        own: dict[str, Any] = {"severity": self.class_code}
        if self.model:
            own |= {"model": self.model.code, "product_line": self.model.line.code}
        if self.department:
            own["department"] = self.department.code
        if self.pk:
            kinds = {one.kind_of for one in self.dispositions.all()}
            own |= {"disposition": sorted(kinds), "amount": self.loss}
        return own


class DispositionQuerySet(VisibleQuerySet):
    """Dispositions are seen with their nonconformity."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system":
            return self
        return self.filter(nonconformity__in=Nonconformity.objects.visible_to(user))


class Disposition(Tracked):
    """What becomes of some of the pieces: how many, of which lots, by whom, until when, with which result.

    Attributes:
        instruction: how it is done; the new grade where it is a regrade.
        condition, expires_on: of a concession: under which condition, until which day.
        accepted: found good afterwards, scrapped, sent back; of a concession: used up.
        rejected: found bad again, or left of a concession that lapsed; they want another disposition.
        minutes, cost: labour, and what it costs by the clause, in yuan.
    """

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.CASCADE, related_name="dispositions")
    kind_of = models.CharField(pgettext_lazy("disposition", "Disposition"), max_length=12, choices=KIND.choices)
    quantity = _quantity(_("Quantity"))
    batches = models.ManyToManyField(Batch, blank=True, related_name="+", verbose_name=_("Batches"))
    lots = models.ManyToManyField(Lot, blank=True, related_name="+", verbose_name=_("Lots"))
    responsible = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("disposition", "Responsible")
    )
    due_on = models.DateField(pgettext_lazy("disposition", "To be done by"))
    instruction = models.TextField(pgettext_lazy("disposition", "How"), blank=True)
    condition = models.TextField(pgettext_lazy("concession", "Condition"), blank=True)
    expires_on = models.DateField(pgettext_lazy("concession", "Last day"), null=True, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=DispositionState.choices, default=DispositionState.PROPOSED, editable=False
    )
    accepted = _quantity(pgettext_lazy("disposition", "Accepted"), default=Decimal(0))
    rejected = _quantity(pgettext_lazy("disposition", "Rejected again"), default=Decimal(0))
    minutes = models.PositiveIntegerField(_("Labour in minutes"), default=0)
    cost = money(_("Labour cost"), default=Decimal(0))
    result = models.TextField(pgettext_lazy("disposition", "Result"), blank=True)
    inspected_by = person_field(pgettext_lazy("disposition", "Inspected by"))
    done_at = models.DateTimeField(pgettext_lazy("disposition", "Done at"), null=True, blank=True)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("disposition", "Disposition")
        ordering = ["pk"]
        indexes = [models.Index(fields=["responsible", "state"], name="disposition_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="disposed_above_0"),
            models.CheckConstraint(
                condition=Q(accepted__gte=0, rejected__gte=0, quantity__gte=F("accepted") + F("rejected")),
                name="done_at_most_disposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_of_display()} × {plain(self.quantity)}"

    def get_absolute_url(self) -> str:
        return f"{self.nonconformity.get_absolute_url()}#disposition-{self.pk}"

    @property
    def number(self) -> str:
        return self.nonconformity.number

    @property
    def line(self) -> Line:
        return Line(self.quantity, self.accepted, self.rejected)

    @property
    def undone(self) -> Decimal:
        """Return the pieces without a result; of a concession: what may still be used."""
        return self.line.undone

    @property
    def is_concession(self) -> bool:
        return self.kind_of == KIND.CONCESSION

    @property
    def limit_name(self) -> str:
        """Return the name of the time limit of its day."""
        return f"disposition-{self.pk}"


class ConcessionUse(models.Model):
    """So many pieces used under a concession, what for, by whom; never changed."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="uses")
    quantity = _quantity(_("Quantity"))
    used_for = models.CharField(_("Used for"), max_length=120)
    used_on = models.DateField(_("Used on"))
    booked_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who"))
    booked_at = models.DateTimeField(_("Entered at"))

    class Meta:
        verbose_name = _("Use under a concession")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="conceded_above_0")]

    def __str__(self) -> str:
        return f"{self.used_on} × {plain(self.quantity)} {self.used_for}"
