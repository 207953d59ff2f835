"""Reports of shirking, for those concerned and those in charge (SVC-03)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.web import StaffRequest, for_record, staff_page
from bihuan.service.forms.matters import AccountForm, FindingForm, ProposalForm
from bihuan.service.models import ShirkingReport
from bihuan.service.operations import shirking as operations
from bihuan.service.queries.matters import penalties_of, penalty_words, upheld_before
from bihuan.service.states.choices import Gravity
from bihuan.service.tables import Shirkings
from bihuan.service.views.steps import Step, shown, view_of
from bihuan.signoff import queries as signoff


def _severity(report: ShirkingReport) -> dict[str, Any]:
    return {"severity": Gravity.SERIOUS if upheld_before(report) else Gravity.GENERAL}


STEPS = {
    "answer": Step(operations.answer_shirking, AccountForm, lazy("Recorded; whoever judges it has been told.")),
    "propose": Step(
        operations.propose_penalty, ProposalForm, lazy("Proposed."),
        lazy("The penalty follows from the clause; whom the clause names decides."), initial=_severity,
    ),
    "dismiss": Step(operations.dismiss_shirking, FindingForm, lazy("Recorded.")),
}  # fmt: skip
MOVES = {name: view_of(ShirkingReport, name, step) for name, step in STEPS.items()}


@staff_page("service.view_shirking")
def shirkings(request: StaffRequest) -> HttpResponse:
    """List the reports."""
    return Shirkings(request).respond()


@for_record(ShirkingReport)
def shirking(request: StaffRequest, record: ShirkingReport) -> HttpResponse:
    """Show one report with what the clause has for it."""
    is_judge = request.user.has_perm("service.judge_shirking", record)
    return shown(
        request, record, "service/shirking.html", routes=signoff.for_record(record, request.user),
        penalties=penalties_of(record) if is_judge and not record.penalty else [], before=upheld_before(record),
        penalty_words=penalty_words(record.penalty.get("consequence", "")),
    )  # fmt: skip
