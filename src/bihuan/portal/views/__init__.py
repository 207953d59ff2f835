"""Pages for customers: no account, signed links, nothing shown that is not theirs (SVC-22)."""

from typing import Any

from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback import operations as feedback
from bihuan.feedback.forms import CardForm
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import CARD, card_token
from bihuan.feedback.states import CardState
from bihuan.kernel import attachments, links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal import queries
from bihuan.portal.forms import EstimateAnswerForm, LookUpForm, QuotationAnswerForm, ReportForm, SayForm, fault_named
from bihuan.portal.views.limits import limited, patient, status_of
from bihuan.products.forms.recalls import ReplyForm
from bihuan.products.models import RecallLetter, RecallUnit
from bihuan.products.operations import recalls
from bihuan.products.queries import cover, recognise
from bihuan.products.queries.recalls import RECALL, recalls_of
from bihuan.products.rules import entitle
from bihuan.products.states import ANSWERABLE
from bihuan.service import operations as service
from bihuan.service.models import Charge, Estimate, ServiceRequest, ServiceVoucher
from bihuan.service.operations import bench
from bihuan.service.operations import charges as bill
from bihuan.service.queries import TRACK, charges, track_token
from bihuan.service.queries.bench import ESTIMATE, declined_fee, estimate_by
from bihuan.service.states import BenchState, Channel, RequestState
from bihuan.service.states.charges import ChargeState

RECALLED_UNITS = 50  # on one page of a notice, those to be answered for first


def _visitor(name: str, *may: str) -> VisitorActor:
    return VisitorActor(name or str(_("Customer")), frozenset(may))


@limited
@public_page
def report(request: HttpRequest, serial: str = "") -> HttpResponse:
    """Report a trouble; a scanned QR code brings the serial number along (SVC-01)."""
    unit = recognise(serial) if serial else None
    channel = Channel.QR if serial else Channel.WEB
    further = queries.further_for(request.POST, unit=unit, serial=serial, channel=channel)
    form = ReportForm(request.POST or None, request.FILES or None, unit=unit, further=further)

    def take_in() -> ServiceRequest:
        values = form.cleaned_data
        fault = fault_named(values["fault"], unit) if values.get("fault") else None
        words = "，".join(text for text in (values.get("fault"), values["words"].strip()) if text)
        intake = service.Intake(
            description=words, channel=channel, contact_name=values["name"],
            phone=values["phone"], may_text=values.get("may_text", False),
            region=values["region"], address=values["address"], unit=unit,
            serial_text=values.get("serial") or serial, model_text=values.get("model") or "", fault_class=fault,
            fault_on=values["fault_on"],
            appointment_at=values["appointment_at"], photos=values["photos"], extra=form.extra(),
        )  # fmt: skip
        return service.register(intake, by=_visitor(values["name"], "service.take_in"), source="portal")

    if request.method == "POST" and patient(request, form) and (case := attempt(form, take_in)):
        return done(request, reverse("portal:track", args=[track_token(case)]) + "?new=1")
    status = status_of(request, form)
    on = timezone.localdate()
    decision = entitle(cover(unit, on), on=on) if unit else None
    context = {
        "form": form,
        "unit": unit,
        "serial": serial,
        "decision": decision,
        "company": company(),
        "recalls": recalls_of(unit),
    }
    return page(request, "portal/report.html", context, status=status)


@limited
@public_page
def look_up(request: HttpRequest) -> HttpResponse:
    """Find a case by number and phone; a wrong pair says nothing about which was wrong."""
    form = LookUpForm(request.POST or None)
    if request.method == "POST" and patient(request, form) and form.is_valid():
        case = queries.case_by_number(form.cleaned_data["number"], form.cleaned_data["phone"])
        if case:
            return redirect("portal:track", track_token(case))
        form.add_error(None, _("No case has this number and phone. Check both, or call our hotline."))
    context = {"form": form, "company": company()}
    return page(request, "portal/look_up.html", context, status=status_of(request, form))


@public_page
def track(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a case like a parcel."""
    try:
        case = queries.tracked(links.read(TRACK, token))
    except ServiceRequest.DoesNotExist as gone:
        raise Http404 from gone
    card = card_token(case.card) if case.card and case.card.state != CardState.ANSWERED else ""
    context = {
        "case": case,
        "token": token,
        "card": card,
        "is_new": "new" in request.GET,
        "company": company(),
        "form": SayForm(),
    }
    return page(request, "portal/track.html", context)


@limited
@public_page
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Add a word or photos to the case, or urge it; a finished case is not closed to the customer."""
    case = get_object_or_404(ServiceRequest, pk=links.read(TRACK, token))
    form = SayForm(request.POST or None, request.FILES or None)
    visitor = _visitor(case.contact_name, "service.urge_request")

    def write() -> None:
        words = form.cleaned_data["words"]
        if form.cleaned_data["is_urging"] and case.state not in {RequestState.CLOSED, RequestState.CANCELLED}:
            service.urge(case, note=words, by=visitor, source="portal")
        else:
            service.say(case, text=words, by=visitor, source="portal")
        for photo in form.cleaned_data["photos"]:
            attachments.attach(case, photo, by=visitor, purpose="photo")

    back = reverse("portal:track", args=[token])
    if request.method == "POST" and patient(request, form) and attempt(form, write):
        return done(request, back, _("We have received your words."))
    context = {"form": form, "case": case, "back": back, "company": company()}
    return page(request, "portal/say.html", context, status=status_of(request, form))


@limited
@public_page
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Rate a repair on the 「客户意见调查卡」 (SAT-01)."""
    rows = OpinionCard.objects.select_related("request", "order", "technician")
    asked = get_object_or_404(rows, pk=links.read(CARD, token))
    form = CardForm(request.POST or None, card=asked)
    visitor = _visitor(asked.request.contact_name, "feedback.answer_card")

    def give() -> OpinionCard:
        values = form.cleaned_data
        return feedback.answer(
            asked, form.grades(), suggestion=values["suggestion"], grievance=values["grievance"], by=visitor
        )

    is_answered = asked.state == CardState.ANSWERED
    if request.method == "POST" and not is_answered and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:card", args=[token]))
    context = {"form": form, "card": asked, "is_answered": is_answered, "company": company()}
    return page(request, "portal/card.html", context, status=status_of(request, form))


@public_page
def voucher(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the customer his signed voucher."""
    case = get_object_or_404(ServiceRequest, pk=links.read(TRACK, token))
    rows = ServiceVoucher.objects.filter(order__request=case, document__isnull=False).select_related("document")
    found = get_object_or_404(rows.order_by("-pk")[:1])
    assert found.document is not None
    answer = HttpResponse(found.document.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer


@public_page
@limited
def estimate(request: HttpRequest, token: str) -> HttpResponse:
    """Show plan and price; the customer agrees or declines, once (SVC-13)."""
    try:
        asked = estimate_by(links.read(ESTIMATE, token))
    except Estimate.DoesNotExist as gone:
        raise Http404 from gone
    job = asked.job
    form = EstimateAnswerForm(request.POST or None, initial={"name": job.request.contact_name})
    visitor = _visitor(job.request.contact_name, "service.answer_estimate")

    def give() -> Any:
        answer = {"consent": bench.consent, "decline": bench.decline}[form.cleaned_data["answer"]]
        return answer(asked, name=form.cleaned_data["name"], note=form.cleaned_data["note"], by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:estimate", args=[token]))
    is_over = job.state != BenchState.ESTIMATED or asked.valid_until < timezone.localdate()
    context = {"form": form, "estimate": asked, "job": job, "fee": declined_fee(job.facts()), "is_over": is_over,
               "company": company()}  # fmt: skip
    return page(request, "portal/estimate.html", context, status=status_of(request, form))


@public_page
@limited
def quotation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a repair will cost; the customer agrees or declines, once (SVC-11)."""
    try:
        asked = charges.charge_by(links.read(charges.QUOTATION, token))
    except Charge.DoesNotExist as gone:
        raise Http404 from gone
    name = asked.request.contact_name
    form = QuotationAnswerForm(request.POST or None, initial={"name": name, "amount": asked.amount})
    visitor = _visitor(name, "service.answer_quotation")

    def give() -> Any:
        values = form.cleaned_data
        if values["answer"] == "decline":
            return bill.decline(asked, name=values["name"], note=values["note"], by=visitor)
        return bill.agree(asked, name=values["name"], amount=values["amount"], note=values["note"], by=visitor)

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:quotation", args=[token]))
    is_open = asked.state == ChargeState.QUOTED and (asked.valid_until or timezone.localdate()) >= timezone.localdate()
    context = {"form": form, "bill": asked, "lines": asked.lines.all(), "is_open": is_open, "company": company()}
    return page(request, "portal/quotation.html", context, status=status_of(request, form))


@limited
@public_page
def recall(request: HttpRequest, token: str) -> HttpResponse:
    """Show the notice; the customer answers for the unit he chooses, once for each."""
    rows = RecallLetter.objects.select_related("recall", "customer")
    letter = get_object_or_404(rows, pk=links.read(RECALL, token))
    is_done = Case(When(state__in=ANSWERABLE, then=0), default=1)
    units = list(letter.units.select_related("unit__model").order_by(is_done, "pk")[:RECALLED_UNITS])
    waiting = [one for one in units if one.state in ANSWERABLE]
    asked = next((one for one in units if str(one.pk) == request.POST.get("unit")), waiting[0] if waiting else None)
    form = ReplyForm(request.POST or None)
    visitor = VisitorActor(letter.customer.name, frozenset({"products.answer_recall"}))

    def give() -> RecallUnit:
        values: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        if asked is None:
            raise OperationError(_("Every product of this notice was answered for already."))
        return recalls.reply(asked, by=visitor, **values)

    if request.method == "POST" and patient(request, form) and attempt(form, give):
        return done(request, reverse("portal:recall", args=[token]), _("Thank you, we have noted it."))
    context = {"letter": letter, "recall": letter.recall, "units": units, "asked": asked, "waiting": waiting,
               "form": form, "company": company()}  # fmt: skip
    return page(request, "portal/recall.html", context, status=status_of(request, form))
