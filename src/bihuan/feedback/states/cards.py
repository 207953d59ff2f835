"""States of opinion cards and of the cases that come back on them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class AnswerChannel(models.TextChoices):
    """How the card came back (SAT-04)."""

    LINK = "link", _("Link")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Paper")


class CardSent(Event):
    """A card went out to the customer."""

    name = "card.sent"

    @property
    def about(self) -> Any:
        """The request the card asks about."""
        return self.record.request


class CardAnswered(CardSent):
    """The customer gave his opinion."""

    name = "card.answered"


class CaseOpened(Event):
    """A suggestion, grievance or bad grade became a case."""

    name = "case.opened"


class CaseEscalated(Event):
    """The case was judged serious: the vice general manager sees it first."""

    name = "case.escalated"


class CaseInstructed(Event):
    """The vice general manager has said what is to be done."""

    name = "case.instructed"


class CaseAnswered(Event):
    """The customer was answered."""

    name = "case.answered"


class CaseClosed(Event):
    """The case is closed."""

    name = "case.closed"


class CardState(models.TextChoices):
    """Where a card stands."""

    SENT = "sent", _("Card sent")
    ANSWERED = "answered", _("Answered")
    LAPSED = "lapsed", _("Not answered")


CARD_MOVES = MoveTable(
    CardState,
    [
        Move("answer", _("Enter the answer"), (CardState.SENT, CardState.LAPSED), CardState.ANSWERED,
             "feedback.answer_card", CardAnswered, is_primary=True),
        Move("lapse", _("Give up waiting"), (CardState.SENT,), CardState.LAPSED, "feedback.run_card", is_internal=True),
    ],
    path=(CardState.SENT, CardState.ANSWERED),
)  # fmt: skip


class CaseKind(models.TextChoices):
    """What the customer brought up."""

    BAD_GRADE = "bad_grade", _("Bad grade")
    GRIEVANCE = "grievance", _("Grievance")
    SUGGESTION = "suggestion", _("Suggestion")


class Severity(models.TextChoices):
    """How grave it is; grave ones go to the vice general manager first (FULL 5.5)."""

    UNJUDGED = "", _("To be judged")
    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("To be judged")
    WITH_VICE_GM = "with_vice_gm", _("With the vice general manager")
    HANDLING = "handling", _("Being handled")
    ANSWERED = "answered", _("Customer answered")
    CLOSED = "closed", _("Closed")


HAS_REPLY = Evidence("reply", _("reply to the customer"), lambda case: bool(case.reply and case.reply_by))

CASE_MOVES = MoveTable(
    CaseState,
    [
        Move(
            "treat",
            _("General: we answer"),
            (CaseState.OPEN,),
            CaseState.HANDLING,
            "feedback.judge_case",
            is_primary=True,
        ),
        Move(
            "escalate",
            _("Serious: to the vice general manager"),
            (CaseState.OPEN, CaseState.HANDLING),
            CaseState.WITH_VICE_GM,
            "feedback.judge_case",
            CaseEscalated,
        ),
        Move(
            "instruct",
            _("Give instruction"),
            (CaseState.WITH_VICE_GM,),
            CaseState.HANDLING,
            "feedback.instruct_case",
            CaseInstructed,
            is_primary=True,
        ),
        Move(
            "reply",
            _("Answer the customer"),
            (CaseState.HANDLING,),
            CaseState.ANSWERED,
            "feedback.handle_case",
            CaseAnswered,
            evidence=(HAS_REPLY,),
            is_primary=True,
        ),
        Move(
            "close",
            _("Close the case"),
            (CaseState.ANSWERED,),
            CaseState.CLOSED,
            "feedback.handle_case",
            CaseClosed,
            is_primary=True,
        ),
        Move(
            "reopen",
            _("Reopen"),
            (CaseState.ANSWERED, CaseState.CLOSED),
            CaseState.HANDLING,
            "feedback.judge_case",
            is_hidden=True,
        ),
    ],
    path=(CaseState.OPEN, CaseState.HANDLING, CaseState.ANSWERED, CaseState.CLOSED),
)
