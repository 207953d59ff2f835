"""Survey rounds on the pages: list, plan, progress, results, what a person decides (SAT-03)."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.feedback.forms.surveys import ActionForm, ConclusionForm, ReviewForm, RoundForm, begun
from bihuan.feedback.models import PlannedReview, SurveyFinding, SurveyRound
from bihuan.feedback.operations import findings as deciding
from bihuan.feedback.operations import rounds as operations
from bihuan.feedback.queries import results, survey_rules
from bihuan.feedback.queries.survey_papers import results_sheet
from bihuan.feedback.queries.surveys import to_print
from bihuan.feedback.states.surveys import RUN
from bihuan.feedback.tables.surveys import Surveys
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.lists import sheet
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.service.views.steps import Step, shown, view_of

VIEW = "feedback.view_surveys"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS = {
    "send": Step(operations.send, None, lazy("Sent out; the invitations are being made.")),
    "close": Step(
        operations.close, NoteForm, lazy("The survey is closed."), lazy("What is not back is void and isn't counted.")
    ),
    "call_off": Step(operations.call_off, NoteForm, lazy("Called off.")),
    "report": Step(
        operations.report, ConclusionForm, lazy("Handed to the management review."),
        initial=lambda record: {"conclusion": record.conclusion},
    ),
}  # fmt: skip
MOVES = {name: view_of(SurveyRound, name, step) for name, step in STEPS.items()}


@staff_page(VIEW)
def surveys(request: StaffRequest) -> HttpResponse:
    """List the rounds; above them what is due before which management review."""
    today, may = timezone.localdate(), request.user.has_perm(RUN)
    sent, wanted, clause = survey_rules.this_year(today)
    above = {"due": survey_rules.due(today), "sent": sent, "wanted": wanted, "often": clause, "may_run": may,
             "terms": survey_rules.terms(), "shows_plan": True}  # fmt: skip
    adding = {"add_url": reverse("feedback:plan_survey"), "add_label": _("Plan a survey")}
    return Surveys(request).respond(**above, **(adding if may else {}))


@staff_page(RUN)
def add_review(request: StaffRequest) -> HttpResponse:
    """Keep the day of a management review."""
    form = ReviewForm(request.POST or None)

    def work() -> Any:
        return operations.plan_review(**form.cleaned_data, by=request.user)

    back = reverse("feedback:surveys")
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Kept; the survey before it is due accordingly."))
    crumbs = [(back, _("Satisfaction surveys"))]
    return form_page(request, form, heading=_("Day of the management review"), back=back, crumbs=crumbs)


@for_record(PlannedReview, RUN)
def move_review(request: StaffRequest, record: PlannedReview) -> HttpResponse:
    """Put a management review off or forward."""
    form = ReviewForm(request.POST or None, initial={"held_on": record.held_on, "note": record.note})

    def work() -> Any:
        return operations.move_review(record, **form.cleaned_data, by=request.user)

    back = reverse("feedback:surveys")
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    crumbs = [(back, _("Satisfaction surveys"))]
    return form_page(request, form, heading=_("Day of the management review"), back=back, crumbs=crumbs)


@staff_page(RUN)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a round."""
    start: dict[str, Any] = {"owner": request.user.pk}
    if (wished := request.GET.get("review", "")).isdecimal():
        start["review"] = wished
    form = RoundForm(request.POST or None, initial=start)

    def work() -> Any:
        return operations.plan(form.plan(), by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("The survey is planned."))
    back = reverse("feedback:surveys")
    crumbs = [(back, _("Satisfaction surveys"))]
    return form_page(request, form, heading=_("Plan a survey"), back=back, crumbs=crumbs)


@for_record(SurveyRound, RUN)
def edit(request: StaffRequest, record: SurveyRound) -> HttpResponse:
    """Change a planned round."""
    form = RoundForm(request.POST or None, record=record, initial=begun(record))

    def work() -> Any:
        return operations.change(record, form.plan(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    crumbs = [(reverse("feedback:surveys"), _("Satisfaction surveys")), (record.get_absolute_url(), record.number)]
    return form_page(request, form, heading=_("Plan a survey"), back=record.get_absolute_url(), crumbs=crumbs)


@for_record(SurveyRound, VIEW)
def survey(request: StaffRequest, record: SurveyRound) -> HttpResponse:
    """Show a round: how far it has come, what was found, what is decided."""
    tallies, told = results.Tallies(record), results.response(record)
    context = {
        "told": told, "figures": results.figures(record, tallies), "to_print": to_print(record).count(),
        "findings": record.findings.select_related("action", "decided_by", "clause__version__regulation"),
        "may_run": request.user.has_perm(RUN), "may_require": request.user.has_perm("quality.require_action"),
        "bound": survey_rules.worst_grade(), "terms": survey_rules.terms(),
        "held_back": results.held_back(record, tallies),
    }  # fmt: skip
    return shown(request, record, "feedback/surveys/survey.html", direct="send", **context)


@for_record(SurveyRound, VIEW)
def result(request: StaffRequest, record: SurveyRound) -> HttpResponse:
    """Show the results with their intervals; an anonymous round's when it is over."""
    tallies, told = results.Tallies(record), results.response(record)
    if why := results.held_back(record, tallies):
        return done(request, record, why)
    low, high = results.bounds(record, told, tallies)
    context = {
        "record": record, "told": told, "figures": results.figures(record, tallies),
        "low_percent": f"{100 * low:.1f}%", "high_percent": f"{100 * high:.1f}%",
        "questions": results.per_question(record, tallies), "cuts": results.cuts(record, tallies),
        "trend": results.trend(record), "texts": results.texts(record), "least": survey_rules.least_group(),
        "bound": survey_rules.worst_grade(), "bound_clause": survey_rules.bound_of_dissatisfaction(),
    }  # fmt: skip
    return page(request, "feedback/surveys/results.html", context)


@for_record(SurveyRound, VIEW)
def export(request: StaffRequest, record: SurveyRound) -> HttpResponse:
    """Send the figures as Excel."""
    if why := results.held_back(record, results.Tallies(record)):
        raise PermissionDenied(why)
    content = io.BytesIO()
    head, rows = results_sheet(record)
    sheet.write(content, record.number, head, rows, (_("yes"), _("no")))
    answer = HttpResponse(content.getvalue(), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="{record.number}.xlsx"'
    return answer


@for_record(SurveyFinding, deciding.REQUIRE)
def require_action(request: StaffRequest, record: SurveyFinding) -> HttpResponse:
    """Require corrective action for a matter of dissatisfaction."""
    words = _("%(survey)s: «%(text)s», %(bad)s of %(all)s dissatisfied.") % {
        "survey": record.round.name, "text": record.text, "bad": record.dissatisfied, "all": record.answered,
    }  # fmt: skip
    form = ActionForm(request.POST or None, initial={"ground": words})

    def work() -> Any:
        return deciding.require_action(record, **form.cleaned_data, by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record.round, _("Required; the owner has been told."))
    return _finding_page(request, form, record, _("Require corrective action"))


@for_record(SurveyFinding, RUN)
def dismiss(request: StaffRequest, record: SurveyFinding) -> HttpResponse:
    """Decide that no action is required."""
    form = NoteForm(request.POST or None)

    def work() -> Any:
        return deciding.dismiss(record, note=form.cleaned_data["note"], by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record.round, _("Noted."))
    return _finding_page(request, form, record, _("No action required"))


def _finding_page(request: StaffRequest, form: Any, record: SurveyFinding, heading: str) -> HttpResponse:
    crumbs = [(record.round.get_absolute_url(), record.round.number)]
    return form_page(request, form, heading=heading, back=record.round.get_absolute_url(), crumbs=crumbs)
