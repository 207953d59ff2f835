"""What lies open between customers, technicians and the accountant of the demo company on its last day."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.service.models import Charge, WorkOrder
from bihuan.service.operations import charges
from bihuan.service.states.charges import ChargeState, PayMethod

WAITING_DISCOUNT, NOTE = Decimal(120), "同一故障第三次上门，客户要求减免"
PARTS = (("主机总成", "1860.00"), ("主控板", "520.00"), ("电机", "430.00"), ("电源板", "380.00"))


def lying_about(people: dict[str, Staff]) -> None:
    """Leave a bill in every state: quoted, agreed, due, cash on the road and counted, a discount that waits, void."""
    _quoted([*_bills(ChargeState.DRAFT), *_before_the_work()])
    _discount(_bills(ChargeState.DUE), people)
    due = [charge for charge in _bills(ChargeState.DUE) if not charge.asked_discount]
    _cash(due[: len(due) // 2])
    for charge in due[-1:]:
        charges.void(charge, note="与 400 热线重复登记，费用已在另一张账单收取", by=people["wangfang"])


def _bills(state: str) -> Iterable[Charge]:
    rows = Charge.objects.filter(state=state, technician__isnull=False).select_related("request", "technician")
    return rows.order_by("-pk")


def _before_the_work() -> Iterable[Charge]:
    """Return new drafts of paid jobs the technician is still at: what costs more is agreed before."""
    running = WorkOrder.objects.filter(
        state__in=["accepted", "departed", "arrived", "diagnosed"], request__service_class="A", charges=None
    )
    for order in running.order_by("-pk")[:4]:
        try:
            yield charges.bill(order, by=SYSTEM)
        except OperationError:
            continue  # the customer bears nothing of it


def _quoted(drafts: Iterable[Charge]) -> None:
    """Put what costs more before the customer: one has agreed, one has declined, the others think it over."""
    dear = islice((charge for charge in drafts if not charge.asked_discount), 4)
    for number, (charge, (name, price)) in enumerate(zip(dear, PARTS, strict=False)):
        known = charge.lines.all()
        lines = [charges.Entry(one.kind, one.text, one.unit_price, one.quantity, one.code) for one in known]
        charge = charges.amend(charge, lines=[*lines, charges.Entry("parts", name, Decimal(price))], by=SYSTEM)
        charge = charges.quote(charge, by=SYSTEM)
        if number == 1:
            charges.agree(charge, name=charge.request.contact_name, amount=charge.amount, by=_customer(charge))
        elif number == 2:
            charges.decline(charge, name=charge.request.contact_name, note="太贵，先不修", by=_customer(charge))


def _cash(due: Iterable[Charge]) -> None:
    """Have small sums collected: some still in the technicians' pockets, one pile before the accountant."""
    holders: list[Staff] = []
    for charge in due:
        technician = charge.technician
        assert technician is not None
        try:
            charges.collect(charge, method=PayMethod.CASH, amount=charge.amount, by=technician)
            holders.append(technician)
        except OperationError:
            continue  # above the sum for the spot
    if holders:
        charges.hand_over(by=holders[0])


def _discount(due: Iterable[Charge], people: dict[str, Staff]) -> None:
    """Have the service manager ask for more off than she may grant."""
    for charge in due:
        if charge.total > WAITING_DISCOUNT:
            charges.discount(charge, amount=WAITING_DISCOUNT, note=NOTE, by=people["hanli"])
            return


def _customer(charge: Charge) -> VisitorActor:
    return VisitorActor(charge.request.contact_name or "客户", frozenset({"service.answer_quotation"}))
