"""The way of a person's wish to have his data erased (REG-07, CUS-01)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Move, MoveTable


class DataLocked(Event):
    """A customer's wish was granted: nobody calls on him any more."""


class ErasureState(models.TextChoices):
    """Where the wish stands."""

    ASKED = "asked", pgettext_lazy("erasure", "Waits for a decision")
    RESTRICTED = "restricted", pgettext_lazy("erasure", "Locked until no duty keeps it")
    ERASED = "erased", pgettext_lazy("erasure", "Erased")
    REFUSED = "refused", pgettext_lazy("erasure", "Refused")


E = ErasureState
ERASURE_MOVES = MoveTable(
    ErasureState,
    (
        Move("grant", pgettext_lazy("erasure", "Grant the wish"), (E.ASKED,), E.RESTRICTED, "customers.decide_erasure",
             DataLocked, is_primary=True),
        Move("refuse", pgettext_lazy("erasure", "Refuse the wish"), (E.ASKED,), E.REFUSED, "customers.decide_erasure"),
        Move("erase", pgettext_lazy("erasure", "Erase"), (E.RESTRICTED,), E.ERASED, "customers.erase",
             is_internal=True),
    ),
    path=(E.ASKED, E.RESTRICTED, E.ERASED),
)  # fmt: skip
