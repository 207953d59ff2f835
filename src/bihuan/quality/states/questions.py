"""Where a question of production stands, its moves and what it announces (QMGT 5.3.2.3, QUA-13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class QuestionAsked(Event):
    """Production has asked an engineer."""

    name = "question.asked"


class QuestionAnswered(Event):
    """The engineer in charge has answered."""

    name = "question.answered"


class QuestionAskedAgain(Event):
    """The answer was not definite: the time begins anew."""

    name = "question.asked_again"
    begins_again = QuestionAsked.name


class QuestionHandedOn(Event):
    """Another engineer answers; the time goes on."""

    name = "question.handed_on"


class QuestionWithdrawn(Event):
    """It needs no answer any more."""

    name = "question.cancelled"


class QuestionState(models.TextChoices):
    """Where a question stands."""

    ASKED = "asked", pgettext_lazy("question", "To be answered")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    SETTLED = "settled", pgettext_lazy("question", "Settled")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Withdrawn")


S = QuestionState
ANSWER, ASKER = "quality.answer_question", "quality.settle_question"
HAS_ANSWER = Evidence("answer", _("the answer"), lambda one: bool(one.answer))

QUESTION_MOVES = MoveTable(
    QuestionState,
    (
        Move("answer", pgettext_lazy("question", "Answer"), (S.ASKED,), S.ANSWERED, ANSWER, QuestionAnswered,
             evidence=(HAS_ANSWER,), is_primary=True),
        Move("settle", _("That answers it"), (S.ANSWERED,), S.SETTLED, ASKER, is_primary=True),
        Move("ask_again", _("Not a clear answer"), (S.ANSWERED,), S.ASKED, ASKER, QuestionAskedAgain),
        Move("hand_on", _("Hand on to another engineer"), (S.ASKED,), "", "quality.hand_on_question",
             QuestionHandedOn),
        Move("withdraw", pgettext_lazy("question", "Withdraw"), (S.ASKED,), S.WITHDRAWN, ASKER, QuestionWithdrawn,
             is_hidden=True),
        Move("charge", _("Not answered in time"), tuple(QuestionState), "", "quality.charge_question",
             is_internal=True),
    ),
    path=(S.ASKED, S.ANSWERED, S.SETTLED),
)  # fmt: skip
