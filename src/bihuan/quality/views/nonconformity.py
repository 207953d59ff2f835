"""「不合格品评审处置报告单」: the list, a new one, the page with its dispositions, results and uses (QUA-06)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.quality.forms import nonconformity as forms
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.operations import nonconformity as operations
from bihuan.quality.queries import nonconformity as queries
from bihuan.quality.queries.zeroing import subject_of
from bihuan.quality.states.nonconformity import INSPECT, REPORT, USE
from bihuan.quality.tables.nonconformity import Nonconformities
from bihuan.service.views.steps import Step, shown, view_of
from bihuan.signoff.queries import forms as circulations

CHANGE = "quality.change_disposition"
STEPS = {
    "propose": Step(operations.propose, forms.DispositionForm, lazy("Added.")),
    "send_round": Step(operations.send_round, OptionalNoteForm, lazy("Sent round for review.")),
    "dispose_again": Step(operations.dispose_again, NoteForm, lazy("Open again for the rest.")),
    "close": Step(operations.close, OptionalNoteForm, lazy("Closed; what was held is released.")),
    "hold": Step(operations.hold, forms.HoldForm, lazy("Saved.")),
    "drop": Step(operations.drop, NoteForm, lazy("Recorded; what was held is released.")),
}
MOVES = {name: view_of(Nonconformity, name, step) for name, step in STEPS.items()}


@staff_page(REPORT)
def nonconformities(request: StaffRequest) -> HttpResponse:
    """List the nonconformities one may see."""
    return Nonconformities(request).respond(
        add_url=reverse("quality:report_nonconformity"), add_label=_("Report nonconforming pieces")
    )


@staff_page(REPORT)
def report_nonconformity(request: StaffRequest) -> HttpResponse:
    """Report nonconforming pieces, found in a record where the address names one (`?kind=…&id=…`)."""
    subject = subject_of(request.GET.get("kind", ""), request.GET.get("id", ""), request.user)
    form = forms.FindingForm(request.POST or None, request.FILES or None, initial=_start(subject))

    def work() -> Any:
        photos = form.cleaned_data["photos"]
        return operations.report(form.finding(), subject=subject, photos=photos, by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Reported; what it is about is held back."))
    back = subject.get_absolute_url() if subject else reverse("quality:nonconformities")  # type: ignore[attr-defined]
    return form_page(
        request, form, heading=_("Report nonconforming pieces"), submit=_("Report"), back=back,
        crumbs=[(reverse("quality:nonconformities"), _("Nonconformities"))],
    )  # fmt: skip


def _start(subject: Any) -> dict[str, Any]:
    model = getattr(subject, "model", None) or getattr(getattr(subject, "unit", None), "model", None)
    return {"model": getattr(model, "pk", None)} if model else {}


@for_record(Nonconformity)
def nonconformity(request: StaffRequest, record: Nonconformity) -> HttpResponse:
    """Show one: what was found, what is held, each disposition with its result."""
    routes = circulations.for_record(record, request.user)
    return shown(
        request, record, "quality/nonconformity/page.html", routes=routes, **queries.page(record, request.user)
    )


@for_record(Nonconformity, "quality.run_nonconformity")
def correct(request: StaffRequest, record: Nonconformity) -> HttpResponse:
    """Correct what was found."""
    form = forms.FindingForm(request.POST or None, record=record, initial=forms.found(record))

    def work() -> Any:
        return operations.correct(record, form.finding(), by=request.user, revision=revision_seen(request))

    return _about(request, record, form, work, _("Corrected."), _("Correct the facts"))


@for_record(Disposition, CHANGE)
def change_disposition(request: StaffRequest, record: Disposition) -> HttpResponse:
    """Change a disposition that is not approved yet."""
    form = forms.DispositionForm(request.POST or None, record=record, initial=forms.proposed(record))

    def work() -> Any:
        proposal = form.cleaned_data["proposal"]
        return operations.change(record, proposal, by=request.user, revision=revision_seen(request))

    return _about(request, record.nonconformity, form, work, _("Saved."), str(record))


@require_POST
@for_record(Disposition, CHANGE)
def take_out(request: StaffRequest, record: Disposition) -> HttpResponse:
    """Take out a disposition that is not approved yet."""
    operations.take_out(record, by=request.user)
    return done(request, record.nonconformity, _("Taken out."))


@for_record(Disposition, INSPECT)
def record_result(request: StaffRequest, record: Disposition) -> HttpResponse:
    """Enter what became of some pieces."""
    form = forms.ResultForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.record_result(record, form.outcome(), by=request.user, revision=revision_seen(request))

    return _about(request, record.nonconformity, form, work, _("Entered."), str(record))


@for_record(Disposition, USE)
def use_concession(request: StaffRequest, record: Disposition) -> HttpResponse:
    """Book pieces used under a concession."""
    form = forms.UseForm(request.POST or None, record=record)

    def work() -> Any:
        values = {name: form.cleaned_data[name] for name in ("quantity", "used_for", "used_on")}
        return operations.use_concession(record, by=request.user, revision=revision_seen(request), **values)

    return _about(request, record.nonconformity, form, work, _("Booked."), str(record), intro=record.condition)


def _about(
    request: StaffRequest, one: Nonconformity, form: Any, work: Any, said: str, heading: str, *, intro: str = ""
) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, one, said)
    crumbs = [(one.get_absolute_url(), one.number)]
    return form_page(
        request, form, heading=heading, submit=_("Save"), back=one.get_absolute_url(), intro=intro, crumbs=crumbs
    )
