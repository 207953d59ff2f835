"""The demo company's loaners and tools: some lent, one overdue, one back damaged; tools taken, due, out of use."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from bihuan.config.demo.life import Life
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts.models import Loan, Loaner, Place
from bihuan.parts.operations import loaners as pool
from bihuan.parts.operations import loans, tools
from bihuan.parts.queries.tools import points_of
from bihuan.parts.states import PlaceKind
from bihuan.products.models import ProductModel
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import loans as lending

# Name, model, serial number, condition, accessories, value (CNY).
POOL = (
    ("移动空调 1.5 匹", "KFR-35GW", "BY-KT-01", "九成新，制冷制热正常", "遥控器 1 个、排风管 1 根", "1880.00"),
    ("移动空调 1.5 匹", "KFR-35GW", "BY-KT-02", "八成新，右侧面板划痕", "遥控器 1 个、排风管 1 根", "1880.00"),
    ("移动空调 1 匹", "KFR-26GW", "BY-KT-03", "九五成新，功能正常", "遥控器 1 个、排风管 1 根", "1580.00"),
    ("移动空调 1 匹", "KFR-26GW", "BY-KT-04", "七成新，噪声略大，可用", "遥控器 1 个、排风管 1 根", "1580.00"),
    ("小冰箱 90 升", "BCD-215", "BY-BX-01", "九成新，制冷正常", "隔板 2 块、接水盘 1 个", "760.00"),
    ("小冰箱 90 升", "BCD-215", "BY-BX-02", "八成新，门内侧轻微泛黄", "隔板 2 块、接水盘 1 个", "760.00"),
    ("小型洗衣机 3 公斤", "XQB75-J", "BY-XY-01", "九成新，功能正常", "进水管 1 根、排水管 1 根", "520.00"),
    ("储水式电热水器 40 升", "JSQ25-A", "BY-RS-01", "九成新，漏电保护正常", "混水阀 1 只、安全阀 1 只", "690.00"),
)
# How many hours ago it was lent, in how many days from today it is due, how many hours ago it came back damaged.
LENT = ((108, -2, 0), (100, 3, 27), (82, 8, 0), (57, 11, 0), (31, 13, 0))
# Number, name, kind, model, value (CNY), days since maintained, days since calibrated, what became of it.
TOOLS = (
    ("GJ-001", "冲击钻", "electric", "TSB 5500", "560.00", 40, None, "taken"),
    ("GJ-002", "冲击钻", "electric", "TSB 5500", "560.00", 75, None, ""),
    ("GJ-003", "角磨机", "electric", "GWS 700", "320.00", 90, None, "out"),
    ("GJ-004", "真空泵", "electric", "VRD-4", "980.00", 30, None, "taken"),
    ("GJ-005", "电动螺丝刀", "electric", "GSR 120", "430.00", 20, None, ""),
    ("YB-001", "数字万用表", "instrument", "F15B+", "420.00", 60, 80, "taken"),
    ("YB-002", "绝缘电阻表", "instrument", "ZC25-3", "380.00", 60, 392, ""),
    ("YB-003", "钳形电流表", "instrument", "F302+", "350.00", 60, 356, ""),
    ("YB-004", "冷媒压力表组", "instrument", "R32/R410A", "460.00", 60, 110, ""),
    ("DG-001", "铝合金人字梯 3 米", "lifting", "AL-3", "360.00", 45, None, ""),
    ("DG-002", "空调外机吊装架", "lifting", "DZ-150", "1250.00", 172, None, ""),
    ("FH-001", "全身式安全带", "protective", "双钩", "280.00", 50, None, "taken"),
    ("FH-002", "绝缘手套 5 kV", "protective", "", "95.00", 50, 60, ""),
)


def pooled(life: Life) -> None:
    """Fill the pool of loaners as the weeks begin, and plan who borrows one."""
    models = {model.code: model for model in ProductModel.objects.all()}
    for name, code, serial, condition, accessories, value in POOL:
        pool.add_loaner(
            name=name, serial=serial, condition=condition, accessories=accessories, value=Decimal(value),
            model=models[code], by=SYSTEM,
        )  # fmt: skip
    for hours, days, back in LENT:
        life.at(life.until - timedelta(hours=hours), partial(_lend, life, days, back))


def kept(now: datetime) -> None:
    """Put the loaners into the warehouse, which is there by now, and enter the tools."""
    house = Place.objects.filter(place_kind=PlaceKind.WAREHOUSE).order_by("pk").first()
    for machine in Loaner.objects.free():
        pool.change_loaner(machine, place=house, by=SYSTEM)
    _tools(house, now)


def _lend(life: Life, days: int, back: int) -> None:
    """Lend to the customer who has waited longest for a repair that a loaner can stand in for."""
    waiting = ServiceRequest.objects.open().filter(unit__isnull=False, bench_jobs=None).order_by("created_at", "pk")
    had = set(Loan.objects.values_list("about_id", flat=True))
    free = list(Loaner.objects.free().select_related("model"))
    for request in waiting.exclude(pk__in=had).select_related("model", "customer", "technician", "unit"):
        machine = next((one for one in free if _stands_in(one, request)), None)
        if machine is None:
            continue
        loan = lending.reserve_loaner(request, machine, by=life.people["zhoumin"])
        handover = loans.Handover(
            signature=life.signature, signer_name=loan.borrower, condition=machine.condition,
            accessories=machine.accessories, due_on=timezone.localdate(life.until) + timedelta(days=days),
        )  # fmt: skip
        loans.lend(loan, handover, by=request.technician or life.people["zhoumin"])
        if back:
            life.at(life.until - timedelta(hours=back), partial(_damaged, life, loan))
        return


def _damaged(life: Life, loan: Loan) -> None:
    back = loans.Back(condition="damaged", damage="外壳右下角开裂，需更换", charge_proposed=Decimal("60.00"))
    loans.bring_back(loan, back, by=life.people["zhoumin"])


def _stands_in(machine: Loaner, request: ServiceRequest) -> bool:
    return bool(machine.model and request.model and machine.model.line_id == request.model.line_id)


def _tools(house: Place | None, now: datetime) -> None:
    today = timezone.localdate(now)
    crew: list[Staff] = sorted(holders(Post.TECHNICIAN), key=lambda one: one.username)
    for number, (code, name, kind, model, value, maintained, calibrated, fate) in enumerate(TOOLS):
        row = tools.add_tool(
            number=code, name=name, tool_kind=kind, model_text=model, value=Decimal(value), place=house,
            bought_on=today - timedelta(days=420 + number * 35), maintained_on=today - timedelta(days=maintained),
            calibrated_on=today - timedelta(days=calibrated) if calibrated else None, by=SYSTEM,
        )  # fmt: skip
        who, good = crew[number % len(crew)], [True] * len(points_of(row))
        if fate == "taken":
            tools.take_tool(row, good, by=who)
        elif fate == "out":
            tools.take_tool(row, [*good[:-1], False], note="防护罩松动", by=who)
