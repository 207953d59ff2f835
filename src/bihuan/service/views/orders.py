"""A work order on the desk's screen, and the paper that was signed for it (SVC-10)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import attachments
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.kernel.wording import daytime
from bihuan.service import operations
from bihuan.service.forms import SignedPaperForm
from bihuan.service.models import WorkOrder
from bihuan.service.queries.helpers import of_order
from bihuan.service.queries.story import told_alone
from bihuan.service.states import OrderState

BY_PHONE = {"accept", "depart", "arrive", "diagnose", "finish", "sign"}


@staff_page()
def order(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a work order: its path, the 「维修服务凭证」 as far as it is filled, history and files."""
    rows = WorkOrder.objects.visible_to(request.user).select_related(
        "request__customer",
        "request__region",
        "request__unit",
        "request__model",
        "request__technician",
        "request__outlet__department",
        "outlet",
        "technician",
        "fault_code",
        "voucher__signature",
        "voucher__document",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    by = request.user
    moves = [move for move in available(found, by) if move.name not in BY_PHONE]
    context = {
        "order": found, "record": found, "times": _times(found), "deadlines": deadlines.for_record(found.request),
        "history": told_alone(found), "files": attachments.of(WorkOrder.kind(), found.pk),
        "moves": moves, "crew": of_order(found, by),
        "may_file_paper": any(move.name == "file_paper" for move in moves),
    }  # fmt: skip
    return page(request, "service/order.html", context)


def _times(order: WorkOrder) -> dict[str, str]:
    moments = {
        OrderState.ASSIGNED: order.assigned_at, OrderState.ACCEPTED: order.accepted_at,
        OrderState.DEPARTED: order.departed_at, OrderState.ARRIVED: order.arrived_at,
        OrderState.DIAGNOSED: order.diagnosed_at, OrderState.COMPLETED: order.completed_at,
        OrderState.SIGNED: order.signed_at,
    }  # fmt: skip
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


@for_record(WorkOrder, "service.archive_paper")
def file_paper(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """File the voucher that the customer signed on paper."""
    form = SignedPaperForm(
        request.POST or None, request.FILES or None, record=record, initial={"signer_name": record.request.contact_name}
    )

    def work() -> Any:
        data = form.cleaned_data
        return operations.sign(
            record, signature=data["paper"], signer_name=data["signer_name"], is_paper=True, at=data["at"],
            customer_note=data["customer_note"], by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record.request, _("Filed: the signed voucher is archived."))
    return form_page(
        request,
        form,
        heading=_("File the signed paper"),
        submit=_("File"),
        back=record.get_absolute_url(),
        intro=_("Photograph or scan the 「Repair service voucher」 the customer signed; it is kept for good."),
    )


@for_record(WorkOrder, "service.work_order")
def decline(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Give a job back, with the reason."""
    form = NoteForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.decline(record, note=form.cleaned_data["note"], by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record.request, _("Given back; the dispatcher has been told."))
    return form_page(request, form, heading=_("Decline"), submit=_("Decline"), back=record.get_absolute_url())
