"""What belongs to an incoming abnormality: answers, meeting, dispositions, hours, next lots (SUPQ 5–9)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import VisibleQuerySet
from bihuan.quality.models.abnormalities import SupplierAbnormality
from bihuan.quality.states.abnormalities import AnswerState
from bihuan.quality.states.dispositions import DispositionKind


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


class AbnormalityPart(VisibleQuerySet):
    """Answers, meetings, lines: whoever sees the abnormality sees them."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system":
            return self
        return self.filter(abnormality__in=SupplierAbnormality.objects.visible_to(user))


def _of(related: str) -> Any:
    return models.ForeignKey(SupplierAbnormality, on_delete=models.CASCADE, related_name=related)


class SupplierAnswer(models.Model):
    """What the supplier was asked in one round, and what he answered by his link or on paper.

    Attributes:
        answer_by: as the clause's time limit fell when he was asked.
        answered_by: his name as he gave it; `entered_by` is the colleague who entered a paper answer.
    """

    abnormality = _of("answers")
    round = models.PositiveSmallIntegerField(_("Round"))
    state = models.CharField(_("State"), max_length=12, choices=AnswerState.choices, default=AnswerState.ASKED)
    asked_at = models.DateTimeField(pgettext_lazy("incoming", "Asked at"))
    answer_by = models.DateTimeField(_("Answer by"), null=True)
    mailed_at = models.DateTimeField(_("Mailed at"), null=True)
    cause = models.TextField(pgettext_lazy("action", "Cause"), blank=True)
    containment = models.TextField(_("Containment"), blank=True)
    corrective = models.TextField(_("Corrective action"), blank=True)
    preventive = models.TextField(_("Preventive action"), blank=True)
    answered_by = models.CharField(pgettext_lazy("incoming", "Answered by"), max_length=40, blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True)
    entered_by = _person(_("Entered by"), null=True)
    opinion = models.TextField(_("Opinion"), blank=True)
    judged_by = _person(pgettext_lazy("answer", "Judged by"), null=True)
    judged_at = models.DateTimeField(pgettext_lazy("answer", "Judged at"), null=True)

    objects = AbnormalityPart.as_manager()

    class Meta:
        ordering = ["round"]
        verbose_name = _("Supplier's answer")
        constraints = [models.UniqueConstraint(fields=["abnormality", "round"], name="answer_round_once")]

    def __str__(self) -> str:
        return f"{self.abnormality.number} / {self.round}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_in_time(self) -> bool | None:
        """Tell whether he answered in time; None where he has not, or no clause says until when."""
        if self.answered_at is None or self.answer_by is None:
            return None
        return self.answered_at <= self.answer_by

    @property
    def state_label(self) -> str:
        return str(AnswerState(self.state).label)


class AbnormalityMeeting(models.Model):
    """The review meeting: when, who was there, what it found."""

    abnormality = _of("meetings")
    held_on = models.DateField(pgettext_lazy("zeroing", "Held on"))
    chair = _person(_("Chair"))
    others = models.CharField(_("Others present"), max_length=200, blank=True)
    conclusion = models.TextField(_("Conclusion"))
    recorded_by = _person(_("Recorded by"))
    recorded_at = models.DateTimeField(_("Recorded at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Review meeting")

    def __str__(self) -> str:
        return f"{self.held_on} {self.abnormality_id}"


class MeetingSeat(models.Model):
    """Somebody whom the clause wants at the meeting: he was there, or why not."""

    meeting = models.ForeignKey(AbnormalityMeeting, on_delete=models.CASCADE, related_name="seats")
    code = models.CharField(max_length=24)
    label = models.CharField(_("Post"), max_length=40)
    staff = _person(_("Colleague"), null=True)
    absence = models.CharField(_("Why nobody came"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "code"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.staff or self.absence}"


class AbnormalityLine(models.Model):
    """What becomes of a part of the lot; `kind` is a code of the clause, `label` its words."""

    abnormality = _of("lines")
    way = models.CharField(_("Disposition"), max_length=12, choices=DispositionKind.choices)
    kind = models.CharField(max_length=24)
    label = models.CharField(_("Disposition"), max_length=40)
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=3)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Disposition of a lot")
        constraints = [
            models.UniqueConstraint(fields=["abnormality", "kind"], name="lot_disposition_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="lot_disposition_above_0"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.quantity.normalize():f}"


class ConcessionHours(models.Model):
    """Labour that a concession cost (SUPQ 9.1)."""

    abnormality = _of("hours")
    worked_on = models.DateField(_("Worked on"))
    work = models.CharField(_("Work"), max_length=120)
    people = models.PositiveSmallIntegerField(pgettext_lazy("incoming", "People"))
    hours = models.DecimalField(_("Hours in all"), max_digits=8, decimal_places=2)
    entered_by = _person(_("Entered by"))
    entered_at = models.DateTimeField(_("Entered at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Hours of a concession")
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="concession_hours_above_0")]

    def __str__(self) -> str:
        return f"{self.worked_on} {self.work} {self.hours}"


class NextLot(models.Model):
    """A lot that came after the answer, inspected more strictly (SUPQ 9.3)."""

    abnormality = _of("next_lots")
    code = models.CharField(_("Lot no."), max_length=60)
    inspected_on = models.DateField(_("Inspected on"))
    sample_size = models.PositiveIntegerField(pgettext_lazy("incoming", "Sample"))
    defective = models.PositiveIntegerField(_("Defective in the sample"))
    is_in_order = models.BooleanField(_("In order"))
    note = models.CharField(_("Remark"), max_length=200, blank=True)
    entered_by = _person(_("Entered by"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Next lot")
        constraints = [
            models.UniqueConstraint(fields=["abnormality", "code"], name="next_lot_once"),
            models.CheckConstraint(condition=Q(defective__lte=F("sample_size")), name="next_lot_sample"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.inspected_on}"
