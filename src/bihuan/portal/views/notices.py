"""A rectification notice, read and answered by an outside party by its link (QUA-12)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company, print_form
from bihuan.kernel.signing import drawn
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import NoticeAnswerForm
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.quality.models import RectificationNotice
from bihuan.quality.operations import notices as operations
from bihuan.quality.queries.notices import notice_of
from bihuan.quality.states.notices import ANSWER, NoticeState


def _notice(token: str) -> RectificationNotice:
    try:
        return notice_of(token)
    except RectificationNotice.DoesNotExist as gone:
        raise Http404 from gone


def _visitor(notice: RectificationNotice) -> VisitorActor:
    return VisitorActor(f"{notice.party} {notice.person}"[:80], frozenset({ANSWER}))


@public_page
@limited
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """Show the notice; the outside party answers it with measures, photos and a signature."""
    found = _notice(token)
    last = found.answers.last()
    start = {"cause": last.cause, "measures": last.measures} if last else {}
    form = NoticeAnswerForm(request.POST or None, request.FILES or None, initial=start)

    def work() -> Any:
        own = form.cleaned_data
        return operations.answer(
            found, measures=own["measures"], cause=own["cause"], photos=own["photos"],
            signature=drawn(own["signature"]), by=_visitor(found),
        )  # fmt: skip

    if request.method == "POST" and patient(request, form) and attempt(form, work):
        return done(request, reverse("portal:notice", args=[token]))
    context = {"form": form, "notice": found, "token": token, "company": company(), "last": last,
               "may_answer": found.state == NoticeState.ISSUED}  # fmt: skip
    return page(request, "portal/notice.html", context, status=status_of(request, form))


@public_page
def notice_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the notice as PDF."""
    found = _notice(token)
    form = "quality_record" if found.is_record else "rectification_notice"
    answer = HttpResponse(print_form(form, found, by=_visitor(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer
