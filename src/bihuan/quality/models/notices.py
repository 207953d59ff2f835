"""「质量整改通知单」「监理工程师通知单」 and their answers, records of problems on site (QPROC, ENGP; QUA-12)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import file_field, person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.states.notices import NOTICE_MOVES, OPEN_NOTICES, RECORDS, NoticeKind
from bihuan.regulations.models import Clause

STAFF = settings.AUTH_USER_MODEL


class RectificationNoticeQuerySet(VisibleQuerySet):
    """Notices by viewer: those who read quality, and the department that answers."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*QUALITY_READERS):  # type: ignore[attr-defined]
            return self
        own = Q(owner=user.pk) | Q(issued_by=user.pk)
        if department := user.department_id:  # type: ignore[attr-defined]
            own |= Q(department=department)
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_NOTICES)

    def about(self, kind: str, pk: int) -> Self:
        """Return the notices about one record, the newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-pk")


class RectificationNotice(Record):
    """One notice: what is wrong, what it violates, who answers until when.

    Attributes:
        issuer: who issued it, where it came from outside: the supervising engineer; "" for a colleague.
        department, owner: the department that answers, and who answers for it.
        party, person: the outside party that answers by its link, and who does so for it.
        violated: the standard, drawing or specification; `clause` the clause of a regulation of ours.
        opinions: who looked into it together, and what was agreed.
        is_due_given: the day was given; else it comes from the clause.
    """

    moves = NOTICE_MOVES

    kind_of = models.CharField(pgettext_lazy("notice", "Kind"), max_length=16, choices=NoticeKind.choices)
    project = models.CharField(pgettext_lazy("notice", "Project"), max_length=120, blank=True)
    place = models.CharField(pgettext_lazy("notice", "Place"), max_length=120, blank=True)
    subject = models.CharField(pgettext_lazy("notice", "Matter"), max_length=120)
    issuer = models.CharField(pgettext_lazy("notice", "Issued from outside by"), max_length=80, blank=True)
    issuer_number = models.CharField(_("Number of the outside notice"), max_length=40, blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Department that answers"),
    )  # fmt: skip
    owner = person_field(pgettext_lazy("notice", "Answers for it"))
    party = models.CharField(_("Outside party that answers"), max_length=80, blank=True)
    person = models.CharField(_("Who answers for the outside party"), max_length=40, blank=True)
    content = models.TextField(pgettext_lazy("notice", "What was found"))
    violated = models.CharField(_("Standard or drawing violated"), max_length=200, blank=True)
    clause = models.ForeignKey(
        Clause, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause violated")
    )
    demand = models.TextField(pgettext_lazy("notice", "What is to be done"), blank=True)
    opinions = models.TextField(_("Opinions of the parties"), blank=True)
    due_on = models.DateField(pgettext_lazy("notice", "To be answered by"), null=True, blank=True)
    is_due_given = models.BooleanField(default=False, editable=False)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_number = models.CharField(_("Follows from"), max_length=40, blank=True)
    issued_by = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("notice", "Issued by")
    )
    issued_at = models.DateTimeField(pgettext_lazy("notice", "Issued at"))
    closed_at = models.DateTimeField(pgettext_lazy("notice", "Accepted at"), null=True, blank=True)

    objects = RectificationNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rectification notice")
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="notice_by_time"),
            models.Index(fields=["state", "-issued_at", "-id"], name="notice_by_state"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None) & ~Q(party="") | Q(department__isnull=False, party=""),
                name="notice_has_one_answerer",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:notice", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_record(self) -> bool:
        """Tell whether problem and handling stand on one paper."""
        return self.kind_of in RECORDS

    @property
    def answerer(self) -> str:
        """Return who answers: a department or an outside party."""
        return self.department.name if self.department else self.party

    @property
    def sender(self) -> str:
        """Return who issued it, for the paper."""
        return self.issuer or self.issued_by.name

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer waits for its inspection."""
        return self.answers.filter(is_accepted=None).exists()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return {"department": self.department.code} if self.department else {}


class NoticeAnswer(models.Model):
    """One answer with its measures, and what the inspection found; a returned one stays.

    Attributes:
        answered_by: a colleague; None for an outsider, whose drawn signature is kept.
        is_accepted: None until it is inspected.
    """

    notice = models.ForeignKey(RectificationNotice, on_delete=models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField(_("Round"))
    cause = models.TextField(pgettext_lazy("notice", "Cause"), blank=True)
    measures = models.TextField(pgettext_lazy("notice", "Measures taken"))
    answered_by = person_field(pgettext_lazy("notice", "Answered by"))
    answerer = models.CharField(pgettext_lazy("notice", "Answered by"), max_length=80)
    signature = file_field(pgettext_lazy("notice", "Signature"))
    answered_at = models.DateTimeField(pgettext_lazy("notice", "Answered at"))
    is_accepted = models.BooleanField(pgettext_lazy("notice", "Accepted"), null=True)
    opinion = models.TextField(pgettext_lazy("notice", "Opinion of the inspection"), blank=True)
    inspected_by = person_field(pgettext_lazy("notice", "Inspected by"))
    inspected_at = models.DateTimeField(pgettext_lazy("notice", "Inspected at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Answer to a notice")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "round"], name="notice_round_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.measures}"

    @property
    def purpose(self) -> str:
        """Return what its photos are kept for."""
        return f"answer-{self.round}"
