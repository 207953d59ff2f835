"""The states of a time limit, and the event of a ladder climbed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event


class DeadlineState(models.TextChoices):
    """How a limit stands; whether it was kept is `is_late`, not a state."""

    OPEN = "open", _("Clock runs")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Done")
    CANCELLED = "cancelled", _("Dropped")


RUNNING = (DeadlineState.OPEN, DeadlineState.PAUSED)


@dataclass(frozen=True, kw_only=True)
class RungsFired(Event):
    """A batch of rungs has fired; no clause begins with this, so it has no name.

    Attributes:
        told: each rung with the colleagues it tells.
    """

    record: None = None
    told: Sequence[tuple[Any, list[Any]]] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class CalendarMissing(Event):
    """Limits have begun on calendars that nobody has published; they count round the clock until then.

    Attributes:
        codes: of these calendars.
    """

    record: None = None
    codes: Sequence[str] = field(default_factory=tuple)
