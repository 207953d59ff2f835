"""A questionnaire made on a page: one row for each version; a version in use is never changed (SAT-03)."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.feedback import rules
from bihuan.feedback.rules.surveys import Asked
from bihuan.feedback.states.surveys import QUESTIONNAIRE_MOVES, QuestionnaireState
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet


class QuestionnaireQuerySet(VisibleQuerySet):
    """Questionnaires hold nothing personal."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to colleagues."""
        return self if user.actor_kind == "staff" else super().visible_to(user)

    def released(self) -> Self:
        return self.filter(state=QuestionnaireState.RELEASED)


class Questionnaire(Record):
    """One version of a questionnaire.

    Attributes:
        code: what its versions have in common; clauses name it.
        grades: the words of the five grades, the best first.
        questions: as `rules.surveys.kept` writes them.
        is_anonymous: promised to the customer; then no answer can be led back to who gave it.
    """

    moves = QUESTIONNAIRE_MOVES

    code = models.SlugField(_("Code"), max_length=30)
    version = models.PositiveSmallIntegerField(pgettext_lazy("questionnaire", "Version"))
    name = models.CharField(pgettext_lazy("questionnaire", "Heading"), max_length=60)
    intro = models.TextField(_("What stands above the questions"), blank=True)
    thanks = models.TextField(_("What stands there after answering"), blank=True)
    grades = models.JSONField(_("Words of the grades"), default=list)
    questions = models.JSONField(pgettext_lazy("questionnaire", "Questions"), default=list)
    is_anonymous = models.BooleanField(_("Answers stay anonymous"), default=False)
    released_at = models.DateTimeField(_("In use since"), null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("Questionnaire")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(state=QuestionnaireState.RELEASED), name="questionnaire_in_use_once"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("feedback:questionnaire", args=[self.pk])

    @property
    def title(self) -> str:
        return self.name

    @property
    def asked(self) -> list[Asked]:
        """Return the questions in their order."""
        return rules.questions_of(self.questions)

    @property
    def grade_choices(self) -> list[tuple[int, str]]:
        """Return the five grades as (score, words), the best first."""
        return [(rules.BEST - at, word) for at, word in enumerate(self.grades)]

    @property
    def is_draft(self) -> bool:
        return self.state == QuestionnaireState.DRAFT

    def told(self, name: str, value: Any) -> str:
        """Return questions as the history tells them."""
        if name == "questions":
            return "；".join(row["text"] for row in value)
        return "、".join(value) if isinstance(value, list) else str(value)
