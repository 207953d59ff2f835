"""Software of some models with its versions, who still runs an old one, and what customers were promised in writing."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.products.models import ProductLine, ProductModel, Software, Unit, UnitSoftware
from bihuan.products.operations import software
from bihuan.service import operations as service
from bihuan.service.models import FunctionCheck, ServiceRequest
from bihuan.service.operations import bench, commitments
from bihuan.service.operations import software as work
from bihuan.service.operations.campaigns import upgrade_units
from bihuan.service.queries.software import points_for

# Code, name, model or line, excepted, list price, cost price, versions: number, days ago, what is new.
PROGRAMS = (
    ("AC72-MC", "柜机主控程序", "KFR-72LW", False, "0", "0", (
        ("2.0.3", 900, "首个量产版本"), ("2.1.0", 420, "优化除霜判断，减少低温停机"),
        ("2.2.1", 40, "修正通信偶发中断误报 E6，新增滤网提醒"))),
    ("BCD260-TC", "三门冰箱温控程序", "BCD-260T", False, "0", "0", (
        ("1.4", 700, "首个量产版本"), ("1.5", 60, "修正化霜周期，降低冷藏室结冰"))),
    ("JSQ25-MB", "热水器主板程序", "JSQ25-A", False, "0", "0", (
        ("3.0", 800, "首个量产版本"), ("3.1", 300, "优化恒温算法"))),
    ("AC-GC", "空调集控授权软件", "AC", True, "380", "150", (("5.2", 200, "宾馆、写字楼集中控制"),)),
)  # fmt: skip
# Points compared before and after, by line: name, unit, better, high.
POINTS = {
    "AC": (("制冷、制热、除湿切换", "", "", None), ("遥控与面板显示", "", "", None), ("出风温差", "℃", "higher", None),
           ("内机噪声", "dB(A)", "lower", "46"), ("开机至送风时间", "秒", "lower", None)),
    "FR": (("冷藏、冷冻、变温正常", "", "", None), ("化霜启动正常", "", "", None),
           ("冷藏室温度波动", "℃", "lower", None)),
    "WH": (("点火、熄火保护正常", "", "", None), ("出水温度波动", "℃", "lower", None),
           ("点火时间", "秒", "lower", None)),
}  # fmt: skip
MOST = 24  # units of each model whose version is known
PROMISED = 18


def programs(people: dict[str, Staff], chance: random.Random, clock: Clock, now: datetime, signature: Content) -> None:
    """Name the software, say what runs where, upgrade one unit on site, and ask some more to be upgraded."""
    lines = {line.code: line for line in ProductLine.objects.all()}
    models = {model.code: model for model in ProductModel.objects.all()}
    for code, name, where, is_excepted, list_price, cost_price, versions in PROGRAMS:
        clock.now = now - timedelta(days=versions[0][1])
        known = software.save_software(
            None, code=code, name=name, model=models.get(where), line=lines.get(where), is_excepted=is_excepted,
            list_price=Decimal(list_price), cost_price=Decimal(cost_price), by=people["hanli"],
        )  # fmt: skip
        for number, days, note in versions:
            clock.now = now - timedelta(days=days)
            software.release(known, version=number, released_on=_day(clock), note=note, by=people["hanli"])
        if where in models:
            _run(known, models[where], people, chance, clock, now)
    clock.now = now - timedelta(days=60)
    _points(lines)
    old = UnitSoftware.objects.current().filter(version__is_newest=False, unit__customer__isnull=False)
    first, *others = list(old.select_related("version", "software").order_by("-pk")[:4])
    clock.now = timezone.localtime(now - timedelta(days=3)).replace(hour=9, minute=5)
    _on_site(_asked([first], people)[0], people, clock, signature)
    clock.now = now - timedelta(minutes=50)
    _asked(others, people)
    clock.now = now


def _asked(rows: list[UnitSoftware], people: dict[str, Staff]) -> list[ServiceRequest]:
    note = "主动升级：新版本修正了旧版本的已知问题。"
    return upgrade_units(rows, cause="system", note=note, by=people["zhoumin"]).made


def _on_site(request: ServiceRequest, people: dict[str, Staff], clock: Clock, signature: Content) -> None:
    """Upgrade a unit at the customer's: looked at before and after, nothing worse, signed for."""
    technician, desk, unit, version = people["chenlijun"], people["zhoumin"], request.unit, request.wanted_version
    assert unit
    assert version
    clock.now += timedelta(minutes=20)
    order = service.dispatch(request, service.Assignment(technician_id=technician.pk), by=desk)
    if order is None:
        return
    for minutes, step in ((10, service.accept), (15, service.depart), (35, service.arrive)):
        clock.now += timedelta(minutes=minutes)
        order = step(order, by=technician)
    clock.now += timedelta(minutes=8)
    order = service.diagnose(order, findings="运行旧版本程序，按通知升级", cause="component", by=technician)
    job = work.prepare(order, version=version, before=[_before(one) for one in points_for(unit)], by=technician)
    clock.now += timedelta(minutes=25)
    work.compare(job, after=[_after(one) for one in points_for(unit)], by=technician)
    order.refresh_from_db()
    words = "备份参数后升级程序，逐项比对升级前后运行情况，无劣化"
    order = service.finish(order, work_done=words, result="fixed", minutes_spent=40, by=technician)
    clock.now += timedelta(minutes=6)
    name = request.customer.name if request.customer else request.contact_name
    service.sign(order, signature=signature, signer_name=name, by=technician)


def _before(point: FunctionCheck) -> str:
    return {"higher": "10.5", "lower": "44"}.get(point.better, "20") if point.is_measured else "yes"


def _after(point: FunctionCheck) -> str:
    return {"higher": "11.8", "lower": "42.5"}.get(point.better, "20") if point.is_measured else "yes"


def _day(clock: Clock) -> date:
    return timezone.localdate(clock.now)


def _run(
    known: Software, model: ProductModel, people: dict[str, Staff], chance: random.Random, clock: Clock, now: datetime
) -> None:
    """Say which version each unit left the works with, and which were upgraded since."""
    versions = list(known.versions.order_by("released_on", "pk"))
    technicians = [one for one in people.values() if one.holds("technician")]
    for unit in Unit.objects.filter(model=model).order_by("-pk")[:MOST]:
        made = unit.produced_on or _day(clock)
        first = next((one for one in reversed(versions) if one.released_on <= made), versions[0])
        clock.now = now - timedelta(days=max((timezone.localdate(now) - made).days, 0))
        software.put_on(unit, first, way="factory", by=SYSTEM)
        if first != versions[-1] and chance.random() < 0.45:
            clock.now = now - timedelta(days=chance.randint(1, 30))
            software.put_on(unit, versions[-1], way="upgrade", by=chance.choice(technicians))


def _points(lines: dict[str, ProductLine]) -> None:
    for code, points in POINTS.items():
        for number, (name, unit, better, high) in enumerate(points, 1):
            bench.save_check(
                None, line=lines[code], name=name, position=number * 10, is_measured=bool(unit), unit=unit,
                better=better, high=Decimal(high) if high else None, occasion="software", by=SYSTEM,
            )  # fmt: skip


def promises(people: dict[str, Staff], chance: random.Random, clock: Clock, now: datetime) -> None:
    """Give the newest customers their commitment in writing; most have signed for it."""
    rows = Unit.objects.filter(customer__isnull=False, accepted_on__isnull=False).order_by("-accepted_on", "-pk")
    newest = list(rows.select_related("customer")[:PROMISED])
    for number, unit in enumerate(reversed(newest)):
        clock.now = now - timedelta(days=PROMISED - number, hours=chance.randint(1, 6))
        one = commitments.issue(unit, by=people["zhoumin"])
        if number % 3 and one.state == "issued" and unit.customer:
            clock.now += timedelta(minutes=chance.randint(5, 50))
            way = "paper" if number % 2 else "link"
            commitments.receive(one, name=unit.customer.name, way=way, by=people["zhoumin"])
    clock.now = now
