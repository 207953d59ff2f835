"""The classification of requests: groups, classes, how many requests stand in each (SVC-02)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, form_page, page, staff_page
from bihuan.service import operations
from bihuan.service.forms import FaultClassForm
from bihuan.service.models import FaultClass
from bihuan.service.queries.register import classes_with_counts, classifying

DAYS = 90


@staff_page("service.view_register")
def fault_classes(request: StaffRequest) -> HttpResponse:
    """Show the groups with their classes and the requests of the last 90 days."""
    groups = classes_with_counts(request.user, timezone.now() - timedelta(days=DAYS))
    top = max((one["count"] for group in groups for one in group["classes"]), default=0)
    since = timezone.localdate() - timedelta(days=DAYS)
    context = {
        "groups": groups,
        "top": top,
        "days": DAYS,
        "since": since,
        "clauses": classifying(),
        "may_edit": request.user.has_perm("service.edit_classes"),
    }
    return page(request, "service/fault_classes.html", context)


@staff_page("service.edit_classes")
def edit_class(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a class or change one."""
    row = get_object_or_404(FaultClass, pk=pk) if pk else None
    form = FaultClassForm(
        request.POST or None, instance=row, initial={"parent": request.GET.get("parent")} if row is None else None
    )

    def work() -> Any:
        return operations.save_class(form.save(commit=False), by=request.user)

    back = reverse("service:fault_classes")
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    heading = _("Fault class %(name)s") % {"name": row.name} if row else _("New fault class")
    return form_page(request, form, heading=heading, submit=_("Save"), back=back)
