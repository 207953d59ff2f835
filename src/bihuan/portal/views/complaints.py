"""A complaint without an account: written, followed, added to (CMP-01)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.complaints import operations as complaints
from bihuan.complaints.models import Complaint
from bihuan.complaints.queries import FOLLOW, follow_token
from bihuan.complaints.states import ComplaintChannel
from bihuan.kernel import attachments, links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import company
from bihuan.kernel.web import attempt, done, page, public_page
from bihuan.portal.forms import ComplainForm, SayForm
from bihuan.portal.views.limits import limited, patient, status_of


def _visitor(name: str, *may: str) -> VisitorActor:
    return VisitorActor(name or str(_("Customer")), frozenset(may))


@limited
@public_page
def complain(request: HttpRequest) -> HttpResponse:
    """Complain; the number and the link to follow stand on the next page."""
    form = ComplainForm(request.POST or None, request.FILES or None)

    def register() -> Complaint:
        values = form.cleaned_data
        grievance = complaints.Grievance(
            description=values["words"], kind_of=values["kind"], channel=ComplaintChannel.WEB,
            contact_name=values["name"], phone=values["phone"], serial_text=values["serial"],
            model_text=values["model"], order_no=values["order_no"], demand=values["demand"],
            happened_on=values["happened_on"], photos=values["photos"],
        )  # fmt: skip
        return complaints.register(grievance, by=_visitor(values["name"], "complaints.register"), source="portal")

    if request.method == "POST" and patient(request, form) and (made := attempt(form, register)):
        return done(request, reverse("portal:complaint", args=[follow_token(made)]) + "?new=1")
    return page(request, "portal/complain.html", {"form": form, "company": company()}, status=status_of(request, form))


def _followed(token: str) -> Complaint:
    rows: Any = Complaint.objects.select_related("same_as")
    found: Complaint = get_object_or_404(rows, pk=links.read(FOLLOW, token))
    return found


@public_page
def complaint(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a complaint: how far it is, what we answered."""
    found = _followed(token)
    context = {"complaint": found, "token": token, "is_new": "new" in request.GET, "company": company()}
    return page(request, "portal/complaint.html", context)


@limited
@public_page
def add(request: HttpRequest, token: str) -> HttpResponse:
    """Add a word or photos; a closed complaint is taken up again by it."""
    found = _followed(token)
    form = SayForm(request.POST or None, request.FILES or None)
    visitor = _visitor(found.contact_name, "complaints.register")

    def write() -> None:
        values = form.cleaned_data
        heard = complaints.say(found, text=values["words"], by=visitor, source="portal")
        if values["is_urging"] and heard.is_open:
            complaints.urge(heard, note=values["words"], by=visitor, source="portal")
        for photo in values["photos"]:
            attachments.attach(heard, photo, by=visitor, purpose="photo")

    back = reverse("portal:complaint", args=[token])
    if request.method == "POST" and patient(request, form) and attempt(form, write):
        return done(request, back, _("We have received your words."))
    context = {"form": form, "case": found, "back": back, "company": company()}
    return page(request, "portal/say.html", context, status=status_of(request, form))
