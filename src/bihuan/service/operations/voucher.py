"""The customer's signature closes a job: on the glass, or on paper that is photographed (SVC-10)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import attachments, documents
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.kernel.tasks import task
from bihuan.service.models import ServiceVoucher, WorkOrder
from bihuan.service.operations.field import both_locked
from bihuan.service.states import Result, VoucherState

FORM = "service_voucher"
__all__ = ["archive_voucher", "drawn", "sign"]


@transaction.atomic
def sign(
    order: WorkOrder, *, signature: Content, signer_name: str, by: Actor, is_paper: bool = False,
    customer_note: str = "", at: datetime | None = None, revision: int | None = None, prints_later: bool = False,
) -> ServiceVoucher:  # fmt: skip
    """Have the customer sign the finished job; makes, prints and archives the 「维修服务凭证」.

    Args:
        signature: the drawn signature, or the photographed paper when `is_paper`.
        prints_later: leave the PDF to background work, for bringing in much at once.

    Raises:
        OperationError: the signer's name is missing, or the time lies in the future.
        MoveForbidden: the job is not finished, or was signed already.
    """
    order = both_locked(order, revision)
    move = "file_paper" if is_paper else "sign"
    check(order, move, by=by)
    if not signer_name.strip():
        raise OperationError(_("Write the signer's name."), field="signer_name")
    now = at or timezone.now()
    if now > timezone.now():
        raise OperationError(_("This lies in the future."), field="at")
    if order.completed_at and now < order.completed_at.replace(second=0, microsecond=0):
        raise OperationError(_("The customer can't sign before the work was done."), field="at")
    kept = attachments.attach(order, signature, by=by, purpose="paper" if is_paper else "signature", is_locked=True)
    voucher = ServiceVoucher(
        order=order, state=VoucherState.ARCHIVED, signer_name=signer_name.strip(), signed_at=now, is_paper=is_paper,
        customer_note=customer_note.strip(), signature=kept, number=next_number("SV", at=now),
    )  # fmt: skip
    begin(voucher, by=by, at=now)
    perform(order, move, by=by, at=now, note=customer_note.strip(), changes={"signed_at": now})
    _finish_request(order, now)
    if prints_later:
        archive_voucher.using(priority=-10).enqueue(pk=voucher.pk)
        return voucher
    return _archived(voucher)


def _archived(voucher: ServiceVoucher) -> ServiceVoucher:
    document = documents.archive(FORM, voucher, by=SYSTEM, at=voucher.signed_at)
    ServiceVoucher.objects.filter(pk=voucher.pk).update(document=document)
    voucher.refresh_from_db()
    return voucher


@task
def archive_voucher(pk: int) -> None:
    """Print and archive a signed voucher whose PDF was left for later; done twice, it is there once."""
    with transaction.atomic():
        voucher = ServiceVoucher.objects.select_for_update(of=("self",)).get(pk=pk)
        if voucher.document_id is None:
            _archived(voucher)


def _finish_request(order: WorkOrder, now: datetime) -> None:
    """An unsolved job sends the request back to be dispatched again; any other completes it.

    What was taken in is completed when the customer has it back.
    """
    if order.result == Result.TAKEN_IN:
        return
    if order.result == Result.UNSOLVED:
        perform(order.request, "recall", by=SYSTEM, note=order.work_done, changes={"technician": None})
    else:
        perform(order.request, "complete", by=SYSTEM, at=now, changes={"completed_at": now})
