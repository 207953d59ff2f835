"""The two tables of background work."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """Where a task is."""

    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")


class TaskRow(models.Model):
    """One piece of work. `fence` counts the claims: only the latest claimant may write the outcome."""

    OPEN: ClassVar = (TaskState.READY, TaskState.RUNNING)

    name = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("arguments"), default=dict)
    queue = models.CharField(_("queue"), max_length=32, default="default")
    priority = models.SmallIntegerField(_("priority"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=TaskState, default=TaskState.READY)
    # When it may be claimed: the wished-for time, then the end of the lease, then the time of the next attempt.
    claimable_at = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=12)
    fence = models.PositiveIntegerField(_("fence"), default=0)
    worker = models.CharField(_("worker"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    enqueued_at = models.DateTimeField(_("enqueued"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["queue", "-priority", "claimable_at", "id"],
                name="task_claimable",
                condition=models.Q(state__in=["ready", "running"]),
            ),
            models.Index(fields=["finished_at"], name="task_finished", condition=models.Q(state="done")),
            models.Index(fields=["-id"], name="task_dead", condition=models.Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def positional(self) -> list[Any]:
        """The positional arguments of the call."""
        return list(self.args.get("args", []))

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments of the call."""
        return dict(self.args.get("kwargs", {}))


class ScheduleRow(models.Model):
    """When a scheduled function is next due; a worker claims the run by moving `next_at` on."""

    name = models.CharField(_("task"), max_length=200, unique=True)
    next_at = models.DateTimeField(_("next"))
    last_at = models.DateTimeField(_("last"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def __str__(self) -> str:
        return self.name
