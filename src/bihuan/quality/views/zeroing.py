"""「质量问题归零」: the list, a new one, the page with its criteria, and its moves (ZRO-01, ZRO-02)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.records import Tracked
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.quality.forms.zeroing import (
    CriterionForm,
    DismissForm,
    JudgementForm,
    MeetingForm,
    PassOnForm,
    ZeroingForm,
)
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.operations import zeroing as operations
from bihuan.quality.queries.zeroing import criteria_of, subject_of
from bihuan.quality.tables.zeroing import Zeroings
from bihuan.service.views.steps import Step, shown, view_of
from bihuan.signoff.queries import forms


def _meet(zeroing: Zeroing, *, by: Any, revision: int | None, **values: Any) -> Any:
    return operations.meet(zeroing, operations.Meeting(**values), by=by, revision=revision)


STEPS = {
    "meet": Step(
        _meet, MeetingForm, lazy("Recorded."),
        lazy("It counts for the present wording: where a criterion is changed afterwards, meet again."),
    ),
    "submit": Step(operations.submit, OptionalNoteForm, lazy("Sent round for signature.")),
    "dismiss": Step(operations.dismiss, DismissForm, lazy("Recorded: not a problem.")),
    "pass_on": Step(operations.pass_on, PassOnForm, lazy("Passed on.")),
    "take_up": Step(operations.take_up, NoteForm, lazy("The zeroing goes on.")),
    "recur": Step(
        operations.recur, NoteForm, lazy("Open again from the beginning."),
        lazy("Every criterion is to be proved anew; what was written stays at hand."),
    ),
}  # fmt: skip
MOVES = {name: view_of(Zeroing, name, step) for name, step in STEPS.items()}


@staff_page("quality.view_zeroings")
def zeroings(request: StaffRequest) -> HttpResponse:
    """List the zeroings one may see."""
    may_open = request.user.has_perm("quality.open_zeroing")
    return Zeroings(request).respond(
        add_url=reverse("quality:new_zeroing") if may_open else "", add_label=_("Open a zeroing")
    )


@staff_page("quality.open_zeroing")
def new_zeroing(request: StaffRequest) -> HttpResponse:
    """Open a zeroing, of a record where the address names one (`?kind=…&id=…`)."""
    subject = subject_of(request.GET.get("kind", ""), request.GET.get("id", ""), request.user)
    form = ZeroingForm(request.POST or None, initial=_start(subject))

    def work() -> Any:
        return operations.open_zeroing(operations.Problem(subject=subject, **form.cleaned_data), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Opened; who is in charge has been told."))
    back = subject.get_absolute_url() if subject else reverse("quality:zeroings")  # type: ignore[attr-defined]
    return form_page(
        request, form, heading=_("Open a zeroing"), submit=_("Open a zeroing"), back=back,
        crumbs=[(reverse("quality:zeroings"), _("Zeroing"))],
    )  # fmt: skip


def _start(subject: Tracked | None) -> dict[str, Any]:
    if subject is None:
        return {}
    model = getattr(subject, "model", None) or getattr(getattr(subject, "unit", None), "model", None)
    return {"problem": subject.title[:120], "model": getattr(model, "pk", None)}


@for_record(Zeroing)
def zeroing(request: StaffRequest, record: Zeroing) -> HttpResponse:
    """Show one zeroing: what happened, each criterion with what it lacks, meetings, signatures."""
    subject = subject_of(record.subject_kind, record.subject_id, request.user)
    return shown(
        request, record, "quality/zeroing/page.html", criteria=criteria_of(record, request.user), subject=subject,
        meetings=record.meetings.select_related("chair"), routes=forms.for_record(record, request.user),
    )  # fmt: skip


@for_record(ZeroingCriterion, "quality.write_criterion")
def write(request: StaffRequest, record: ZeroingCriterion) -> HttpResponse:
    """Write up a criterion."""
    form = CriterionForm(request.POST or None, request.FILES or None, record=record, initial={"text": record.text})

    def work() -> Any:
        return operations.write(
            record, text=form.cleaned_data["text"], files=form.cleaned_data["evidence"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    return _about(request, record, form, work, _("Saved; somebody else reviews it now."), intro=record.asks)


@for_record(ZeroingCriterion, "quality.judge_criterion")
def judge(request: StaffRequest, record: ZeroingCriterion) -> HttpResponse:
    """Review a criterion."""
    form = JudgementForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.judge(
            record, is_accepted=form.cleaned_data["verdict"] == "accept", opinion=form.cleaned_data["opinion"],
            by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    return _about(request, record, form, work, _("Reviewed."), intro=record.text)


def _about(
    request: StaffRequest, record: ZeroingCriterion, form: Any, work: Any, said: str, *, intro: str
) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record.zeroing, said)
    crumbs = [(record.zeroing.get_absolute_url(), record.zeroing.number)]
    return form_page(
        request, form, heading=record.label, submit=_("Save"), back=record.zeroing.get_absolute_url(), intro=intro,
        crumbs=crumbs,
    )  # fmt: skip
