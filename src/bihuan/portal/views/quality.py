"""The report on a quality issue, read and signed by an outsider by his link (QUA-09)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company, print_form
from bihuan.kernel.signing import drawn
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import ReportSignForm
from bihuan.portal.views.limits import limited
from bihuan.quality.models import IssueParty
from bihuan.quality.operations import parties
from bihuan.quality.queries.parties import party_of
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

    if request.method == "POST" and attempt(form, work):
        return done(request, reverse("portal:issue_report", args=[token]))
    may_sign = party.issue.state in {IssueState.REPORTED_OUT, IssueState.CLOSED} and not party.has_signed
    context = {"form": form, "party": party, "issue": party.issue, "token": token, "company": company(),
               "may_sign": may_sign}  # fmt: skip
    return page(request, "portal/issue.html", context, status=422 if form.is_bound and form.errors else 200)


@public_page
def issue_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Hand him the report as PDF."""
    party = _party(token)
    visitor = VisitorActor(party.name, frozenset({SIGN}))
    answer = HttpResponse(print_form("issue_report", party.issue, by=visitor), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{party.issue.number}.pdf"'
    return answer
