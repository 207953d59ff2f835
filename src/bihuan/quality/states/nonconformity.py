"""Where a nonconformity stands, its moves and what it announces (QUA-06)."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class NonconformityFound(Event):
    """Nonconforming pieces were found."""

    name = "nonconformity.found"


class NonconformitySentRound(Event):
    """The dispositions go round for review."""

    name = "nonconformity.sent_round"


class NonconformityDecided(Event):
    """The dispositions are approved and are to be carried out."""

    name = "nonconformity.decided"


class NonconformityReturned(Event):
    """A reviewer did not agree; the dispositions are to be mended."""

    name = "nonconformity.returned"


class NonconformityDisputed(Event):
    """Pieces were rejected again and want another disposition."""

    name = "nonconformity.rejected_again"
    begins_again = NonconformityFound.name


class NonconformityClosed(Event):
    """Every piece has its result."""

    name = "nonconformity.closed"


class NonconformityDropped(Event):
    """The pieces conform after all."""

    name = "nonconformity.cancelled"


@dataclass(frozen=True, kw_only=True)
class ConcessionLapsed(Event):
    """A concession expired before it was used up."""

    line: Any


class NonconformityState(models.TextChoices):
    """Where a nonconformity stands."""

    FOUND = "found", pgettext_lazy("nonconformity", "To be disposed of")
    REVIEWING = "reviewing", pgettext_lazy("nonconformity", "Under review")
    DECIDED = "decided", pgettext_lazy("nonconformity", "Being carried out")
    CLOSED = "closed", pgettext_lazy("nonconformity", "Closed")
    DROPPED = "dropped", pgettext_lazy("nonconformity", "Conforms after all")


class FoundAt(models.TextChoices):
    """At which stage it was found."""

    INCOMING = "incoming", pgettext_lazy("nonconformity", "Incoming inspection")
    PROCESS = "process", pgettext_lazy("nonconformity", "In production")
    FINAL = "final", pgettext_lazy("nonconformity", "Final inspection")
    WAREHOUSE = "warehouse", pgettext_lazy("nonconformity", "In store")
    RETURNED = "returned", pgettext_lazy("nonconformity", "Returned by the customer")
    CUSTOMER = "customer", pgettext_lazy("nonconformity", "At the customer's")


S = NonconformityState
OPEN_NONCONFORMITIES = (S.FOUND, S.REVIEWING, S.DECIDED)
REPORT, RUN, CARRY_OUT = "quality.report_nonconformity", "quality.run_nonconformity", "quality.carry_out_disposition"
USE, INSPECT = "quality.use_concession", "quality.inspect_disposition"

ADDS_UP = Evidence("dispositions", _("dispositions for all pieces found"), lambda one: one.adds_up)
TERMS = Evidence("terms", _("condition and last day of each concession"), lambda one: one.has_terms)
REJECTED = Evidence("rejected", _("pieces that were rejected again or are left over"), lambda one: one.left_over > 0)
ALL_DONE = Evidence("results", _("a result for every piece found"), lambda one: one.is_all_done)

NONCONFORMITY_MOVES = MoveTable(
    NonconformityState,
    (
        Move("propose", _("Add a disposition"), (S.FOUND,), "", RUN),
        Move("send_round", _("Send round for review"), (S.FOUND,), S.REVIEWING, RUN, NonconformitySentRound,
             evidence=(ADDS_UP, TERMS), is_primary=True),
        Move("agree", _("Reviewed"), (S.REVIEWING,), S.DECIDED, RUN, NonconformityDecided,
             evidence=(ADDS_UP, TERMS), is_internal=True),
        Move("turn_down", _("Given back by a reviewer"), (S.REVIEWING,), S.FOUND, RUN, NonconformityReturned,
             is_internal=True),
        Move("carry_out", _("Result of a disposition"), OPEN_NONCONFORMITIES, "", CARRY_OUT, is_internal=True),
        Move("use", _("Use under a concession"), OPEN_NONCONFORMITIES, "", USE, is_internal=True),
        Move("lapse", _("Concession lapsed"), OPEN_NONCONFORMITIES, "", CARRY_OUT, is_internal=True),
        Move("dispose_again", _("Dispose of the rest again"), (S.DECIDED,), S.FOUND, RUN, NonconformityDisputed,
             evidence=(REJECTED,)),
        Move("close", pgettext_lazy("nonconformity", "Close"), (S.DECIDED,), S.CLOSED, RUN, NonconformityClosed,
             evidence=(ALL_DONE,), is_primary=True),
        Move("correct", _("Correct the facts"), (S.FOUND,), "", RUN, is_hidden=True),
        Move("hold", _("Change what is held back"), OPEN_NONCONFORMITIES, "", RUN, is_hidden=True),
        Move("drop", _("Conforms after all"), (S.FOUND,), S.DROPPED, RUN, NonconformityDropped, is_hidden=True),
    ),
    path=(S.FOUND, S.REVIEWING, S.DECIDED, S.CLOSED),
)  # fmt: skip
