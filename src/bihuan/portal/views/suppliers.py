"""The corrective request as the supplier sees it by his link, and his answer, once for each request (SUP-01)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.documents import company
from bihuan.kernel.views import file_answer
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import SupplierAnswerForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.quality.models import SupplierAnswer
from bihuan.quality.operations import abnormalities
from bihuan.quality.queries.abnormalities import asked_by, pictures_for_supplier, shown_to_supplier
from bihuan.quality.states.abnormalities import AnswerState

ANSWER = "quality.answer_abnormality"


def _asked(token: str) -> SupplierAnswer:
    try:
        return asked_by(token)
    except SupplierAnswer.DoesNotExist as gone:
        raise Http404 from gone


@limited
@public_page
def supplier_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was found and what is asked; he answers once, and sees afterwards what he answered."""
    asked = _asked(token)
    form = SupplierAnswerForm(request.POST or None, request.FILES or None)

    def give() -> Any:
        values = dict(form.cleaned_data)
        given = abnormalities.Given(files=values.pop("photos"), **values)
        return abnormalities.answer(asked, given, by=VisitorActor(given.name, frozenset({ANSWER})))

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:supplier_answer", args=[token]))
    one = asked.abnormality
    last = one.answers.filter(round=asked.round - 1, state=AnswerState.RETURNED).first()
    context = {"form": form, "asked": asked, "one": one, "last": last, "pictures": pictures_for_supplier(one),
               "token": token, "company": company()}  # fmt: skip
    return page(request, "portal/supplier.html", context, status=status_of(request, form))


@public_page
def supplier_picture(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Show him a photo or the report of the inspection."""
    try:
        return file_answer(shown_to_supplier(token, pk))
    except (SupplierAnswer.DoesNotExist, Attachment.DoesNotExist) as gone:
        raise Http404 from gone
