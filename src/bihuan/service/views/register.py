"""The register and the ledger as lists, and what is done with several rows at once."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.kernel.lists import exports
from bihuan.kernel.lists.page import picked
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, attempt, done, form_page, require_post, staff_page
from bihuan.service import operations
from bihuan.service.forms import AssignForm, ClassifyForm
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.board import propose
from bihuan.service.queries.crew import crew
from bihuan.service.tables import ChosenRows, Ledger, Register
from bihuan.service.views.dispatching import choices, today

MOST = 100


@staff_page("service.view_register")
def requests(request: StaffRequest) -> HttpResponse:
    """Show the 「报修登记簿」 (SVC-01, RPT-01)."""
    return Register(request).respond()


@staff_page("service.view_register")
def ledger(request: StaffRequest) -> HttpResponse:
    """Show the 「服务台帐」 (SVC-07, SVC-09)."""
    return Ledger(request).respond()


def _chosen(request: StaffRequest) -> list[ServiceRequest]:
    """Return the ticked rows this person may see; a form posts to the address that names them.

    Raises:
        OperationError: nothing was ticked.
    """
    keys = [int(value) for value in request.GET.getlist("pick") if value.isdecimal()] or picked(request)
    rows = list(ServiceRequest.objects.visible_to(request.user).filter(pk__in=keys[:MOST]).order_by("pk"))
    if not rows:
        raise OperationError(_("Choose at least one request in the list."))
    return rows


@staff_page("service.change_request")
def classify(request: StaffRequest) -> HttpResponse:
    """Put the chosen requests into one fault class (SVC-02)."""
    rows = _chosen(request)
    form = ClassifyForm(request.POST if "fault_class" in request.POST else None)

    def work() -> int:
        return operations.classify(rows, form.cleaned_data["fault_class"], by=request.user)

    if request.method == "POST" and attempt(form, work) is not None:
        said = ngettext("%(count)s request classified.", "%(count)s requests classified.", len(rows)) % {
            "count": len(rows)
        }
        return done(request, reverse("service:requests"), said)
    return form_page(request, form, heading=_("Classify"), submit=_("Classify"), back=reverse("service:requests"))


@staff_page("service.dispatch_request")
def dispatch_many(request: StaffRequest) -> HttpResponse:
    """Send one technician to all chosen requests, one work order each (SVC-08)."""
    rows = _chosen(request)
    proposal = propose(rows[0], crew(today()))
    form = AssignForm(request.POST or None, choices=choices(proposal), planned_at=proposal.arrives_at)

    def work() -> list[Any]:
        chosen = operations.Assignment(**form.assignment())
        return [operations.dispatch(row, chosen, by=request.user) for row in rows]

    if request.method == "POST" and attempt(form, work):
        said = ngettext("%(count)s request dispatched.", "%(count)s requests dispatched.", len(rows)) % {
            "count": len(rows)
        }
        return done(request, reverse("service:requests"), said)
    heading = ngettext("Dispatch %(count)s request", "Dispatch %(count)s requests", len(rows)) % {"count": len(rows)}
    return form_page(request, form, heading=heading, submit=_("Dispatch"), back=reverse("service:requests"))


@staff_page("service.view_register")
def print_register(request: StaffRequest) -> HttpResponse:
    """Print the chosen requests as a 「报修登记簿」."""
    require_post(request)
    chosen = ",".join(str(pk) for pk in picked(request, MOST))
    return HttpResponseRedirect(
        f"{reverse('kernel:print_list', args=['repair_register'])}?{urlencode({'ids': chosen})}"
    )


@staff_page("service.export_register")
def export_chosen(request: StaffRequest) -> HttpResponse:
    """Write the chosen requests into an Excel file, masked as on the page."""
    require_post(request)
    return exports.answer(ChosenRows(user=request.user, picks=picked(request)))
