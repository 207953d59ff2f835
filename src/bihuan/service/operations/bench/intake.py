"""Taking a product in against the signed 「客户商品领取收据」: carried in, or taken along from a visit (SVC-12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, documents, search
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.regulations.queries.signing import require_way, signing_clause
from bihuan.service.models import BenchJob, ServiceRequest, WorkOrder
from bihuan.service.operations.bench.promising import lies_ahead, start_limit
from bihuan.service.operations.dispatch import withdraw_running
from bihuan.service.operations.field import both_locked, finish
from bihuan.service.queries import bench as queries
from bihuan.service.states import BenchState, Origin, Result
from bihuan.service.states.bench import BenchReceived

RECEIPT = "goods_receipt"
OF_A_VISIT = ("request.dispatched", "order.arrived")


@dataclass(frozen=True)
class Goods:
    """What is taken in, as the receipt says.

    Attributes:
        condition: how it looks from outside, scratches and dents.
        promised_at: when it shall be ready, told to the customer.
        signature: drawn on the glass, or the photographed paper when `is_paper`.
        accessories: what came with it, one by one.
        lock_code: screen lock or seal number; kept sealed.
        reason: why it can't be repaired on site.
    """

    condition: str
    promised_at: datetime
    signature: Content
    signer_name: str
    is_paper: bool = False
    accessories: tuple[str, ...] = ()
    lock_code: str = ""
    reason: str = ""
    serial_text: str = ""
    shelf: str = ""
    technician: Staff | None = None
    photos: tuple[Content, ...] = ()


@transaction.atomic
def receive(
    request: ServiceRequest, goods: Goods, *, by: Actor, at: datetime | None = None, revision: int | None = None,
    prints_later: bool = False,
) -> BenchJob:  # fmt: skip
    """Take in what a customer brings; nobody need drive to him any more.

    Args:
        prints_later: leave the receipt's PDF to background work, for bringing in much at once.

    Raises:
        OperationError: condition or signer are missing, the promised day has passed, or it stands here already.
        MoveForbidden: the request is done or cancelled.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    check(request, "receive", by=by)
    now = at or timezone.now()
    job = _job(request, goods, origin=Origin.CARRIED_IN, by=by, now=now, prints_later=prints_later)
    withdraw_running(request, note=_("The customer brought it in: %(number)s") % {"number": job.number}, by=SYSTEM)
    changes: dict[str, Any] = {"technician": job.technician}
    if job.outlet_id:
        changes["outlet"] = job.outlet
    perform(request, "receive", by=by, at=now, note=job.number, changes=changes)
    of_a_visit = Deadline.objects.of(request.kind(), request.pk).running().filter(met_by__in=OF_A_VISIT)
    deadlines.cancel(list(of_a_visit.select_for_update(of=("self",))), by=SYSTEM, at=now, note=job.number)
    return job


@transaction.atomic
def take_along(
    order: WorkOrder, goods: Goods, *, minutes_spent: int | None, by: Actor, revision: int | None = None
) -> BenchJob:
    """Take a product along that can't be repaired on site; the customer signs the voucher next (FULL 4.5).

    Args:
        minutes_spent: working time on site, minutes.

    Raises:
        OperationError: the reason, condition or signer are missing, or it stands in the workshop already.
        MoveForbidden: the visit is not diagnosed yet, or is over.
    """
    order = both_locked(order, revision)
    reason = required(goods.reason, _("Write why it can't be repaired on site."), field="reason")
    job = _job(order.request, goods, origin=Origin.TAKEN_ALONG, by=by, now=timezone.now(), order=order)
    done = _("Taken in for repair against receipt %(number)s: %(reason)s") % {"number": job.number, "reason": reason}
    finish(order, work_done=done, result=Result.TAKEN_IN, minutes_spent=minutes_spent, by=by)
    return job


def _job(
    request: ServiceRequest, goods: Goods, *, origin: str, by: Actor, now: datetime, order: WorkOrder | None = None,
    prints_later: bool = False,
) -> BenchJob:  # fmt: skip
    if standing := queries.running_job(request):
        words = {"number": standing.number}
        raise OperationError(_("This product stands in the workshop already: %(number)s.") % words)
    job = _filled(request, goods, origin, by, now, order)
    way = "paper" if goods.is_paper else "glass"
    require_way(RECEIPT, way, job.facts())
    job.number = next_number("BR", at=now)
    begin(job, by=by, at=now, note=goods.reason.strip(), event=BenchReceived)
    purpose = "paper" if goods.is_paper else "signature"
    job.signature = attachments.attach(job, goods.signature, by=by, purpose=purpose, is_locked=True)
    for photo in goods.photos:
        attachments.attach(job, photo, by=by, purpose="photo")
    start_limit(job, by=by, at=now)
    BenchJob.objects.filter(pk=job.pk).update(signature=job.signature)
    if prints_later:
        archive_receipt.using(priority=-10).enqueue(pk=job.pk)
    else:
        _archive(job)
    search.index(BenchJob.kind(), job.pk, queries.searchable(job))
    return job


def _archive(job: BenchJob) -> None:
    job.receipt = documents.archive(RECEIPT, job, by=SYSTEM, at=job.received_at)
    BenchJob.objects.filter(pk=job.pk).update(receipt=job.receipt)


@task
def archive_receipt(pk: int) -> None:
    """Print and archive a receipt that was left for later; done twice, it is there once."""
    with transaction.atomic():
        _archive(locked(BenchJob, pk))


def _filled(
    request: ServiceRequest, goods: Goods, origin: str, by: Actor, now: datetime, order: WorkOrder | None
) -> BenchJob:
    condition = required(goods.condition, _("Write how it looks from outside; sound is a condition too."),
                         field="condition")  # fmt: skip
    signer = required(goods.signer_name, _("Write the signer's name."), field="signer_name")
    person = by if isinstance(by, Staff) else None
    technician = goods.technician or (order.technician if order else None)
    outlet = (technician.outlet if technician else None) or (person.outlet if person else None) or request.outlet
    job = BenchJob(
        request=request, order=order, origin=origin, state=BenchState.RECEIVED, outlet=outlet, technician=technician,
        received_by=person, received_at=now, unit=request.unit, model_text=request.model_text,
        serial_text=goods.serial_text.strip() or request.serial_text, condition=condition, lock_code=goods.lock_code,
        accessories=[words for one in goods.accessories if (words := one.strip())], reason=goods.reason.strip(),
        shelf=goods.shelf.strip(), promised_at=lies_ahead(goods.promised_at), signer_name=signer,
        is_paper=goods.is_paper,
    )  # fmt: skip
    if order is not None:
        job.findings, job.cause, job.fault_code = order.findings, order.cause, order.fault_code
    job.must_consent = signing_clause("estimate", job.facts()) is not None
    return job
