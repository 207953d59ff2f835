"""A survey round: whom it asks, what became of each invitation, what came back (SAT-03).

Where anonymity is promised, an answer is kept so that nothing leads from it to an invitation: its own table, no
foreign key, no time, a random key that stands for no order. Who has answered is known, to remind the others; what he
answered is not. How groups answered is counted in `SurveyTally`, one group at a time, so that no two of a customer's
properties stand together; of a group too small to be shown nothing is counted.
"""

import secrets
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.feedback.models.questionnaires import Questionnaire
from bihuan.feedback.states.surveys import (
    ROUND_MOVES,
    Facet,
    Outcome,
    RoundState,
    SurveyChannel,
    SurveyWay,
)
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.quality.models import CorrectiveAction
from bihuan.regulations.models import Clause

STAFF = settings.AUTH_USER_MODEL
READS_SURVEYS = (
    Post.CALLBACK_CLERK, Post.SALES, Post.SALES_CLERK, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER,
    Post.QUALITY, Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class SurveyQuerySet(VisibleQuerySet):
    """Surveys are for those who make and read them."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to sales, call-back, quality and managers."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*READS_SURVEYS) else self.none()  # type: ignore[attr-defined]


class PlannedReview(Tracked):
    """The day of a management review, as far as it is known; surveys are due before it."""

    held_on = models.DateField(_("Day of the management review"), unique=True)
    note = models.CharField(_("Remark"), max_length=120, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Planned management review")
        ordering = ["held_on"]

    def __str__(self) -> str:
        return str(self.held_on)

    def get_absolute_url(self) -> str:
        return reverse("feedback:surveys")


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


class SurveyRound(Record):
    """One survey of customers.

    Attributes:
        tiers, areas, lines: whom it asks, by tier, region and product line; empty for all.
        sample_size: how many are drawn by lot; None asks everybody.
        by_text: of those without an e-mail, only who agreed to messages is sent any.
        cursor, spread_at: how far the invitations are made.
        clause: what said when it is due, reminded and void.
    """

    moves = ROUND_MOVES

    name = models.CharField(pgettext_lazy("survey", "Name"), max_length=80)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Questionnaire")
    )
    review = models.ForeignKey(
        PlannedReview, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds",
        verbose_name=_("Management review"),
    )  # fmt: skip
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = _person(pgettext_lazy("survey", "In charge"))
    tiers = models.JSONField(_("Customer tiers"), default=list, blank=True)
    areas = models.JSONField(_("Regions"), default=list, blank=True)
    lines = models.JSONField(_("Product lines"), default=list, blank=True)
    sample_size = models.PositiveIntegerField(pgettext_lazy("survey", "Sample"), null=True, blank=True)
    by_text = models.BooleanField(_("By text message where there is no e-mail"), default=False)
    population = models.PositiveIntegerField(_("Population"), default=0)
    planned_at = models.DateTimeField(pgettext_lazy("survey", "Planned at"))
    due_on = models.DateField(_("To be sent by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("Sent at"), null=True, blank=True)
    remind_on = models.DateField(_("To be reminded on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("Reminded at"), null=True, blank=True)
    void_on = models.DateField(_("Void from"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("survey", "Closed at"), null=True, blank=True)
    conclusion = models.TextField(_("Analysis and conclusion"), blank=True)
    reported_at = models.DateTimeField(pgettext_lazy("survey", "Handed over at"), null=True, blank=True)
    cursor = models.BigIntegerField(default=0, editable=False)
    spread_at = models.DateTimeField(_("Invitations made at"), null=True, blank=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Satisfaction survey")
        indexes = [
            models.Index(fields=["-planned_at", "-id"], name="survey_by_time"),
            models.Index(fields=["state", "-id"], name="survey_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("feedback:survey", args=[self.pk])

    @property
    def title(self) -> str:
        return self.name

    @property
    def is_anonymous(self) -> bool:
        return self.questionnaire.is_anonymous

    @property
    def is_running(self) -> bool:
        return self.state == RoundState.RUNNING

    @property
    def takes_answers(self) -> bool:
        """Tell whether what comes back now counts: from the day it is void on it doesn't, closed by then or not."""
        return self.is_running and (self.void_on is None or timezone.localdate() < self.void_on)

    @property
    def last_day(self) -> date | None:
        """Return the last day on which an answer counts."""
        return self.void_on - timedelta(days=1) if self.void_on else None

    @property
    def is_over(self) -> bool:
        return self.state in (RoundState.CLOSED, RoundState.REPORTED)


class PartQuerySet(VisibleQuerySet):
    """Invitations and answers are seen with their round."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible rounds."""
        return self if user.actor_kind == "system" else self.filter(round__in=SurveyRound.objects.visible_to(user))


class SurveyInvitation(models.Model):
    """One customer asked in one round. What he was when asked stands here; results are told apart by it."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="survey_invitations", verbose_name=_("Customer")
    )
    way = models.CharField(pgettext_lazy("survey", "Asked by"), max_length=8, choices=SurveyWay.choices)
    outcome = models.CharField(
        pgettext_lazy("invitation", "Result"), max_length=8, choices=Outcome.choices, default=Outcome.WAITING
    )
    tier = models.CharField(_("Customer tier"), max_length=20, blank=True)
    area = models.CharField(_("Region"), max_length=40, blank=True)
    product_line = models.CharField(_("Product line"), max_length=40, blank=True)
    technician = _person(_("Technician"), null=True, blank=True)
    sent_at = models.DateTimeField(_("Sent at"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Invitation to a survey")
        indexes = [models.Index(fields=["round", "outcome", "id"], name="invited_by_outcome")]
        constraints = [models.UniqueConstraint(fields=["round", "customer"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.round.number}-{self.pk}"

    def facet(self, name: str) -> str:
        """Return to which group of a facet he belongs; "" for none."""
        return str(self.technician_id or "") if name == Facet.TECHNICIAN else str(getattr(self, name))


class SurveyAnswer(Tracked):
    """What one customer answered, where no anonymity was promised."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="answers", db_index=False)
    invitation = models.OneToOneField(SurveyInvitation, on_delete=models.PROTECT, related_name="answer")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="survey_answers", verbose_name=_("Customer")
    )
    answers = models.JSONField(_("Answers"), default=dict)
    overall = models.PositiveSmallIntegerField(_("Overall grade"), null=True, blank=True)
    loyalty = models.PositiveSmallIntegerField(_("Would recommend us"), null=True, blank=True)
    worst = models.PositiveSmallIntegerField(_("Lowest grade"), null=True, blank=True)
    is_dissatisfied = models.BooleanField(_("Dissatisfied"), default=False)
    channel = models.CharField(_("Channel"), max_length=12, choices=SurveyChannel.choices)
    entered_by = _person(_("Entered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("Answered at"))

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Answer to a survey")
        indexes = [
            models.Index(fields=["round", "-answered_at", "-id"], name="survey_answer_by_round"),
            models.Index(fields=["-answered_at", "-id"], name="survey_answer_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.round.number}-{self.invitation_id}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:survey_answer", args=[self.pk])


def random_key() -> int:
    """Return a key that says nothing about when the row came."""
    return secrets.randbelow(2**62) + 1


class AnonymousAnswer(models.Model):
    """What somebody answered in a round that promised anonymity: the round and the words, nothing else."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="anonymous_answers")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("Anonymous answer")

    def __str__(self) -> str:
        return str(self.round_id)


class SurveyTally(models.Model):
    """How many of a group gave a grade to a question; facet "" is everybody, question "" the answers themselves."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    facet = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=12, blank=True)
    grade = models.SmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Tally of a survey")
        constraints = [
            models.UniqueConstraint(fields=["round", "facet", "value", "question", "grade"], name="tallied_once")
        ]

    def __str__(self) -> str:
        return f"{self.facet} {self.value} {self.question} {self.grade}: {self.number}"


class SurveyFinding(Tracked):
    """A matter of dissatisfaction that reached the clause's bound: a corrective action, or why none (COMM 5.6.5)."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="findings")
    question = models.CharField(max_length=12)
    text = models.CharField(_("Item"), max_length=200)
    dissatisfied = models.PositiveIntegerField(_("Dissatisfied"))
    answered = models.PositiveIntegerField(_("Answers"))
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.ForeignKey(
        CorrectiveAction, on_delete=models.PROTECT, null=True, blank=True, related_name="survey_findings",
        verbose_name=_("Corrective action"),
    )  # fmt: skip
    reason = models.TextField(_("Why no action is required"), blank=True)
    decided_by = _person(_("Decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(pgettext_lazy("survey", "Decided at"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("Matter of dissatisfaction")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "question"], name="survey_finding_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(reason="", action=None), name="survey_finding_decided_how"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()

    @property
    def percent(self) -> float:
        return 100 * self.dissatisfied / self.answered if self.answered else 0.0
