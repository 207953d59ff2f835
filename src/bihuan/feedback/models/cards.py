"""The 「客户意见调查卡」, the cases it brings back, and the daily reconciliation with the register."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.feedback import rules
from bihuan.feedback.states import (
    CARD_MOVES,
    CASE_MOVES,
    AnswerChannel,
    CaseKind,
    Severity,
)
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.states import ReplyBy

READS_CARDS = (
    Post.CALLBACK_CLERK, Post.DISPATCHER, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class CardQuerySet(VisibleQuerySet):
    """Cards by viewer; cards are not anonymous (SAT-01)."""

    def visible_to(self, user: Actor) -> Self:
        """The desk and managers see all, an outlet's manager his outlet's, a technician his own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*READS_CARDS):  # type: ignore[attr-defined]
            return self
        own = models.Q(technician=user.pk)
        if user.holds(Post.OUTLET_MANAGER):  # type: ignore[attr-defined]
            outlet = user.outlet_id  # type: ignore[attr-defined]
            own |= models.Q(order__outlet=outlet) | models.Q(order=None, request__outlet=outlet)
        return self.filter(own)


class OpinionCard(Record):
    """One card for one repair; every repair gets one, never a sample (SAT-01)."""

    moves = CARD_MOVES

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="cards", verbose_name=_("Request")
    )
    order = models.OneToOneField(
        WorkOrder, null=True, on_delete=models.PROTECT, related_name="card", verbose_name=_("Work order")
    )
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="opinion_cards",
        verbose_name=_("Technician"),
    )
    sent_at = models.DateTimeField(_("Sent at"))
    form = models.JSONField(
        _("What the card asks"), default=dict
    )  # aspects, grades, clause: as they were when it was sent
    graded = models.JSONField(_("Grades given"), default=dict, blank=True)  # aspect: score of the grade
    score = models.DecimalField(_("Satisfaction score"), max_digits=4, decimal_places=1, null=True, blank=True)
    is_good = models.BooleanField(_("Satisfied"), null=True)
    suggestion = models.TextField(_("Suggestion"), blank=True)
    grievance = models.TextField(_("Grievance"), blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    channel = models.CharField(_("Channel"), max_length=8, choices=AnswerChannel.choices, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Customer opinion card")
        indexes = [
            models.Index(fields=["-sent_at", "-id"], name="card_by_time"),
            models.Index(fields=["state", "sent_at"], name="card_by_state"),
            models.Index(fields=["technician", "-sent_at"], name="card_by_technician"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("feedback:card", args=[self.pk])

    @property
    def title(self) -> str:
        return self.request.title

    def told(self, name: str, value: Any) -> str:
        """Return what stands in a field as the history tells it: the grades in words."""
        return "、".join(f"{one.label} {one.grade}" for one in rules.graded(self.form, value) if one.grade)

    def facts(self) -> dict[str, Any]:
        """Return the request's facts."""
        return self.request.facts()


class CaseQuerySet(VisibleQuerySet):
    """Cases by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Those in charge; not the technician it is about."""
        if user.actor_kind == "staff" and user.holds(*READS_CARDS):  # type: ignore[attr-defined]
            return self
        return super().visible_to(user)


class OpinionCase(Record):
    """What a customer was not content with, to be answered (SAT-02)."""

    moves = CASE_MOVES

    card = models.OneToOneField(
        OpinionCard, on_delete=models.PROTECT, null=True, blank=True, related_name="case",
        verbose_name=_("Customer opinion card"),
    )  # fmt: skip
    call = models.OneToOneField(
        "feedback.CallBack", on_delete=models.PROTECT, null=True, blank=True, related_name="case",
        verbose_name=_("Call-back"),
    )  # fmt: skip
    kind_of = models.CharField(_("Kind"), max_length=12, choices=CaseKind.choices)
    severity = models.CharField(_("Severity"), max_length=8, choices=Severity.choices, blank=True)
    description = models.TextField(_("Words of the customer"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Person in charge"),
    )
    opened_at = models.DateTimeField(_("Opened at"))
    instruction = models.TextField(_("Instruction"), blank=True)
    reply = models.TextField(_("Reply"), blank=True)
    reply_by = models.CharField(_("Answered by"), max_length=8, choices=ReplyBy.choices, blank=True)
    replied_at = models.DateTimeField(_("Answered at"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Opinion case")
        indexes = [models.Index(fields=["state", "-opened_at"], name="case_by_state")]

    def get_absolute_url(self) -> str:
        return reverse("feedback:case", args=[self.pk])

    @property
    def customer_name(self) -> str:
        """Return who isn't content."""
        if self.card:
            return str(self.card.request.contact_name)
        return self.call.customer.name if self.call else ""

    @property
    def title(self) -> str:
        return self.description.split("\n")[0]

    def facts(self) -> dict[str, Any]:
        """Return the request's facts and the case's own."""
        source = self.card or self.call
        return {**(source.facts() if source else {}), "severity": self.severity, "case_kind": self.kind_of}


class Reconciliation(models.Model):
    """One day's register held against its cards."""

    day = models.DateField(_("Day"), unique=True)
    reported = models.PositiveIntegerField(_("Repairs reported"))
    carded = models.PositiveIntegerField(_("Cards"))
    made_at = models.DateTimeField(_("Made at"))

    class Meta:
        verbose_name = _("Reconciliation")

    def __str__(self) -> str:
        return str(self.day)

    @property
    def missing(self) -> int:
        return self.reported - self.carded
