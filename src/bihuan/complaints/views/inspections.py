"""Joint inspections and compensations: called and proposed from a complaint, their pages and moves."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from bihuan.complaints import operations, queries
from bihuan.complaints.forms import inspections as forms
from bihuan.complaints.models import Compensation, Complaint, Inspection
from bihuan.complaints.operations import compensating, inspecting
from bihuan.complaints.states.compensations import CompensationForm
from bihuan.complaints.tables import Compensations
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.remarks import add_file
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.service.views.steps import Step, shown, view_of
from bihuan.signoff import queries as signoff


def _found(record: Inspection) -> dict[str, Any]:
    return {"held_at": timezone.localtime(), "place": record.place}


def _paid(record: Compensation) -> dict[str, Any]:
    return {"paid_on": timezone.localdate(), "payee": record.complaint.contact_name}


STEPS = {
    "excuse": Step(inspecting.excuse, NoteForm, lazy("The general manager is asked to name somebody.")),
    "name_stand_in": Step(inspecting.name_stand_in, forms.StandInForm, lazy("Named and told."),
                          lazy("He goes in quality's place and reports to you afterwards.")),
    "hold": Step(inspecting.hold, forms.HoldForm, lazy("Recorded; now the report is due."), initial=_found),
    "report": Step(inspecting.report, forms.ReportForm, lazy("The report lies before the general manager.")),
    "instruct": Step(inspecting.instruct, forms.InstructionForm, lazy("Given; those concerned have been told.")),
    "call_off": Step(inspecting.call_off, NoteForm, lazy("Not held.")),
}  # fmt: skip
MOVES = {name: view_of(Inspection, name, step) for name, step in STEPS.items()}
COMPENSATION_STEPS = {
    "approve": Step(compensating.approve, OptionalNoteForm, lazy("Approved; it is to be handed over.")),
    "refuse": Step(compensating.refuse, NoteForm, lazy("Refused; who proposed it has been told.")),
    "pay": Step(compensating.pay, forms.PaymentForm, lazy("Recorded as handed over."), initial=_paid),
    "take_back": Step(compensating.take_back, NoteForm, pgettext_lazy("compensation", "Taken back.")),
}  # fmt: skip
COMPENSATION_MOVES = {name: view_of(Compensation, name, step) for name, step in COMPENSATION_STEPS.items()}


@for_record(Complaint, "complaints.call_inspection")
def call_inspection(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Call sales, quality and production to the customer's."""
    form = forms.CallForm(request.POST or None, record=record, initial={"purpose": record.description})

    def work() -> Inspection:
        data = {name: form.cleaned_data[name] for name in forms.CallForm.base_fields}
        return operations.call_inspection(record, operations.Call(**data), by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Called; all three have been told."))
    return form_page(
        request, form, heading=_("Call a joint inspection"), submit=pgettext("inspection", "Call"),
        back=record.get_absolute_url(), crumbs=[(record.get_absolute_url(), record.number)],
        intro=_("It may be called before the form is written. Quality can't come: the general manager names somebody."),
    )  # fmt: skip


@for_record(Inspection)
def inspection(request: StaffRequest, record: Inspection) -> HttpResponse:
    """Show a joint inspection: who goes, what was found, report and instruction."""
    return shown(
        request, record, "complaints/inspection.html", files=queries.files(record),
        may_attach=request.user.has_perm("complaints.attach_inspection", record),
        sees_complaint=Complaint.objects.visible_to(request.user).filter(pk=record.complaint_id).exists(),
    )  # fmt: skip


@for_record(Inspection, "complaints.attach_inspection")
def attach(request: StaffRequest, record: Inspection) -> HttpResponse:
    """Add a photo or file."""
    return add_file(request, record)


@for_record(Complaint, "complaints.propose_compensation")
def propose_compensation(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Propose a compensation."""
    start = {"form": CompensationForm.MONEY, "amount": record.claimed}
    form = forms.ProposalForm(request.POST or None, record=record, initial=start)

    def work() -> Compensation:
        data = {name: form.cleaned_data[name] for name in forms.ProposalForm.base_fields}
        return operations.propose_compensation(record, by=request.user, revision=revision_seen(request), **data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Proposed; it goes to whom the limit names."))
    return form_page(
        request, form, heading=_("Propose a compensation"), submit=_("Propose"), back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.number)], intro=queries.limits_in_words(record),
    )  # fmt: skip


@staff_page("complaints.view")
def compensations(request: StaffRequest) -> HttpResponse:
    """List the compensations of all complaints."""
    return Compensations(request).respond()


@for_record(Compensation)
def compensation(request: StaffRequest, record: Compensation) -> HttpResponse:
    """Show a compensation: amount, ground, who decides, the receipt."""
    routes = signoff.for_record(record, request.user)
    moves = signoff.undecided(available(record, request.user), routes, "approve", "refuse")
    return shown(request, record, "complaints/compensation.html", routes=routes, moves=moves)
