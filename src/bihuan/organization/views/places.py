"""Departments, outlets and regions: lists and their forms."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.web import StaffRequest, attempt, done, form_page, revision_seen, staff_page, visible
from bihuan.organization.forms import DepartmentForm, OutletForm, RegionForm
from bihuan.organization.models import Department, Outlet, Region
from bihuan.organization.operations import add_place, change_place
from bihuan.organization.tables import DepartmentList, OutletList, RegionList

VIEW, MANAGE = "organization.view", "organization.manage_places"


class Kind(NamedTuple):
    """What the pages of one kind of place are made of."""

    model: Any
    form: Any
    list_view: str
    add_view: str
    plural: Promise | str
    new: Promise | str


DEPARTMENT = Kind(
    Department,
    DepartmentForm,
    "organization:departments",
    "organization:add_department",
    gettext_lazy("Departments"),
    gettext_lazy("New department"),
)
OUTLET = Kind(
    Outlet,
    OutletForm,
    "organization:outlets",
    "organization:add_outlet",
    gettext_lazy("Outlets"),
    gettext_lazy("New outlet"),
)
REGION = Kind(
    Region,
    RegionForm,
    "organization:regions",
    "organization:add_region",
    gettext_lazy("Regions"),
    gettext_lazy("New region"),
)


@staff_page(VIEW)
def departments(request: StaffRequest) -> HttpResponse:
    """List the departments."""
    return DepartmentList(request).respond(**_adding(request, DEPARTMENT))


@staff_page(VIEW)
def outlets(request: StaffRequest) -> HttpResponse:
    """List the service outlets."""
    return OutletList(request).respond(**_adding(request, OUTLET))


@staff_page(VIEW)
def regions(request: StaffRequest) -> HttpResponse:
    """List the regions."""
    return RegionList(request).respond(**_adding(request, REGION))


@staff_page(MANAGE)
def add_department(request: StaffRequest) -> HttpResponse:
    """Add a department."""
    return _add(request, DEPARTMENT)


@staff_page(MANAGE)
def add_outlet(request: StaffRequest) -> HttpResponse:
    """Add an outlet."""
    return _add(request, OUTLET)


@staff_page(MANAGE)
def add_region(request: StaffRequest) -> HttpResponse:
    """Add a region."""
    return _add(request, REGION)


@staff_page(MANAGE)
def department(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a department."""
    return _change(request, DEPARTMENT, pk)


@staff_page(MANAGE)
def outlet(request: StaffRequest, pk: int) -> HttpResponse:
    """Change an outlet."""
    return _change(request, OUTLET, pk)


@staff_page(MANAGE)
def region(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a region."""
    return _change(request, REGION, pk)


def _adding(request: StaffRequest, kind: Kind) -> dict[str, Any]:
    """Return the button of the list for those who may add one."""
    return {"add_url": reverse(kind.add_view), "add_label": kind.new} if request.user.has_perm(MANAGE) else {}


def _add(request: StaffRequest, kind: Kind) -> HttpResponse:
    form = kind.form(request.POST or None)
    back = reverse(kind.list_view)
    if request.method == "POST" and attempt(form, lambda: add_place(kind.model, by=request.user, **form.values())):
        return done(request, back, _("Added."))
    return form_page(request, form, heading=str(kind.new), back=back, crumbs=[(back, kind.plural)])


def _change(request: StaffRequest, kind: Kind, pk: int) -> HttpResponse:
    place = visible(kind.model, request, pk=pk)
    name = str(place)
    form = kind.form(request.POST or None, instance=place)
    back = reverse(kind.list_view)

    def work() -> bool:
        return change_place(place, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, back, _("Saved."))
    return form_page(request, form, heading=name, back=back, crumbs=[(back, kind.plural)])
