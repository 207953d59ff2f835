"""What the supplier answers, by his link or on paper, and whether that is enough (SUPQ 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.quality.models import SupplierAbnormality, SupplierAnswer
from bihuan.quality.states.abnormalities import AbnormalityAnswered, AnswerState

SHORT = 40


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the supplier answers: why it happened, what he did at once, what he changes."""

    cause: str
    containment: str
    corrective: str
    preventive: str
    name: str
    files: Sequence[Content] = ()

    def texts(self) -> dict[str, str]:
        """Return the four texts without blanks around them.

        Raises:
            OperationError: one is missing; at its field.
        """
        asked = {
            "cause": _("Write why it happened."),
            "containment": _("Write what you did at once with what was made or sent."),
            "corrective": _("Write what puts it right."),
            "preventive": _("Write what keeps it from happening again."),
        }
        return {name: required(getattr(self, name), words, field=name) for name, words in asked.items()}


def ask(row: SupplierAbnormality, move: str, *, by: Actor, at: datetime, note: str, changes: dict[str, Any]) -> None:
    """Make a move that asks the supplier: a new round with its own link, due when the clause's limit is."""
    asked = SupplierAnswer.objects.create(abnormality=row, round=row.answers.count() + 1, asked_at=at)
    perform(row, move, by=by, at=at, note=note, changes=changes)
    limits = Deadline.objects.of(row.kind(), row.pk).running().filter(met_by=AbnormalityAnswered.name)
    if limit := limits.order_by("due_at").first():
        SupplierAnswer.objects.filter(pk=asked.pk).update(answer_by=limit.due_at)


@transaction.atomic
def answer(asked: SupplierAnswer, given: Given, *, by: Actor) -> SupplierAnswer:
    """Take the supplier's answer, once for each round; from his link or entered by a colleague.

    Raises:
        OperationError: answered already, or something is missing.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, asked.abnormality_id)
    found: SupplierAnswer = SupplierAnswer.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if found.is_answered:
        raise OperationError(_("This request is answered already; nothing was changed."))
    texts, now = given.texts(), timezone.now()
    name = required(given.name, _("Write who answers."), field="name")[:SHORT]
    perform(row, "answer", by=by, at=now, note=f"{name}：{texts['cause']}")
    for content in given.files:
        attachments.attach(row, content, by=by, purpose=f"answer-{found.round}", is_locked=True)
    for field, text in texts.items():
        setattr(found, field, text)
    found.state, found.answered_by, found.answered_at = AnswerState.ANSWERED, name, now
    found.entered_by_id = by.pk if by.actor_kind == "staff" else None
    found.save()
    return found


def _to_judge(one: SupplierAbnormality, revision: int | None) -> tuple[SupplierAbnormality, SupplierAnswer]:
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    last = row.answers.select_for_update(of=("self",)).order_by("round").last()
    if last is None or last.state != AnswerState.ANSWERED:
        raise OperationError(_("No answer waits to be judged."))
    return row, last


def _judge(last: SupplierAnswer, verdict: AnswerState, opinion: str, *, by: Any, at: datetime) -> None:
    last.state, last.opinion, last.judged_by, last.judged_at = verdict, opinion, by, at
    last.save()


@transaction.atomic
def accept_answer(
    one: SupplierAbnormality, *, note: str = "", by: Any, revision: int | None = None
) -> SupplierAbnormality:
    """Accept the answer; the next lots show whether it holds.

    Raises:
        OperationError: no answer waits.
    """
    row, last = _to_judge(one, revision)
    now, said = timezone.now(), note.strip()
    _judge(last, AnswerState.ACCEPTED, said, by=by, at=now)
    perform(row, "accept_answer", by=by, at=now, note=said)
    return row


@transaction.atomic
def return_answer(one: SupplierAbnormality, *, note: str, by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Ask the supplier again, with what is missing; he gets a new link, the old one only shows his old answer.

    Raises:
        OperationError: no answer waits, or no reason is given.
    """
    row, last = _to_judge(one, revision)
    now, words = timezone.now(), required(note, _("Write what is missing."))
    _judge(last, AnswerState.RETURNED, words, by=by, at=now)
    ask(row, "return_answer", by=by, at=now, note=words, changes={})
    return row


def mailed(asked: SupplierAnswer) -> None:
    """Note that the request went out by mail."""
    SupplierAnswer.objects.filter(pk=asked.pk, mailed_at=None).update(mailed_at=timezone.now())
