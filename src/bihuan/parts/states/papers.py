"""States of transfers between places and of stock-takings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Move, MoveTable


class TransferSent(Event):
    """Parts are on their way from one place to another."""

    name = "transfer.sent"


class TransferState(models.TextChoices):
    """Where a transfer stands."""

    SENT = "sent", _("Parts on the way")
    ARRIVED = "arrived", _("Parts arrived")


TRANSFER_MOVES = MoveTable(
    TransferState,
    [
        Move("receive_transfer", _("Receive"), (TransferState.SENT,), TransferState.ARRIVED, "parts.receive_transfer",
             is_primary=True),
    ],
    path=(TransferState.SENT, TransferState.ARRIVED),
)  # fmt: skip


class CountState(models.TextChoices):
    """Where a stock-taking stands."""

    COUNTING = "counting", _("Being counted")
    COUNTED = "counted", _("Differences to approve")
    CLOSED = "closed", _("Stock adjusted")


C = CountState
COUNT_MOVES = MoveTable(
    CountState,
    [
        Move("hand_in_count", _("Enter the count"), (C.COUNTING,), C.COUNTED, "parts.count", is_primary=True),
        Move("count_agrees", _("No differences"), (C.COUNTING,), C.CLOSED, "parts.count", is_internal=True),
        Move("approve_count", _("Approve the differences"), (C.COUNTED,), C.CLOSED, "parts.approve_count",
             is_primary=True),
        Move("count_again", _("Count again"), (C.COUNTED,), C.COUNTING, "parts.approve_count", is_hidden=True),
    ],
    path=(C.COUNTING, C.COUNTED, C.CLOSED),
)  # fmt: skip
