"""What lies about the demo company's warehouse: parts on the way, being counted, owed, waiting to be written off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.parts import operations
from bihuan.parts.models import Part, Place, WriteOff
from bihuan.service.models import WorkOrder
from bihuan.service.states import OrderState
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@dataclass(frozen=True)
class Stock:
    """Where parts lie: the warehouse, the outlets' stores, vans by their technician's key."""

    house: Place
    stores: list[Place]
    vans: dict[int, Place]
    parts: dict[str, Part]


# How many days ago a part came out, which, and what became of it.
OWED = (
    (16, "AC-PCB-01", "back"), (13, "AC-FAN-01", ""), (11, "WM-PCB-01", "back"), (10, "AC-PCB-02", ""),
    (9, "WH-IGN-01", ""), (6, "AC-PCB-01", ""), (3, "HD-MOTOR-01", ""), (1, "AC-PCB-01", ""),
)  # fmt: skip


def about(clock: Clock, now: datetime, stock: Stock, people: dict[str, Staff]) -> None:
    """Let four weeks pass in the warehouse; the clock ends at the present."""
    keeper, manager = people["liuwei"], people["hanli"]
    _owed(clock, now, stock, keeper)
    clock.now = now - timedelta(days=15)
    row = operations.ask_write_off(
        stock.house, [(stock.parts["AC-PIPE-6"], 4)], cause="damaged", reason="运输压扁，管口变形，无法扩口", by=keeper
    )
    clock.now = now - timedelta(days=14)
    _sign(row, manager)
    _on_the_way(clock, now, stock, keeper)
    _counted(clock, now, stock, keeper)
    clock.now = now - timedelta(hours=5)
    old = stock.parts["FR-HEAT-01"]
    operations.make_obsolete(old, note="BCD-210 系列停产满五年，由新型号代替", by=keeper)
    operations.ask_write_off(stock.house, [(old, 12)], cause="obsolete", reason="停产机型专用，三年无领用", by=keeper)
    clock.now = now - timedelta(hours=3)
    operations.ask_write_off(
        stock.house, [(stock.parts["WM-PCB-01"], 18), (stock.parts["AC-PCB-01"], 24)], cause="spoilt",
        reason="库房渗水受潮，抽检 5 块均不通电", by=keeper,
    )  # fmt: skip


def _sign(row: WriteOff, manager: Staff) -> None:
    for station in Circulation.objects.get(form="stock_write_off", subject_id=row.pk).stations.order_by("order"):
        signoff.sign(station, by=manager)


def _owed(clock: Clock, now: datetime, stock: Stock, keeper: Staff) -> None:
    """Have technicians bring back some of the parts they took out, and owe the others."""
    done = WorkOrder.objects.filter(state=OrderState.SIGNED, technician__isnull=False).select_related("technician")
    for number, (days, code, fate) in enumerate(OWED):
        clock.now = now - timedelta(days=days, hours=number)
        order = done.filter(completed_at__lt=clock.now).order_by("-completed_at")[number : number + 1].first()
        if order is None:  # a company as small as a measurement's
            continue
        faulty = operations.expect_back(
            stock.parts[code], technician=order.technician, about=order, by=SYSTEM, serial=f"B23{number:05d}X"
        )
        if fate == "back":
            clock.now += timedelta(days=4)
            operations.take_back(faulty, condition="complete", place=stock.house, by=keeper)


def _on_the_way(clock: Clock, now: datetime, stock: Stock, keeper: Staff) -> None:
    """Send parts to three vans: the first has them, less than was sent."""
    for number, (_technician, van) in enumerate(sorted(stock.vans.items())[:3]):
        clock.now = now - timedelta(days=7 - 3 * number)
        lines = [(stock.parts["AC-CAP-35"], 2), (stock.parts["AC-SEN-10K"], 3)]
        transfer = operations.send(stock.house, van, lines, by=keeper, note="每周补货")
        if number == 0:
            clock.now += timedelta(hours=20)
            short = {line.pk: line.sent - (line.part.code == "AC-SEN-10K") for line in transfer.lines.all()}
            operations.receive_transfer(transfer, short, note="传感器少 1 只，已告知总仓", by=van.technician or keeper)


def _counted(clock: Clock, now: datetime, stock: Stock, keeper: Staff) -> None:
    """Begin the stock-taking of two outlets: one is being counted, one has a difference to approve."""
    clock.now = now - timedelta(days=1)
    counted = operations.begin_count(stock.stores[1], by=keeper)
    pieces = {line.pk: max(0, line.book - (number == 2)) for number, line in enumerate(counted.lines.all())}
    clock.now += timedelta(hours=2)
    operations.hand_in_count(counted, pieces, by=keeper)
    clock.now = now - timedelta(hours=2)
    operations.begin_count(stock.stores[0], by=keeper)
