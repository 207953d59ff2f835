"""Working calendars, versioned like clauses: a draft is edited, a published version stays."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.calendar import Pattern, WorkCalendar
from bihuan.kernel.records import Tracked, VisibleQuerySet


class CalendarQuerySet(VisibleQuerySet):
    """Every colleague may see when the company works."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class WorkingCalendar(Tracked):
    """A calendar that clauses refer to by its code: `office`, a service desk's, a shift's."""

    code = models.SlugField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    stamp = models.PositiveIntegerField(_("Versions published"), default=0, editable=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("Working calendar")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization:calendar", args=[self.code])


class CalendarVersion(Tracked):
    """One state of a calendar, in force from a day on; without `published_at` it is the draft."""

    calendar = models.ForeignKey(
        WorkingCalendar, models.PROTECT, related_name="versions", verbose_name=_("Working calendar")
    )
    version = models.PositiveIntegerField(_("Version"))
    valid_from = models.DateField(_("Valid from"))
    weekly: Any = models.JSONField(_("Weekly pattern"))
    exceptions: Any = models.JSONField(_("Exceptions"), default=dict)
    published_at = models.DateTimeField(_("Published at"), null=True, editable=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("Calendar version")
        ordering = ["calendar", "version"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "version"], name="calendar_version_once"),
            models.UniqueConstraint(fields=["calendar"], condition=Q(published_at=None), name="calendar_one_draft"),
        ]

    def __str__(self) -> str:
        return _("%(calendar)s, version %(version)d") % {"calendar": self.calendar, "version": self.version}

    def get_absolute_url(self) -> str:
        return self.calendar.get_absolute_url()

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def pattern(self) -> Pattern:
        """The version as the kernel's arithmetic reads it.

        Raises:
            ValueError: a stored window can't be read.
        """
        return Pattern.read(self.weekly, self.exceptions, self.valid_from)

    @property
    def working_time(self) -> WorkCalendar:
        """This version alone, as if it had always been in force; for previews."""
        return WorkCalendar(Pattern.read(self.weekly, self.exceptions, date.min))
