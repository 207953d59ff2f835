"""「质量奖罚通知单」 and its monthly summary: who, what for, by which clause, how much (QMGT 5 and 6, RWD-01 to 03)."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.people.rules.rewards import Figure
from bihuan.people.states.rewards import HIDDEN, REWARD_MOVES, STANDING, SUMMARY_MOVES, Consequence, SummaryState
from bihuan.regulations.models import Clause

IN_CHARGE = (
    Post.QUALITY, Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip
SUMS = (Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)


class RewardQuerySet(VisibleQuerySet):
    """Notices by viewer: those concerned and those in charge, nobody else (RWD-01)."""

    def visible_to(self, user: Actor) -> Self:
        """Who proposed it; once issued, the colleague and his managers; finance what was handed over to it."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*IN_CHARGE):  # type: ignore[attr-defined]
            return self
        leads = Q(person__department__manager=user.pk) | Q(person__outlet__manager=user.pk)
        seen = Q(proposed_by=user.pk) | ((Q(person=user.pk) | leads) & ~Q(state__in=HIDDEN))
        if user.holds(Post.ACCOUNTANT):  # type: ignore[attr-defined]
            seen |= Q(summary__state=SummaryState.HANDED_OVER)
        return self.filter(seen)

    def earlier(self, person: int, offence: str, *, since: date | None, before: date) -> Self:
        """Return the standing notices of the same person for the same, from a day on."""
        rows = self.filter(person=person, offence=offence, state__in=STANDING, happened_on__lte=before)
        return rows.filter(happened_on__gte=since) if since else rows


class RewardSummaryQuerySet(VisibleQuerySet):
    """Summaries: administration and the executives; finance those it was given."""

    def visible_to(self, user: Actor) -> Self:
        """All to whom it concerns; the accountants' from the moment it was handed over."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SUMS):  # type: ignore[attr-defined]
            return self
        is_finance = user.holds(Post.ACCOUNTANT)  # type: ignore[attr-defined]
        return self.filter(state=SummaryState.HANDED_OVER) if is_finance else self.none()


class RewardSummary(Record):
    """「质量奖惩月汇总」: the notices of a month that took effect, handed to finance once (RWD-02)."""

    moves = SUMMARY_MOVES

    month = models.DateField(_("Month"), unique=True)
    drawn_by = person_field(_("Drawn up by"))
    handed_by = person_field(pgettext_lazy("summary", "Handed over by"))
    handed_at = models.DateTimeField(pgettext_lazy("summary", "Handed over at"), null=True, blank=True)
    people = models.PositiveIntegerField(pgettext_lazy("summary", "People"), default=0)
    rewarded = money(_("Rewards (CNY)"), default=Decimal(0))
    fined = money(_("Fines (CNY)"), default=Decimal(0))
    made_good = money(_("Losses made good (CNY)"), default=Decimal(0))

    objects = RewardSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Monthly summary of rewards and penalties")
        ordering = ["-month"]

    def get_absolute_url(self) -> str:
        return reverse("people:reward_summary", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.month:%Y-%m}"


class Reward(Record):
    """One notice. What the clause said when it was written stands in it; `rules` holds all that were weighed."""

    moves = REWARD_MOVES

    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.CharField(_("Case"), max_length=40, blank=True)
    person = models.ForeignKey(Staff, models.PROTECT, related_name="rewards", verbose_name=_("Colleague"))
    owner = person_field(_("Whose turn"))
    offence = models.CharField(max_length=40)
    label = models.CharField(pgettext_lazy("reward", "What for"), max_length=200)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("Clause"))
    rules = models.JSONField(default=list)
    consequence = models.CharField(pgettext_lazy("reward", "Consequence"), max_length=12, choices=Consequence.choices)
    quantity = models.PositiveIntegerField(_("Pieces"), default=1)
    low, high = money(_("From (CNY)")), money(_("To (CNY)"))
    amount = money(_("Amount (CNY)"), null=True)
    loss = money(_("Loss made good (CNY)"), default=Decimal(0))
    choice_reason = models.CharField(_("Why this amount"), max_length=300, blank=True)
    reason = models.TextField(_("What happened"))
    happened_on = models.DateField(_("Happened on"))
    is_grave = models.BooleanField(_("Grave"), default=False)
    proposed_by = person_field(_("Proposed by"))
    proposed_at = models.DateTimeField(_("Proposed at"), default=timezone.now)
    issued_by = person_field(pgettext_lazy("reward", "Issued by"))
    issued_at = models.DateTimeField(pgettext_lazy("reward", "Issued at"), null=True, blank=True)
    dispute = models.TextField(_("Why it is disputed"), blank=True)
    disputed_at = models.DateTimeField(_("Disputed at"), null=True, blank=True)
    ruling = models.TextField(_("Decision of administration"), blank=True)
    ruled_by = person_field(_("Decided by"))
    ruled_at = models.DateTimeField(_("Decided at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("In effect since"), null=True, blank=True)
    summary = models.ForeignKey(
        RewardSummary, models.PROTECT, null=True, blank=True, related_name="rewards", verbose_name=_("Monthly summary")
    )

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notice of reward or penalty")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="reward_by_time"),
            models.Index(fields=["person", "offence", "happened_on"], name="reward_earlier"),
            models.Index(fields=["subject_kind", "subject_id"], name="reward_subject"),
            models.Index(fields=["state", "settled_at"], name="reward_settled"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(low__gte=0, loss__gte=0), name="reward_not_negative"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="reward_amount_not_negative"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("people:reward", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.person.name} · {self.label}"

    @property
    def is_reward(self) -> bool:
        return self.consequence == Consequence.REWARD

    @property
    def figure(self) -> Figure:
        """What the rule that counts came to."""
        steps = tuple(self.rules[0]["steps"]) if self.rules else ()
        return Figure(self.consequence, self.low, self.high, self.loss, steps)

    @property
    def total(self) -> Decimal | None:
        """The amount with the loss to make good, in CNY; None while it is still to be chosen."""
        return None if self.amount is None else self.amount + self.loss

    @property
    def outlet_id(self) -> int | None:
        """Where the colleague works."""
        return self.person.outlet_id

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the colleague's department, the amount in CNY."""
        department = self.person.department
        return {"department": department.code if department else "", "amount": str(self.high)}
