"""Zeroing of a quality problem 「质量问题归零」: criteria with evidence, review meetings (ZERO, ZRO-01, ZRO-02)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.organization.states import Post
from bihuan.products.models import ProductModel
from bihuan.quality.rules.zeroing import seal_of
from bihuan.quality.states.zeroing import (
    OPEN_ZEROINGS,
    ZEROING_MOVES,
    CriterionState,
    MeetingVerdict,
    Side,
)

STAFF = settings.AUTH_USER_MODEL
SEES_ZEROINGS = (
    Post.QUALITY, Post.RND, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.SUPERVISOR, Post.GM_OFFICE,
    Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class ZeroingQuerySet(VisibleQuerySet):
    """Zeroings by viewer: quality, development and managers see all, others what they take part in."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ZEROINGS):  # type: ignore[attr-defined]
            return self
        wrote = ZeroingCriterion.objects.filter(Q(author=user.pk) | Q(reviewer=user.pk)).values("zeroing")
        own = Q(owner=user.pk) | Q(opened_by=user.pk) | Q(pk__in=wrote)
        if department := user.department_id:  # type: ignore[attr-defined]
            own |= Q(department=department, side=Side.TECHNICAL)
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_ZEROINGS)

    def about(self, kind: str, pk: int) -> Self:
        """Return the zeroings of one record, the newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-pk")


class Zeroing(Record):
    """One problem on its way to zero, technically or in how it was managed.

    Attributes:
        subject_kind, subject_id: the quality issue, complaint or failure it follows from; "" and None for none.
        occasion: what the problem stopped or cost, in the words of the clause.
        clause: whose criteria these are.
    """

    moves = ZEROING_MOVES

    side = models.CharField(_("Side"), max_length=12, choices=Side.choices)
    problem = models.CharField(_("Problem"), max_length=120)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.CharField(_("Follows from"), max_length=40, blank=True)
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model")
    )
    happened_on = models.DateField(_("Happened on"))
    place = models.CharField(pgettext_lazy("zeroing", "Place"), max_length=120, blank=True)
    occasion = models.CharField(_("Occasion"), max_length=60, blank=True)
    phenomenon = models.TextField(pgettext_lazy("zeroing", "What happened"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible department")
    )
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("In charge"))
    opened_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Opened by"))
    opened_at = models.DateTimeField(pgettext_lazy("zeroing", "Opened at"))
    clause = models.ForeignKey(
        "regulations.Clause", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Clause"),
    )  # fmt: skip
    reason = models.TextField(_("Reason"), blank=True)
    passed_to = models.CharField(pgettext_lazy("zeroing", "Passed to"), max_length=120, blank=True)
    zeroed_at = models.DateTimeField(_("Zeroed at"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("Times it happened"), default=1)

    objects = ZeroingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zeroing")
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="zeroing_by_time"),
            models.Index(fields=["subject_kind", "subject_id"], name="zeroing_subject"),
            models.Index(fields=["owner", "state"], name="zeroing_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:zeroing", args=[self.pk])

    @property
    def title(self) -> str:
        return self.problem

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ZEROINGS

    @property
    def form(self) -> str:
        """Return the code of its report in the clauses: each side has its own route."""
        return f"{self.side}_zeroing"

    @property
    def is_accepted(self) -> bool:
        """Tell whether there are criteria and every one is accepted as it stands."""
        found = list(self.criteria.all())
        return bool(found) and all(one.is_accepted for one in found)

    @property
    def seal(self) -> str:
        """Return the mark of all criteria as they stand."""
        return seal_of([one.digest for one in self.criteria.all()])

    @property
    def has_passed_meeting(self) -> bool:
        """Tell whether the last meeting about the present wording passed it."""
        last = self.meetings.filter(seal=self.seal).order_by("-pk").first()
        return last is not None and last.verdict == MeetingVerdict.PASSED

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        own: dict[str, Any] = {"department": self.department.code}
        if self.model_id and self.model:
            own |= {"model": self.model.code, "product_line": self.model.line.code}
        return own


class CriterionQuerySet(VisibleQuerySet):
    """Criteria of the zeroings that a viewer may see."""

    def visible_to(self, user: Actor) -> Self:
        return self.filter(zeroing__in=Zeroing.objects.visible_to(user))


class ZeroingCriterion(Tracked):
    """One of the five: what the clause asks, what was written, and who accepted which wording of it.

    Attributes:
        proves: the state that the zeroing reaches with it.
        digest: mark of the wording and the files as they are now.
        reviewed_digest: mark of what the reviewer read.
    """

    zeroing = models.ForeignKey(Zeroing, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(_("Order"))
    code = models.CharField(_("Code"), max_length=24)
    label = models.CharField(_("Criterion"), max_length=60)
    asks = models.TextField(pgettext_lazy("zeroing", "What is asked"), blank=True)
    proves = models.CharField(max_length=24)
    needs_files = models.BooleanField(_("Needs files"), default=False)
    text = models.TextField(_("Conclusion and grounds"), blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=CriterionState.choices, default=CriterionState.OPEN, editable=False
    )
    author = models.ForeignKey(
        STAFF,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("zeroing", "Written by"),
    )
    written_at = models.DateTimeField(pgettext_lazy("zeroing", "Written at"), null=True, blank=True)
    reviewer = models.ForeignKey(
        STAFF,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("zeroing", "Reviewed by"),
    )
    opinion = models.TextField(_("Opinion"), blank=True)
    reviewed_at = models.DateTimeField(pgettext_lazy("zeroing", "Reviewed at"), null=True, blank=True)
    reviewed_digest = models.CharField(max_length=64, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("Criterion of a zeroing")
        constraints = [
            models.UniqueConstraint(fields=["zeroing", "code"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=models.F("author")), name="criterion_reviewed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return f"{self.zeroing.get_absolute_url()}#criterion-{self.code}"

    @property
    def is_accepted(self) -> bool:
        """Tell whether a reviewer accepted exactly what stands here."""
        return self.state == CriterionState.ACCEPTED and self.reviewed_digest == self.digest

    @property
    def state_label(self) -> str:
        return str(CriterionState(self.state).label)


class ZeroingMeeting(models.Model):
    """A review meeting: who was there, what was said, and which wording it was about (`seal`)."""

    zeroing = models.ForeignKey(Zeroing, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField(pgettext_lazy("zeroing", "Held on"))
    chair = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chair"))
    members = models.TextField(_("Members"))
    minutes = models.TextField(pgettext_lazy("zeroing", "Minutes"))
    verdict = models.CharField(pgettext_lazy("zeroing", "Verdict"), max_length=8, choices=MeetingVerdict.choices)
    seal = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Recorded by"))
    recorded_at = models.DateTimeField(_("Recorded at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Review meeting")

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_verdict_display()}"
