"""One small form behind each button of a request: the table says which form, which operation, which word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm, RecordForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen
from bihuan.service import operations
from bihuan.service.forms import (
    ContactForm,
    HandOverForm,
    OverrideForm,
    PassUpForm,
    RulingForm,
    ShirkingForm,
)
from bihuan.service.models import ServiceRequest
from bihuan.service.states import REQUEST_MOVES

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class MoveForm:
    """What a button opens: the form, the operation that takes its values, the word afterwards.

    Attributes:
        locks: the operation takes the revision that the person saw.
    """

    form: type[RecordForm]
    operation: Callable[..., Any]
    said: Any
    intro: Any = ""
    locks: bool = True


FORMS = {
    "contact": MoveForm(
        ContactForm,
        operations.contact,
        _("Contact recorded."),
        _("Reaching the customer and telling him a first solution meets the contact limit."),
    ),
    "hand_over": MoveForm(
        HandOverForm,
        operations.hand_over,
        _("Handed over."),
        _("Whoever takes a request owns it until it is done or handed over on record."),
    ),
    "pass_up": MoveForm(
        PassUpForm,
        operations.pass_up,
        _("Passed on."),
        _("Out of scope: to the manager in charge, or his deputy while he is away."),
    ),
    "urge": MoveForm(
        OptionalNoteForm,
        operations.urge,
        _("Recorded; owner and manager have been told."),
        _("The customer must not have to call a third time."),
        locks=False,
    ),
    "report_shirking": MoveForm(ShirkingForm, operations.report_shirking, _("Reported."), locks=False),
    "override_class": MoveForm(
        OverrideForm,
        operations.override_class,
        _("Class changed."),
        _("The class follows from warranty and contract; another one needs a reason."),
    ),
    "override": MoveForm(
        RulingForm,
        operations.override,
        _("Recorded; above your limit it waits for approval."),
        _("The decision follows from the clauses; another one needs a reason, and above a limit an approval."),
    ),
    "undo_override": MoveForm(NoteForm, operations.undo_override, _("What the clauses say holds again.")),
    "cancel": MoveForm(NoteForm, operations.cancel, _("Cancelled.")),
    "reopen": MoveForm(NoteForm, operations.reopen, _("Reopened.")),
    "close": MoveForm(OptionalNoteForm, operations.close, _("Closed.")),
}


def view_of(name: str) -> View:
    """Return the view behind a move's button: its form in a dialog or on a page, then the operation."""
    move, spec = REQUEST_MOVES.get(name), FORMS[name]

    @for_record(ServiceRequest, move.policy)
    def view(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
        form = spec.form(request.POST or None, record=record, initial={"service_class": record.service_class})

        def work() -> Any:
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            if spec.locks:
                values["revision"] = revision_seen(request)
            return spec.operation(record, by=request.user, **values)

        if request.method == "POST" and attempt(form, work):
            return done(request, record, spec.said)
        intro = str(spec.intro)
        return form_page(
            request, form, heading=str(move.label), submit=str(move.label), back=record.get_absolute_url(), intro=intro
        )

    return view
