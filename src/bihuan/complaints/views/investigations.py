"""The investigation of a complaint: the page, its small forms, and the Pareto of all complaints (CMP-10, QUA-08)."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from bihuan.complaints.forms import investigations as forms
from bihuan.complaints.models import Complaint, Finding, Influence, Investigation, Why
from bihuan.complaints.operations import investigating as operations
from bihuan.complaints.queries import charts, comparing, ranking, verdicts
from bihuan.complaints.queries import investigations as queries
from bihuan.complaints.queries.complaints import compared
from bihuan.complaints.queries.spans import Span
from bihuan.kernel import history
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    revision_seen,
    staff_page,
)
from bihuan.regulations.queries import holding_rules
from bihuan.service.views.steps import Step, view_of

HALF_YEAR = timedelta(weeks=26)


@for_record(Complaint, "complaints.view")
def investigation_of(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Show a complaint beside the others; where it is being looked into already, the investigation's own page."""
    known = Investigation.objects.filter(complaint=record).values_list("pk", flat=True).first()
    if known is not None:
        asked = request.META.get("QUERY_STRING", "")
        url = reverse("complaints:investigation", args=[known])
        return HttpResponseRedirect(f"{url}?{asked}" if asked else url)
    return _shown(request, record, None)


@for_record(Investigation, "complaints.view")
def investigation(request: StaffRequest, record: Investigation) -> HttpResponse:
    """Show what was found out about a complaint, beside the others."""
    return _shown(request, record.complaint, record)


def _shown(request: StaffRequest, about: Complaint, record: Investigation | None) -> HttpResponse:
    by = request.user
    complaint = compared(by).get(pk=about.pk)
    form = forms.CompareForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    with holding_rules():
        beside = comparing.beside(complaint, weeks=chosen.get("weeks"), until=chosen.get("until"))
        context = {
            "complaint": complaint, "form": form, "beside": beside, **_compared(complaint, beside),
            **_looked_into(request, complaint, record),
        }  # fmt: skip
    return page(request, "complaints/investigation.html", context)


def _compared(complaint: Complaint, beside: comparing.Beside) -> dict[str, Any]:
    told = verdicts.said(beside)
    faults = ranking.pareto("fault", beside.span, condition=beside.subject.model, asked=beside.subject.model_url)
    return {
        "told": told, "headline": verdicts.headline(beside, told), "weeks_chart": charts.weeks(beside),
        "faults": faults, "faults_chart": charts.ranked(faults), "is_pattern": any(one.is_pattern for one in told),
    }  # fmt: skip


def _looked_into(request: StaffRequest, complaint: Complaint, record: Investigation | None) -> dict[str, Any]:
    by = request.user
    found, (made, all_made) = queries.found(record), queries.made(complaint, by)
    return {
        "record": record, "found": found, "fishbones": queries.fishbone(found), "records": made,
        "all_records": all_made, "moves": available(record, by) if record else [],
        "history": history.of(record.kind(), record.pk) if record else [],
        "may_begin": record is None and by.has_perm("complaints.investigate_complaint", complaint),
        "may_write": record is not None and record.is_open and by.has_perm("complaints.investigate", record),
        "followers": queries.followers(record, by) if record and record.concluded_at else [],
        "may_recall": by.has_perm("products.draft_recall"),
    }  # fmt: skip


@require_POST
@for_record(Complaint, "complaints.investigate_complaint")
def begin(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Begin to look into a complaint."""
    return done(request, operations.investigate(record, by=request.user), _("Begun."))


def _conclude(record: Investigation) -> dict[str, Any]:
    return {"cause": record.cause or queries.last_answer(record)}


MOVES = {
    "conclude": view_of(Investigation, "conclude", Step(
        operations.conclude, forms.ConcludeForm, lazy("Chosen and proposed to the complaint."), initial=_conclude)),
    "resume": view_of(Investigation, "resume", Step(operations.resume, NoteForm, lazy("Under way again."))),
}  # fmt: skip
ADDING: dict[str, tuple[Any, Any, Any]] = {
    "record": (forms.FindingForm, operations.record, lazy("Record a finding")),
    "ask_why": (forms.WhyForm, operations.ask_why, lazy("Ask why")),
    "weigh": (forms.InfluenceForm, operations.weigh, lazy("Add an influence")),
}
AMENDING: dict[type[Any], tuple[Any, Any]] = {
    Finding: (forms.FindingForm, lazy("Amend the finding")), Why: (forms.WhyForm, lazy("Amend the why")),
    Influence: (forms.InfluenceForm, lazy("Amend the influence")),
}  # fmt: skip


def _adding(name: str) -> Any:
    form_class, operation, heading = ADDING[name]

    @for_record(Investigation, "complaints.investigate")
    def view(request: StaffRequest, record: Investigation) -> HttpResponse:
        wished = {key: request.GET[key] for key in ("category", "aspect") if key in request.GET}
        form = form_class(request.POST or None, request.FILES or None, record=record, initial=wished)

        def work() -> Any:
            return operation(record, row=form.row(), by=request.user)

        return _form(request, form, work, record, str(heading))

    return view


def _amending(model: type[Any]) -> Any:
    form_class, heading = AMENDING[model]

    @for_record(model, "complaints.amend_part")
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        start = forms.started(record)
        form = form_class(request.POST or None, request.FILES or None, record=record, initial=start)

        def work() -> Any:
            return operations.amend(record, row=form.row(), by=request.user, revision=revision_seen(request))

        return _form(request, form, work, record.investigation, str(heading))

    return view


def _form(request: StaffRequest, form: Any, work: Any, record: Investigation, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=heading, submit=_("Save"), back=back, crumbs=[(back, record.number)])


def _taking_out(model: type[Any]) -> Any:
    @require_POST
    @for_record(model, "complaints.amend_part")
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        return done(request, operations.take_out(record, by=request.user), _("Taken out."))

    return view


ADD = {name: _adding(name) for name in ADDING}
AMEND = {model._meta.model_name: _amending(model) for model in AMENDING}
TAKE_OUT = {model._meta.model_name: _taking_out(model) for model in (Why, Influence)}


@staff_page("complaints.view")
def pareto(request: StaffRequest) -> HttpResponse:
    """Rank complaints by fault, cause, model, batch or kind over a chosen period and model."""
    today = timezone.localdate()
    form = forms.ParetoForm(request.GET or None, initial={"since": today - HALF_YEAR, "until": today})
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    until = chosen.get("until") or today
    span = Span(chosen.get("since") or until - HALF_YEAR, until)
    by, model = chosen.get("by") or "fault", chosen.get("model")
    with holding_rules():
        found = ranking.pareto(
            by,
            span,
            condition=Q(model=model.pk) if model else None,
            asked={"model_text": model.code} if model else None,
        )
    context = {
        "form": form, "pareto": found, "chart": charts.ranked(found), "way": ranking.WAYS[by], "span": span,
        "model": model,
    }  # fmt: skip
    return page(request, "complaints/pareto.html", context, status=422 if form.is_bound and form.errors else 200)
