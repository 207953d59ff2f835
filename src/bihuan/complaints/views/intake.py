"""Registering a complaint: from the desk with the listening guide beside the form, or from a request (CMP-01, 15)."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import operations, queries
from bihuan.complaints.forms import ComplaintForm
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintChannel, ComplaintKind
from bihuan.complaints.tables import Complaints
from bihuan.customers.models import Visit
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, page, staff_page
from bihuan.products.queries import recognise
from bihuan.service.models import ServiceRequest


@staff_page("complaints.view")
def complaints(request: StaffRequest) -> HttpResponse:
    """List the complaints."""
    may = request.user.has_perm
    return Complaints(request).respond(
        may_add=may("complaints.register"),
        may_import=may("complaints.import"),
        may_summarise=may("complaints.summarise"),
    )


@staff_page("complaints.register")
def register(request: StaffRequest) -> HttpResponse:
    """Register a complaint while the customer speaks."""
    return _form(request, None)


@for_record(ServiceRequest, "complaints.register")
def from_request(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Register what a customer complains of during a repair: linked with the request, nothing is copied by hand."""
    return _form(request, record)


@for_record(Visit, "complaints.register")
def from_visit(request: StaffRequest, record: Visit) -> HttpResponse:
    """Register what a customer complained of when he was visited."""
    return _form(request, record)


def _form(request: StaffRequest, about: ServiceRequest | Visit | None) -> HttpResponse:
    form = ComplaintForm(request.POST or None, request.FILES or None, initial=_initial(about))
    doubles: list[Complaint] = []

    def work() -> Complaint:
        grievance = operations.Grievance(**form.values(), **_linked(about))
        return operations.register(grievance, by=request.user)

    if request.method == "POST":
        doubles = _doubles(form)
        made = None if _is_double(form, doubles) else attempt(form, work)
        if made:
            return done(request, made, _("%(number)s registered.") % {"number": made.number})
    context = {"form": form, "about": about, "guide": queries.guide(), "kinds": queries.kinds(), "doubles": doubles}
    return page(request, "complaints/register.html", context, status=422 if form.is_bound else 200)


def _linked(about: ServiceRequest | Visit | None) -> dict[str, Any]:
    if isinstance(about, Visit):
        return {"visit": about, "customer": about.customer}
    return {"request": about}


def _initial(about: ServiceRequest | Visit | None) -> dict[str, Any]:
    start: dict[str, Any] = {
        "complained_at": timezone.localtime(), "channel": ComplaintChannel.HOTLINE, "kind_of": ComplaintKind.QUALITY,
        "has_loss": True,
    }  # fmt: skip
    if isinstance(about, Visit):
        return {
            **start, "channel": ComplaintChannel.SALES, "contact_name": about.met_who, "description": about.complaint,
            "complained_at": timezone.localtime(about.visited_at),
        }  # fmt: skip
    if about is not None:
        start |= {
            "channel": ComplaintChannel.SERVICE, "contact_name": about.contact_name, "model_text": about.model_text,
            "serial_text": about.serial_text, "happened_on": about.fault_on,
        }  # fmt: skip
    return start


def _doubles(form: ComplaintForm) -> list[Complaint]:
    serial = str(form["serial_text"].value() or "")
    return queries.similar(
        unit=recognise(serial) if serial else None, phone=str(form["phone"].value() or ""), serial=serial,
        order_no=str(form["order_no"].value() or ""),
    )  # fmt: skip


def _is_double(form: ComplaintForm, doubles: list[Complaint]) -> bool:
    """Ask once more when the same unit or phone has a complaint already."""
    if not doubles or not form.is_valid() or form.cleaned_data["is_another"]:
        return False
    numbers = "、".join(one.number for one in doubles)
    form.add_error(
        "is_another",
        _("There already: %(numbers)s. Add to it, or tick that it is another matter.") % {"numbers": numbers},
    )
    return True
