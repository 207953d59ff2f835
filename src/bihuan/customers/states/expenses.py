"""Where relationship expenses stand: sheets, advances, applications for new customers (CREX, CUS-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class SheetKind(models.TextChoices):
    """Which of the month's two papers it is."""

    PURCHASES = "purchases", _("Purchases and relationship expenses of the month")
    NEWCOMERS = "newcomers", _("New-customer special expenses of the month")


class SheetState(models.TextChoices):
    """Where a month's sheet stands."""

    OPEN = "open", pgettext_lazy("sheet", "To be filled in")
    CHECKING = "checking", pgettext_lazy("sheet", "Being checked")
    CHECKED = "checked", pgettext_lazy("sheet", "Signed by all")
    CLOSED = "closed", pgettext_lazy("sheet", "Paid and settled")
    NIL = "nil", pgettext_lazy("sheet", "Nothing to report")
    VOID = "void", pgettext_lazy("sheet", "Void")


class AdvanceState(models.TextChoices):
    """Where an advance stands."""

    ASKED = "asked", pgettext_lazy("advance", "Asked for")
    OUT = "out", pgettext_lazy("advance", "Handed out")
    DISTRIBUTED = "distributed", pgettext_lazy("advance", "Paid to the customers")
    CLEARED = "cleared", pgettext_lazy("advance", "Cleared")
    CANCELLED = "cancelled", pgettext_lazy("advance", "Taken back")


class PayoutState(models.TextChoices):
    """Where the money for one customer stands."""

    PLANNED = "planned", pgettext_lazy("payout", "To be paid")
    PAID = "paid", pgettext_lazy("payout", "Paid")
    RETURNED = "returned", pgettext_lazy("payout", "Given back")


class CheckAnswer(models.TextChoices):
    """What the customer says when asked back."""

    AGREES = "agrees", pgettext_lazy("asked back", "Confirmed")
    DIFFERS = "differs", pgettext_lazy("asked back", "Says otherwise")


class SpecialState(models.TextChoices):
    """Where an application for a new customer's expense stands."""

    APPLIED = "applied", pgettext_lazy("special", "Applied for")
    APPROVED = "approved", pgettext_lazy("special", "Approved")
    REFUSED = "refused", pgettext_lazy("special", "Not approved")
    VOID = "void", pgettext_lazy("special", "Void")


class ExpenseSubmitted(Event):
    """The salesman has filled in a month's sheet."""

    name = "expense.submitted"


class ExpenseChecked(Event):
    """Clerk, manager and finance have signed it."""

    name = "expense.checked"


class ExpenseVoided(Event):
    """A signature is missing: nothing is paid on it."""

    name = "expense.voided"


class AdvanceAsked(Event):
    """A salesman asks for cash."""


class AdvanceHandedOut(Event):
    """Finance has handed the cash out."""


class AdvanceDistributed(Event):
    """All of it has reached the customers; some of them are asked back."""


class SpecialVoided(Event):
    """The contract had been signed before the expense was applied for."""


S, A, N = SheetState, AdvanceState, SpecialState
STANDING = (S.OPEN, S.CHECKING, S.CHECKED, S.CLOSED, S.NIL)
OWING = (A.ASKED, A.OUT, A.DISTRIBUTED)  # what counts against the limit
FILL, PAY, CHECK_BACK = "customers.fill_expenses", "customers.pay_expenses", "customers.check_back"

ALL_SIGNED = Evidence("signatures", _("the signatures of all who check"), lambda row: row.is_fully_signed)
FILLED = Evidence("lines", _("at least one line"), lambda row: row.lines.exists())
EMPTY = Evidence("no_lines", _("a sheet without lines"), lambda row: not row.lines.exists())
ALL_PAID = Evidence("paid", _("every customer paid"), lambda row: row.is_paid_out)
ALL_CLEARED = Evidence("advances", _("every advance cleared"), lambda row: row.is_cleared)
ASKED_BACK = Evidence("asked_back", _("the customers asked back, and all of them agree"), lambda row: row.is_confirmed)

SHEET_MOVES = MoveTable(
    SheetState,
    (
        Move("submit", _("Hand in to the sales clerk"), (S.OPEN,), S.CHECKING, FILL, ExpenseSubmitted,
             evidence=(FILLED,), is_primary=True),
        Move("report_nothing", _("Nothing to report"), (S.OPEN,), S.NIL, FILL, evidence=(EMPTY,)),
        Move("agree", _("All have signed"), (S.CHECKING,), S.CHECKED, PAY, ExpenseChecked, evidence=(ALL_SIGNED,),
             is_internal=True),
        Move("void", _("Void"), (S.OPEN, S.CHECKING), S.VOID, PAY, ExpenseVoided, is_internal=True),
        Move("close", _("Close the sheet"), (S.CHECKED,), S.CLOSED, PAY, evidence=(ALL_PAID, ALL_CLEARED),
             is_internal=True),
    ),
    path=(S.OPEN, S.CHECKING, S.CHECKED, S.CLOSED),
)  # fmt: skip

ADVANCE_MOVES = MoveTable(
    AdvanceState,
    (
        Move("hand_out", _("Hand the cash out"), (A.ASKED,), A.OUT, PAY, AdvanceHandedOut, is_primary=True),
        Move("take_back", _("Take it back"), (A.ASKED,), A.CANCELLED, FILL),
        Move("distribute", _("All paid"), (A.OUT,), A.DISTRIBUTED, FILL, AdvanceDistributed, is_internal=True),
        Move("clear", _("Clear the advance"), (A.DISTRIBUTED,), A.CLEARED, PAY, evidence=(ASKED_BACK,),
             is_primary=True),
    ),
    path=(A.ASKED, A.OUT, A.DISTRIBUTED, A.CLEARED),
)  # fmt: skip

SPECIAL_MOVES = MoveTable(
    SpecialState,
    (
        Move("approve", _("Approve"), (N.APPLIED,), N.APPROVED, "customers.approve_special", is_internal=True),
        Move("refuse", _("Not approved"), (N.APPLIED,), N.REFUSED, "customers.approve_special", is_internal=True),
        Move("sign_contract", _("The contract was signed"), (N.APPLIED, N.APPROVED), "", FILL),
        Move("money_came_in", _("The money came in"), (N.APPROVED,), "", PAY, is_primary=True),
        Move("void", _("Void"), (N.APPLIED, N.APPROVED), N.VOID, FILL, SpecialVoided, is_internal=True),
    ),
    path=(N.APPLIED, N.APPROVED),
)  # fmt: skip
