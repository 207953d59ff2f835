"""The checklists of the function test: a list, and a form for each point."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, form_page, revision_seen, staff_page
from bihuan.service.forms.bench import FunctionCheckForm
from bihuan.service.models import FunctionCheck
from bihuan.service.operations import bench
from bihuan.service.tables import Checklists

EDIT = "service.edit_checks"


@staff_page("service.view_bench")
def checklists(request: StaffRequest) -> HttpResponse:
    """List the points of all checklists."""
    may_add = request.user.has_perm(EDIT)
    adding = {"add_url": reverse("service:new_check"), "add_label": _("New point")} if may_add else {}
    return Checklists(request).respond(**adding)


@staff_page(EDIT)
def edit_check(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a point, or change one."""
    found = get_object_or_404(FunctionCheck, pk=pk) if pk else None
    form = FunctionCheckForm(request.POST or None, instance=found)

    def work() -> Any:
        return bench.save_check(found, by=request.user, revision=revision_seen(request), **form.values())

    back = reverse("service:checklists")
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    heading = found.name if found else _("New point")
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, _("Function test"))])
