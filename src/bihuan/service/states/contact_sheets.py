"""Where a 「工作联络单」 stands, its moves and what it announces (CSYS, SVC-21)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class SheetAsked(Event):
    """One department asks another for help."""

    name = "sheet.asked"


class SheetAnswered(Event):
    """The other department said yes or no."""

    name = "sheet.answered"


class SheetTaken(Event):
    """From now on the other department is to do it: it agreed, or the office so decided."""

    name = "sheet.taken"


class SheetReferred(Event):
    """The departments don't agree; the office decides."""

    name = "sheet.referred"


class SheetRuled(Event):
    """The office has decided."""

    name = "sheet.ruled"


class SheetDone(Event):
    """What was asked is done."""

    name = "sheet.done"


class SheetConfirmed(Event):
    """The other side has confirmed it."""

    name = "sheet.confirmed"


class SheetWithdrawn(Event):
    """It is no longer asked."""

    name = "sheet.cancelled"


class SheetState(models.TextChoices):
    """Where a contact sheet stands."""

    ASKED = "asked", _("To be answered")
    ACCEPTED = "accepted", _("Being carried out")
    DECLINED = "declined", pgettext_lazy("sheet", "Declined")
    DISPUTED = "disputed", _("With the office")
    DONE = "done", _("To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("sheet", "Confirmed")
    RELEASED = "released", _("Released by the office")
    WITHDRAWN = "withdrawn", pgettext_lazy("sheet", "Withdrawn")


S = SheetState
OPEN_SHEETS = (S.ASKED, S.ACCEPTED, S.DECLINED, S.DISPUTED, S.DONE)
NOT_RULED = Evidence("unruled", _("a matter the office has not decided yet"), lambda sheet: not sheet.ruled_at)
HAS_RULING = Evidence("ruling", _("the office's decision"), lambda sheet: bool(sheet.ruling.strip()))
SHEET_MOVES = MoveTable(
    SheetState,
    (
        Move("accept", _("Agree to help"), (S.ASKED,), S.ACCEPTED, "service.answer_sheet", SheetAnswered,
             is_primary=True),
        Move("decline", _("Decline, with reason"), (S.ASKED,), S.DECLINED, "service.answer_sheet", SheetAnswered),
        Move("refer", _("Lay before the office"), (S.ACCEPTED, S.DECLINED), S.DISPUTED, "service.refer_sheet",
             SheetReferred, evidence=(NOT_RULED,)),
        Move("order", _("Decide: it is to be done"), (S.DISPUTED,), S.ACCEPTED, "service.rule_sheet", SheetRuled,
             evidence=(HAS_RULING,), is_primary=True),
        Move("release", _("Decide: it need not be done"), (S.DISPUTED,), S.RELEASED, "service.rule_sheet", SheetRuled,
             evidence=(HAS_RULING,)),
        Move("supervise", _("Record supervision"), (S.ACCEPTED, S.DONE), "", "service.rule_sheet", is_hidden=True),
        Move("finish", pgettext_lazy("sheet", "Report done"), (S.ACCEPTED,), S.DONE, "service.answer_sheet", SheetDone,
             is_primary=True),
        Move("confirm", pgettext_lazy("sheet", "Confirm"), (S.DONE,), S.CONFIRMED, "service.confirm_sheet",
             SheetConfirmed, is_primary=True),
        Move("send_back", _("Not done yet"), (S.DONE,), S.ACCEPTED, "service.confirm_sheet", SheetTaken),
        Move("withdraw", pgettext_lazy("sheet", "Withdraw"), (S.ASKED, S.DECLINED), S.WITHDRAWN,
             "service.withdraw_sheet", SheetWithdrawn, is_hidden=True),
    ),
    path=(S.ASKED, S.ACCEPTED, S.DONE, S.CONFIRMED),
)  # fmt: skip
