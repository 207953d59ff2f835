"""What a customer was promised in writing, by his link (WAR-05)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bihuan.kernel import links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import archived, company
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import ReceivedForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.service.models import ServiceCommitment
from bihuan.service.operations import commitments as operations
from bihuan.service.queries.commitments import COMMITMENT, by_key
from bihuan.service.states.commitments import CommitmentState, CommitmentWay


def _commitment(token: str) -> ServiceCommitment:
    try:
        return by_key(links.read(COMMITMENT, token))
    except ServiceCommitment.DoesNotExist as gone:
        raise Http404 from gone


@public_page
@limited
def commitment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the customer what he was promised; he may say that he has it."""
    one = _commitment(token)
    form = ReceivedForm(request.POST or None, initial={"name": one.customer.name})
    visitor = VisitorActor(one.customer.name, frozenset({"service.hand_commitment"}))

    def work() -> Any:
        return operations.receive(one, name=form.cleaned_data["name"], way=CommitmentWay.LINK, by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, work):
        return done(request, reverse("portal:commitment", args=[token]))
    context = {"one": one, "token": token, "form": form, "company": company(),
               "may_receive": one.state == CommitmentState.ISSUED}  # fmt: skip
    return page(request, "portal/commitment.html", context, status=status_of(request, form))


@public_page
def commitment_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the customer the commitment as it was archived."""
    one = _commitment(token)
    found = archived(operations.FORM, one.kind(), one.pk)
    if found is None:
        return redirect("portal:commitment", token=token)
    answer = HttpResponse(found.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return answer
