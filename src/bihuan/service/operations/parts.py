"""Parts on a job: used, given back, missing and arrived (PRT-02, SVC-13)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.parts import operations as stock
from bihuan.parts.models import Part, Place
from bihuan.parts.queries import approved_for, due_back, parts_fitting
from bihuan.products.models import Unit
from bihuan.service.models import PartRequest, PartUsage, ServiceRequest, WorkOrder
from bihuan.service.operations import waits
from bihuan.service.operations.field import both_locked
from bihuan.service.states import OrderState, Urgency
from bihuan.service.states.parts import JobPartsChanged, PartRequestState, PartWanted

CLOSED = (OrderState.SIGNED, OrderState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Use:
    """What is put into a product.

    Attributes:
        part: what is taken out of stock.
        place: from where: the technician's van, an outlet, a warehouse.
        quantity: pieces.
        instead_of: the original part when `part` is an approved substitute for it.
        serial_out, serial_in: numbers of the faulty and of the new part, where they have one.
        consent: the manager's reason to open the emergency reserve.
    """

    part: Part
    place: Place
    quantity: int = 1
    instead_of: Part | None = None
    serial_out: str = ""
    serial_in: str = ""
    consent: str = ""


@transaction.atomic
def use_part(order: WorkOrder, use: Use, *, by: Actor, revision: int | None = None) -> PartUsage:
    """Put a part on a job: it leaves the stock, stands on the voucher and in the unit's history (PRT-02).

    Raises:
        OperationError: the job is closed, not enough lies there, the substitute isn't approved, a serial number
            is missing.
    """
    order = both_locked(order, revision)
    permit(by, "service.use_part", order)
    _check_use(order, use)
    move = stock.issue(
        use.part, use.place, use.quantity, about=order, by=by, serial=use.serial_in,
        is_emergency=order.request.urgency == Urgency.URGENT, consent=use.consent,
    )  # fmt: skip
    usage = PartUsage.objects.create(
        order=order, part=use.part, place=use.place, quantity=use.quantity, instead_of=use.instead_of,
        from_reserve=move.from_reserve, serial_out=use.serial_out.strip(), serial_in=use.serial_in.strip(),
        list_price=use.part.list_price, cost_price=use.part.cost_price, used_at=move.at,
        used_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    history.append(order, "use_part", by=by, note=_line(usage))
    _tell_unit(order, usage, by)
    if use.part.is_due_back:
        for _piece in range(use.quantity):
            stock.expect_back(use.part, technician=order.technician, about=order, by=by, serial=use.serial_out)
    _tell_bill(order, by)
    return usage


@transaction.atomic
def return_part(usage: PartUsage, quantity: int, *, by: Actor, place: Place | None = None) -> PartUsage:
    """Give back what was issued for a job and not used (PRT-02).

    Args:
        place: where it is put; whence it came, if none is given.

    Raises:
        OperationError: the job is signed, or more than is still out.
    """
    order = both_locked(usage.order)
    permit(by, "service.use_part", order)
    row = locked(PartUsage, usage.pk)
    if order.state in CLOSED:
        raise OperationError(_("The customer has signed for the parts of this job."))
    if quantity > row.kept:
        raise OperationError(_("Only %(count)s are left of this line.") % {"count": row.kept}, field="quantity")
    stock.give_back(row.part, place or row.place, quantity, about=order, by=by, serial=row.serial_in)
    row.quantity_returned += quantity
    row.revision += 1
    row.save(update_fields=["quantity_returned", "revision", "updated_at"])
    _forgive(row, order, quantity)
    history.append(order, "return_part", by=by, note=f"{row.part} × {quantity}")
    _tell_bill(order, by)
    return row


def _tell_bill(order: WorkOrder, by: Actor) -> None:
    if order.completed_at:
        events.publish(JobPartsChanged(record=order, at=timezone.now(), by=by))


@transaction.atomic
def want_part(
    request: ServiceRequest, part: Part, quantity: int, *, by: Actor, expected_on: date | None = None, note: str = ""
) -> PartRequest:
    """Ask for a part a repair lacks; limits whose clause knows the reason are paused as it allows.

    Raises:
        OperationError: less than one piece, or the request is over.
    """
    request = locked(ServiceRequest, request.pk)
    permit(by, "service.want_part", request)
    if quantity < 1:
        raise OperationError(_("At least one piece."), field="quantity")
    if not request.is_open:
        raise OperationError(_("This request is over."))
    now = timezone.now()
    row = PartRequest(
        number=next_number("PR", at=now), state=PartRequestState.WANTED, request=request, part=part,
        quantity=quantity, wanted_at=now, expected_on=expected_on,
        wanted_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    begin(row, by=by, event=PartWanted, at=now, note=note.strip())
    history.append(request, "want_part", by=by, note="；".join(filter(None, [row.title, note.strip()])))
    waits.follow(request)
    return row


@transaction.atomic
def order_part(
    row: PartRequest, *, expected_on: date | None, by: Actor, note: str = "", revision: int | None = None
) -> PartRequest:
    """Write down that the part was ordered and when it should come."""
    row = _taken(row, revision)
    perform(row, "order_part", by=by, note=note.strip(), changes={"expected_on": expected_on})
    words = f"{row.title} {expected_on or ''}".strip()
    history.append(row.request, "order_part", by=by, note=words)
    return row


@transaction.atomic
def part_arrived(row: PartRequest, *, by: Actor, revision: int | None = None) -> PartRequest:
    """Write down that the part is there: the dispatcher and the technician are told, clocks go on."""
    row = _taken(row, revision)
    now = timezone.now()
    perform(row, "part_arrived", by=by, at=now, changes={"arrived_at": now})
    history.append(row.request, "part_arrived", by=by, note=row.title)
    waits.follow(row.request)
    return row


@transaction.atomic
def drop_part(row: PartRequest, *, by: Actor, note: str = "", revision: int | None = None) -> PartRequest:
    """Write down that the part is no longer needed."""
    row = _taken(row, revision)
    perform(row, "drop_part", by=by, note=note.strip())
    history.append(row.request, "drop_part", by=by, note=row.title)
    waits.follow(row.request)
    return row


def _check_use(order: WorkOrder, use: Use) -> None:
    if order.state in CLOSED:
        raise OperationError(_("This job is closed; nothing can be put on it any more."))
    original = use.instead_of or use.part
    if not _fits(original, order.request):
        raise OperationError(
            _("«%(part)s» is not a part of this model; take the original or an approved substitute.")
            % {"part": original},
            field="part",
        )
    if original.pk != use.part.pk and use.part.pk not in {row.substitute_id for row in approved_for(original)}:
        raise OperationError(
            _("«%(part)s» is not an approved substitute for «%(original)s».")
            % {"part": use.part, "original": original},
            field="part",
        )
    if use.part.is_serialised and use.quantity != 1:
        raise OperationError(_("A part with a serial number is entered one by one."), field="quantity")
    if use.part.is_serialised and not use.serial_in.strip():
        raise OperationError(_("Enter the serial number of the new part."), field="serial_in")


def _fits(part: Part, request: ServiceRequest) -> bool:
    """Tell whether a part is an original one of the product; an unknown model refuses nothing."""
    return request.model is None or parts_fitting(request.model).filter(pk=part.pk).exists()


def _line(usage: PartUsage) -> str:
    words = [f"{usage.part} × {usage.quantity}（{usage.place}）"]
    if usage.instead_of:
        words.append(_("instead of %(part)s") % {"part": usage.instead_of})
    if usage.serial_out or usage.serial_in:
        words.append(f"{usage.serial_out or '—'} → {usage.serial_in or '—'}")
    return "，".join(words)


def _tell_unit(order: WorkOrder, usage: PartUsage, by: Actor) -> None:
    if order.request.unit_id:
        unit = locked(Unit, order.request.unit_id)
        history.append(unit, "use_part", by=by, note=f"{order.number}：{_line(usage)}")


def _forgive(usage: PartUsage, order: WorkOrder, quantity: int) -> None:
    """A part that was not put in leaves no faulty one to bring back."""
    for faulty in due_back(usage.part, order)[:quantity]:
        stock.give_up(faulty, note=_("The new part was given back unused."), by=SYSTEM)


def _taken(row: PartRequest, revision: int | None) -> PartRequest:
    request = locked(ServiceRequest, row.request_id)
    row = locked(PartRequest, row.pk, revision=revision)
    row.request = request
    return row
