"""Links and papers of surveys, and what waits of them on a desk."""

from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback.models import (
    FeedbackEntry,
    PlannedReview,
    SurveyAnswer,
    SurveyInvitation,
    SurveyRound,
)
from bihuan.feedback.queries import survey_rules
from bihuan.feedback.queries.results import invited_of
from bihuan.feedback.states.surveys import Outcome, QuestionKind, RoundState, SurveyWay
from bihuan.kernel import links
from bihuan.organization.models import Staff
from bihuan.service.queries.matters import Waiting

SURVEY = "survey"
SHOWN = 5


def survey_token(invitation: SurveyInvitation) -> str:
    """Return the token by which a customer answers; it outlives the survey by a day, to say that it has ended."""
    last = invitation.round.void_on or timezone.localdate()
    return links.make(SURVEY, invitation, days=max(1, (last - timezone.localdate()).days + 1))


def survey_address(invitation: SurveyInvitation) -> str:
    """Return the whole address by which a customer answers."""
    return f"{settings.BIHUAN_ADDRESS}/v/{survey_token(invitation)}/"


def qr_uri(address: str) -> str:
    """Return an address as a code to be scanned, for a page."""
    return str(segno.make(address, micro=False).svg_data_uri(scale=4))


def invitation_by(token: str) -> SurveyInvitation:
    """Return the invitation that a link opens.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        SurveyInvitation.DoesNotExist: it is gone.
    """
    rows = SurveyInvitation.objects.select_related("round__questionnaire", "customer")
    found: SurveyInvitation = rows.get(pk=links.read(SURVEY, token))
    return found


def may_answer(invitation: SurveyInvitation) -> bool:
    """Tell whether an answer still counts."""
    return invitation.outcome == Outcome.WAITING and invitation.round.takes_answers


def to_send(one: SurveyRound, way: str) -> QuerySet[SurveyInvitation]:
    """Return the invitations that go by mail or text message and haven't been answered."""
    return one.invitations.filter(way=way, outcome=Outcome.WAITING).order_by("pk")


def to_print(one: SurveyRound) -> QuerySet[SurveyInvitation]:
    """Return the invitations on paper that haven't gone out."""
    waiting = one.invitations.filter(way=SurveyWay.PAPER, outcome=Outcome.WAITING, sent_at=None)
    return waiting.filter(customer__is_restricted=False).order_by("pk")


def answer_lines(answer: SurveyAnswer) -> list[tuple[str, str, bool]]:
    """Return question, answer in words, and whether it is dissatisfied."""
    form, bound = answer.round.questionnaire, survey_rules.worst_grade()
    grades = dict(form.grade_choices)
    found = []
    for one in form.asked:
        value = answer.answers.get(one.key)
        if value is None:
            words = ""
        elif one.kind == QuestionKind.SCALE:
            words = grades.get(value, str(value))
        elif one.kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
            words = "、".join(one.options[item] for item in (value if isinstance(value, list) else [value]))
        else:
            words = str(value)
        found.append((one.text, words, one.kind == QuestionKind.SCALE and value is not None and value <= bound))
    return found


def customer_panel(customer: Any, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of surveys and feedback; of an anonymous one only that he was asked."""
    invited = list(invited_of(customer)[:SHOWN])
    entries = list(FeedbackEntry.objects.filter(customer=customer).order_by("-happened_on")[:SHOWN])
    rows = SurveyAnswer.objects.filter(invitation__in=invited)
    answers = {row.invitation_id: row for row in rows}
    may_enter = user.has_perm("feedback.enter_survey")
    if not invited and not entries and not may_enter:
        return None
    return {
        "invited": [(one, answers.get(one.pk)) for one in invited], "entries": entries, "may_enter": may_enter,
        "count": len(invited) + len(entries) or None,
    }  # fmt: skip


def waiting(user: Staff, today: date | None = None) -> list[Waiting]:
    """Return the surveys this colleague is to plan, send, follow or analyse."""
    if not user.has_perm("feedback.run_survey"):
        return []
    today = today or timezone.localdate()
    rows = SurveyRound.objects.filter(owner=user.pk).exclude(state__in=[RoundState.REPORTED, RoundState.CANCELLED])
    found = []
    for one in rows.select_related("review").order_by("pk")[:20]:
        words = {
            RoundState.PLANNED: _("To be sent by %(day)s") % {"day": one.due_on} if one.due_on else _("To be sent"),
            RoundState.RUNNING: _("Silent customers to be reminded") if one.reminded_at else "",
            RoundState.CLOSED: _("To be analysed for the management review"),
        }[RoundState(one.state)]  # fmt: skip
        if words:
            found.append(Waiting(one, words, _("Open"), one.get_absolute_url()))
    return found


def unplanned(today: date) -> list[PlannedReview]:
    """Return the reviews whose survey is due and not even planned."""
    return [one.review for one in survey_rules.due(today) if one.round is None and one.due_on and one.due_on <= today]
