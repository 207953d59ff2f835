"""States of a loan, from the reservation to the loaner's return (PRT-03)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class LoanEvent(Event):
    """Something happened to a loan; it concerns the record the loaner was lent for."""

    @property
    def about(self) -> Any:
        """The record it was lent for; the loan itself where that is gone."""
        return self.record.subject or self.record


class LoanReserved(LoanEvent):
    """A loaner is kept for a customer."""

    name = "loan.reserved"


class LoanLent(LoanEvent):
    """The customer has the loaner and has signed for it."""

    name = "loan.lent"


class LoanReturned(LoanEvent):
    """The loaner is back, sound or damaged."""

    name = "loan.returned"


class LoanLost(LoanEvent):
    """The loaner does not come back."""

    name = "loan.lost"


class LoanDropped(LoanEvent):
    """A reservation was given up."""

    name = "loan.dropped"


class LoanerKind(models.TextChoices):
    """What is lent: 备用机 or 备用件."""

    MACHINE = "machine", _("Loaner machine")
    PART = "part", _("Loaner part")


class LoanState(models.TextChoices):
    """Where a loan stands."""

    RESERVED = "reserved", pgettext_lazy("loan", "Reserved")
    LENT = "lent", pgettext_lazy("loan", "Lent")
    RETURNED = "returned", pgettext_lazy("loan", "Returned")
    LOST = "lost", pgettext_lazy("loan", "Lost")
    DROPPED = "dropped", pgettext_lazy("loan", "Given up")


class ReturnCondition(models.TextChoices):
    """How a loaner came back."""

    SOUND = "sound", pgettext_lazy("loan", "As it was lent")
    WORN = "worn", pgettext_lazy("loan", "Normal wear")
    INCOMPLETE = "incomplete", pgettext_lazy("loan", "Accessories missing")
    DAMAGED = "damaged", pgettext_lazy("loan", "Damaged")


RUNNING = (LoanState.RESERVED, LoanState.LENT)
L = LoanState
SIGNED = Evidence("signature", _("Customer's signature"), lambda loan: loan.signature_id is not None)

LOAN_MOVES = MoveTable(
    LoanState,
    [
        Move("lend", _("Hand the loaner over"), (L.RESERVED,), L.LENT, "parts.lend", LoanLent, evidence=(SIGNED,),
             is_primary=True),
        Move("drop_loan", _("Give the reservation up"), (L.RESERVED,), L.DROPPED, "parts.lend", LoanDropped,
             is_hidden=True),
        Move("bring_back", _("Take the loaner back"), (L.LENT,), L.RETURNED, "parts.lend", LoanReturned,
             is_primary=True),
        Move("extend_loan", _("Extend"), (L.LENT,), "", "parts.extend_loan"),
        Move("lose_loan", _("Loaner is lost"), (L.LENT,), L.LOST, "parts.lose_loan", LoanLost, is_hidden=True),
    ],
    path=(L.RESERVED, L.LENT, L.RETURNED),
)  # fmt: skip
