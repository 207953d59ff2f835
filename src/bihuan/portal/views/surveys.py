"""A survey as the customer sees it by his link or code: no account, answered once (SAT-03, SAT-04)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.feedback.forms import SurveyForm
from bihuan.feedback.models import SurveyInvitation
from bihuan.feedback.operations import answering
from bihuan.feedback.queries.surveys import invitation_by, may_answer
from bihuan.feedback.states.surveys import Outcome
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company
from bihuan.kernel.links import LinkExpired, LinkForged
from bihuan.kernel.throttle import count_try
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.views.limits import LOOK_UPS, WINDOW, limited, patient, status_of


@limited
@public_page
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions; a link answers once, and shows nothing of the answer afterwards to whom it is forwarded."""
    try:
        invitation = invitation_by(token)
    except LinkExpired:
        return _over(request, "expired", 410)
    except (LinkForged, SurveyInvitation.DoesNotExist) as guessed:
        return _guessed(request, guessed)
    form = SurveyForm(request.POST or None, questionnaire=invitation.round.questionnaire)
    if not may_answer(invitation):
        return _over(request, "answered" if invitation.outcome == Outcome.ANSWERED else "void", 200, invitation)
    visitor = VisitorActor("" if invitation.round.is_anonymous else invitation.customer.name,
                           frozenset({answering.ANSWER}))  # fmt: skip

    def give() -> Any:
        answering.answer(invitation, form.answers(), by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:survey", args=[token]))
    context = {"form": form, "round": invitation.round, "questionnaire": invitation.round.questionnaire,
               "company": company()}  # fmt: skip
    return page(request, "portal/survey.html", context, status=status_of(request, form))


def _over(request: HttpRequest, why: str, status: int, invitation: SurveyInvitation | None = None) -> HttpResponse:
    context = {"why": why, "company": company(), "questionnaire": invitation and invitation.round.questionnaire}
    return page(request, "portal/survey_over.html", context, status=status)


def _guessed(request: HttpRequest, guessed: Exception) -> HttpResponse:
    """Answer a link that was never given out; who tries many is told to wait."""
    tries, _until = count_try("portal:survey:guessed", request.META.get("REMOTE_ADDR", ""), window=WINDOW)
    if tries > LOOK_UPS:
        return _over(request, "too_often", 429)
    if isinstance(guessed, LinkForged):
        raise guessed
    raise LinkForged from guessed
