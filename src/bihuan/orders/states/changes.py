"""Where a change of an order stands, its moves and what it announces (COMM 5.3)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ChangeAsked(Event):
    """A change of an order was entered."""

    name = "order_change.asked"


class ChangeConsented(Event):
    """The customer consents to a change that is ours."""

    name = "order_change.consented"


class ChangeSentRound(Event):
    """A change goes to the departments."""

    name = "order_change.sent_round"


class ChangeAgreed(Event):
    """The departments can meet the change."""

    name = "order_change.agreed"


class ChangeDone(Event):
    """The change is in force; the old production notice is void."""

    name = "order_change.done"


class ChangeRefused(Event):
    """The change doesn't come about; the order stands as it was."""

    name = "order_change.refused"


class ChangeCancelled(Event):
    """The change was taken back."""

    name = "order_change.cancelled"


class Side(models.TextChoices):
    """Who wants the change."""

    OURS = "ours", _("The company")
    CUSTOMERS = "customers", pgettext_lazy("change", "The customer")


class ChangeState(models.TextChoices):
    """Where a change stands."""

    ASKED = "asked", pgettext_lazy("change", "Entered")
    REVIEW = "review", pgettext_lazy("change", "Under review")
    AGREED = "agreed", pgettext_lazy("change", "Agreed, to take effect")
    DONE = "done", pgettext_lazy("change", "In force")
    REFUSED = "refused", pgettext_lazy("change", "Not agreed")
    CANCELLED = "cancelled", pgettext_lazy("change", "Taken back")


C = ChangeState
OPEN_CHANGES = (C.ASKED, C.REVIEW, C.AGREED)


def _is_ours(change: Any) -> bool:
    return bool(change.side == Side.OURS)


OURS = Evidence("side", _("a change of the company's own"), _is_ours)
THEIRS = Evidence("side", _("a change the customer asks for"), lambda change: not _is_ours(change))
CONSENT = Evidence(
    "consent", _("the customer's consent: who, when, how"),
    lambda change: bool(change.consent_by and change.consented_on and change.consent_way),
)  # fmt: skip
RUN = "orders.run_change"

CHANGE_MOVES = MoveTable(
    ChangeState,
    (
        Move("consent", _("Customer consents"), (C.ASKED,), C.AGREED, RUN, ChangeConsented, evidence=(OURS, CONSENT),
             is_primary=True),
        Move("send_round", _("Send round for review"), (C.ASKED,), C.REVIEW, RUN, ChangeSentRound, evidence=(THEIRS,),
             is_primary=True),
        Move("agree", _("Every department can meet it"), (C.REVIEW,), C.AGREED, RUN, ChangeAgreed, is_internal=True),
        Move("turn_down", _("Not agreed"), (C.ASKED, C.AGREED), C.REFUSED, RUN, ChangeRefused),
        Move("review_refused", _("Can't be met"), (C.REVIEW,), C.REFUSED, RUN, ChangeRefused, is_internal=True),
        Move("stop_review", _("Review stopped"), (C.REVIEW,), C.ASKED, RUN, is_internal=True),
        Move("take_effect", _("Put into force"), (C.AGREED,), C.DONE, RUN, ChangeDone, is_primary=True),
        Move("take_back", _("Take back"), (C.ASKED, C.REVIEW, C.AGREED), C.CANCELLED, RUN, ChangeCancelled,
             is_hidden=True),
    ),
    path=(C.ASKED, C.REVIEW, C.AGREED, C.DONE),
)  # fmt: skip
