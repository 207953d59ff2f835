"""Forms that circulate: a form on its way, and its stations as they were copied from the route."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.signoff.states import CirculationState, ConsentState, Proof, StationState, Verdict

STAFF = settings.AUTH_USER_MODEL


class CirculationQuerySet(VisibleQuerySet):
    """Forms, for those they pass and those who look over all of them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the forms one has begun, signed or may sign; all to whoever may see all."""
        if user.has_perm("signoff.view_all"):
            return self
        if user.actor_kind != "staff":
            return self.none()
        posts = getattr(user, "posts", ())
        mine = models.Q(stations__staff=user.pk) | models.Q(stations__signed_by=user.pk) | models.Q(begun_by=user.pk)
        own = Station.objects.filter(models.Q(post__in=posts, staff__isnull=True))
        return self.filter(mine | models.Q(stations__in=own)).distinct()

    def of(self, record: Any) -> Self:
        """Return the forms about a record, the newest first."""
        return self.filter(subject_kind=record.kind(), subject_id=record.pk).order_by("-pk")

    def running(self) -> Self:
        """Return the forms on their way."""
        return self.filter(state=CirculationState.RUNNING)


class Circulation(Tracked):
    """A form on its way about a record, by a clause's route as it was when the form set out."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("Number"), max_length=40, blank=True)
    subject_title = models.CharField(
        _("Subject of the form"), max_length=200, blank=True
    )  # as it was when the form set out
    form = models.CharField(_("Form"), max_length=40)
    label = models.CharField(_("Form"), max_length=80)
    parameter = models.ForeignKey("regulations.Parameter", null=True, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey("regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    state = models.CharField(
        _("State"), max_length=12, choices=CirculationState.choices, default=CirculationState.RUNNING, editable=False
    )
    begun_by = models.ForeignKey(
        STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Begun by")
    )
    begun_at = models.DateTimeField(_("Begun at"))
    ended_at = models.DateTimeField(_("Ended at"), null=True)

    objects = CirculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Circulated form")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="circulation_subject"),
            models.Index(fields=["state", "begun_at"], name="circulation_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "form"],
                condition=models.Q(ended_at__isnull=True),
                name="circulation_runs_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.subject_number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("signoff:circulation", args=[self.pk])

    @property
    def number(self) -> str:
        """The number of what the form is about."""
        return self.subject_number

    @property
    def title(self) -> str:
        """The form and what it is about, for a row of a list."""
        return " · ".join(part for part in (self.label, self.subject_title) if part)

    @property
    def is_running(self) -> bool:
        return self.state == CirculationState.RUNNING


class Station(models.Model):
    """One stop of a form: who must say what; copied from the route, so that an edited route changes nothing."""

    circulation = models.ForeignKey(Circulation, on_delete=models.CASCADE, related_name="stations", db_index=False)
    order = models.PositiveSmallIntegerField(_("Order"))
    name = models.CharField(_("Station"), max_length=80)
    post = models.CharField(_("Post"), max_length=40, choices=Post.choices)
    outlet = models.ForeignKey("organization.Outlet", null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("organization.Department", null=True, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey("regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+")
    opinion_required = models.BooleanField(_("Opinion required"), default=False)
    limit_minutes = models.PositiveIntegerField(_("Limit (minutes)"), null=True)
    fills = models.CharField(_("Fills in"), max_length=20, blank=True)
    staff = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Passed to"))
    delegated_from = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    is_taken_over = models.BooleanField(default=False)
    state = models.CharField(
        _("State"), max_length=12, choices=StationState.choices, default=StationState.WAITING, editable=False
    )
    opened_at = models.DateTimeField(_("Came at"), null=True)
    verdict = models.CharField(_("Your verdict"), max_length=12, choices=Verdict.choices, blank=True)
    opinion = models.TextField(_("Opinion"), blank=True)
    signed_by = models.ForeignKey(
        STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Signed by")
    )
    signed_for = models.ForeignKey(
        STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Signed for")
    )
    signed_at = models.DateTimeField(_("Signed at"), null=True)
    proof = models.CharField(max_length=12, choices=Proof.choices, blank=True)
    signature = models.ForeignKey("kernel.Attachment", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["circulation", "order"], name="station_order"),
            models.Index(fields=["post"], condition=models.Q(state="open"), name="station_open_post"),
            models.Index(fields=["staff"], condition=models.Q(state="open"), name="station_open_staff"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def deadline_name(self) -> str:
        """The name of the time limit that runs while the form lies here."""
        return f"station-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == StationState.OPEN

    @property
    def is_done(self) -> bool:
        return self.state in (StationState.SIGNED, StationState.SKIPPED)


class OutOfOrderQuerySet(VisibleQuerySet):
    """Consents by viewer: who asked, and those who look over all forms."""

    def visible_to(self, user: Actor) -> Self:
        if user.has_perm("signoff.view_all"):
            return self
        if user.actor_kind != "staff":
            return self.none()
        return self.filter(models.Q(asked_by=user.pk) | models.Q(decided_by=user.pk))

    def of(self, record: Any) -> Self:
        """Return the consents about a record, the newest first."""
        return self.filter(subject_kind=record.kind(), subject_id=record.pk).order_by("-pk")


class OutOfOrder(Tracked):
    """One step of one record, out of order, in the customer's interest: asked, consented to, taken once (REG-06)."""

    number = models.CharField(_("Number"), max_length=40, unique=True, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("Number"), max_length=40, blank=True)
    subject_revision = models.PositiveIntegerField()
    move = models.CharField(max_length=40)
    reason = models.TextField(_("Why, in the customer's interest"))
    state = models.CharField(
        _("State"), max_length=12, choices=ConsentState.choices, default=ConsentState.ASKED, editable=False
    )
    asked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Asked by"))
    asked_at = models.DateTimeField(_("Asked at"))
    clause = models.ForeignKey("regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided at"), null=True)
    opinion = models.TextField(_("Opinion"), blank=True)
    used_at = models.DateTimeField(_("Step taken at"), null=True)

    objects = OutOfOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Step out of order")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="consent_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "subject_revision", "move"],
                condition=models.Q(state__in=["asked", "given"]), name="consent_asked_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.decided_by or ''}: {self.reason}"

    @property
    def title(self) -> str:
        return f"{self.subject_number} {self.reason}"

    @property
    def state_label(self) -> str:
        return str(ConsentState(self.state).label)

    def get_absolute_url(self) -> str:
        return reverse("signoff:consent", args=[self.pk])
