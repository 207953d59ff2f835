"""Rectification notices: the list, a new one, the page with its answers, the link of an outside party (QUA-12)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.quality.forms import notices as forms
from bihuan.quality.models import RectificationNotice
from bihuan.quality.operations import notices as operations
from bihuan.quality.queries import notices as queries
from bihuan.quality.queries.zeroing import subject_of
from bihuan.quality.states.notices import ISSUE
from bihuan.quality.tables.notices import RectificationNotices
from bihuan.regulations.queries import link_days
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of

STEPS = {
    "answer": Step(
        operations.answer, forms.AnswerForm, lazy("Answered; who issued it inspects it now."),
        initial=forms.said_before,
    ),
    "accept": Step(operations.accept, forms.InspectionForm, lazy("Accepted.")),
    "give_back": Step(operations.give_back, forms.GiveBackForm, lazy("Given back.")),
    "postpone": Step(operations.postpone, forms.PostponeForm, lazy("Saved.")),
    "withdraw": Step(operations.withdraw, NoteForm, lazy("Withdrawn.")),
}  # fmt: skip
MOVES = {name: view_of(RectificationNotice, name, step) for name, step in STEPS.items()}


@staff_page("quality.view_notices")
def notices(request: StaffRequest) -> HttpResponse:
    """List the notices one may see."""
    adding = {"add_url": reverse("quality:issue_notice"), "add_label": _("Issue a notice")}
    return RectificationNotices(request).respond(**(adding if request.user.has_perm(ISSUE) else {}))


@staff_page(ISSUE)
def issue_notice(request: StaffRequest) -> HttpResponse:
    """Issue a notice, about a record where the address names one (`?kind=…&id=…`)."""
    subject = subject_of(request.GET.get("kind", ""), request.GET.get("id", ""), request.user)
    start = {"subject": subject.title[:120]} if subject else {}
    form = forms.NoticeForm(request.POST or None, request.FILES or None, initial=start)

    def work() -> Any:
        photos = form.cleaned_data["photos"]
        return operations.issue(form.matter(), subject=subject, photos=photos, by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Issued; who answers has been told."))
    back = subject.get_absolute_url() if subject else reverse("quality:notices")  # type: ignore[attr-defined]
    return form_page(
        request, form, heading=_("Issue a notice"), submit=_("Issue"), back=back,
        crumbs=[(reverse("quality:notices"), _("Rectification notices"))],
    )  # fmt: skip


@for_record(RectificationNotice)
def notice(request: StaffRequest, record: RectificationNotice) -> HttpResponse:
    """Show one notice with its answers."""
    return shown(request, record, "quality/notices/page.html", **queries.page(record, request.user))


@for_record(RectificationNotice, "quality.give_notice_link")
def notice_link(request: StaffRequest, record: RectificationNotice) -> HttpResponse:
    """Show the link by which the outside party answers."""
    words = _("With this link %(person)s reads the notice and answers it without an account, until %(day)s.")
    facts = {"person": record.person, "day": timezone.localdate() + timedelta(days=link_days("notice_answer"))}
    return give_link(
        request, record, reverse("portal:notice", args=[queries.notice_token(record)]),
        heading=_("Link to answer the notice"), words=words % facts, about=f"{record.party} {record.person}",
    )  # fmt: skip
