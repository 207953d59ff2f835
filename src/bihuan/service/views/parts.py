"""Parts on a job, for desk, warehouse and phone: used, given back, missing, arrived."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.actors import permit
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.parts.models import Part
from bihuan.parts.queries import on_van, parts_matching
from bihuan.service import operations
from bihuan.service.forms.parts import OrderedForm, ReturnForm, UseForm, WantForm
from bihuan.service.models import PartRequest, PartUsage, ServiceRequest, WorkOrder
from bihuan.service.tables.parts import MissingPartList


@for_record(WorkOrder, "service.use_part")
def use_part(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Put a part on a job: from the van on the phone, from any place at the desk."""
    form = UseForm(request.POST or None, record=record, by=request.user, initial={"part": request.GET.get("part", "")})

    def work() -> PartUsage:
        return operations.use_part(record, form.use(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and (usage := attempt(form, work)):
        opened = _("Entered. It came from the emergency reserve; warehouse and manager are told.")
        return done(request, _back(request, record), opened if usage.from_reserve else _("Entered."))
    is_his = record.technician_id == request.user.pk
    return form_page(
        request, form, heading=_("Part used"), submit=_("Enter"), back=_back(request, record),
        template="service/phone_part.html" if is_his else "form.html", order=record,
        carried=_carried(record) if is_his else [],
    )  # fmt: skip


def _carried(order: WorkOrder) -> list[tuple[Part, int]]:
    """Return what lies on the van, the parts of this model first."""
    van = on_van(order.technician)
    fitting = {part.pk for part in parts_matching("", model=order.request.model, limit=200)}
    parts = Part.objects.filter(pk__in=van).order_by("code")
    return sorted(((part, van[part.pk]) for part in parts), key=lambda pair: (pair[0].pk not in fitting, pair[0].code))


def _back(request: StaffRequest, order: WorkOrder) -> str:
    is_his = order.technician_id == request.user.pk
    return reverse("service:job", args=[order.pk]) if is_his else order.get_absolute_url()


@for_record(PartUsage)
def return_part(request: StaffRequest, record: PartUsage) -> HttpResponse:
    """Give back what was not used."""
    permit(request.user, "service.use_part", record.order)
    form = ReturnForm(request.POST or None, usage=record, by=request.user)

    def work() -> PartUsage:
        return operations.return_part(
            record, form.cleaned_data["quantity"], place=form.cleaned_data["place"], by=request.user
        )

    back = _back(request, record.order)
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Given back."))
    heading = _("Give back: %(part)s") % {"part": record.part}
    template = "service/phone_form.html" if record.order.technician_id == request.user.pk else "form.html"
    return form_page(request, form, heading=heading, submit=_("Give back"), back=back, template=template)


@for_record(ServiceRequest, "service.want_part")
def want_part(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Ask for a part a repair lacks."""
    form = WantForm(request.POST or None)

    def work() -> PartRequest:
        return operations.want_part(record, by=request.user, **form.cleaned_data)

    order = record.current_order()
    is_his = order is not None and order.technician_id == request.user.pk
    back = reverse("service:job", args=[order.pk]) if order and is_his else record.get_absolute_url()
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Asked for; warehouse and dispatcher have been told."))
    return form_page(
        request, form, heading=_("A part is missing"), submit=_("Ask for it"), back=back,
        template="service/phone_form.html" if is_his else "form.html",
    )  # fmt: skip


@staff_page("service.view_missing_parts")
def missing_parts(request: StaffRequest) -> HttpResponse:
    """List what repairs wait for."""
    return MissingPartList(request).respond()


@for_record(PartRequest, "service.view_missing_parts")
def part_request(request: StaffRequest, record: PartRequest) -> HttpResponse:
    """Show a missing part: since when, for whom, what was done."""
    may_see = ServiceRequest.objects.visible_to(request.user).filter(pk=record.request_id).exists()
    context = {
        "record": record,
        "case": record.request,
        "may_see": may_see,
        "moves": available(record, request.user),
        "history": history.of(record.kind(), record.pk),
    }
    return page(request, "service/part_request.html", context)


@for_record(PartRequest, "service.supply_part")
def order_part(request: StaffRequest, record: PartRequest) -> HttpResponse:
    """Write down when it should come."""
    form = OrderedForm(request.POST or None, record=record, initial={"expected_on": record.expected_on})

    def work() -> PartRequest:
        values = form.cleaned_data
        return operations.order_part(
            record, expected_on=values["expected_on"], note=values["note"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    return _done_or_form(request, form, record, work, _("Ordered"))


@require_POST
@for_record(PartRequest, "service.supply_part")
def part_arrived(request: StaffRequest, record: PartRequest) -> HttpResponse:
    """Write down that it is there."""
    operations.part_arrived(record, by=request.user)
    return done(request, reverse("service:part_request", args=[record.pk]), _("Technician and dispatcher are told."))


@for_record(PartRequest, "service.drop_part")
def drop_part(request: StaffRequest, record: PartRequest) -> HttpResponse:
    """Write down that it is no longer needed."""
    form = NoteForm(request.POST or None, record=record)

    def work() -> PartRequest:
        return operations.drop_part(record, note=form.cleaned_data["note"], by=request.user)

    return _done_or_form(request, form, record, work, _("No longer needed"))


def _done_or_form(
    request: StaffRequest, form: Any, record: PartRequest, work: Callable[[], Any], heading: str
) -> HttpResponse:
    back = reverse("service:part_request", args=[record.pk])
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    crumbs = [(reverse("service:missing_parts"), _("Missing parts")), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
