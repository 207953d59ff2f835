"""The technician on his phone: today's jobs, one job step by step, the customer's signature."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bihuan.deadlines.queries import for_record as limits_of
from bihuan.kernel import attachments, consents
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.panels import panels_for
from bihuan.kernel.privacy import unmask
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.products.queries import recognise
from bihuan.service import operations
from bihuan.service.forms.phone import DiagnosisForm, SignForm, WorkForm
from bihuan.service.models import WorkOrder
from bihuan.service.queries import unit_history
from bihuan.service.queries.emergencies import open_calls
from bihuan.service.queries.helpers import of_order
from bihuan.service.queries.installations import of_technician
from bihuan.service.queries.money import held_sum
from bihuan.service.queries.offers import may_take_himself, next_for
from bihuan.service.queries.phone import day, same_fault_before, signed_for
from bihuan.service.states import OrderState

STEPS = (
    (OrderState.ACCEPTED, "accepted_at", gettext_lazy("Accept")),
    (OrderState.DEPARTED, "departed_at", gettext_lazy("Set out")),
    (OrderState.ARRIVED, "arrived_at", gettext_lazy("Arrive")),
    (OrderState.DIAGNOSED, "diagnosed_at", gettext_lazy("Diagnosis")),
    (OrderState.COMPLETED, "completed_at", gettext_lazy("Repair")),
    (OrderState.SIGNED, "signed_at", gettext_lazy("Signature")),
)
ONE_TAP = {"accept": operations.accept, "depart": operations.depart, "arrive": operations.arrive}


@staff_page("service.view_jobs")
def today(request: StaffRequest) -> HttpResponse:
    """Show today's jobs, what he is at first."""
    which = request.GET.get("tab", "todo")
    jobs = day(request.user, which)
    is_free = which == "todo" and not (jobs.now or jobs.coming)
    found = next_for(request.user) if is_free else None
    offer = found if found and may_take_himself(found.request) else None
    context = {"jobs": jobs, "which": which, "calls": open_calls(request.user), "offer": offer,
               "installations": of_technician(request.user)[:8] if which == "todo" else (),
               "held": held_sum(request.user)}  # fmt: skip
    return page(request, "service/phone_today.html", context)


@require_POST
@staff_page("service.view_jobs")
def take_next(request: StaffRequest) -> HttpResponse:
    """Take the oldest waiting request that fits oneself (SVC-08)."""
    order = operations.take_next(by=request.user)
    if order is None:
        return done(request, reverse("service:today"), _("A superior is asked first."))
    return done(request, reverse("service:job", args=[order.pk]))


@staff_page("service.view_jobs")
def scan(request: StaffRequest) -> HttpResponse:
    """Scan a unit's code and open its page."""
    unit = recognise(request.GET.get("serial", "")) if request.GET.get("serial") else None
    if unit:
        return redirect(unit)
    return page(request, "service/phone_scan.html", {"serial": request.GET.get("serial", "")})


@for_record(WorkOrder, "service.see_job")
def job(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Show one job and the step that comes next."""
    return _job_page(request, record)


def _job_page(request: StaffRequest, order: WorkOrder, *, status: int = 200, **given: Any) -> HttpResponse:
    order.request.model  # noqa: B018 - one query here instead of several in the template
    context: dict[str, Any] = {
        "may_arrive_now": order.state == OrderState.ASSIGNED and consents.find(order, "arrive") is not None,
        "order": order, "case": order.request, "limits": limits_of(order.request), "steps": _steps(order),
        "files": [one for one in attachments.of(WorkOrder.kind(), order.pk) if one.purpose != "signature"],
        "seen": same_fault_before(order),
        "crew": of_order(order, request.user), "is_lead": order.technician_id == request.user.pk,
        "panels": panels_for(order, request.user, request), "past": unit_history(order.request, request.user), **given,
    }  # fmt: skip
    if order.state in {OrderState.ARRIVED, OrderState.DIAGNOSED}:
        context.setdefault("diagnosis", DiagnosisForm(order=order))
        context.setdefault("work", WorkForm(initial=_worked(order)))
    return page(request, "service/phone_job.html", context, status=status)


def _worked(order: WorkOrder) -> dict[str, Any]:
    return {"work_done": order.work_done, "result": order.result or None, "minutes_spent": order.minutes_spent}


def _steps(order: WorkOrder) -> list[dict[str, Any]]:
    reached = list(order.moves.path).index(order.state) if order.state in order.moves.path else -1
    states = list(order.moves.path)
    return [
        {
            "state": state, "label": label, "at": getattr(order, field), "number": number,
            "is_done": states.index(state) <= reached, "is_next": states.index(state) == reached + 1,
        }
        for number, (state, field, label) in enumerate(STEPS, 1)
    ]  # fmt: skip


@require_POST
@for_record(WorkOrder, "service.work_order")
def step(request: StaffRequest, record: WorkOrder, name: str) -> HttpResponse:
    """Make one of the steps that take a single tap: accept, depart, arrive."""
    if name not in ONE_TAP:
        raise Http404
    ONE_TAP[name](record, by=request.user)
    return done(request, reverse("service:job", args=[record.pk]))


@for_record(WorkOrder, "service.work_order")
def decline(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Give a job back with a reason."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: operations.decline(record, note=form.cleaned_data["note"], by=request.user)
    ):
        return done(request, reverse("service:today"), _("The job went back to the dispatcher."))
    return form_page(
        request, form, heading=_("Give the job back"), submit=_("Give back"), template="service/phone_form.html",
        back=reverse("service:job", args=[record.pk]),
    )  # fmt: skip


@require_POST
@for_record(WorkOrder, "service.work_order")
def diagnose(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Save the diagnosis."""
    form = DiagnosisForm(request.POST, request.FILES, order=record)
    if _worked_on(request, record, form, operations.diagnose):
        return done(request, reverse("service:job", args=[record.pk]))
    return _job_page(request, record, status=422, diagnosis=form)


@require_POST
@for_record(WorkOrder, "service.work_order")
def finish(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Save the work done; the signature comes next."""
    form = WorkForm(request.POST, request.FILES)
    if _worked_on(request, record, form, operations.finish):
        return done(request, reverse("service:sign", args=[record.pk]))
    return _job_page(request, record, status=422, work=form)


def _worked_on(request: StaffRequest, order: WorkOrder, form: Form, work: Callable[..., Any]) -> Any:
    """Do a step of the job with what the form says, and keep its photos."""

    def save() -> None:
        values = dict(form.cleaned_data)
        photos = values.pop("photos")
        work(order, **values, by=request.user, revision=revision_seen(request))
        for photo in photos:
            attachments.attach(order, photo, by=request.user, purpose="photo")

    return attempt(form, save)


@for_record(WorkOrder, "service.sign_order")
def sign(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Have the customer check the voucher and sign on the glass, or photograph the signed paper (SVC-10)."""
    form = SignForm(request.POST or None, request.FILES or None, initial={"signer_name": record.request.contact_name})

    def save() -> Any:
        values = form.cleaned_data
        paper = values["paper"][0] if values["paper"] else None
        return operations.sign(
            record,
            signature=paper or operations.drawn(values["signature"]),
            signer_name=values["signer_name"],
            customer_note=values["customer_note"],
            is_paper=paper is not None,
            by=request.user,
            revision=revision_seen(request),
        )

    if request.method == "POST" and attempt(form, save):
        return done(request, reverse("service:job", args=[record.pk]), _("Signed. The voucher is archived."))
    status = 422 if form.is_bound else 200
    context = {"form": form, "order": record, "case": record.request, **signed_for(record)}
    return page(request, "service/phone_sign.html", context, status=status)


@require_POST
@for_record(WorkOrder, "service.see_job")
def reveal(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Show the customer's phone and address to the technician who goes there; written down (SEC-01)."""
    reason = _("Job %(number)s") % {"number": record.number}
    case = record.request
    context = {
        "order": record, "phone": unmask(case, "phone", by=request.user, reason=reason),
        "address": unmask(case, "address", by=request.user, reason=reason), "case": case,
    }  # fmt: skip
    return page(request, "service/phone_contact.html", context)
