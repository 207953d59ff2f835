"""States of call-backs: planned, taken by somebody, done; and what is said of them (VIS-01)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class CallBackWay(models.TextChoices):
    """How people are called on."""

    PHONE = "phone", _("By phone")
    VISIT = "visit", _("At the customer's")


class CallBackDone(Event):
    """A customer was called back, and what he said is written down."""

    name = "callback.done"


class CallBackMissed(Event):
    """The limit of a call-back went by."""

    name = "callback.missed"


class CallBackGiven(Event):
    """A call-back was given to a colleague."""

    name = "callback.given"


class CallBackState(models.TextChoices):
    """Where a call-back stands."""

    PLANNED = "planned", _("To be called back")
    TAKEN = "taken", _("Being called back")
    DONE = "done", _("Called back")
    REFUSED = "refused", _("Customer refuses")
    UNREACHED = "unreached", _("Not reached")
    WITHDRAWN = "withdrawn", _("No longer planned")


class Trouble(models.TextChoices):
    """What is opened where the customer is not content."""

    NONE = "", _("nothing")
    CASE = "case", _("an opinion case")
    COMPLAINT = "complaint", _("a complaint")


class GapReason(models.TextChoices):
    """Why the plan doesn't reach a place."""

    NO_FILE = "no_file", _("Not in the plan yet")
    NO_DATE = "no_date", _("No day of acceptance, delivery or sale on file")
    NO_PHONE = "no_phone", _("No phone number on file")
    NOT_OPENED = "not_opened", _("Planned day gone by, no call-back was made out")
    MISSED = "missed", _("Limit gone by, not called back")


OPEN_CALLS = (CallBackState.PLANNED, CallBackState.TAKEN)
SPOKEN_WITH = (CallBackState.DONE, CallBackState.REFUSED)


def _is_signed(call: Any) -> bool:
    return call.way != CallBackWay.VISIT or not call.form.get("signed") or bool(call.signature)


CALL_MOVES = MoveTable(
    CallBackState,
    [
        Move("take", _("Begin the call"), (CallBackState.PLANNED,), CallBackState.TAKEN, "feedback.make_call",
             is_primary=True),
        Move("release", _("Put back"), (CallBackState.TAKEN,), CallBackState.PLANNED, "feedback.hold_call",
             is_hidden=True),
        Move("finish", _("Enter the result"), (CallBackState.TAKEN,), CallBackState.DONE, "feedback.hold_call",
             CallBackDone, evidence=(Evidence("signature", _("the customer's signature"), _is_signed),),
             is_internal=True),
        Move("not_reached", _("Not reached"), (CallBackState.TAKEN,), CallBackState.PLANNED, "feedback.hold_call"),
        Move("refuse", _("Customer refuses"), (CallBackState.TAKEN,), CallBackState.REFUSED, "feedback.hold_call",
             is_hidden=True),
        Move("give_up", _("Give up trying"), (CallBackState.TAKEN,), CallBackState.UNREACHED, "feedback.hold_call",
             is_hidden=True),
        Move("assign", _("Give to somebody"), (CallBackState.PLANNED,), "", "feedback.plan_calls",
             CallBackGiven),
        Move("put_off", _("Put to another day"), (CallBackState.PLANNED,), "", "feedback.plan_calls",
             is_hidden=True),
        Move("miss", _("Miss the limit"), OPEN_CALLS, "", "feedback.run_card", CallBackMissed, is_internal=True),
        Move("withdraw", _("No longer planned"), (CallBackState.PLANNED,), CallBackState.WITHDRAWN,
             "feedback.run_card", is_internal=True),
    ],
    path=(CallBackState.PLANNED, CallBackState.TAKEN, CallBackState.DONE),
)  # fmt: skip
