"""Pages of proposed issues: list, what a proposal rests on, taken up or dismissed (QUA-01)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.kernel import history
from bihuan.kernel.actors import permit
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.quality.forms.issues import TakeUpForm
from bihuan.quality.models import IssueProposal
from bihuan.quality.operations import proposals as operations
from bihuan.quality.operations.taking_up import take_up as take_up_operation
from bihuan.quality.queries.proposals import page_facts
from bihuan.quality.tables import ProposalList


@staff_page("quality.view")
def proposals(request: StaffRequest) -> HttpResponse:
    """List the proposed issues."""
    return ProposalList(request).respond()


@for_record(IssueProposal, "quality.view")
def proposal(request: StaffRequest, record: IssueProposal) -> HttpResponse:
    """Show what a proposal rests on."""
    context = {
        "record": record, "history": history.of(record.kind(), record.pk), **page_facts(record),
        "may_take_up": record.is_open and request.user.has_perm("quality.report_issue"),
        "may_dismiss": record.is_open and request.user.has_perm("quality.judge_issue"),
    }  # fmt: skip
    return page(request, "quality/proposal.html", context)


@for_record(IssueProposal, "quality.view")
def take_up(request: StaffRequest, record: IssueProposal) -> HttpResponse:
    """Report the issue with the cases it rests on."""
    permit(request.user, "quality.report_issue")
    found = page_facts(record)
    start = {
        "subject": record.title[:120], "background": f"{record.basis}（{record.clause}）：{record.value}",
        "model": record.model_id, "batch": record.batch, "scheme": record.scheme,
    }  # fmt: skip
    form = TakeUpForm(request.POST or None, user=request.user, initial=start)

    def work() -> Any:
        return take_up_operation(record, form.report(), by=request.user, revision=revision_seen(request))

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Reported."))
    intro = ngettext("It counts %(number)s case, %(pieces)s pieces.", "It counts %(number)s cases, %(pieces)s pieces.",
                     found["number"])  # fmt: skip
    return form_page(
        request, form, heading=_("Report a quality issue"), submit=_("Report a quality issue"),
        back=record.get_absolute_url(), intro=intro % found, crumbs=[(record.get_absolute_url(), record.title)],
    )  # fmt: skip


@for_record(IssueProposal, "quality.view")
def dismiss(request: StaffRequest, record: IssueProposal) -> HttpResponse:
    """Find that it is no issue."""
    permit(request.user, "quality.judge_issue")
    form = NoteForm(request.POST or None, record=record)

    def work() -> Any:
        note = form.cleaned_data["note"]
        return operations.dismiss(record, note=note, by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, reverse("quality:proposals"), _("Dismissed."))
    return form_page(
        request, form, heading=_("No issue"), submit=_("Dismiss"), back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.title)],
    )  # fmt: skip
