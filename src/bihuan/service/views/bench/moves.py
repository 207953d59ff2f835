"""One form behind each button of a job: the table says which form, which operation, which word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm, RecordForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen
from bihuan.service.forms import bench as forms
from bihuan.service.models import BenchJob, Estimate
from bihuan.service.operations import bench
from bihuan.service.queries.bench import checklist, usual_promise
from bihuan.service.states import BENCH_MOVES
from bihuan.service.views.paper_answers import paper_answer

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class BenchForm:
    """What a button opens: the form, the operation that takes its values, the word afterwards."""

    form: Any
    operation: Callable[..., Any]
    said: Any
    intro: Any = ""
    initial: Callable[[BenchJob], dict[str, Any]] | None = None


def _begin(job: BenchJob, *, by: Any, revision: int | None, note: str = "") -> BenchJob:
    return bench.begin_repair(job, by=by, revision=revision)


FORMS = {
    "diagnose": BenchForm(forms.BenchDiagnosisForm, bench.diagnose, _("Diagnosis saved.")),
    "call_off": BenchForm(NoteForm, bench.call_off, _("Recorded; put it out to be collected.")),
    "begin_repair": BenchForm(RecordForm, _begin, _("The repair has begun."),
                              _("The customer knows the expected day, and agreed where it costs him.")),
    "give_up": BenchForm(forms.BeyondForm, bench.give_up, _("Recorded; nothing is charged."),
                         _("Tell the customer truthfully. What can't be repaired costs nothing.")),
    "finish_repair": BenchForm(
        forms.WorkDoneForm, bench.finish_repair, _("Saved; now the function test."),
        initial=lambda job: {"work_done": job.work_done, "minutes_spent": job.minutes_spent}),
    "make_ready": BenchForm(OptionalNoteForm, bench.make_ready, _("Ready to collect; the customer is told.")),
    "promise": BenchForm(
        forms.PromiseForm, bench.promise, _("Another day is promised."),
        _("Tell the customer before the day he was promised has passed."),
        initial=lambda job: {"promised_at": job.promised_at}),
    "shelve": BenchForm(forms.ShelfForm, bench.shelve, _("Saved."),
                        initial=lambda job: {"shelf": job.shelf, "technician": job.technician_id}),
    "replace": BenchForm(forms.ReplaceForm, bench.replace, _("Replaced; both serial numbers are on file."),
                         _("Owner, place and contract go over to the new unit; the faulty one comes back to us.")),
}  # fmt: skip


def view_of(name: str) -> View:
    """Return the view behind a move's button: its form in a dialog or on a page, then the operation."""
    move, spec = BENCH_MOVES.get(name), FORMS[name]

    @for_record(BenchJob, move.policy)
    def view(request: StaffRequest, record: BenchJob) -> HttpResponse:
        initial = {"initial": spec.initial(record)} if spec.initial else {}
        form = spec.form(request.POST or None, record=record, **initial)

        def work() -> Any:
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            return spec.operation(record, by=request.user, revision=revision_seen(request), **values)

        if request.method == "POST" and attempt(form, work):
            return done(request, record, spec.said)
        return form_page(
            request, form, heading=str(move.label), submit=str(move.label), back=record.get_absolute_url(),
            intro=str(spec.intro), crumbs=[(record.get_absolute_url(), record.number)],
        )  # fmt: skip

    return view


def answer_of(name: str) -> View:
    """Return the view that takes the customer's word on paper: consent or decline."""
    operation = {"consent": bench.consent, "decline": bench.decline}[name]
    return paper_answer(
        BenchJob, BENCH_MOVES.get(name), lambda job, said: operation(job.estimate or Estimate(job=job), **said)
    )  # fmt: skip


@for_record(BenchJob, "service.work_bench")
def estimate(request: StaffRequest, record: BenchJob) -> HttpResponse:
    """Write plan and cost and put them before the customer."""
    form = forms.EstimateForm(request.POST or None, record=record, initial=_last(record))

    def work() -> Any:
        values = form.cleaned_data
        return bench.estimate(
            record, plan=values["plan"], promised_at=values["promised_at"], lines=form.chosen(), by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("The estimate is with the customer: give him the link or the paper."))
    context = {"form": form, "job": record, "record": record}
    return page(request, "service/bench/estimate.html", context, status=422 if form.errors else 200)


def _last(record: BenchJob) -> dict[str, Any]:
    """Return what the last edition said, as the beginning of the next."""
    values: dict[str, Any] = {"promised_at": max(record.promised_at, usual_promise(record.facts(), record.received_at))}
    if record.estimate is None:
        labour = {"kind_0": "labour", "text_0": _("Repair work"), "quantity_0": 1}
        return {**values, **labour, "is_covered_0": not record.is_charged}
    values |= {"plan": record.estimate.plan, "promised_at": record.promised_at}
    for number, line in enumerate(record.estimate.lines.all()):
        for name in ("kind", "text", "code", "quantity", "unit_price", "is_covered"):
            values[f"{name}_{number}"] = getattr(line, name)
    return values


@for_record(BenchJob, "service.work_bench")
def try_out(request: StaffRequest, record: BenchJob) -> HttpResponse:
    """Go through the checklist of the model."""
    form = forms.FunctionTestForm(request.POST or None, record=record, checks=checklist(record))

    def work() -> Any:
        return bench.try_out(
            record, results=form.results(), note=form.cleaned_data["note"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and (made := attempt(form, work)):
        passed, failed = _("All points passed: ready to collect."), _("Not all points passed: back to repair.")
        return done(request, record, passed if made.has_passed else failed)
    return form_page(
        request, form, heading=str(BENCH_MOVES.get("try_out").label), submit=str(_("Save the result")),
        back=record.get_absolute_url(), intro=_("All points must pass before it can be collected."),
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip
