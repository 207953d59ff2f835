"""What customers of the demo company paid: a price list, a year of settled bills, the last weeks day by day."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from django.utils import timezone

from bihuan.config.demo.life import Life
from bihuan.kernel import bulk, history, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.numbering import take
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.products.models import ProductLine
from bihuan.service.models import CashHandover, Charge, ChargeLine, Invoice, Payment, PriceItem, WorkOrder
from bihuan.service.operations import charges
from bihuan.service.queries.charges import overdue_days, searchable
from bihuan.service.rules.charging import BillLine, Price, Work, owed, propose
from bihuan.service.states import Result
from bihuan.service.states.charges import ChargeState, HandoverState, PayMethod

SMALL = Decimal(500)
CHUNK = 200
OPEN_SINCE, LEFT_LYING = timedelta(days=80), 3
# Code, kind, name, counted by, product line, area, list price, cost price.
PRICES = (
    ("RG-01", "labour", "维修人工费", "hour", "", "", "120.00", "68.00"),
    ("RG-AC", "labour", "空调维修人工费", "hour", "AC", "", "160.00", "92.00"),
    ("RG-WH", "labour", "热水器维修人工费", "hour", "WH", "", "140.00", "80.00"),
    ("RG-HD", "labour", "油烟机维修人工费", "hour", "HD", "", "100.00", "60.00"),
    ("CL-01", "travel", "上门费（市区）", "time", "", "city", "60.00", "32.00"),
    ("CL-02", "travel", "上门费（郊区）", "time", "", "suburb", "90.00", "58.00"),
    ("YF-01", "shipping", "寄送运费", "time", "", "", "25.00", "18.00"),
)
METHODS = (PayMethod.CASH, PayMethod.CASH, PayMethod.WECHAT, PayMethod.WECHAT, PayMethod.ALIPAY)
REASONS = ("老客户，零头优惠", "二次上门，减收上门费", "等待时间较长，酌情优惠")


def price_list(since: date) -> None:
    """Enter the price list, last year's labour price among it."""
    lines = {row.code: row for row in ProductLine.objects.all()}
    for code, kind, name, unit, line, area, price, cost in PRICES:
        known: dict[str, Any] = {
            "code": code, "kind_of": kind, "name": name, "unit": unit, "line": lines.get(line), "area": area,
            "by": SYSTEM,
        }  # fmt: skip
        if code == "RG-01":
            charges.add_price(list_price=Decimal(110), cost_price=Decimal(62), valid_from=since, **known)
            since_now = date(since.year + 1, 7, 1)
            charges.add_price(list_price=Decimal(price), cost_price=Decimal(cost), valid_from=since_now, **known)
        else:
            charges.add_price(list_price=Decimal(price), cost_price=Decimal(cost), valid_from=since, **known)


def year(people: dict[str, Staff], chance: random.Random) -> None:
    """Write the bills of all paid jobs that are over, in bulk: collected or invoiced; some invoices are still open."""
    rows = WorkOrder.objects.filter(state="signed", request__service_class="A", charges=None)
    rows = rows.exclude(result__in=[Result.UNSOLVED, Result.TAKEN_IN])
    orders = (
        rows.select_related("request__customer", "request__model", "technician", "outlet")
        .order_by("signed_at")
        .iterator(CHUNK)
    )
    prices = [row.plain() for row in PriceItem.objects.all()]
    numbers = (f"2633200000{number:010d}" for number in range(10_271, 10**9, 7))
    while some := list(islice(orders, CHUNK)):
        _write(some, prices, people["wangfang"], chance, numbers)


def _write(
    orders: Sequence[WorkOrder], prices: list[Price], accountant: Staff, chance: random.Random, numbers: Iterator[str]
) -> None:
    bills, lines = [], []
    for order in orders:
        day = timezone.localdate(order.signed_at)
        line = order.request.model.line_id if order.request.model else None
        work = Work(day, minutes=order.minutes_spent or 30, area=order.request.area, line=line)
        decided = (order.request.entitlement or {}).get("lines") or {}
        found = propose(decided, work, prices, allowed={"parts", "labour", "travel"})
        amount = owed(found)
        if amount > 0:
            bills.append(_bill(order, amount, chance))
            lines.append(found)
    _one_unpaid(bills)
    for bill, number in zip(bills, _numbers("BL", [bill.due_at for bill in bills]), strict=True):
        bill.number = number
    bulk.insert(bills)
    _lines(bills, lines)
    _money(bills, accountant, chance, numbers)
    history.append_many([entry for bill in bills for entry in _entries(bill, accountant)])
    search.index_many(Charge.kind(), [(bill.pk, searchable(bill)) for bill in bills])


def _bill(order: WorkOrder, amount: Decimal, chance: random.Random) -> Charge:
    """Return the bill of a job: collected on the spot, or invoiced; of the last invoices some are not paid."""
    day = timezone.localdate(order.signed_at)
    is_collected = amount <= SMALL and chance.random() < 0.8
    age = timezone.localdate() - day
    is_open = not is_collected and age < OPEN_SINCE and (age > OPEN_SINCE / 2 or chance.random() < 0.6)
    paid = (Decimal(0) if chance.random() < 0.7 else (amount / 2).quantize(Decimal(1))) if is_open else amount
    return Charge(
        state=ChargeState.INVOICED if is_open else ChargeState.SETTLED, request=order.request, order=order,
        outlet=order.outlet, technician=order.technician, total=amount, amount=amount, paid=paid,
        due_at=order.signed_at, collected_at=order.signed_at if is_collected else None,
        invoiced_at=_at(day, 17, 30), pay_by=day + timedelta(days=overdue_days() or 0),
        settled_at=None if is_open else _at(day, 17, 40),
    )  # fmt: skip


def _one_unpaid(bills: Sequence[Charge]) -> None:
    """Leave one older invoice unpaid, should chance have had them all paid."""
    old = [bill for bill in bills if bill.pay_by and bill.pay_by < timezone.localdate()]
    if old and all(bill.state == ChargeState.SETTLED for bill in old):
        last = max(old, key=lambda bill: (bill.collected_at is None, bill.due_at))
        last.state, last.paid = ChargeState.INVOICED, Decimal(0)
        last.collected_at = last.settled_at = None


def _numbers(series: str, moments: Sequence[datetime | None]) -> list[str]:
    """Return a number for each moment, day by day."""
    days: dict[date, list[int]] = {}
    for place, at in enumerate(moments):
        days.setdefault(timezone.localdate(at), []).append(place)
    found = [""] * len(moments)
    for places in days.values():
        at = moments[places[0]]
        assert at is not None
        for place, number in zip(places, take(series, len(places), at=at), strict=True):
            found[place] = number
    return found


def _lines(bills: Sequence[Charge], lines: Sequence[list[BillLine]]) -> None:
    ChargeLine.objects.bulk_create(
        ChargeLine(
            charge=bill, position=number, kind=line.kind, text=line.text, quantity=line.quantity,
            unit_price=line.unit_price, payer=line.payer, basis=line.basis, step=line.step, is_barred=line.is_barred,
            parameter_id=line.clause, price_id=line.price,
        )
        for bill, found in zip(bills, lines, strict=True) for number, line in enumerate(found, 1)
    )  # fmt: skip


def _money(bills: Sequence[Charge], accountant: Staff, chance: random.Random, numbers: Iterator[str]) -> None:
    some = [bill for bill in bills if bill.paid]
    receipts = _numbers("RC", [bill.due_at for bill in some])
    payments = []
    for bill, number in zip(some, receipts, strict=True):
        is_small = bill.collected_at is not None
        payments.append(Payment(
            number=number, charge=bill, amount=bill.paid, is_on_site=is_small,
            method=chance.choice(METHODS) if is_small else PayMethod.TRANSFER,
            received_at=bill.due_at or timezone.now(), received_by=bill.technician if is_small else accountant,
        ))  # fmt: skip
    _handovers([paid for paid in payments if paid.method == PayMethod.CASH], accountant)
    Payment.objects.bulk_create(payments)
    Invoice.objects.bulk_create(
        Invoice(
            number=next(numbers), charge=bill, issued_on=timezone.localdate(bill.due_at), amount=bill.amount,
            buyer=bill.request.contact_name or "个人", made_by=accountant,
        )
        for bill in bills
    )  # fmt: skip


def _handovers(cash: Sequence[Payment], accountant: Staff) -> None:
    """Let each technician hand over each evening what he took in that day."""
    piles: dict[tuple[date, int], list[Payment]] = {}
    for paid in cash:
        piles.setdefault((timezone.localdate(paid.received_at), paid.received_by_id or 0), []).append(paid)
    rows = [
        CashHandover(
            state=HandoverState.CONFIRMED, technician=pile[0].received_by, outlet=pile[0].charge.outlet,
            amount=(total := sum((paid.amount for paid in pile), Decimal(0))), counted=total,
            handed_over_at=_at(day, 17, 20), confirmed_at=_at(day, 17, 25), confirmed_by=accountant,
        )
        for (day, _technician), pile in piles.items()
    ]  # fmt: skip
    for row, number in zip(rows, _numbers("CH", [row.handed_over_at for row in rows]), strict=True):
        row.number = number
    bulk.insert(rows)
    for row, pile in zip(rows, piles.values(), strict=True):
        for paid in pile:
            paid.handover = row
    history.append_many([
        entry for row in rows for entry in (
            history.Line(row.kind(), row.pk, "register", row.technician, at=row.handed_over_at, is_first=True),
            history.Line(row.kind(), row.pk, "confirm", accountant, at=row.confirmed_at),
        )
    ])  # fmt: skip


def _entries(bill: Charge, accountant: Staff) -> Iterator[history.Line]:
    kind, small = bill.kind(), bill.collected_at is not None
    yield history.Line(kind, bill.pk, "register", SYSTEM, at=bill.due_at, is_first=True)
    yield history.Line(kind, bill.pk, "fall_due", SYSTEM, at=bill.due_at)
    if small and bill.technician is not None:
        yield history.Line(kind, bill.pk, "collect", bill.technician, at=bill.due_at)
    yield history.Line(kind, bill.pk, "post_invoice" if small else "invoice", accountant, at=bill.invoiced_at)
    if bill.paid and not small:
        yield history.Line(kind, bill.pk, "pay", accountant, at=bill.invoiced_at)
    if bill.settled_at:
        yield history.Line(kind, bill.pk, "settle", SYSTEM, at=bill.settled_at)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def evenings(life: Life) -> None:
    """Let money be collected and handed over each evening of the last weeks; today's still lies about."""
    today = timezone.localdate(life.until)
    for days in range(20, -1, -1):
        day = today - timedelta(days=days)
        life.at(_at(day, 17, 20), partial(_evening, life, day, days))


def _evening(life: Life, day: date, days: int) -> None:
    accountant = life.people["wangfang"]
    for bill in Charge.objects.filter(state=ChargeState.DUE).select_related("technician", "request"):
        if days >= LEFT_LYING or life.chance.random() < 0.5:
            _collected(bill, life.chance)
    if days > 0:
        _handed_over(accountant)
    for number, bill in enumerate(Charge.objects.filter(invoiced_at=None, due_at__isnull=False).exclude(
        state=ChargeState.VOID)):  # fmt: skip
        if days > 0 and life.chance.random() < (0.94 if days >= LEFT_LYING else 0.5):
            _invoiced(bill, f"2633299{day:%m%d}{number:05d}0001", day, accountant)
    charges.reconcile(day)


def _collected(bill: Charge, chance: random.Random) -> None:
    if bill.technician is None:
        return
    if bill.amount > 60 and chance.random() < 0.12:
        charges.discount(bill, amount=Decimal(chance.choice((5, 8, 10))), note=chance.choice(REASONS), by=SYSTEM)
        bill.refresh_from_db()
    try:
        charges.collect(bill, method=chance.choice(METHODS), amount=bill.amount, by=bill.technician)
    except OperationError:
        return  # above the sum for the spot: it is invoiced


def _handed_over(accountant: Staff) -> None:
    holding = Payment.objects.filter(handover=None, method=PayMethod.CASH, is_on_site=True)
    for person in Staff.objects.filter(pk__in=holding.values("received_by")):
        row = charges.hand_over(by=person)
        charges.confirm(row, counted=row.amount, by=accountant)


def _invoiced(bill: Charge, number: str, day: date, accountant: Staff) -> None:
    try:
        charges.invoice(
            bill, number=number, issued_on=day, buyer=bill.request.contact_name or "个人", amount=bill.amount,
            by=accountant,
        )  # fmt: skip
    except OperationError:
        return  # its cash is still on the road


def left_over(people: dict[str, Staff]) -> None:
    """Have finance got last month's rows."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    try:
        charges.export(since=last.replace(day=1), until=last, by=people["wangfang"])
    except OperationError:
        return


__all__ = ["evenings", "left_over", "price_list", "year"]
