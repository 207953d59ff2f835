"""States of faulty parts that are due back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.moves import Move, MoveTable
from bihuan.parts.states.events import PartCameBack


class FaultyState(models.TextChoices):
    """Where a faulty part stands."""

    DUE = "due", _("Due back")
    BACK = "back", _("Back")
    GIVEN_UP = "given_up", _("Not coming back")


class Condition(models.TextChoices):
    """How a faulty part came back."""

    COMPLETE = "complete", _("Complete, can be examined")
    DAMAGED = "damaged", _("Damaged by people")
    INCOMPLETE = "incomplete", _("Incomplete")


FAULTY_MOVES = MoveTable(
    FaultyState,
    [
        Move("take_back", _("Take it in"), (FaultyState.DUE,), FaultyState.BACK, "parts.take_back", PartCameBack,
             is_primary=True),
        Move("give_up", _("Give up"), (FaultyState.DUE,), FaultyState.GIVEN_UP, "parts.give_up", PartCameBack,
             is_hidden=True),
    ],
    path=(FaultyState.DUE, FaultyState.BACK),
)  # fmt: skip
