"""The list of what stands in the workshop, and one job's page laid out as its paper form."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import attachments, history
from bihuan.kernel.moves import Move, available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.remarks import add_remark
from bihuan.kernel.web import StaffRequest, for_record, page, require_post, staff_page
from bihuan.kernel.wording import daytime
from bihuan.regulations.queries import holding_rules
from bihuan.service.models import BenchJob, ServiceRequest
from bihuan.service.operations import bench
from bihuan.service.queries import bench as queries
from bihuan.service.queries.bench_papers import outcome
from bihuan.service.states import BenchState
from bihuan.service.tables import Workshop
from bihuan.service.views.links import give_link

VIEW = "service.view_bench"
# These have a page of their own: they are signed, or longer than a dialog.
ON_A_PAGE = ("estimate", "try_out", "return_goods")


@staff_page(VIEW)
def workshop(request: StaffRequest) -> HttpResponse:
    """List what stands in the workshop, what is overdue first."""
    return Workshop(request).respond(piles=queries.piles(request.user))


@staff_page(VIEW)
def job(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one job: receipt, diagnosis, estimates, tests, hand-over, history; at most 25 queries."""
    found = queries.opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    with holding_rules():
        context = _facts(request, found)
    return page(request, "service/bench/job.html", context)


def _facts(request: StaffRequest, found: BenchJob) -> dict[str, Any]:
    by, facts = request.user, found.facts()
    moves = available(found, by)
    tests = list(found.tests.select_related("tested_by").order_by("-pk"))
    files = list(attachments.of(BenchJob.kind(), found.pk))
    return {
        "job": found, "record": found, "case": found.request, "times": _times(found), "record_kind": BenchJob.kind(),
        "moves": [move for move in moves if move.name not in ON_A_PAGE], "pages": _pages(found, moves),
        "deadlines": deadlines.for_record(found), "estimates": queries.estimates_of(found), "tests": tests,
        "photos": [file for file in files if file.purpose == "photo"],
        "files": [file for file in files if file.purpose != "photo"],
        "handover": next((file for file in files if file.purpose == "bench_return"), None),
        "history": _told(found), "may_say": True, "panels": panels_for(found, by, request),
        "outcome": outcome(found) if found.ready_at else "", "promise_clause": queries.promise_clause(facts),
        "terms_clause": queries.terms_clause(facts), "may_unmask": by.has_perm("service.unmask", found),
        "is_case_visible": ServiceRequest.objects.visible_to(by).filter(pk=found.request_id).exists(),
        "may_link": found.state == BenchState.ESTIMATED and by.has_perm("service.run_bench", found),
    }  # fmt: skip


def _pages(found: BenchJob, moves: list[Move]) -> list[dict[str, Any]]:
    return [
        {"label": move.label, "is_primary": move.is_primary, "url": f"{found.get_absolute_url()}{move.name}/"}
        for move in moves if move.name in ON_A_PAGE
    ]  # fmt: skip


def _times(found: BenchJob) -> dict[str, str]:
    moments = {
        BenchState.RECEIVED: found.received_at, BenchState.DIAGNOSED: found.diagnosed_at,
        BenchState.ESTIMATED: found.estimated_at, BenchState.CONSENTED: found.consented_at,
        BenchState.REPAIRING: found.begun_at, BenchState.TESTING: found.tested_at, BenchState.READY: found.ready_at,
        BenchState.HANDED_OVER: found.handed_over_at,
    }  # fmt: skip
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


SILENT = {
    "diagnosed_at", "estimated_at", "consented_at", "declined_at", "begun_at", "tested_at", "ready_at", "reminded_at",
    "reminded_count", "handed_over_at", "estimate", "return_signature", "sha256",
}  # fmt: skip


def _told(found: BenchJob) -> list[Any]:
    entries = list(history.of(BenchJob.kind(), found.pk))
    for entry in entries:
        setattr(entry, "about", found)  # noqa: B010 - the template's, not the row's
        entry.changes = {name: pair for name, pair in (entry.changes or {}).items() if name not in SILENT}
    return entries


@for_record(BenchJob)
def comment(request: StaffRequest, record: BenchJob) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: bench.comment(record, text, by=request.user))


@for_record(BenchJob, "service.run_bench")
def link(request: StaffRequest, record: BenchJob) -> HttpResponse:
    """Show the link by which the customer answers the estimate, as text and QR code."""
    if record.state != BenchState.ESTIMATED or record.estimate is None:
        raise Http404(_("No estimate waits for an answer."))
    words = _("With this link the customer agrees or declines on his phone, until %(day)s. A new edition ends it.")
    address = reverse("portal:estimate", args=[queries.estimate_token(record.estimate)])
    return give_link(
        request, record, address, heading=_("Link to the estimate"),
        words=words % {"day": record.estimate.valid_until}, about=record.estimate,
    )  # fmt: skip
