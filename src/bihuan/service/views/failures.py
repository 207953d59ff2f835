"""「故障报告」: the list, a new one (from a request in one click), the record and its moves (SVC-20)."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.service.forms.matters import FailureForm, OutcomeForm, ProgressForm
from bihuan.service.models import FailureReport, ServiceRequest
from bihuan.service.operations import failures as operations
from bihuan.service.queries.matters import failure_proposed
from bihuan.service.tables import Failures
from bihuan.service.views.steps import Step, shown, view_of

STEPS = {
    "file": Step(operations.file, OptionalNoteForm, lazy("Filed."), lazy("From now on you track it to its end.")),
    "inform": Step(operations.inform, OptionalNoteForm, lazy("The executives have been told.")),
    "track": Step(operations.track, ProgressForm, lazy("Recorded."), locks=False),
    "acknowledge": Step(operations.acknowledge, None, lazy("Recorded."), locks=False),
    "close": Step(operations.close_failure, OutcomeForm, lazy("Closed.")),
    "cancel": Step(operations.cancel_failure, NoteForm, lazy("Recorded.")),
}
MOVES = {name: view_of(FailureReport, name, step) for name, step in STEPS.items()}


@staff_page("service.view_failures")
def failures(request: StaffRequest) -> HttpResponse:
    """List the failure reports."""
    return Failures(request).respond(
        add_url="/service/failures/new/",
        add_label=_("Report a failure"),
        may_add=request.user.has_perm("service.report_failure"),
    )


@for_record(FailureReport)
def failure(request: StaffRequest, record: FailureReport) -> HttpResponse:
    """Show one report, who was told and who has taken note."""
    return shown(request, record, "service/failure.html", receipts=record.receipts.select_related("staff"))


@staff_page("service.report_failure")
def new_failure(request: StaffRequest) -> HttpResponse:
    """Report a failure that hangs on no request."""
    return _form(request, None)


@for_record(ServiceRequest, "service.report_failure")
def report_failure(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Report a request as a major failure; what is known stands in the form already."""
    return _form(request, record)


def _form(request: StaffRequest, about: ServiceRequest | None) -> HttpResponse:
    start = {"occurred_at": timezone.localtime(), **failure_proposed(about)}
    form = FailureForm(request.POST or None, initial=start)

    def work() -> Any:
        return operations.report_failure(operations.Failure(request=about, **form.cleaned_data), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Reported; salesman and manager have been told."))
    return form_page(
        request, form, heading=_("Failure report"), submit=_("Report"),
        back=about.get_absolute_url() if about else "/service/failures/",
        intro=_("It goes to him who signed the contract and to the manager in charge at once."),
    )  # fmt: skip
