"""Where a recall and each of its units stand, their moves, and what they announce (WAR-07, CMP-12)."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class RecallDecided(Event):
    """Whom the clause names has decided on the recall: units are collected, customers told."""

    name = "recall.decided"


class RecallWidened(Event):
    """More units belong to it: those alone are told."""

    name = "recall.widened"


class RecallClosed(Event):
    """Every unit is accounted for, or the rest was let go with a reason that was approved."""

    name = "recall.closed"


@dataclass(frozen=True, kw_only=True)
class RecallUnitEvent(Event):
    """Something about one unit under recall."""


@dataclass(frozen=True, kw_only=True)
class RecallReplied(RecallUnitEvent):
    """The customer said where the unit is."""

    name: ClassVar[str] = "recall.replied"


@dataclass(frozen=True, kw_only=True)
class RecallArranged(RecallUnitEvent):
    """The remedy is wanted: service makes a request of it, or takes the one that is there."""

    name: ClassVar[str] = "recall.arranged"
    is_linked: bool = False


@dataclass(frozen=True, kw_only=True)
class RecallRemedied(RecallUnitEvent):
    """The unit has been put right."""

    name: ClassVar[str] = "recall.remedied"


@dataclass(frozen=True, kw_only=True)
class RecallHandedOn(RecallUnitEvent):
    """The new owner of a unit is known: he is told like the first."""

    name: ClassVar[str] = "recall.handed_on"


class RecallState(models.TextChoices):
    """Where a recall stands."""

    DRAFT = "draft", pgettext_lazy("recall", "Draft")
    DECIDING = "deciding", pgettext_lazy("recall", "To be decided")
    UNDER_WAY = "under_way", pgettext_lazy("recall", "Under way")
    CLOSING = "closing", pgettext_lazy("recall", "Closing to be approved")
    CLOSED = "closed", pgettext_lazy("recall", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("recall", "Not recalled")


class RecallUnitState(models.TextChoices):
    """Where one unit under recall stands."""

    LISTED = "listed", pgettext_lazy("recall", "To be told")
    NOTIFIED = "notified", pgettext_lazy("recall", "Told")
    REPLIED = "replied", pgettext_lazy("recall", "Replied")
    ARRANGED = "arranged", pgettext_lazy("recall", "Remedy arranged")
    REMEDIED = "remedied", pgettext_lazy("recall", "Remedied")
    UNREACHABLE = "unreachable", pgettext_lazy("recall", "Not reachable")
    SCRAPPED = "scrapped", pgettext_lazy("recall", "Scrapped")


class Severity(models.TextChoices):
    """How bad what may happen is; clauses match on it."""

    SERIOUS = "serious", pgettext_lazy("recall", "Serious: people may be hurt")
    GENERAL = "general", pgettext_lazy("recall", "General")


class RecallRemedy(models.TextChoices):
    """What is done with each unit."""

    REPAIR = "repair", pgettext_lazy("recall", "Checked and repaired at the customer's")
    REPLACE = "replace", pgettext_lazy("recall", "Replaced")
    TAKE_BACK = "take_back", pgettext_lazy("recall", "Taken back and refunded")


class Whereabouts(models.TextChoices):
    """What the customer says about the unit."""

    OWN = "own", _("I have it")
    SOLD_ON = "sold_on", _("I have passed it on")
    SCRAPPED = "scrapped", _("It is scrapped")


class LetterWay(models.TextChoices):
    """How a customer is told."""

    MAIL = "mail", pgettext_lazy("recall", "E-mail")
    PAPER = "paper", pgettext_lazy("recall", "Letter")


RUNNING = (RecallState.UNDER_WAY, RecallState.CLOSING)
OPEN_UNITS = (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.ARRANGED)
ACCOUNTED = (RecallUnitState.REMEDIED, RecallUnitState.UNREACHABLE, RecallUnitState.SCRAPPED)
DONE = (RecallUnitState.REMEDIED, RecallUnitState.SCRAPPED)  # what the completion rate counts
ANSWERABLE = (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.UNREACHABLE)
DRAFT, RUN, FOLLOW, ANSWER = (
    "products.draft_recall", "products.run_recall", "products.follow_recall", "products.answer_recall",
)  # fmt: skip

WHY = Evidence("reason", _("reason and hazard"), lambda recall: bool(recall.reason and recall.hazard))
SCOPED = Evidence("scope", _("which units"), lambda recall: recall.scopes.exists())
SPREAD = Evidence("spread", _("all units collected"), lambda recall: not recall.scopes.filter(spread_at=None).exists())
ALL_IN = Evidence(
    "accounted", _("every unit accounted for"), lambda recall: not recall.units.filter(state__in=OPEN_UNITS).exists()
)
SAID_WHY = Evidence("closing_reason", _("why the rest is let go"), lambda recall: bool(recall.closing_reason))
NOTED = Evidence("note", _("what was tried"), lambda one: bool(one.note))

RECALL_MOVES = MoveTable(
    RecallState,
    [
        Move("ask_decision", _("Lay before who decides"), (RecallState.DRAFT,), RecallState.DECIDING, DRAFT,
             evidence=(WHY, SCOPED), is_primary=True),
        Move("decide", _("Decided: recall"), (RecallState.DECIDING,), RecallState.UNDER_WAY, RUN, RecallDecided,
             is_internal=True),
        Move("turn_down", _("Not decided for"), (RecallState.DECIDING,), RecallState.DRAFT, RUN, is_internal=True),
        Move("widen", _("Take in more units"), (RecallState.UNDER_WAY,), "", DRAFT),
        Move("spread", _("Further units decided"), (RecallState.UNDER_WAY, RecallState.CLOSING), "", RUN,
             RecallWidened, is_internal=True),
        Move("post", _("Letters posted"), (RecallState.UNDER_WAY,), "", RUN),
        Move("close", _("Close the recall"), (RecallState.UNDER_WAY,), RecallState.CLOSED, RUN, RecallClosed,
             evidence=(SPREAD, ALL_IN), is_primary=True),
        Move("ask_close", _("Close with units outstanding"), (RecallState.UNDER_WAY,), RecallState.CLOSING, RUN,
             evidence=(SPREAD, SAID_WHY), is_hidden=True),
        Move("close_early", _("Closing approved"), (RecallState.CLOSING,), RecallState.CLOSED, RUN, RecallClosed,
             is_internal=True),
        Move("keep_on", _("Closing refused"), (RecallState.CLOSING,), RecallState.UNDER_WAY, RUN, is_internal=True),
        Move("call_off", _("Drop the draft"), (RecallState.DRAFT,), RecallState.CANCELLED, DRAFT, is_hidden=True),
    ],
    path=(RecallState.DRAFT, RecallState.DECIDING, RecallState.UNDER_WAY, RecallState.CLOSED),
)  # fmt: skip

RECALL_UNIT_MOVES = MoveTable(
    RecallUnitState,
    [
        Move("notify", pgettext_lazy("recall", "Told"), (RecallUnitState.LISTED,), RecallUnitState.NOTIFIED, RUN,
             is_internal=True),
        Move("reply", _("Customer replied"), ANSWERABLE, RecallUnitState.REPLIED, ANSWER, RecallReplied,
             is_primary=True),
        Move("arrange", _("Arrange the remedy"),
             (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.UNREACHABLE),
             RecallUnitState.ARRANGED, FOLLOW, RecallArranged, is_primary=True),
        Move("hand_on", _("New owner found"),
             (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.UNREACHABLE),
             RecallUnitState.LISTED, FOLLOW, RecallHandedOn),
        Move("release", _("Arrangement fell through"), (RecallUnitState.ARRANGED,), RecallUnitState.REPLIED, FOLLOW,
             is_internal=True),
        Move("remedy", _("Remedied"), (*OPEN_UNITS, RecallUnitState.UNREACHABLE), RecallUnitState.REMEDIED, FOLLOW,
             RecallRemedied),
        Move("give_up", _("Not reachable"),
             (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED), RecallUnitState.UNREACHABLE,
             FOLLOW, evidence=(NOTED,), is_hidden=True),
        Move("scrap", _("Scrapped"),
             (RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.UNREACHABLE),
             RecallUnitState.SCRAPPED, ANSWER, is_hidden=True),
    ],
    path=(RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.ARRANGED,
          RecallUnitState.REMEDIED),
)  # fmt: skip
