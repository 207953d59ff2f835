"""Replacement by rule in the demo company: the same fault mended twice in vain, a part missing for over ninety days."""

from datetime import datetime, timedelta

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.organization.states import OutletKind
from bihuan.parts.models import Part
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, Remedy, ServiceRequest, WorkOrder
from bihuan.service.operations.remedies import look_for_missing_parts
from bihuan.service.states import OPEN

# What is wrong, on how many days before today it was reported, and what became of the proposal.
IN_VAIN = (
    ("AC-COOL", "制冷效果差，出风不凉", (31, 19, 4), ""),
    ("AC-COOL", "制冷一阵就停，外机不转", (52, 38, 21), "done"),
    ("FR-COLD", "冷藏室不冷，压缩机一直响", (44, 29, 12), "refused"),
)  # fmt: skip
MISSING_SINCE = 96
REPORTS = sum(len(days) for _line, _text, days, _fate in IN_VAIN) + 1


def by_rule(clock: Clock, now: datetime, people: dict[str, Staff], signature: Content) -> None:
    """Let the clauses propose replacements, some of them decided."""
    units = _units(now)
    for line, text, days, fate in IN_VAIN:
        if unit := next((one for one in units if line.startswith(one.model.line.code)), None):
            units.remove(unit)
            _in_vain(unit, text, days, clock, now, signature)
            _decided(unit, fate, clock, people)
    if units:
        _missing(units[0], clock, now)
    clock.now = now
    look_for_missing_parts()


def _units(now: datetime) -> list[Unit]:
    """Return units that stay in warranty and on which nothing is going on."""
    young = timezone.localdate(now) - timedelta(days=600)
    busy = ServiceRequest.objects.filter(reported_at__gte=now - timedelta(days=120)).values("unit")
    rows = Unit.objects.filter(accepted_on__gte=young, accepted_on__lte=young + timedelta(days=450), replaced_by=None)
    rows = (
        rows.filter(site__region__outlet__outlet_kind=OutletKind.OWN)
        .exclude(pk__in=busy)
        .exclude(remedies__isnull=False)
    )
    return list(rows.select_related("model__line", "customer", "site__region__outlet").order_by("pk")[:60])


def _in_vain(unit: Unit, text: str, days: tuple[int, ...], clock: Clock, now: datetime, signature: Content) -> None:
    for number, ago in enumerate(days):
        clock.now = (now - timedelta(days=ago)).replace(hour=1, minute=20, second=0)
        request = _reported(unit, text if number == 0 else f"又出现：{text}")
        if number < len(days) - 1:
            _mended(request, clock, signature)


def _reported(unit: Unit, text: str) -> ServiceRequest:
    fault = FaultClass.objects.filter(parent__code=unit.model.line.code).order_by("pk").first()
    return service.register(
        service.Intake(description=text, unit=unit, serial_text=unit.serial, fault_class=fault), by=SYSTEM
    )


def _sent(request: ServiceRequest, clock: Clock) -> WorkOrder:
    clock.now += timedelta(minutes=40)
    outlet = request.outlet
    person = Staff.objects.filter(outlet=outlet, post_holdings__post="technician", is_active=True).order_by("pk")[0]
    order = service.dispatch(request, service.Assignment(technician_id=person.pk), by=SYSTEM)
    assert order is not None
    for step in (service.accept, service.depart, service.arrive):
        clock.now += timedelta(minutes=35)
        order = step(order, by=person)
    return service.diagnose(order, findings="检测压力与电流，更换对应部件后试机", cause="component", by=person)


def _mended(request: ServiceRequest, clock: Clock, signature: Content) -> None:
    order = _sent(request, clock)
    clock.now += timedelta(minutes=50)
    order = service.finish(
        order, work_done="更换部件，试机三十分钟正常", result="fixed", minutes_spent=50, by=order.technician
    )
    service.sign(order, signature=signature, signer_name=request.contact_name, by=order.technician, prints_later=True)


def _missing(unit: Unit, clock: Clock, now: datetime) -> None:
    """Let a part be owing since over ninety days."""
    clock.now = (now - timedelta(days=MISSING_SINCE)).replace(hour=2, minute=10, second=0)
    request = _reported(unit, "压缩机不启动，等待原厂配件")
    order = _sent(request, clock)
    service.finish(
        order,
        work_done="压缩机绕组烧毁，已停用，待原厂配件",
        result="provisional",
        minutes_spent=40,
        by=order.technician,
    )
    part = Part.objects.filter(code__startswith=unit.model.line.code).order_by("pk").first()
    if part:
        service.want_part(request, part, 1, by=SYSTEM, note="原厂已停产，正在调货")


def _decided(unit: Unit, fate: str, clock: Clock, people: dict[str, Staff]) -> None:
    remedy = Remedy.objects.filter(unit=unit, state="proposed").first()
    if remedy is None or not fate:
        return
    clock.now += timedelta(hours=3)
    manager = people["hejianguo"]
    if fate == "refused":
        service.refuse_remedy(remedy, note="两次均为不同部件，非同一故障，已向客户说明并免费检修", by=manager)
        return
    remedy = service.agree_remedy(remedy, kind="replacement", note="符合两次修理无效换货的规定", by=manager)
    clock.now += timedelta(hours=20)
    numbers = (f"{unit.serial[:-6]}{(int(unit.serial[-6:]) + step) % 10**6:06d}" for step in range(1, 10**6))
    serial = next(one for one in numbers if not Unit.objects.filter(serial=one).exists())
    service.carry_out(remedy, replacement_serial=serial, by=people["zhoumin"])
    request = remedy.request
    if request.state in OPEN:
        service.cancel(request, note=f"已换货，见 {remedy.number}", by=people["zhoumin"])


__all__ = ["by_rule"]
