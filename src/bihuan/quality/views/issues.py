"""Pages of quality issues: list, report, the record with its steps."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from bihuan.kernel.actors import permit
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.quality.forms import issues as forms
from bihuan.quality.models import IssueParty, QualityIssue, ReportedCase
from bihuan.quality.operations import classing, parties
from bihuan.quality.operations import issues as operations
from bihuan.quality.queries.causes import proposed
from bihuan.quality.queries.issues import page_facts
from bihuan.quality.queries.parties import party_token
from bihuan.quality.states.issues import RUN
from bihuan.quality.tables import IssueList
from bihuan.regulations.queries import link_days
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of


def _now(*names: str) -> Any:
    return lambda issue: {name: getattr(issue, name) for name in names}


def _cause(issue: Any) -> dict[str, Any]:
    category = f"{issue.cause_scheme}:{issue.cause_category}"
    return {"category": category, "cause": issue.cause, "department": issue.department_id}


def _proposed(request: StaffRequest, issue: Any) -> dict[str, Any]:
    """Begin with the cause that an investigation proposes, as long as none is written."""
    found = next(iter(proposed(issue, request.user)), None)
    return {"category": f"{found.cause_scheme}:{found.cause_category}", "cause": found.cause} if found else {}


def _class(issue: Any) -> dict[str, Any]:
    return {"class_code": issue.class_proposed}


SAVED = lazy("Saved.")
CAUSE = Step(operations.find_cause, forms.CauseForm, SAVED, initial=_cause, wished=_proposed)
STEPS = {
    "contain": Step(operations.contain, forms.ContainForm, lazy("Contained.")),
    "investigate": Step(
        operations.investigate, forms.InvestigateForm, SAVED, initial=_now("investigation", "consequences")
    ),
    "find_cause": CAUSE,
    "change_cause": CAUSE,
    "plan": Step(
        operations.plan, forms.PlanForm, SAVED,
        initial=_now("plan", "is_no_treatment", "argument", "compensated", "compensation"),
    ),
    "handle": Step(operations.handle, forms.HandleForm, SAVED, initial=_now("handling")),
    "accept": Step(operations.accept, forms.AcceptForm, lazy("Accepted."), initial=_now("acceptance")),
    "refuse": Step(operations.refuse, forms.ReasonForm, lazy("Sent back to be handled again.")),
    "report_out": Step(operations.report_out, None, lazy("The report is written.")),
    "close": Step(operations.close, None, lazy("Closed.")),
    "close_light": Step(operations.close_light, None, lazy("Closed.")),
    "confirm_class": Step(classing.confirm_class, forms.ClassForm, lazy("Class confirmed."), initial=_class),
    "state_facts": Step(classing.state_facts, forms.FactsForm, SAVED, initial=_now("stated", *forms.COSTS)),
    "add_party": Step(parties.add_party, forms.PartyForm, SAVED),
    "sign": Step(parties.sign_own, forms.SignForm, lazy("Signed."), locks=False),
    "add_cases": Step(classing.add_cases, forms.CasesForm, lazy("Counted.")),
    "pass_gate": Step(operations.pass_gate, forms.GateForm, SAVED),
    "drop": Step(operations.drop, forms.ReasonForm, lazy("Dropped.")),
    "reopen": Step(operations.reopen, forms.ReasonForm, lazy("Reopened.")),
}  # fmt: skip
MOVES = {name: view_of(QualityIssue, name, step) for name, step in STEPS.items()}
DIRECT = "report_out,close,close_light"


@staff_page("quality.view")
def issues(request: StaffRequest) -> HttpResponse:
    """List the quality issues."""
    adding = {"add_url": reverse("quality:report_issue"), "add_label": _("Report a quality issue")}
    return IssueList(request).respond(**(adding if request.user.has_perm("quality.report_issue") else {}))


@staff_page("quality.report_issue")
def report_issue(request: StaffRequest) -> HttpResponse:
    """Report a quality issue, with the cases ticked that were chosen before."""
    chosen = [int(one) for one in request.GET.getlist("case") if one.isdecimal()]
    first = ReportedCase.objects.visible_to(request.user).filter(pk__in=chosen).first()
    start = {"cases": chosen, "model": first and first.model_id, "batch": first.batch if first else ""}
    form = forms.ReportForm(request.POST or None, user=request.user, chosen=chosen, initial=start)

    def work() -> QualityIssue:
        return operations.open_issue(form.report(), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Reported."))
    back = reverse("quality:issues")
    return form_page(
        request, form, heading=_("Report a quality issue"), submit=_("Report a quality issue"), back=back,
        crumbs=[(back, _("Quality issues"))],
    )  # fmt: skip


@for_record(QualityIssue, "quality.view")
def issue(request: StaffRequest, record: QualityIssue) -> HttpResponse:
    """Show a quality issue."""
    return shown(
        request, record, "quality/issue.html", direct=DIRECT, may_run=request.user.has_perm(RUN, record),
        **page_facts(record),
    )  # fmt: skip


@require_POST
@for_record(QualityIssue, RUN)
def drop_case(request: StaffRequest, record: QualityIssue, case: int) -> HttpResponse:
    """Take a case out of an issue."""
    found = record.cases.filter(pk=case).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    classing.drop_case(record, found, by=request.user)
    return done(request, record, _("Taken out."))


@for_record(IssueParty)
def party_link(request: StaffRequest, record: IssueParty) -> HttpResponse:
    """Show the link by which an outsider reads the report and signs it."""
    permit(request.user, RUN, record.issue)
    words = _("With this link he reads the report and signs it without an account, until %(day)s.")
    until = timezone.localdate() + timedelta(days=link_days("report_party"))
    return give_link(
        request, record.issue, reverse("portal:issue_report", args=[party_token(record)]),
        heading=_("Link to sign the report"), words=words % {"day": until}, about=record,
    )  # fmt: skip


@for_record(IssueParty)
def excuse_party(request: StaffRequest, record: IssueParty) -> HttpResponse:
    """Have the report stand without a signature that can't be had."""
    permit(request.user, RUN, record.issue)
    form = forms.ReasonForm(request.POST or None, record=record.issue)

    def work() -> IssueParty:
        return parties.excuse(record, note=form.cleaned_data["note"], by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record.issue, SAVED)
    back = record.issue.get_absolute_url()
    return form_page(
        request, form, heading=_("Without the signature of %(party)s") % {"party": record}, submit=_("Save"), back=back,
        crumbs=[(back, record.issue.number)],
        intro=_("The report is closed without it; the reason stands on the report. It may still be signed until then."),
    )  # fmt: skip
