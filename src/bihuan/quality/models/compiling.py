"""Closed cases compiled into the regulations, period by period (QMGT 6.6 and 6.7, REG-05)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.quality.states.compiling import COMPILATION_MOVES, CaseDecision
from bihuan.regulations.models import Clause

SEES_COMPILATIONS = (
    Post.QUALITY, Post.ADMINISTRATION, Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class CompilationQuerySet(VisibleQuerySet):
    """Compilations: those in charge of rewards and penalties, and the office that keeps the regulations."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to those posts, nothing to others."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*SEES_COMPILATIONS) else self.none()  # type: ignore[attr-defined]


class CaseCompilation(Record):
    """What was closed in a period, to be made rules of.

    Attributes:
        clause: the one that asks for it.
    """

    moves = COMPILATION_MOVES

    period_from = models.DateField(pgettext_lazy("compilation", "From"))
    period_until = models.DateField(pgettext_lazy("compilation", "Until"), unique=True)
    owner = person_field(_("In charge"))
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause"))
    opened_at = models.DateTimeField(pgettext_lazy("compilation", "Gathered at"))
    compiled_at = models.DateTimeField(pgettext_lazy("compilation", "Compiled at"), null=True, blank=True)

    objects = CompilationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Compilation of cases")
        indexes = [models.Index(fields=["-opened_at", "-id"], name="compilation_by_time")]

    def get_absolute_url(self) -> str:
        return reverse("quality:compilation", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.period_from:%Y-%m-%d} ~ {self.period_until:%Y-%m-%d}"


class CompiledCaseQuerySet(VisibleQuerySet):
    """Cases are seen with their compilation."""

    def visible_to(self, user: Actor) -> Self:
        """Return the cases of visible compilations."""
        if user.actor_kind == "system":
            return self
        return self.filter(compilation__in=CaseCompilation.objects.visible_to(user))


class CompiledCase(models.Model):
    """One closed case: by which rules it was dealt with, and what becomes of it.

    Attributes:
        rules: clauses under which rewards or penalties were given, as `[label, key of the clause]`.
        leader: who is directly responsible for a case that no rule covers (QMGT 6.6).
        clause: the draft clause it became; None again when somebody removed that from the draft.
    """

    compilation = models.ForeignKey(CaseCompilation, on_delete=models.CASCADE, related_name="cases")
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    number = models.CharField(_("Number"), max_length=40)
    subject = models.CharField(pgettext_lazy("compilation", "Case"), max_length=200)
    closed_at = models.DateTimeField(pgettext_lazy("compilation", "Closed at"))
    rules = models.JSONField(_("Dealt with by"), default=list)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Responsible leader"),
    )  # fmt: skip
    decision = models.CharField(_("Decision"), max_length=8, choices=CaseDecision.choices, blank=True)
    reason = models.TextField(_("Why it is left"), blank=True)
    clause = models.ForeignKey(
        Clause, null=True, on_delete=models.SET_NULL, related_name="compiled_cases", verbose_name=_("Clause")
    )
    decided_by = person_field(_("Decided by"))
    decided_at = models.DateTimeField(_("Decided at"), null=True)

    objects = CompiledCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Compiled case")
        ordering = ["closed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id"], name="case_compiled_once"),
            models.CheckConstraint(
                condition=~Q(decision=CaseDecision.LEFT) | ~Q(reason=""), name="case_left_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"{self.compilation.get_absolute_url()}#case-{self.pk}"

    @property
    def is_covered(self) -> bool:
        """Tell whether a rule was there for it."""
        return bool(self.rules)

    @property
    def is_decided(self) -> bool:
        """Tell whether it became a clause that stands, or was left with a reason."""
        return bool(self.clause_id) if self.decision == CaseDecision.RULE else bool(self.decision)
