"""The states of a circulated form and its stations, and what is announced about them."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event


class CirculationState(models.TextChoices):
    """How far a form has come."""

    RUNNING = "running", _("On its way")
    AGREED = "agreed", _("All have agreed")
    REFUSED = "refused", _("Turned down")
    WITHDRAWN = "withdrawn", _("Taken back")


class StationState(models.TextChoices):
    """How a station stands; a returned one waits until its turn comes again."""

    WAITING = "waiting", _("Not yet there")
    OPEN = "open", _("To sign")
    SIGNED = "signed", _("Signed")
    RETURNED = "returned", _("Sent back")
    SKIPPED = "skipped", _("Skipped")


class ConsentState(models.TextChoices):
    """How a request to take a step out of order stands (REG-06)."""

    ASKED = "asked", _("Asked for")
    GIVEN = "given", _("Consented")
    REFUSED = "refused", _("Not consented")
    USED = "used", _("Step taken")


class Verdict(models.TextChoices):
    """What a station says."""

    AGREE = "agree", _("Agree")
    REFUSE = "refuse", _("Refuse")


class Proof(models.TextChoices):
    """How a signature was given."""

    DRAWN = "drawn", _("signed by hand")
    PASSWORD = "password", _("confirmed with the password")
    LOGIN = "login", _("signed in")


@dataclass(frozen=True, kw_only=True)
class CirculationEvent(Event):
    """Something about a form; `record` is what the form is about."""

    circulation: Any


@dataclass(frozen=True, kw_only=True)
class CirculationStarted(CirculationEvent):
    """A form begins to circulate."""

    name: ClassVar[str] = "circulation.started"


@dataclass(frozen=True, kw_only=True)
class CirculationAgreed(CirculationEvent):
    """Every station has agreed."""

    name: ClassVar[str] = "circulation.agreed"


@dataclass(frozen=True, kw_only=True)
class CirculationRefused(CirculationEvent):
    """A station has refused; the form circulates no further."""

    name: ClassVar[str] = "circulation.refused"


@dataclass(frozen=True, kw_only=True)
class CirculationReturned(CirculationEvent):
    """A form went back to an earlier station."""

    name: ClassVar[str] = "circulation.returned"


@dataclass(frozen=True, kw_only=True)
class CirculationWithdrawn(CirculationEvent):
    """Who began it has taken a form back."""

    name: ClassVar[str] = "circulation.withdrawn"


@dataclass(frozen=True, kw_only=True)
class StationOpened(CirculationEvent):
    """A station's turn has come; notices.py tells those who may sign."""

    station: Any
    asked: list[Any]


@dataclass(frozen=True, kw_only=True)
class ConsentAsked(Event):
    """Somebody asks to take a step out of order; `record` is the consent asked for."""


@dataclass(frozen=True, kw_only=True)
class ConsentDecided(Event):
    """It was consented to, or not."""
