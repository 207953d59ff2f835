"""What somebody without an account sees of an emergency to which he was called, and answers (SVC-23)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.kernel import links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import CallAnswerForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.service.models import EmergencyCall
from bihuan.service.operations import emergencies
from bihuan.service.queries.emergencies import CALL, call_by
from bihuan.service.states.emergencies import RUNNING_EMERGENCY


@public_page
@limited
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Show where and what; he says that he comes, is on the way, or can't. The same answer twice changes nothing."""
    try:
        found = call_by(links.read(CALL, token))
    except EmergencyCall.DoesNotExist as gone:
        raise Http404 from gone
    form = CallAnswerForm(request.POST or None)
    visitor = VisitorActor(found.person, frozenset({"service.answer_call"}))

    def give() -> Any:
        values = form.cleaned_data
        return emergencies.answer_call(found, reply=values["reply"], note=values["note"], by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:call", args=[token]))
    context = {"form": form, "call": found, "emergency": found.emergency, "company": company(),
               "is_running": found.emergency.state in RUNNING_EMERGENCY}  # fmt: skip
    return page(request, "portal/call.html", context, status=status_of(request, form))
