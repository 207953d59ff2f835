"""Where a budget for gifts stands (CSM 6, CUS-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Move, MoveTable


class GiftState(models.TextChoices):
    """From the application to the last gift handed out."""

    APPLIED = "applied", pgettext_lazy("gift", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("gift", "Approved")
    REFUSED = "refused", pgettext_lazy("gift", "Not approved")
    CLOSED = "closed", pgettext_lazy("gift", "Settled")


G = GiftState
GIFT_MOVES = MoveTable(
    GiftState,
    (
        Move("approve", _("Approve"), (G.APPLIED,), G.APPROVED, "customers.approve_gifts", is_internal=True),
        Move("refuse", _("Not approved"), (G.APPLIED,), G.REFUSED, "customers.approve_gifts", is_internal=True),
        Move("hand_over", _("Hand a gift over"), (G.APPROVED,), "", "customers.give_gifts", is_primary=True),
        Move("close", _("Settle"), (G.APPROVED,), G.CLOSED, "customers.give_gifts"),
    ),
    path=(G.APPLIED, G.APPROVED, G.CLOSED),
)  # fmt: skip
