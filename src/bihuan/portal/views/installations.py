"""What a customer sees of his installation, and signs (SVC-18)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bihuan.kernel import links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import archived, company
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal import queries
from bihuan.portal.forms import AcceptanceForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.service import operations as service
from bihuan.service.models import Installation
from bihuan.service.operations import installations as install
from bihuan.service.queries import installations
from bihuan.service.queries.commitments import commitment_token, given_with
from bihuan.service.states.installations import InstallationState

PAPERS = {"sheet": "installation_acceptance", "certificate": "acceptance_certificate"}


def _installation(token: str) -> Installation:
    try:
        return installations.installation_by(links.read(installations.INSTALLATION, token))
    except Installation.DoesNotExist as gone:
        raise Http404 from gone


@public_page
@limited
def installation(request: HttpRequest, token: str) -> HttpResponse:
    """Show how an installation goes on; when we have signed, the customer accepts or says what is wrong (SVC-18)."""
    job = _installation(token)
    form = AcceptanceForm(request.POST or None, initial={"name": job.customer.name})
    visitor = VisitorActor(job.customer.name, frozenset({"service.sign_installation"}))

    def give() -> Any:
        values = form.cleaned_data
        if values["answer"] == "refuse":
            return install.refuse(job, defects=values["defects"], signer_name=values["name"], by=visitor)
        return install.accept(job, signature=service.drawn(values["signature"]), signer_name=values["name"],
                              note=values["note"], by=visitor)  # fmt: skip

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:installation", args=[token]))
    context = {"form": form, "job": job, "token": token, "lines": installations.lines_of(job), "company": company(),
               "stage": queries.INSTALLATION_STAGE[InstallationState(job.state)],
               "headline": queries.installation_headline(job),
               "commitments": [(one, commitment_token(one)) for one in given_with(job)],
               "sessions": job.sessions.all(), "defects": job.defects.all(),
               "may_sign": job.state == "trained" and job.our_signature_id}  # fmt: skip
    return page(request, "portal/installation.html", context, status=status_of(request, form))


@public_page
def installation_paper(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Hand the customer the signed acceptance; until there is one, show how far it is."""
    job = _installation(token)
    found = archived(PAPERS[name], job.kind(), job.pk) if name in PAPERS else None
    if found is None:
        return redirect("portal:installation", token=token)
    answer = HttpResponse(found.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{job.number}.pdf"'
    return answer
