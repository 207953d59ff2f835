"""Regulations as controlled documents: their versions, clauses, parameters and scope (REG-01, REG-02, REG-04)."""

import uuid
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.regulations import states
from bihuan.regulations.rules import KINDS

STAFF = settings.AUTH_USER_MODEL


class ReadableByStaff(VisibleQuerySet):
    """Regulations are open to everyone who works here; drafts to those who write or approve them."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in ("staff", "system") else self.none()


_asked: list[Callable[[Actor], Any]] = []


def let_read_in_review(asked: Callable[[Actor], Any]) -> None:
    """Have those who are asked to review a version read it.

    Args:
        asked: returns the keys of the versions that somebody is asked about, as a subquery.
    """
    _asked.append(asked)


class VersionQuerySet(ReadableByStaff):
    """Versions of regulations."""

    def visible_to(self, user: Actor) -> Self:
        """Return the versions this viewer may read: all for those who draft, review or approve."""
        rows = super().visible_to(user)
        if user.has_perm("regulations.read_drafts"):
            return rows
        readable = models.Q(state__in=(states.VersionState.IN_FORCE, states.VersionState.WITHDRAWN))
        for asked in _asked:
            readable |= models.Q(state=states.VersionState.IN_REVIEW, pk__in=asked(user))
        return rows.filter(readable)


class Regulation(Tracked):
    """A regulation, whatever its version: key, code, title, owner, where it applies."""

    key = models.CharField(_("Key"), max_length=16, unique=True)
    code = models.CharField(_("Document code"), max_length=40, blank=True)
    title = models.CharField(_("Title"), max_length=120)
    department = models.ForeignKey(
        Department, verbose_name=_("Owning department"), null=True, blank=True, on_delete=models.PROTECT
    )
    owner_name = models.CharField(_("Owner as written"), max_length=60, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)

    objects = ReadableByStaff.as_manager()

    class Meta:
        verbose_name = _("Regulation")
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("regulations:regulation", args=[self.key])

    @property
    def owner(self) -> str:
        """The unit that keeps the document (归口)."""
        return self.department.name if self.department else self.owner_name


class Scope(models.Model):
    """One value of one dimension a regulation is limited to; without any it applies to the whole company."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="scopes")
    dimension = models.CharField(_("Dimension"), max_length=16, choices=states.Dimension.choices)
    value = models.CharField(_("Value"), max_length=80)

    class Meta:
        verbose_name = _("Scope")
        ordering = ["dimension", "value"]
        constraints = [models.UniqueConstraint(fields=["regulation", "dimension", "value"], name="scope_once")]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.value}"


class RegulationVersion(Record):
    """One version of a regulation, with the people who answer for it."""

    moves = states.MOVES

    state = models.CharField(
        _("State"), max_length=24, choices=states.VersionState.choices, default=states.VersionState.DRAFT
    )
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(_("Version"), max_length=16)
    sequence = models.PositiveIntegerField(default=1, editable=False)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("What changes and why"), blank=True)
    effective_on = models.DateField(_("Effective on"), null=True, blank=True)
    drafted_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_name = models.CharField(_("Drafted by"), max_length=80, blank=True)
    checked_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_name = models.CharField(_("Checked by"), max_length=80, blank=True)
    reviewed_name = models.CharField(_("Jointly reviewed by"), max_length=200, blank=True)
    approved_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_name = models.CharField(_("Approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("In force since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True, blank=True)
    review_state = models.CharField(
        max_length=12, choices=states.ReviewState.choices, default=states.ReviewState.NONE, editable=False
    )
    pack_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Version of a regulation")
        ordering = ["regulation", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "version"], name="regulation_version_once"),
            models.UniqueConstraint(
                fields=["regulation"], condition=models.Q(state="in_force"), name="regulation_one_in_force"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("regulations:version", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.regulation.title} {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == states.VersionState.DRAFT

    @cached_property
    def has_objection(self) -> bool:
        """Whether a department's last word in the joint review is no."""
        last: dict[tuple[int | None, str], bool] = {}
        for opinion in self.opinions.order_by("at", "pk"):
            last[(opinion.reviewer_id, opinion.reviewer_name)] = opinion.agrees
        return not all(last.values())


class ReviewOpinion(models.Model):
    """What one department said in the joint review (会审)."""

    version = models.ForeignKey(RegulationVersion, on_delete=models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    reviewer_name = models.CharField(_("Reviewer"), max_length=80)
    agrees = models.BooleanField(_("Agrees"))
    opinion = models.TextField(_("Opinion"), blank=True)
    at = models.DateTimeField(_("At"))

    class Meta:
        verbose_name = _("Opinion of the joint review")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer_name}: {self.opinion}"


class Clause(models.Model):
    """A clause or, without a number, a chapter heading."""

    version = models.ForeignKey(RegulationVersion, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(_("Clause number"), max_length=16, blank=True)
    heading = models.CharField(_("Heading"), max_length=120)
    text = models.TextField(_("Wording"), blank=True)
    order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Clause")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], condition=~models.Q(number=""), name="clause_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return address("regulations:clause", self.pk)

    @property
    def label(self) -> str:
        """How the clause is cited everywhere: «FULL 3.4»."""
        return f"{self.version.regulation.key} {self.number}".strip()

    @property
    def anchor(self) -> str:
        """Its place on the regulation's page."""
        return f"c{self.number}" if self.number else f"h{self.pk}"


class Parameter(models.Model):
    """A value of a clause that the system enforces."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="parameters")
    kind = models.CharField(_("Kind"), max_length=24, choices=[(name, name) for name in KINDS])
    name = models.CharField(_("Name"), max_length=40)
    data = models.JSONField(default=dict)
    when = models.JSONField(default=dict, blank=True)
    order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Parameter")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["kind", "name"], name="parameter_kind_name")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def label(self) -> str:
        return str(self.data.get("label") or self.name)


def new_stamp() -> str:
    """Return a stamp that was never there before: a roll-back must not bring an old one back to life."""
    return uuid.uuid4().hex


class RulesStamp(models.Model):
    """The one row that says whether the rules in memory are still those of the database."""

    stamp = models.CharField(max_length=32, default=new_stamp)

    def __str__(self) -> str:
        return self.stamp

    @classmethod
    def renew(cls) -> None:
        """Make every process read the rules again at its next look."""
        cls.objects.update_or_create(pk=1, defaults={"stamp": new_stamp()})
