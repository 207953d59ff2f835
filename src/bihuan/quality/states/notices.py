"""Where a rectification notice stands, its moves and what it announces (QPROC, ENGP; QUA-12)."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class NoticeIssued(Event):
    """A notice went to a department or to somebody outside."""

    name = "notice.issued"


@dataclass(frozen=True, kw_only=True)
class NoticeAnswered(Event):
    """It was answered; who issued it inspects what was done."""

    name = "notice.answered"

    answer: Any


@dataclass(frozen=True, kw_only=True)
class NoticeInspected(Event):
    """What was done was inspected: accepted, or given back."""

    name = "notice.inspected"

    answer: Any


class NoticeWithdrawn(Event):
    """It was issued by mistake."""

    name = "notice.cancelled"


class NoticeKind(models.TextChoices):
    """Which paper it is."""

    RECTIFICATION = "rectification", pgettext_lazy("notice", "Rectification notice")
    SUPERVISOR = "supervisor", pgettext_lazy("notice", "Supervising engineer's notice")
    MATERIAL = "material", pgettext_lazy("notice", "Record of an equipment or material problem")
    CONSTRUCTION = "construction", pgettext_lazy("notice", "Record of a construction problem")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    ISSUED = "issued", pgettext_lazy("notice", "To be answered")
    ANSWERED = "answered", pgettext_lazy("notice", "To be inspected")
    CLOSED = "closed", pgettext_lazy("notice", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


S = NoticeState
OPEN_NOTICES = (S.ISSUED, S.ANSWERED)
RECORDS = (NoticeKind.MATERIAL, NoticeKind.CONSTRUCTION)  # one paper for problem and handling
ISSUE, ANSWER, INSPECT = "quality.issue_notice", "quality.answer_notice", "quality.inspect_notice"

MEASURES = Evidence("measures", _("the measures that were taken"), lambda notice: notice.is_answered)
NOTICE_MOVES = MoveTable(
    NoticeState,
    (
        Move("answer", pgettext_lazy("notice", "Answer"), (S.ISSUED,), S.ANSWERED, ANSWER, NoticeAnswered,
             evidence=(MEASURES,), is_primary=True),
        Move("accept", pgettext_lazy("notice", "Accept"), (S.ANSWERED,), S.CLOSED, INSPECT, NoticeInspected,
             is_primary=True),
        Move("give_back", pgettext_lazy("notice", "Give back"), (S.ANSWERED,), S.ISSUED, INSPECT, NoticeInspected),
        Move("postpone", _("Set another day"), (S.ISSUED,), "", INSPECT, is_hidden=True),
        Move("withdraw", pgettext_lazy("notice", "Withdraw"), OPEN_NOTICES, S.WITHDRAWN, INSPECT, NoticeWithdrawn,
             is_hidden=True),
    ),
    path=(S.ISSUED, S.ANSWERED, S.CLOSED),
)  # fmt: skip
