"""A technical or quality question that production asks the engineer in charge (QMGT 5.3.2.3, QUA-13)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.products.models import ProductModel
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.states.questions import QUESTION_MOVES, QuestionState

STAFF = settings.AUTH_USER_MODEL


class QuestionQuerySet(VisibleQuerySet):
    """Questions by viewer: those who work on quality, who asked and who is to answer."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to those who work on quality, others their own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*QUALITY_READERS):  # type: ignore[attr-defined]
            return self
        return self.filter(Q(owner=user.pk) | Q(asked_by=user.pk))


class Question(Record):
    """One question with its answer.

    Attributes:
        place: line or work station where it came up.
        owner: the engineer who answers.
        charged_at: when a missed limit was looked into; None while none was missed.
    """

    moves = QUESTION_MOVES

    subject = models.CharField(pgettext_lazy("question", "Question"), max_length=120)
    words = models.TextField(_("What is unclear"))
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model")
    )
    batch = models.CharField(_("Batch"), max_length=40, blank=True)
    place = models.CharField(pgettext_lazy("question", "Line or station"), max_length=60, blank=True)
    asked_by = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("question", "Asked by")
    )
    asked_at = models.DateTimeField(_("Asked at"))
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Engineer in charge"))
    answer = models.TextField(pgettext_lazy("question", "Answer"), blank=True)
    answered_at = models.DateTimeField(pgettext_lazy("question", "Answered at"), null=True, blank=True)
    settled_at = models.DateTimeField(pgettext_lazy("question", "Settled at"), null=True, blank=True)
    charged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("production", "Question of production")
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="question_by_time"),
            models.Index(fields=["owner", "state"], name="question_by_owner"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:question", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state == QuestionState.ASKED

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        known = {"model": self.model.code, "product_line": self.model.line.code} if self.model else {}
        department = self.owner.department
        return {**known, **({"department": department.code} if department else {})}
