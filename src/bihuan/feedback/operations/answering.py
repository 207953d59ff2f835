"""An answer to a survey: taken once, counted, kept with the customer or, where promised, without any way to him."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.feedback.models import AnonymousAnswer, SurveyAnswer, SurveyInvitation, SurveyRound, SurveyTally
from bihuan.feedback.queries.survey_rules import least_group, worst_grade
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.states.surveys import Facet, Outcome, SurveyChannel
from bihuan.kernel import attachments, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff

ANSWER = "feedback.answer_survey"
SCAN = "scan"
OVER = lazy("The survey has ended; what comes now is void and isn't counted.")


@transaction.atomic
def answer(
    invitation: SurveyInvitation, answers: Mapping[str, Any], *, by: Actor, channel: str = SurveyChannel.LINK,
    scans: Sequence[Content] = (),
) -> SurveyAnswer | None:  # fmt: skip
    """Take a customer's answer; the second of two at the same moment is refused.

    Args:
        answers: by question.
        scans: pictures of the paper; only where answers bear a name.

    Returns:
        the answer; None in a round that promised anonymity, where nothing leads to it.

    Raises:
        OperationError: answered before, void, or a question has no answer that is offered.
    """
    permit(by, ANSWER, invitation)
    one = SurveyRound.objects.select_related("questionnaire").get(pk=invitation.round_id)
    if not one.takes_answers:
        raise OperationError(OVER)
    if scans and one.is_anonymous:
        raise OperationError(_("Anonymity was promised: no picture of the paper is kept."), field="scans")
    questions = one.questionnaire.asked
    try:
        values = rules.checked(questions, answers)
    except rules.AnswerMissing as missing:
        raise OperationError(_("Please answer this question."), field=str(missing.args[0])) from missing
    _spend(invitation)
    groups = _groups(one, invitation)
    if one.is_anonymous:
        AnonymousAnswer.objects.create(round=one, answers=values)
        _count(one, groups, rules.counted(questions, values))
        return None
    kept = _kept(one, invitation, values, by=by, channel=channel)
    _count(one, groups, rules.counted(questions, values))
    for scan in scans:
        attachments.attach(kept, scan, by=by, purpose=SCAN)
    return kept


def _spend(invitation: SurveyInvitation) -> None:
    """Use an invitation up; one statement decides between two at once. When, is not written down.

    Raises:
        OperationError: it is answered or void.
    """
    rows = SurveyInvitation.objects.filter(pk=invitation.pk, outcome=Outcome.WAITING)
    if rows.update(outcome=Outcome.ANSWERED):
        return
    if SurveyInvitation.objects.filter(pk=invitation.pk, outcome=Outcome.VOID).exists():
        raise OperationError(OVER)
    raise OperationError(_("This was answered already; each invitation counts once."))


def _kept(
    one: SurveyRound, invitation: SurveyInvitation, values: dict[str, Any], *, by: Actor, channel: str
) -> SurveyAnswer:
    questions = one.questionnaire.asked
    whole, loyal = rules.overall(questions), rules.loyalty(questions)
    worst = rules.worst(questions, values)
    row = SurveyAnswer(
        round=one, invitation=invitation, customer_id=invitation.customer_id, answers=values,
        overall=values.get(whole.key) if whole else None, loyalty=values.get(loyal.key) if loyal else None, worst=worst,
        is_dissatisfied=worst is not None and worst <= worst_grade(), channel=channel,
        entered_by=by if isinstance(by, Staff) else None, answered_at=timezone.now(),
    )  # fmt: skip
    row.save()
    history.append(row, "register", by=by, is_first=True)
    return row


def _groups(one: SurveyRound, invitation: SurveyInvitation) -> list[tuple[str, str]]:
    """Return the groups an answer counts in: everybody, and one of each facet.

    Where anonymity is promised a group too small to be shown isn't counted at all.
    """
    own = [(str(facet), value) for facet in Facet if (value := invitation.facet(facet))]
    if one.is_anonymous:
        least = least_group()
        own = [(facet, value) for facet, value in own if _asked(one, facet, value) >= least]
    return [("", ""), *own]


def _asked(one: SurveyRound, facet: str, value: str) -> int:
    return SurveyInvitation.objects.filter(round=one, **{facet: value}).count()


def _count(one: SurveyRound, groups: Sequence[tuple[str, str]], counted: Sequence[tuple[str, int]]) -> None:
    """Raise the tallies, always in the same order: answers that come at once queue and don't block each other."""
    rows = sorted((facet, value, question, grade) for facet, value in groups for question, grade in counted)
    table = connection.ops.quote_name(SurveyTally._meta.db_table)
    places = ", ".join(["(%s, %s, %s, %s, %s, 1)"] * len(rows))
    sql = (
        f"INSERT INTO {table} (round_id, facet, value, question, grade, number) VALUES {places} "  # noqa: S608
        "ON CONFLICT (round_id, facet, value, question, grade) "
        f"DO UPDATE SET number = {table}.number + excluded.number"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [item for row in rows for item in (one.pk, *row)])
