"""The demo company's spare parts: a catalogue, stock in warehouse, outlets and vans, some of it low or due back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from bihuan.config.demo import lying
from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts import operations as stock
from bihuan.parts.models import Part, Place
from bihuan.parts.states import MoveKind, PlaceKind
from bihuan.products.models import ProductLine
from bihuan.service import operations as service
from bihuan.service.models import WorkOrder
from bihuan.service.states import RUNNING

# Number, name, unit, list price, cost price (CNY), line, kind of part: s with serial number, b sent back, o others.
PARTS = (
    ("AC-CAP-35", "压缩机启动电容 35 µF", "只", "68.00", "21.50", "AC", "o"),
    ("AC-CAP-35B", "压缩机启动电容 35 µF（国产替代）", "只", "52.00", "14.80", "", "o"),
    ("AC-PCB-01", "室内机主控板", "块", "320.00", "148.00", "AC", "sb"),
    ("AC-PCB-02", "室外机变频模块", "块", "680.00", "356.00", "AC", "sb"),
    ("AC-SEN-10K", "管温传感器 10 kΩ", "只", "35.00", "6.20", "AC", "o"),
    ("AC-SEN-15K", "环温传感器 15 kΩ", "只", "35.00", "6.40", "AC", "o"),
    ("AC-FAN-01", "室内贯流风扇电机", "台", "210.00", "96.00", "AC", "b"),
    ("AC-R32", "制冷剂 R32", "克", "0.18", "0.06", "AC", "o"),
    ("AC-PIPE-6", "连接铜管 φ6", "米", "45.00", "19.00", "AC", "o"),
    ("FR-SEN-01", "冷藏传感器", "只", "42.00", "8.50", "FR", "o"),
    ("FR-HEAT-01", "化霜加热管", "根", "88.00", "27.00", "FR", "o"),
    ("FR-COMP-01", "冰箱压缩机", "台", "760.00", "420.00", "FR", "sb"),
    ("FR-SEAL-01", "冷藏门封条", "条", "75.00", "24.00", "FR", "o"),
    ("WM-PUMP-01", "排水泵", "台", "96.00", "38.00", "WM", "o"),
    ("WM-BELT-01", "三角皮带", "条", "28.00", "5.60", "WM", "o"),
    ("WM-PCB-01", "洗衣机电脑板", "块", "260.00", "118.00", "WM", "sb"),
    ("WH-IGN-01", "脉冲点火器", "只", "120.00", "46.00", "WH", "b"),
    ("WH-VALVE-01", "燃气比例阀", "只", "240.00", "128.00", "WH", "b"),
    ("HD-MOTOR-01", "油烟机电机", "台", "280.00", "132.00", "HD", "b"),
    ("HD-SW-01", "触控开关板", "块", "95.00", "33.00", "HD", "o"),
)  # fmt: skip
LOW = {"FR-COMP-01": 6, "WH-VALVE-01": 3, "AC-PCB-02": 8}  # what the warehouse has too few of
ON_VANS = ("AC-CAP-35", "AC-PCB-01", "AC-SEN-10K", "AC-R32", "FR-SEN-01", "WM-PUMP-01", "WH-IGN-01")


def spares(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Enter parts, places and stock as they stood four weeks ago, then what became of them until today."""
    keeper = people["liuwei"]
    clock.now = now - timedelta(days=28)
    parts = _catalogue(keeper)
    _substitute(parts, keeper)
    house = _place("BJ-CK", "北辰备件总仓", PlaceKind.WAREHOUSE, by=keeper)
    for number, part in enumerate(parts.values()):
        bulk = 5000 if part.unit_of_measure == "克" else 24 + number % 5 * 6
        _fill(part, house, LOW.get(part.code, bulk), 10, 4, keeper)
    stores = [
        _place(f"CK-{outlet.code}", f"{outlet.name}备件间", PlaceKind.OUTLET, outlet=outlet, by=keeper)
        for outlet in Outlet.objects.order_by("pk")[:4]
    ]
    for store in stores:
        for number, code in enumerate(("AC-PCB-01", "AC-CAP-35", "FR-HEAT-01", "WM-PCB-01", "HD-MOTOR-01")):
            _fill(parts[code], store, 2 + number, 3, 1, keeper)
    vans = dict(_vans(parts, keeper))
    lying.about(clock, now, lying.Stock(house, stores, vans, parts), people)
    clock.now = now
    _on_jobs(parts, vans)


def _catalogue(keeper: Staff) -> dict[str, Part]:
    lines = {line.code: line for line in ProductLine.objects.all()}
    return {
        code: stock.add_part(
            code=code, name=name, unit_of_measure=unit, list_price=Decimal(price), cost_price=Decimal(cost),
            is_serialised="s" in kind, is_due_back="b" in kind, fits_lines=[lines[line]] if line else [], by=keeper,
        )
        for code, name, unit, price, cost, line, kind in PARTS
    }  # fmt: skip


def _substitute(parts: dict[str, Part], keeper: Staff) -> None:
    today = timezone.localdate()
    row = stock.propose_substitute(
        parts["AC-CAP-35"], parts["AC-CAP-35B"], reason="容量、耐压、外形一致，通过 72 小时老化试验", by=keeper,
        valid_from=today - timedelta(days=90), valid_until=today + timedelta(days=275),
    )  # fmt: skip
    manager = next(iter(holders(Post.SERVICE_MANAGER)), None)
    stock.approve_substitute(row, by=manager or SYSTEM)


def _place(code: str, name: str, place_kind: str, *, by: Staff, **fields: object) -> Place:
    return stock.add_place(code=code, name=name, place_kind=place_kind, by=by, **fields)


def _fill(part: Part, place: Place, quantity: int, safety: int, reserve: int, keeper: Staff) -> None:
    stock.receive(part, place, quantity, by=keeper, kind=MoveKind.OPENING)
    stock.set_levels(part, place, safety_stock=safety, reserve=reserve, by=keeper)


def _vans(parts: dict[str, Part], keeper: Staff) -> Iterator[tuple[int, Place]]:
    for number, technician in enumerate(sorted(holders(Post.TECHNICIAN), key=lambda one: one.username)):
        van = _place(
            f"SC-{technician.username}", f"{technician.name}随车库", PlaceKind.VAN, technician=technician,
            outlet=technician.outlet, by=keeper,
        )  # fmt: skip
        for place, code in enumerate(ON_VANS):
            part = parts[code]
            _fill(part, van, 3000 if part.unit_of_measure == "克" else 2 + (number + place) % 3, 2, 0, keeper)
        yield technician.pk, van


def _on_jobs(parts: dict[str, Part], vans: dict[int, Place]) -> None:
    """Put a part on some of the jobs technicians are at; one waits for a part."""
    orders = WorkOrder.objects.filter(state__in=RUNNING, request__model__isnull=False)
    for number, order in enumerate(orders.select_related("request__model__line", "technician").order_by("pk")[:14]):
        line = order.request.model.line.code if order.request.model else ""
        code = {"AC": "AC-PCB-01", "FR": "FR-SEN-01", "WM": "WM-PUMP-01", "WH": "WH-IGN-01"}.get(line)
        van = vans.get(order.technician_id)
        if code is None or van is None:
            continue
        part = parts[code]
        out, new = (f"B23{number:05d}", f"B26{number:05d}") if part.is_serialised else ("", "")
        try:
            service.use_part(order, service.Use(part=part, place=van, serial_out=out, serial_in=new), by=SYSTEM)
        except OperationError:
            continue
        if number % 5 == 0:
            missing = {"AC": "AC-PCB-02", "FR": "FR-COMP-01", "WM": "WM-PCB-01", "WH": "WH-VALVE-01"}[line]
            row = service.want_part(order.request, parts[missing], 1, by=SYSTEM, note="总仓待补货")
            service.order_part(row, expected_on=timezone.localdate() + timedelta(days=6), by=SYSTEM)
