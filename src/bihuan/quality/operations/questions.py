"""Questions of production: asked, answered within the clause's time, else a penalty is proposed (QUA-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.people.operations import rewards
from bihuan.products.models import ProductModel
from bihuan.quality.models import Question
from bihuan.quality.queries.questions import missed
from bihuan.quality.states.questions import QuestionAsked, QuestionState
from bihuan.regulations.queries import ruleset

SERIES, PHOTO, OFFENCE = "WT", "photo", "question_unanswered"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What production asks, of whom."""

    subject: str
    words: str
    owner: Staff
    model: ProductModel | None = None
    batch: str = ""
    place: str = ""


@transaction.atomic
def ask(question: Asked, *, photos: Sequence[Content] = (), by: Staff) -> Question:
    """Ask the engineer in charge; the clause's time begins (QMGT 5.3.2.3).

    Raises:
        OperationError: nothing written, or one would ask oneself.
    """
    permit(by, "quality.ask_question")
    if question.owner.pk == by.pk:
        raise OperationError(_("Ask somebody else."), field="owner")
    now = timezone.now()
    row = Question(
        subject=required(question.subject, _("Write the question in a line."), field="subject")[:120],
        words=required(question.words, _("Write what is unclear."), field="words"), owner=question.owner,
        model=question.model, batch=question.batch.strip()[:40], place=question.place.strip()[:60], asked_by=by,
        asked_at=now, state=QuestionState.ASKED, number=next_number(SERIES, at=now),
    )  # fmt: skip
    begin(row, by=by, event=QuestionAsked, at=now)
    for photo in photos:
        attachments.attach(row, photo, by=by, purpose=PHOTO)
    search.index(row.kind(), row.pk, f"{row.number} {row.subject} {row.batch} {row.words}")
    return row


@transaction.atomic
def answer(
    question: Question, *, answer: str, papers: Sequence[Content] = (), by: Staff, revision: int | None = None
) -> Question:
    """Answer definitely; production says whether that answers it."""
    row = locked(Question, question.pk, revision=revision)
    text = required(answer, _("Write the answer."), field="answer")
    perform(row, "answer", by=by, changes={"answer": text, "answered_at": timezone.now()})
    for content in papers:
        attachments.attach(row, content, by=by, purpose="answer")
    return row


@transaction.atomic
def settle(question: Question, *, by: Actor, revision: int | None = None) -> Question:
    """Take the answer as one."""
    row = locked(Question, question.pk, revision=revision)
    perform(row, "settle", by=by, changes={"settled_at": timezone.now()})
    return row


@transaction.atomic
def ask_again(question: Question, *, note: str, by: Actor, revision: int | None = None) -> Question:
    """Send an answer back that says nothing definite; the time begins anew, the old answer stays in the history."""
    row = locked(Question, question.pk, revision=revision)
    words = required(note, _("Write what is still unclear."))
    perform(row, "ask_again", by=by, note=f"{words}\n{row.answer}", changes={"answer": "", "answered_at": None})
    return row


@transaction.atomic
def hand_on(
    question: Question, *, owner: Staff, note: str, by: Actor, revision: int | None = None
) -> Question:  # fmt: skip
    """Have another engineer answer; the time goes on.

    Raises:
        OperationError: no reason, or he who has it already or who asked.
    """
    row = locked(Question, question.pk, revision=revision)
    if owner.pk in {row.owner_id, row.asked_by_id}:
        raise OperationError(_("Choose somebody else."), field="owner")
    perform(row, "hand_on", by=by, note=required(note, _("Write the reason.")), changes={"owner": owner})
    return row


@transaction.atomic
def withdraw(question: Question, *, note: str, by: Actor, revision: int | None = None) -> Question:
    """Take a question back that needs no answer any more."""
    row = locked(Question, question.pk, revision=revision)
    perform(row, "withdraw", by=by, note=required(note, _("Write the reason.")))
    return row


def charge_missed(now: datetime) -> int:
    """Propose the clause's penalty for every answer that missed its time; quality decides about it (QMGT 5.3.2.3).

    Returns:
        how many were looked into; each is once.
    """
    found = missed(now)
    for limit in found:
        _charge(limit, now)
    return len(found)


@transaction.atomic
def _charge(limit: Deadline, now: datetime) -> None:
    row = locked(Question, limit.subject_id)
    if row.charged_at is not None:
        return
    person = limit.owner or row.owner
    due = timezone.localtime(limit.due_at).strftime("%Y-%m-%d %H:%M")
    reason = _("%(number)s «%(subject)s» was to be answered by %(due)s.") % {
        "number": row.number, "subject": row.subject, "due": due,
    }  # fmt: skip
    perform(row, "charge", by=SYSTEM, note=_propose(row, person, reason), changes={"charged_at": now})


def _propose(row: Question, person: Staff, reason: str) -> str:
    """Propose the penalty; return what the history says about it."""
    rules = [view.name for view in ruleset().matching("penalty", row.facts(), offence=OFFENCE)]
    try:
        with transaction.atomic():
            made = rewards.propose(row, person, rules, rewards.Deed(reason=reason), by=SYSTEM)
    except OperationError as refusal:
        return str(refusal.message)
    return _("%(name)s: penalty proposed, %(number)s") % {"name": person.name, "number": made.number}
