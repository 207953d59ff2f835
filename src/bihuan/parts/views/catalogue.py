"""Pages of parts and of places."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.parts import operations
from bihuan.parts.forms.catalogue import PartForm, PlaceForm
from bihuan.parts.models import Part, Place
from bihuan.parts.queries.stock import levels_of, moves_of, stock_at
from bihuan.parts.tables.catalogue import PartList, PlaceList
from bihuan.signoff.queries import forms as signoff

VIEW, EDIT, EDIT_PLACES = "parts.view", "parts.edit_catalogue", "parts.edit_places"
OF_PLACES = ("receive", "issue", "set_levels", "ask_write_off")


@staff_page(VIEW)
def parts(request: StaffRequest) -> HttpResponse:
    """List the spare parts."""
    adding = {"add_url": reverse("parts:add_part"), "add_label": _("New part")}
    return PartList(request).respond(**(adding if request.user.has_perm(EDIT) else {}))


@for_record(Part, VIEW)
def part(request: StaffRequest, record: Part) -> HttpResponse:
    """Show a part: what it is, what it fits, where it lies, what may stand in for it, all that happened to it."""
    levels = levels_of(record, request.user)
    substitutes = list(record.substitutes.select_related("substitute", "approved_by", "proposed_by", "part"))
    routes = [route for row in substitutes if row.is_waiting for route in signoff.for_record(row, request.user)]
    context = {
        "part": record,
        "may_edit": request.user.has_perm(EDIT, record),
        "may_see_cost": request.user.has_perm("parts.see_cost"),
        "may_propose": request.user.has_perm("parts.propose_substitute", record),
        "may_approve": request.user.has_perm("parts.approve_substitute"),
        "levels": levels,
        "writable": {one.place_id for one in levels if request.user.has_perm("parts.ask_write_off", one.place)},
        "moves": moves_of(request.user, part=record),
        "substitutes": substitutes,
        "routes": routes,
        "circulating": {route.circulation.subject_id for route in routes if route.circulation.is_running},
        "today": timezone.localdate(),
        "history": history.of(record.kind(), record.pk),
        "panels": panels_for(record, request.user, request),
    }
    return page(request, "parts/part.html", context)


@staff_page(EDIT)
def add_part(request: StaffRequest) -> HttpResponse:
    """Enter a part."""
    form = PartForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: operations.add_part(by=request.user, **form.values()))
    ):
        return done(request, made, _("Entered."))
    back = reverse("parts:parts")
    return form_page(request, form, heading=_("New part"), back=back, crumbs=[(back, _("Spare parts"))])


@for_record(Part, EDIT)
def edit_part(request: StaffRequest, record: Part) -> HttpResponse:
    """Correct what is on file about a part."""
    form = PartForm(request.POST or None, instance=record)

    def work() -> Part:
        return operations.change_part(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:parts"), _("Spare parts")), (back, record.code)]
    return form_page(request, form, heading=record.code, back=back, crumbs=crumbs)


@for_record(Part, EDIT)
def make_obsolete(request: StaffRequest, record: Part) -> HttpResponse:
    """Take it out of use."""
    return _aged(request, record, operations.make_obsolete, _("Make obsolete"))


@for_record(Part, EDIT)
def make_current(request: StaffRequest, record: Part) -> HttpResponse:
    """Put it back into use."""
    return _aged(request, record, operations.make_current, _("Back into use"))


def _aged(request: StaffRequest, record: Part, verb: Callable[..., Part], heading: str) -> HttpResponse:
    form = ShortNoteForm(request.POST or None)

    def work() -> Part:
        return verb(record, by=request.user, revision=revision_seen(request), **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, record.code)])


@staff_page(VIEW)
def places(request: StaffRequest) -> HttpResponse:
    """List warehouses, outlets' stores and vans."""
    adding = {"add_url": reverse("parts:add_place"), "add_label": _("New place")}
    return PlaceList(request).respond(**(adding if request.user.has_perm(EDIT_PLACES) else {}))


@for_record(Place, VIEW)
def place(request: StaffRequest, record: Place) -> HttpResponse:
    """Show a place and what happened to it."""
    context: dict[str, Any] = {
        "place": record,
        "may_edit": request.user.has_perm(EDIT_PLACES, record),
        "may": {name: request.user.has_perm(f"parts.{name}", record) for name in OF_PLACES},
        "rows": stock_at(record),
        "moves": moves_of(request.user, place=record),
        "history": history.of(record.kind(), record.pk),
    }
    return page(request, "parts/place.html", context)


@staff_page(EDIT_PLACES)
def add_place(request: StaffRequest) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: operations.add_place(by=request.user, **form.values()))
    ):
        return done(request, made, _("Entered."))
    back = reverse("parts:places")
    return form_page(request, form, heading=_("New place"), back=back, crumbs=[(back, _("Places of parts"))])


@for_record(Place, EDIT_PLACES)
def edit_place(request: StaffRequest, record: Place) -> HttpResponse:
    """Change a place."""
    form = PlaceForm(request.POST or None, instance=record)

    def work() -> Place:
        return operations.change_place(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=record.name, back=back, crumbs=[(back, record.name)])
