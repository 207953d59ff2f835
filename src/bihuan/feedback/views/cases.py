"""Opinion cases: judged, instructed, answered, closed (SAT-02)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.deadlines.queries import for_record as limits_of
from bihuan.feedback import operations
from bihuan.feedback.forms import InstructionForm, ReplyForm
from bihuan.feedback.models import OpinionCase
from bihuan.feedback.queries import answer_owed
from bihuan.feedback.states import Severity
from bihuan.feedback.tables import Cases
from bihuan.kernel import history, moves
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.service.states import ReplyBy


@staff_page("feedback.view_cases")
def cases(request: StaffRequest) -> HttpResponse:
    """List the cases."""
    return Cases(request).respond()


@for_record(OpinionCase, "feedback.view_cases")
def case(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Show one case with its card and what was done."""
    context = {
        "record": record, "moves": moves.available(record, request.user),
        "deadlines": limits_of(record), "history": history.of(OpinionCase.kind(), record.pk),
        "panels": panels_for(record, request.user, request), "owed": answer_owed(record),
    }  # fmt: skip
    return page(request, "feedback/case.html", context)


def _step(request: StaffRequest, record: OpinionCase, form: Any, work: Callable[[], Any], heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record)
    return form_page(request, form, heading=heading, back=record.get_absolute_url())


@for_record(OpinionCase, "feedback.judge_case")
def treat(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Judge it general; one that is graded serious with the reason."""
    asks = NoteForm if record.severity == Severity.SERIOUS else OptionalNoteForm
    form = asks(request.POST if request.method == "POST" else None)
    return _step(
        request, record, form,
        lambda: operations.treat(
            record, note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request)
        ),
        _("General: we answer"),
    )  # fmt: skip


@require_POST
@for_record(OpinionCase, "feedback.handle_case")
def close(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Close it."""
    operations.close(record, by=request.user, revision=revision_seen(request))
    return done(request, record)


@for_record(OpinionCase, "feedback.judge_case")
def escalate(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Judge it serious."""
    form = NoteForm(request.POST or None)
    return _step(
        request,
        record,
        form,
        lambda: operations.escalate(
            record, note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request)
        ),
        _("Serious: to the vice general manager"),
    )


@for_record(OpinionCase, "feedback.instruct_case")
def instruct(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Give the instruction."""
    form = InstructionForm(request.POST or None)
    return _step(
        request, record, form,
        lambda: operations.instruct(record, **form.cleaned_data, by=request.user, revision=revision_seen(request)),
        _("Give instruction"),
    )  # fmt: skip


@for_record(OpinionCase, "feedback.handle_case")
def reply(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Record the reply to the customer."""
    owed = answer_owed(record)
    ways = owed.ways if owed else (ReplyBy.PHONE,)
    form = ReplyForm(request.POST or None, initial={"reply_by": ways[-1]})
    return _step(
        request, record, form,
        lambda: operations.reply(record, **form.cleaned_data, by=request.user, revision=revision_seen(request)),
        _("Answer the customer"),
    )  # fmt: skip


@for_record(OpinionCase, "feedback.judge_case")
def reopen(request: StaffRequest, record: OpinionCase) -> HttpResponse:
    """Take it up again."""
    form = NoteForm(request.POST or None)
    return _step(
        request,
        record,
        form,
        lambda: operations.reopen(
            record, note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request)
        ),
        _("Reopen"),
    )
