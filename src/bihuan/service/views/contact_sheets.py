"""「工作联络单」: the list, a new one, the record and its moves (SVC-21)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.service.forms.matters import (
    AnswerForm,
    DisputeForm,
    ProgressForm,
    ReasonForm,
    ResultForm,
    RulingForm,
    SheetForm,
)
from bihuan.service.models import ContactSheet, ServiceRequest
from bihuan.service.operations import contact_sheets as operations
from bihuan.service.tables import Sheets
from bihuan.service.views.steps import Step, shown, view_of


def _order(sheet: ContactSheet, **values: Any) -> ContactSheet:
    return operations.rule(sheet, is_to_be_done=True, **values)


def _release(sheet: ContactSheet, **values: Any) -> ContactSheet:
    return operations.rule(sheet, is_to_be_done=False, **values)


STEPS = {
    "accept": Step(operations.accept_sheet, AnswerForm, lazy("Agreed.")),
    "decline": Step(
        operations.decline_sheet, ReasonForm, lazy("Declined; the asking department has been told."),
        lazy("The asking department may lay it before the office."),
    ),
    "refer": Step(
        operations.refer, DisputeForm, lazy("Laid before the office."), lazy("The office decides; that binds both.")
    ),
    "order": Step(_order, RulingForm, lazy("Decided; both departments have been told.")),
    "release": Step(_release, RulingForm, lazy("Decided; both departments have been told.")),
    "supervise": Step(operations.supervise, ProgressForm, lazy("Recorded."), locks=False),
    "finish": Step(operations.finish_sheet, ResultForm, lazy("Reported; the asking department confirms.")),
    "confirm": Step(operations.confirm_sheet, OptionalNoteForm, lazy("Confirmed.")),
    "send_back": Step(operations.send_back, NoteForm, lazy("Sent back.")),
    "withdraw": Step(operations.withdraw_sheet, NoteForm, lazy("Withdrawn.")),
}  # fmt: skip
MOVES = {name: view_of(ContactSheet, name, step) for name, step in STEPS.items()}


@staff_page("service.ask_sheet")
def sheets(request: StaffRequest) -> HttpResponse:
    """List the sheets of one's department; the office sees all."""
    return Sheets(request).respond(
        add_url="/service/sheets/new/",
        add_label=_("New contact sheet"),
        may_add=request.user.has_perm("service.ask_sheet"),
    )


@for_record(ContactSheet)
def sheet(request: StaffRequest, record: ContactSheet) -> HttpResponse:
    """Show one sheet."""
    return shown(request, record, "service/sheet.html")


@staff_page("service.ask_sheet")
def new_sheet(request: StaffRequest) -> HttpResponse:
    """Ask another department about something that hangs on no request."""
    return _form(request, None)


@for_record(ServiceRequest, "service.ask_sheet")
def ask_department(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Ask another department for help with a request."""
    return _form(request, record)


def _form(request: StaffRequest, about: ServiceRequest | None) -> HttpResponse:
    start = {"subject": f"{about.number} {about.title}"[:120]} if about else {}
    form = SheetForm(request.POST or None, user=request.user, initial=start)

    def work() -> Any:
        return operations.ask(operations.Matter(request=about, **form.cleaned_data), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Sent; the other department has been told."))
    back = about.get_absolute_url() if about else "/service/sheets/"
    return form_page(request, form, heading=_("Work contact sheet"), submit=_("Send"), back=back)
