"""States of a missing part, and what is announced about it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Move, MoveTable


class JobPartsChanged(Event):
    """Parts were put on a finished job, or given back: its bill no longer fits."""


class PartWanted(Event):
    """A part for a repair is missing."""

    name = "part.wanted"

    @property
    def about(self) -> Any:
        """The request that waits."""
        return self.record.request


class PartOrdered(PartWanted):
    """The missing part was ordered or its arrival day became known."""

    name = "part.ordered"


class PartArrived(PartWanted):
    """The missing part is there."""

    name = "part.arrived"


class PartRequestState(models.TextChoices):
    """Where a missing part stands."""

    WANTED = "wanted", _("Part wanted")
    ORDERED = "ordered", _("Ordered")
    ARRIVED = "arrived", _("Part there")
    DROPPED = "dropped", _("No longer needed")


P = PartRequestState
PART_REQUEST_MOVES = MoveTable(
    PartRequestState,
    [
        Move("order_part", _("Ordered"), (P.WANTED, P.ORDERED), P.ORDERED, "service.supply_part", PartOrdered),
        Move("part_arrived", _("It has arrived"), (P.WANTED, P.ORDERED), P.ARRIVED, "service.supply_part", PartArrived,
             is_primary=True),
        Move("drop_part", _("No longer needed"), (P.WANTED, P.ORDERED), P.DROPPED, "service.drop_part", is_hidden=True),
    ],
    path=(P.WANTED, P.ORDERED, P.ARRIVED),
)  # fmt: skip
