"""States of a write-off of stock: asked for, approved or refused (PRT-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Move, MoveTable


class WriteOffState(models.TextChoices):
    """Where a write-off stands."""

    ASKED = "asked", pgettext_lazy("write-off", "Waits for approval")
    DONE = "done", pgettext_lazy("write-off", "Written off")
    REFUSED = "refused", pgettext_lazy("write-off", "Refused, back in stock")


class WriteOffCause(models.TextChoices):
    """Why pieces are written off."""

    OBSOLETE = "obsolete", pgettext_lazy("write-off", "Obsolete")
    DAMAGED = "damaged", pgettext_lazy("write-off", "Damaged")
    SPOILT = "spoilt", pgettext_lazy("write-off", "Spoilt or expired")
    LOST = "lost", pgettext_lazy("write-off", "Lost")


W = WriteOffState
WRITE_OFF_MOVES = MoveTable(
    WriteOffState,
    [
        Move("write_off", _("Approve the write-off"), (W.ASKED,), W.DONE, "parts.write_off", is_primary=True),
        Move("refuse_write_off", _("Don't write off"), (W.ASKED,), W.REFUSED, "parts.write_off"),
    ],
    path=(W.ASKED, W.DONE),
)  # fmt: skip
