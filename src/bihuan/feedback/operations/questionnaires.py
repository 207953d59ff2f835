"""Questionnaires: drafted, filled with questions, put into use, carried on as a new version (SAT-03)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback.models import Questionnaire
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.states.surveys import EDIT, Grade, QuestionKind, QuestionnaireState
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.records import OperationError, locked, required

MOST_QUESTIONS, MOST_OPTIONS = 40, 12


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands around the questions."""

    name: str
    intro: str = ""
    thanks: str = ""
    grades: Sequence[str] = ()
    is_anonymous: bool = False

    def values(self) -> dict[str, Any]:
        """Return the fields.

        Raises:
            OperationError: no heading, or not five words.
        """
        words = [word.strip() for word in self.grades or map(str, Grade.labels) if word.strip()]
        if len(words) != rules.BEST or len(set(words)) != rules.BEST:
            raise OperationError(_("Write five different grades, the best first."), field="grades")
        return {
            "name": required(self.name, _("Write the heading."), field="name")[:60], "intro": self.intro.strip(),
            "thanks": self.thanks.strip(), "grades": words, "is_anonymous": self.is_anonymous,
        }  # fmt: skip


@transaction.atomic
def draft(code: str, sheet: Sheet, *, by: Actor, questions: Sequence[rules.Asked] = ()) -> Questionnaire:
    """Begin a questionnaire.

    Raises:
        OperationError: there is one by this code.
    """
    permit(by, EDIT)
    if Questionnaire.objects.filter(code=code).exists():
        raise OperationError(_("There is a questionnaire of this code; make a new version of it."), field="code")
    return _begun(code, 1, sheet.values(), questions, by)


def _begun(
    code: str, version: int, values: dict[str, Any], questions: Sequence[rules.Asked], by: Actor
) -> Questionnaire:
    row = Questionnaire(
        code=code, version=version, number=f"{code.upper()}-{version}", state=QuestionnaireState.DRAFT,
        questions=rules.kept(questions), **values,
    )  # fmt: skip
    begin(row, by=by)
    return row


@transaction.atomic
def new_version(questionnaire: Questionnaire, *, by: Actor) -> Questionnaire:
    """Carry a questionnaire on as a draft; the version in use stays as it is.

    Raises:
        OperationError: a draft of it is open already.
    """
    permit(by, EDIT)
    row = locked(Questionnaire, questionnaire.pk)
    rows = Questionnaire.objects.filter(code=row.code)
    if rows.filter(state=QuestionnaireState.DRAFT).exists():
        raise OperationError(_("A draft of the next version is open already."))
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    values = {name: getattr(row, name) for name in ("name", "intro", "thanks", "grades", "is_anonymous")}
    return _begun(row.code, version, values, row.asked, by)


def _open(questionnaire: Questionnaire, by: Actor, revision: int | None) -> Questionnaire:
    permit(by, EDIT)
    row = locked(Questionnaire, questionnaire.pk, revision=revision)
    if not row.is_draft:
        raise OperationError(_("This version is or was in use and is not changed; make a new version."))
    return row


@transaction.atomic
def change(questionnaire: Questionnaire, sheet: Sheet, *, by: Actor, revision: int | None = None) -> Questionnaire:
    """Change what stands around the questions of a draft."""
    row = _open(questionnaire, by, revision)
    history.change(row, by=by, verb="change", **sheet.values())
    return row


def _put(row: Questionnaire, questions: Sequence[rules.Asked], by: Actor) -> Questionnaire:
    history.change(row, by=by, verb="change_questions", questions=rules.kept(questions))
    return row


@transaction.atomic
def put_question(
    questionnaire: Questionnaire, question: rules.Asked, *, by: Actor, revision: int | None = None
) -> Questionnaire:
    """Add a question to a draft, or change the one of its key.

    Raises:
        OperationError: nothing asked, fewer than two options, or a second question for recommendation.
    """
    row = _open(questionnaire, by, revision)
    asked, new = row.asked, _checked(question)
    others = [one for one in asked if one.key != new.key]
    if new.kind == QuestionKind.LOYALTY and any(one.kind == QuestionKind.LOYALTY for one in others):
        raise OperationError(_("One question for recommendation is enough."), field="kind")
    if new.key:
        rows = [new if one.key == new.key else one for one in asked]
    elif len(asked) >= MOST_QUESTIONS:
        raise OperationError(_("At most %(number)s questions.") % {"number": MOST_QUESTIONS})
    else:
        new = replace(new, key=_fresh_key(row))
        rows = [*asked, new]
    return _put(row, rules.with_one_overall(rows, new.key) if new.is_overall else rows, by)


def _fresh_key(row: Questionnaire) -> str:
    """Return a key that no version has used: what is compared over time must mean the same."""
    versions = Questionnaire.objects.filter(code=row.code)
    return rules.next_key([one for version in versions for one in version.asked])


def _checked(question: rules.Asked) -> rules.Asked:
    options = tuple(dict.fromkeys(word.strip() for word in question.options if word.strip()))
    has_options = question.kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL)
    if has_options and not 2 <= len(options) <= MOST_OPTIONS:
        raise OperationError(
            _("Write between 2 and %(most)s options, one a line.") % {"most": MOST_OPTIONS}, field="options"
        )
    return replace(
        question, text=required(question.text, _("Write the text of the question."), field="text")[:200],
        options=options if has_options else (),
        is_overall=question.is_overall and question.kind == QuestionKind.SCALE,
    )  # fmt: skip


@transaction.atomic
def drop_question(questionnaire: Questionnaire, key: str, *, by: Actor, revision: int | None = None) -> Questionnaire:
    """Take a question off a draft."""
    row = _open(questionnaire, by, revision)
    return _put(row, [one for one in row.asked if one.key != key], by)


@transaction.atomic
def move_question(
    questionnaire: Questionnaire, key: str, *, step: int, by: Actor, revision: int | None = None
) -> Questionnaire:
    """Move a question of a draft up (-1) or down (1)."""
    row = _open(questionnaire, by, revision)
    if any(one.key == key for one in row.asked):
        _put(row, rules.moved(row.asked, key, 1 if step > 0 else -1), by)
    return row


@transaction.atomic
def release(questionnaire: Questionnaire, *, by: Actor, revision: int | None = None) -> Questionnaire:
    """Put a version into use; the one before goes out of use, rounds that run keep theirs."""
    row = locked(Questionnaire, questionnaire.pk, revision=revision)
    for old in Questionnaire.objects.released().filter(code=row.code).exclude(pk=row.pk):
        perform(locked(Questionnaire, old.pk), "retire", by=SYSTEM, note=row.number)
    perform(row, "release", by=by, changes={"released_at": timezone.now()})
    return row


@transaction.atomic
def retire(questionnaire: Questionnaire, *, note: str, by: Actor, revision: int | None = None) -> Questionnaire:
    """Take a version out of use without another."""
    row = locked(Questionnaire, questionnaire.pk, revision=revision)
    perform(row, "retire", by=by, note=required(note, _("Write the reason.")))
    return row
