"""What people from outside sign by their link: the report on a quality issue, a disposition (QUA-09, QUA-10)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company, print_form
from bihuan.kernel.signing import drawn
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import DispositionAnswerForm, ReportSignForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.quality.models import IssueEmergency, IssueParty
from bihuan.quality.operations import emergencies, parties
from bihuan.quality.queries.emergencies import emergency_of
from bihuan.quality.queries.parties import party_of
from bihuan.quality.states.emergencies import ANSWER, UNVERIFIED
from bihuan.quality.states.issues import SIGN, IssueState


def _party(token: str) -> IssueParty:
    try:
        return party_of(token)
    except IssueParty.DoesNotExist as gone:
        raise Http404 from gone


@public_page
@limited
def issue_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report; he signs it, with an opinion if he has one."""
    party = _party(token)
    form = ReportSignForm(request.POST or None)
    visitor = VisitorActor(party.name, frozenset({SIGN}))

    def work() -> Any:
        values = form.cleaned_data
        return parties.sign(party, signature=drawn(values["signature"]), opinion=values["opinion"], by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, work):
        return done(request, reverse("portal:issue_report", args=[token]))
    may_sign = party.issue.state == IssueState.REPORTED_OUT and not party.has_signed
    context = {"form": form, "party": party, "issue": party.issue, "token": token, "company": company(),
               "may_sign": may_sign}  # fmt: skip
    return page(request, "portal/issue.html", context, status=status_of(request, form))


@public_page
def issue_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Hand him the report as PDF."""
    party = _party(token)
    visitor = VisitorActor(party.name, frozenset({SIGN}))
    answer = HttpResponse(print_form("issue_report", party.issue, by=visitor), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{party.issue.number}.pdf"'
    return answer


@public_page
@limited
def disposition(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to become of the customer's goods; he agrees or not, and signs."""
    try:
        found = emergency_of(token)
    except IssueEmergency.DoesNotExist as gone:
        raise Http404 from gone
    read = found.disposed_at.isoformat() if found.disposed_at else ""
    form = DispositionAnswerForm(request.POST or None, initial={"name": found.contact, "proposed": read})

    def work() -> Any:
        values = form.cleaned_data
        return emergencies.sign_answer(
            found, agrees=values["verdict"] == "yes", name=values["name"], words=values["words"],
            signature=drawn(values["signature"]), proposed=values["proposed"],
            by=VisitorActor(values["name"], frozenset({ANSWER})),
        )  # fmt: skip

    if request.method == "POST" and patient(request, form) and attempt(form, work):
        return done(request, reverse("portal:disposition", args=[token]))
    may_answer = found.awaits_answer and found.state in UNVERIFIED
    context = {"form": form, "emergency": found, "company": company(), "may_answer": may_answer}
    return page(request, "portal/disposition.html", context, status=status_of(request, form))
