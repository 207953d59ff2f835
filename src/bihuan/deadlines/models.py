"""A clause's time limit on a record, its pauses and the rungs of its ladder.

Everything a clause says is copied when the limit starts (`terms` and the columns beside it): a later
edit of the clause changes what starts from then on, never what runs already.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.rules import Hold, Step, cap_of
from bihuan.deadlines.states import RUNNING, DeadlineState
from bihuan.kernel.actors import Actor

# Spelled without values: only so can SQLite use the partial indexes.
IS_RUNNING = models.Q(met_at__isnull=True, cancelled_at__isnull=True)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Limits by record, by state and by who may see them."""

    def of(self, kind: str, *ids: int) -> Self:
        """Return the limits of records of one kind."""
        wanted = {"subject_id": ids[0]} if len(ids) == 1 else {"subject_id__in": ids}
        return self.filter(kind=kind, **wanted)

    def running(self) -> Self:
        """Return the limits that are neither met nor dropped."""
        return self.filter(IS_RUNNING)

    def visible_to(self, user: Actor) -> Self:
        """Return one's own limits, the outlet's to its people, all to whoever may see all."""
        if user.has_perm("deadlines.view_all"):
            return self
        if user.actor_kind != "staff":
            return self.none()
        mine = models.Q(owner_id=user.pk)
        if outlet := getattr(user, "outlet_id", None):
            mine |= models.Q(outlet_id=outlet)
        return self.filter(mine)


class Deadline(models.Model):
    """A limit that runs, or ran, on a record (REG-02).

    Of its ladder only what has fired are rows. `waiting` holds the steps still to come with their times,
    `[percent, tells, moment or null]` in order; `next_rung_at` is the first of these times. A null moment:
    the clock stands before it. The sweep reads nothing but the partial index over `next_rung_at`.
    """

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("Number"), max_length=40, blank=True)
    parameter = models.ForeignKey(
        "regulations.Parameter", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    clause = models.ForeignKey(
        "regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=80)
    label = models.CharField(_("Time limit"), max_length=80)
    started_by = models.CharField(max_length=60, blank=True)
    met_by = models.CharField(max_length=60, blank=True)
    terms = models.JSONField(default=dict)

    starts_at = models.DateTimeField(_("Starts at"))
    limit_minutes = models.PositiveIntegerField(_("Limit (minutes)"))
    calendar_code = models.CharField(_("Calendar"), max_length=40)
    calendar_version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(_("Due at"))
    met_at = models.DateTimeField(_("Done at"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    state = models.CharField(
        _("State"), max_length=12, choices=DeadlineState.choices, default=DeadlineState.OPEN, editable=False
    )
    is_late = models.BooleanField(_("Late"), default=False)
    waiting = models.JSONField(default=list)
    next_rung_at = models.DateTimeField(null=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("Responsible"),
    )  # fmt: skip
    outlet = models.ForeignKey(
        "organization.Outlet", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["kind", "subject_id"], name="deadline_subject"),
            models.Index(fields=["due_at", "id"], condition=IS_RUNNING, name="deadline_running_due"),
            models.Index(
                fields=["kind", "state", "due_at", "subject_id"], condition=IS_RUNNING, name="deadline_running_kind"
            ),
            models.Index(fields=["owner", "due_at"], condition=IS_RUNNING, name="deadline_running_owner"),
            models.Index(fields=["calendar_code", "id"], condition=IS_RUNNING, name="deadline_running_calendar"),
            models.Index(
                fields=["next_rung_at"], condition=models.Q(next_rung_at__isnull=False), name="deadline_next_rung"
            ),
            models.Index(fields=["met_at"], condition=models.Q(met_at__isnull=False), name="deadline_met"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "name"], condition=IS_RUNNING, name="deadline_runs_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.label}".strip()

    def get_absolute_url(self) -> str:
        return reverse("deadlines:why", args=[self.pk])

    @property
    def limit(self) -> timedelta:
        return timedelta(minutes=self.limit_minutes)

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def steps(self) -> list[Step]:
        """Return the steps of the ladder that are still to come."""
        return [Step.kept(row) for row in self.waiting]

    def wait_for(self, steps: Sequence[Step]) -> None:
        """Set the steps still to come, the soonest first; saves nothing."""
        ordered = sorted(steps, key=lambda step: (step.at is None, step.at, step.percent))
        self.waiting = [step.row for step in ordered]
        self.next_rung_at = ordered[0].at if ordered else None

    def reason(self, name: str) -> dict[str, Any] | None:
        """Return what the clause says of a reason to pause; None: not one of its reasons."""
        return next((reason for reason in self.terms.get("pauses", []) if reason["reason"] == name), None)


class Pause(models.Model):
    """A stretch during which a limit was not to run, with its reason and proof."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("Reason"), max_length=80)
    note = models.CharField(_("Note"), max_length=400, blank=True)
    evidence = models.ForeignKey(
        "kernel.Attachment", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Evidence")
    )
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"), null=True)
    stops_clock = models.BooleanField(_("Stops the clock"), default=True)
    cap = models.CharField(_("At most"), max_length=20, blank=True)  # as clauses write it: "8 h", "2 wd"
    wait = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=models.Q(ends_at__isnull=True), name="deadline_paused_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="deadline_pause_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.reason}"

    @property
    def hold(self) -> Hold:
        """Return this pause as the arithmetic sees it."""
        return Hold(self.starts_at, self.ends_at, self.reason, self.stops_clock, cap_of(self.cap))


class Rung(models.Model):
    """One step of the ladder that has fired: at `percent` of the limit somebody was told; once."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="rungs", db_index=False)
    percent = models.PositiveSmallIntegerField()
    tells = models.CharField(max_length=40)
    fired_at = models.DateTimeField()
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["percent", "id"]
        constraints = [models.UniqueConstraint(fields=["deadline", "percent", "tells"], name="rung_once")]

    def __str__(self) -> str:
        return f"{self.percent} % → {self.tells}"
