"""A request's page: the whole of it, and what is added to it: remarks, files, corrections, the customer's link."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import panels
from bihuan.kernel.moves import available
from bihuan.kernel.remarks import add_file, add_remark
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.kernel.wording import daytime
from bihuan.regulations.queries import holding_rules, link_days, ruleset
from bihuan.service import operations, queries
from bihuan.service.forms import ChangeForm
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries.bench import running_job
from bihuan.service.queries.entitlement import explained
from bihuan.service.queries.further import further
from bihuan.service.queries.panels import proposed
from bihuan.service.queries.record import track_token
from bihuan.service.queries.story import told
from bihuan.service.states import RequestState
from bihuan.service.views.links import give_link
from bihuan.signoff import queries as signoff


@staff_page("service.view_register")
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a request: path, time limits, papers, entitlement, history, files; at most 25 queries."""
    found = queries.opened_one(request.user, pk)
    if found is None:
        raise Http404(_("Not found, or not for you."))
    with holding_rules():
        context = _facts(request, found)
    return page(request, "service/request.html", context)


def _facts(request: StaffRequest, found: ServiceRequest) -> dict[str, Any]:
    orders, by = queries.orders_of(found), request.user
    moves = available(found, by)
    return {
        "record": found,
        "may_say": True,
        "orders": orders,
        "moves": [move for move in moves if move.name != "receive"],
        "may_receive": any(move.name == "receive" for move in moves) and running_job(found) is None,
        "times": _times(found, orders),
        "record_kind": ServiceRequest.kind(),
        "deadlines": deadlines.for_record(found),
        "entitlement": explained(found),
        "further": further(found),
        "history": told(found, orders),
        "files": queries.files(found, orders),
        "units": queries.unit_history(found, by),
        "panels": panels.panels_for(found, by, request),
        "may_change": by.has_perm("service.change_request", found),
        "may_pause": by.has_perm("service.pause_deadline", found),
        "may_override": found.is_open and by.has_perm("service.override_entitlement", found),
        "proposed": proposed(found),
        "routes": signoff.for_record(found, by),
    }


def _times(record: ServiceRequest, orders: list[WorkOrder]) -> dict[str, str]:
    """Return when each state on the path was reached."""
    order = next((one for one in orders if one.state != "withdrawn"), None)
    moments = {
        RequestState.REGISTERED: record.reported_at,
        RequestState.DISPATCHED: order.assigned_at if order else None,
        RequestState.IN_SERVICE: order.arrived_at if order else None,
        RequestState.COMPLETED: record.completed_at,
        RequestState.CLOSED: record.closed_at,
    }
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


@for_record(ServiceRequest)
def comment(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: operations.say(record, text=text, by=request.user))


@for_record(ServiceRequest)
def attach(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Add a file."""
    return add_file(request, record)


@for_record(ServiceRequest, "service.change_request")
def change(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Correct the line of the register; what changes is in the history."""
    views = ruleset().fields("request", record.facts())
    form = ChangeForm(request.POST or None, record=record, further=views)

    def work() -> Any:
        return operations.change(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    crumbs = [(record.get_absolute_url(), record.number)]
    return form_page(
        request, form, heading=_("Correct the register"), submit=_("Save"), back=record.get_absolute_url(),
        template="service/change.html", crumbs=crumbs, record=record,
    )  # fmt: skip


@for_record(ServiceRequest)
def link(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Show the customer's link as text and QR code, to be sent or shown to him (SVC-22)."""
    until = timezone.localdate() + timedelta(days=link_days("track"))
    words = _("Whoever has this link follows the case without an account, until %(day)s.") % {"day": until}
    address = reverse("portal:track", args=[track_token(record)])
    return give_link(request, record, address, heading=_("Customer's link"), words=words, opens=True)
