"""What was looked into for a complaint: findings, the chain of whys, influences and causes (CMP-10, QUA-08)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models.complaints import Complaint
from bihuan.complaints.states.investigations import (
    INVESTIGATION_MOVES,
    Aspect,
    Hazard,
    InfluenceState,
    InvestigationState,
    Outcome,
    Rank,
)
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet

STAFF = settings.AUTH_USER_MODEL


class InvestigationQuerySet(VisibleQuerySet):
    """Who sees a complaint sees what was found out about it."""

    def visible_to(self, user: Actor) -> Self:
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


class WithinQuerySet(VisibleQuerySet):
    """Findings, whys and influences of the investigations that a viewer may see."""

    def visible_to(self, user: Actor) -> Self:
        return self.filter(investigation__complaint__in=Complaint.objects.visible_to(user))


def _person(label: Any) -> Any:
    return models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


class Investigation(Record):
    """One complaint looked into; its number is the complaint's.

    Attributes:
        cause_scheme, cause_category: of the primary cause, as a clause names it.
        cause: the causes in words, as they are proposed to the complaint and to what follows from it.
    """

    moves = INVESTIGATION_MOVES

    complaint = models.OneToOneField(
        Complaint,
        on_delete=models.PROTECT,
        related_name="investigation",
        verbose_name=pgettext_lazy("record", "Complaint"),
    )
    begun_by = _person(pgettext_lazy("investigation", "Begun by"))
    begun_at = models.DateTimeField(pgettext_lazy("investigation", "Begun at"))
    cause_scheme = models.CharField(_("Cause scheme"), max_length=40, blank=True)
    cause_category = models.CharField(_("Category of the cause"), max_length=40, blank=True)
    cause = models.TextField(pgettext_lazy("investigation", "Cause"), blank=True)
    concluded_by = _person(_("Concluded by"))
    concluded_at = models.DateTimeField(_("Concluded at"), null=True, blank=True)

    objects = InvestigationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("complaint", "Investigation")
        indexes = [models.Index(fields=["cause_scheme", "cause_category"], name="investigation_by_cause")]

    def get_absolute_url(self) -> str:
        return address("complaints:investigation", self.pk)

    @property
    def title(self) -> str:
        return self.complaint.title

    @property
    def is_open(self) -> bool:
        return self.state == InvestigationState.OPEN

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: as of the complaint."""
        return self.complaint.facts()


class _Part(Tracked):
    """What belongs to an investigation; its files hang on the investigation under `purpose`."""

    entered_by = _person(_("Entered by"))

    objects = WithinQuerySet.as_manager()

    class Meta:
        abstract = True

    investigation: Any
    prefix = ""

    @property
    def purpose(self) -> str:
        """Return under which name its files are kept."""
        return f"{self.prefix}-{self.pk}"


class Finding(_Part):
    """What was looked at, and what it said."""

    prefix = "finding"

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="findings")
    aspect = models.CharField(_("What was looked at"), max_length=12, choices=Aspect.choices)
    found_on = models.DateField(_("Looked at on"))
    found_by = _person(_("Looked at by"))
    checked = models.PositiveIntegerField(_("Pieces checked"), null=True, blank=True)
    reproduced = models.PositiveIntegerField(_("Pieces with the fault"), null=True, blank=True)
    text = models.TextField(_("What was found"))
    outcome = models.CharField(_("Result"), max_length=8, choices=Outcome.choices)
    hazard = models.CharField(_("Danger"), max_length=8, choices=Hazard.choices, blank=True)

    class Meta:
        verbose_name = _("Finding")
        ordering = ["found_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reproduced=None) | Q(checked__gte=models.F("reproduced")), name="finding_counts_add_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_aspect_display()} {self.found_on}"


class Why(_Part):
    """One step of the chain: the question, the answer, and what shows that the answer is true."""

    prefix = "why"

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="whys")
    order = models.PositiveSmallIntegerField(_("Order"))
    question = models.CharField(pgettext_lazy("five whys", "Why"), max_length=160)
    answer = models.TextField(pgettext_lazy("five whys", "Because"))
    evidence = models.TextField(pgettext_lazy("five whys", "Shown by"), blank=True)
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Finding")
    )

    class Meta:
        verbose_name = pgettext_lazy("five whys", "Why")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.question


class Influence(_Part):
    """Something that may have led to it, in a category of the cause scheme; a bone of the fish."""

    prefix = "influence"

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="influences")
    scheme = models.CharField(_("Cause scheme"), max_length=40)
    category = models.CharField(_("Category of the cause"), max_length=40)
    text = models.CharField(_("Influence"), max_length=60)
    state = models.CharField(_("State"), max_length=12, choices=InfluenceState.choices, default=InfluenceState.OPEN)
    evidence = models.TextField(pgettext_lazy("influence", "How it was checked"), blank=True)
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Finding")
    )
    rank = models.CharField(pgettext_lazy("influence", "Rank"), max_length=10, choices=Rank.choices, blank=True)

    class Meta:
        verbose_name = _("Influence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["investigation"], condition=Q(rank="primary"), name="one_primary_cause")
        ]

    def __str__(self) -> str:
        return self.text
