"""The knowledge base of common defects: symptom, causes, prevention, treatment (ENGC, ENGK, QUA-11)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.quality.states.knowledge import KNOWLEDGE_MOVES, KnowledgeState

STAFF = settings.AUTH_USER_MODEL


class KnowledgeQuerySet(VisibleQuerySet):
    """Entries: every colleague reads them; what is offered is approved."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind == "staff" else super().visible_to(user)

    def approved(self) -> Self:
        return self.filter(state=KnowledgeState.APPROVED)


class KnowledgeEntry(Record):
    """What is known of a defect that comes again.

    Attributes:
        line_code, model_code, fault_class_code: to what it applies; "" for all. Codes, as a file brings
            entries before the catalogue is there.
        subject_kind, subject_id: the case it was written from.
        helpful: how many have said that it helped.
    """

    moves = KNOWLEDGE_MOVES

    field = models.CharField(_("Trade"), max_length=40, blank=True)
    name = models.CharField(_("Defect"), max_length=120)
    symptom = models.TextField(pgettext_lazy("knowledge", "Symptom"))
    causes = models.TextField(pgettext_lazy("knowledge", "Causes"))
    prevention = models.TextField(_("Prevention"), blank=True)
    treatment = models.TextField(_("Treatment"), blank=True)
    line_code = models.CharField(_("Product line"), max_length=20, blank=True)
    model_code = models.CharField(_("Model"), max_length=60, blank=True)
    fault_class_code = models.CharField(_("Fault class"), max_length=12, blank=True)
    source = models.CharField(_("Source"), max_length=120, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    edition = models.PositiveSmallIntegerField(pgettext_lazy("knowledge", "Edition"), default=1)
    author = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=pgettext_lazy("zeroing", "Written by"),
    )  # fmt: skip
    approved_by = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Approved by")
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)
    helpful = models.PositiveIntegerField(_("Was helpful"), default=0, editable=False)

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entry of the knowledge base")
        indexes = [
            models.Index(fields=["state", "line_code", "-helpful"], name="knowledge_offered"),
            models.Index(fields=["subject_kind", "subject_id"], name="knowledge_subject"),
        ]
        constraints = [models.UniqueConstraint(fields=["field", "name"], name="knowledge_named_once")]

    def get_absolute_url(self) -> str:
        return reverse("quality:knowledge_entry", args=[self.pk])

    @property
    def title(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """Return all that it is found by."""
        return " ".join(
            [self.number, self.field, self.name, self.symptom, self.causes, self.prevention, self.treatment]
        )


class KnowledgeVote(models.Model):
    """Whether an entry helped somebody with a case; he may change his mind."""

    entry = models.ForeignKey(KnowledgeEntry, on_delete=models.CASCADE, related_name="votes")
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    is_helpful = models.BooleanField(_("Was helpful"))
    voted_at = models.DateTimeField(_("Voted at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "staff"], name="knowledge_voted_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.staff_id}"
