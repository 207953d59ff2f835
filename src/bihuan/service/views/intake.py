"""Taking a call in: one sentence that fills the register, the full form, recognition while typing (SVC-01)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.privacy import Private
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, page, require_post, staff_page
from bihuan.service import operations
from bihuan.service.forms import IntakeForm, SentenceForm
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.further import chosen_region
from bihuan.service.queries.hearing import Known, recognised, understand
from bihuan.service.queries.preview import preview
from bihuan.service.states import Channel


@staff_page("service.take_in")
def take_in(request: StaffRequest) -> HttpResponse:
    """Take a request in by the full form; a sentence sent alone fills it beforehand."""
    sentence = _said(request)
    known = understand(sentence, by=request.user) if sentence else Known()
    form = _form(request, known)
    if form.is_bound:
        known = recognised(serial=form["serial_text"].value() or "", phone=form["phone"].value() or "", by=request.user)
        made = None if _is_double(form, known) else attempt(form, lambda: _register(form, request))
        if made:
            return _next(request, made)
    status = 422 if form.is_bound else 200
    context = {"form": form, "sentence_form": SentenceForm(initial={"sentence": sentence}), **_facts(known, form)}
    return page(request, "service/take_in.html", context, status=status)


def _said(request: StaffRequest) -> str:
    """Return the sentence that was sent; by POST, as it may hold a phone and a place."""
    sentence: str = request.POST.get("sentence") or request.GET.get("sentence", "")
    return sentence.replace("\0", "").strip()[:1000]


def _form(request: StaffRequest, known: Known) -> IntakeForm:
    posted = request.method == "POST" and "sentence" not in request.POST
    values: Mapping[str, Any] = request.POST if posted else {}
    further = operations.wanted_for(_draft(values, known))
    files = request.FILES if posted else None
    return IntakeForm(request.POST if posted else None, files, initial=_initial(known), further=further)


def _draft(values: Mapping[str, Any], known: Known) -> Any:
    """Return what is known so far, to find the clauses that want more fields on the form."""
    names = ("channel", "serial_text", "model_text", "address", "urgency", "description")
    given: dict[str, Any] = {name: str(values[name])[:200] for name in names if values.get(name)}
    intake = operations.Intake(**{"description": "", **given})
    region = known.region or chosen_region(values.get("region"))
    return replace(intake, unit=known.unit, customer=known.customer, region=region, model=known.model)


def _initial(known: Known) -> dict[str, Any]:
    """Return what a sentence fills in; personal data on file stays there and is not copied onto the page."""
    initial: dict[str, Any] = {"reported_at": timezone.localtime(), **known.intake()}
    initial["serial_text"] = known.unit.serial if known.unit else ""
    initial["model_text"] = known.model.code if known.model else ""
    return initial


def _is_double(form: IntakeForm, known: Known) -> bool:
    """Ask once more when the same unit or phone has an open request already."""
    if not known.doubles or not form.is_valid() or form.cleaned_data["is_another"]:
        return False
    numbers = "、".join(one.number for one in known.doubles)
    form.add_error(
        "is_another",
        _("Open already: %(numbers)s. Join them, or tick that it is another matter.") % {"numbers": numbers},
    )
    return True


def _register(form: IntakeForm, request: StaffRequest) -> ServiceRequest:
    return operations.register(operations.Intake(**form.values()), by=request.user)


def _next(request: StaffRequest, made: ServiceRequest) -> HttpResponse:
    """Go to the new record, or to the board with the record chosen."""
    said = _("%(number)s registered.") % {"number": made.number}
    if request.POST.get("then") == "dispatch" and request.user.has_perm("service.dispatch_request", made):
        return done(request, f"{reverse('service:board')}?request={made.pk}", said)
    return done(request, made, said)


def _facts(known: Known, form: IntakeForm | None) -> dict[str, Any]:
    limits, entitlement = (
        preview(known) if known.unit or known.customer or known.region or known.description else ([], None)
    )
    return {"known": known, "limits": limits, "entitlement": entitlement, "form": form}


@staff_page("service.take_in", reads=True)
def hear(request: StaffRequest) -> HttpResponse:
    """Show what a sentence is about, while it is typed; the fragment of the box on desk and form."""
    sentence = _said(request)
    known = understand(sentence, by=request.user) if len(sentence) > 3 else Known()
    return page(request, "service/heard.html", {"sentence": sentence, **_facts(known, None)})


@staff_page("service.take_in")
def take_in_sentence(request: StaffRequest) -> HttpResponse:
    """Register what one sentence says; what it lacks is unknown and shown as such (SVC-01)."""
    require_post(request)
    form = SentenceForm(request.POST)
    if form.is_valid() and (full := _wanting(form.cleaned_data["sentence"], request)):
        return page(request, "service/take_in.html", {"sentence_form": form, **full}, status=422)
    made = attempt(form, lambda: _register_sentence(form.cleaned_data["sentence"], request))
    if made:
        return _next(request, made)
    return page(request, "service/take_in.html", {"sentence_form": form, **_facts(Known(), IntakeForm())}, status=422)


def _wanting(sentence: str, request: StaffRequest) -> dict[str, Any] | None:
    """Return the full form with what the sentence said, where clauses require more than it can say (REG-02)."""
    known = understand(sentence, by=request.user)
    further = operations.wanted_for(_draft({}, known))
    if not any(view.data.get("required") for view in further):
        return None
    return _facts(known, IntakeForm({**_initial(known), "channel": Channel.HOTLINE}, further=further))


def _register_sentence(sentence: str, request: StaffRequest) -> ServiceRequest:
    known = understand(sentence, by=request.user)
    values = known.intake()
    customer = known.customer
    if not values["phone"] and customer and isinstance(customer.phone, Private):
        values["phone"] = customer.phone.reveal()
    note = known.veiled(sentence) if sentence != known.description else ""
    return operations.register(operations.Intake(**values, remarks=note), by=request.user)


@staff_page("service.take_in", reads=True)
def recognise(request: StaffRequest) -> HttpResponse:
    """Show who and what a serial number and a phone lead to, and which fields clauses want for it."""
    values = request.POST or request.GET
    known = recognised(serial=values.get("serial_text", "")[:60], phone=values.get("phone", "")[:40], by=request.user)
    further = operations.wanted_for(_draft(values, known))
    form = IntakeForm(initial=values.dict(), further=further)
    return page(request, "service/recognised.html", {**_facts(known, form), "in_form": True})


@for_record(ServiceRequest, "service.urge_request")
def join(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Add a repeated call to the request that is open already: the owner and his manager hear of it (SVC-03)."""
    require_post(request)
    note = (request.POST.get("sentence") or request.POST.get("description") or "").replace("\0", "")[:2000]
    operations.urge(record, note=note, by=request.user)
    return done(
        request, record, _("Joined with %(number)s; owner and manager have been told.") % {"number": record.number}
    )
