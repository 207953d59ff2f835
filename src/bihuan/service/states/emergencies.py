"""Where an emergency and a call to it stand, the moves and what they announce (PROP, SVC-23)."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class EmergencyDeclared(Event):
    """An emergency was declared; people are being called."""

    name = "emergency.declared"


class EmergencyMobilised(Event):
    """As many as the clause wants have said yes."""

    name = "emergency.mobilised"


class EmergencyShort(Event):
    """Somebody who had said yes can't come after all: too few again."""

    name = "emergency.short"


class EmergencyStoodDown(Event):
    """It is over."""

    name = "emergency.stood_down"


class EmergencyReviewed(Event):
    """What was learned is written down."""

    name = "emergency.reviewed"


class CallListUsedUp(Event):
    """Nobody is left on the list, and there are still too few."""


@dataclass(frozen=True, kw_only=True)
class PeopleCalled(Event):
    """People were called.

    Attributes:
        calls: their calls.
    """

    calls: Any


class EmergencyLevel(models.TextChoices):
    """How grave an emergency is; clauses match it as the severity."""

    SERIOUS = "serious", _("Level I, major")
    LARGER = "larger", _("Level II, considerable")
    GENERAL = "general", _("Level III, general")


class EmergencyState(models.TextChoices):
    """Where an emergency stands."""

    CALLING = "calling", _("Calling people")
    MOBILISED = "mobilised", _("Mobilised")
    STOOD_DOWN = "stood_down", _("Stood down, to be reviewed")
    REVIEWED = "reviewed", _("Reviewed")


class Reply(models.TextChoices):
    """What somebody who was called says."""

    WAITING = "waiting", _("no answer yet")
    YES = "yes", _("is coming")
    ON_WAY = "on_way", _("is on the way")
    NO = "no", _("can't come")
    SILENT = "silent", _("didn't answer in time")


COMING = (Reply.YES, Reply.ON_WAY)
E = EmergencyState
RUNNING_EMERGENCY = (E.CALLING, E.MOBILISED)
HAS_LESSONS = Evidence("lessons", _("lessons and who sees to them"), lambda one: bool(one.lessons and one.lessons_for))
EMERGENCY_MOVES = MoveTable(
    EmergencyState,
    (
        Move("mobilise", _("Mobilised"), (E.CALLING,), E.MOBILISED, "service.run_request", EmergencyMobilised,
             is_internal=True),
        Move("fall_short", _("Too few again"), (E.MOBILISED,), E.CALLING, "service.run_request", EmergencyShort,
             is_internal=True),
        Move("log", _("Write into the log"), RUNNING_EMERGENCY, "", "service.log_emergency"),
        Move("call", _("Call one more"), RUNNING_EMERGENCY, "", "service.lead_emergency"),
        Move("stand_down", _("Stand down"), RUNNING_EMERGENCY, E.STOOD_DOWN, "service.lead_emergency",
             EmergencyStoodDown, is_primary=True),
        Move("review", pgettext_lazy("emergency", "Review"), (E.STOOD_DOWN,), E.REVIEWED, "service.lead_emergency",
             EmergencyReviewed, evidence=(HAS_LESSONS,), is_primary=True),
    ),
    path=(E.CALLING, E.MOBILISED, E.STOOD_DOWN, E.REVIEWED),
)  # fmt: skip
