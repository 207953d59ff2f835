"""A complaint's page: the whole of it, and what is added to it."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import operations, queries
from bihuan.complaints.forms import ComplaintChangeForm
from bihuan.complaints.forms.moves import DocumentForm
from bihuan.complaints.models import Complaint
from bihuan.deadlines.queries import for_record as limits_of
from bihuan.kernel import history, prepared
from bihuan.kernel.moves import available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.remarks import add_file, add_remark
from bihuan.kernel.signing import drawn
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
from bihuan.regulations.queries import holding_rules, link_days
from bihuan.service.views.links import give_link
from bihuan.signoff import queries as signoff


@staff_page("complaints.view")
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a complaint: path, time limits, paper, forms that circulate, history, files."""
    found = queries.opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    with holding_rules():
        context = _facts(request, found)
    return page(request, "complaints/complaint.html", context)


def _facts(request: StaffRequest, found: Complaint) -> dict[str, Any]:
    by = request.user
    named = {kind.code: kind for kind in queries.kinds()}
    routes = signoff.for_record(found, by)
    return {
        "record": found, "moves": signoff.undecided(available(found, by), routes, "decide"),
        "times": queries.times(found), "record_kind": Complaint.kind(),
        "kind": named.get(found.kind_of), "deadlines": limits_of(found), "owed": queries.answer_owed(found),
        "history": history.of(Complaint.kind(), found.pk), "files": queries.files(found),
        "doubles": queries.doubles(found, by),
        "panels": panels_for(found, by, request), "routes": routes,
        "faults": prepared.read(found.faults.select_related("code")),
        "may_change": by.has_perm("complaints.change_complaint", found),
        "may_unmask": by.has_perm("complaints.unmask", found), "may_sign": _may_sign(found, by),
        "guide": queries.guide() if found.state == "registered" else None,
    }  # fmt: skip


def _may_sign(found: Complaint, by: Any) -> bool:
    """Tell whether the handling document waits for this person's signature."""
    move = found.moves.get("sign_document")
    return found.document_id is None and found.state in move.sources and by.has_perm(move.policy, found)


@for_record(Complaint)
def comment(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: operations.say(record, text=text, by=request.user))


@for_record(Complaint)
def attach(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Add a file."""
    return add_file(request, record)


@for_record(Complaint, "complaints.change_complaint")
def change(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Correct what was registered; what changes is in the history."""
    form = ComplaintChangeForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.change(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return form_page(
        request, form, heading=_("Correct the complaint"), submit=_("Save"), back=record.get_absolute_url(),
        template="complaints/change.html", crumbs=[(record.get_absolute_url(), record.number)], record=record,
    )  # fmt: skip


@for_record(Complaint, "complaints.sign_document")
def sign_document(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Show what the handling document says, to be signed by a head (CMP-11)."""
    form = DocumentForm(request.POST or None, record=record)

    def work() -> Any:
        content = drawn(form.cleaned_data["signature"])
        return operations.sign_document(record, signature=content, by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Signed; the document is kept as it was signed."))
    status = 422 if form.is_bound else 200
    return page(request, "complaints/sign.html", {"form": form, "record": record}, status=status)


@for_record(Complaint)
def link(request: StaffRequest, record: Complaint) -> HttpResponse:
    """Show the customer's link as text and QR code."""
    until = timezone.localdate() + timedelta(days=link_days("complaint"))
    words = _("Whoever has this link follows the complaint without an account, until %(day)s.") % {"day": until}
    address = reverse("portal:complaint", args=[queries.follow_token(record)])
    return give_link(request, record, address, heading=_("Customer's link"), words=words, opens=True)
