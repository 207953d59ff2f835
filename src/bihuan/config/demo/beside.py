"""What goes on beside the repairs of the demo company: failures, contact sheets, shirking, an emergency, a consent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from bihuan.config.demo.life import Life
from bihuan.organization.models import Department, Staff
from bihuan.service.models import EmergencyPlan, ServiceRequest
from bihuan.service.operations import contact_sheets, emergencies, failures, plans, shirking
from bihuan.service.states import RequestState
from bihuan.signoff import operations as signoff

PLANS = (
    ("物业停电停梯应急方案", "物业",
     "先救人：切断电源，安抚被困人员，拨打 119；再排查；每半小时向委托单位通报一次。",
     {"serious": "有人受伤，或两幢以上停电停梯", "larger": "有人被困，或一幢停电停梯",
      "general": "单台停梯，无人被困"}),
    ("批量故障应急方案", "",
     "停发同批次产品，通知已安装客户断电停用，分组上门检查，品管现场取样。",
     {"serious": "有起火、漏电、漏气等安全事故", "larger": "同批次五台以上同一故障",
      "general": "同批次三台以上同一故障"}),
)  # fmt: skip
FIRST = ("hanli", "lintao", "zhaozhiqiang", "wulei")
TASKS = {
    "hanli": "现场指挥",
    "lintao": "滨江片区组长",
    "zhaozhiqiang": "城西片区组长",
    "liuwei": "物资保障",
    "qianjin": "现场取样",
}


def matters(life: Life) -> None:
    """Plan what happens beside the repairs in these days."""
    people, now = life.people, life.until
    _plans(people)
    life.at(now - timedelta(days=9, hours=4), partial(_over, life))
    life.at(now - timedelta(days=3), partial(_failure, life))
    life.at(now - timedelta(hours=5), partial(_sheets, life))
    life.at(now - timedelta(hours=20), partial(_shirking, life))
    life.at(now - timedelta(minutes=70), partial(_consent, life))
    life.at(now - timedelta(minutes=4), partial(_running, life))


def _plans(people: dict[str, Staff]) -> None:
    crew = [name for name, staff in people.items() if staff.holds("technician") and name not in FIRST]
    others = ["liuwei", "qianjin", "yaojun", "yeqiang", "songyang", "guojing", "hejing", "miaoxin"]
    for name, business, measures, levels in PLANS:
        plan = plans.save_plan(
            None, name=name, business=business, measures=measures, levels=levels, is_active=True, by=people["hanli"]
        )
        for order, username in enumerate([*FIRST, *crew, *others], 1):
            plans.put_on_call(
                plan, staff=people[username], order=order, task=TASKS.get(username, ""), by=people["hanli"]
            )


def _request(**wanted: Any) -> ServiceRequest | None:
    return ServiceRequest.objects.filter(**wanted).order_by("-reported_at").first()


def _failure(life: Life) -> None:
    people, request = life.people, _request(customer__customer_kind="company", model__line__code="AC") or _request()
    if request is None:
        return
    customer = request.customer.name if request.customer else ""
    report = failures.report_failure(
        failures.Failure(
            occurred_at=timezone.now() - timedelta(minutes=25), place=f"{customer} 二楼配电间", request=request,
            symptom="六台柜机同时跳闸，配电间有焦糊味，营业区停止制冷。",
            plan="一、立即断电，挂牌禁止合闸；二、派两名持低压电工证人员带绝缘表到场；三、调两台移动空调临时供客户使用。",
            salesman=people["panfeng"],
        ),
        by=people["zhoumin"],
    )  # fmt: skip
    steps: list[tuple[float, Callable[[], Any]]] = [
        (9, lambda: failures.file(report, note="已与客户机电主管通话", by=people["hanli"])),
        (15, lambda: failures.acknowledge(report, by=people["panfeng"])),
        (30, lambda: failures.inform(report, by=people["hanli"])),
        (55, lambda: failures.acknowledge(report, by=people["hejianguo"])),
        (160, lambda: failures.track(report, note="查明进线电缆绝缘老化，已更换，待客户送电", by=people["hanli"])),
    ]
    _after(life, steps)


def _after(life: Life, steps: list[tuple[float, Callable[[], Any]]]) -> None:
    start = life.clock.now
    for minutes, step in steps:
        life.at(start + timedelta(minutes=minutes), step)


def _sheets(life: Life) -> None:
    people = life.people
    quality, store = Department.objects.get(code="QUALITY"), Department.objects.get(code="STORE")
    asked = contact_sheets.ask(
        contact_sheets.Matter(
            to_department=quality, subject="启动电容批次检验记录",
            content="近两周 KFR-35GW 启动电容失效 5 起，请提供 7 月入库批次的检验记录和留样。", request=_request(),
        ),
        by=people["zhoumin"],
    )  # fmt: skip
    disputed = contact_sheets.ask(
        contact_sheets.Matter(
            to_department=Department.objects.get(code="PROD"), subject="抽调装配工协助现场换板",
            content="冷链客户停机，需两名装配工到现场协助更换主控板一天。",
        ),
        by=people["hanli"],
    )  # fmt: skip
    contact_sheets.ask(
        contact_sheets.Matter(
            to_department=store, subject="夜间代领启动电容", content="昨晚急修，仓库无人值班。", request=_request(),
            done="凭值班钥匙代领 1 只，领料单已放仓库主任桌上。",
        ),
        by=people["hejing"],
    )  # fmt: skip
    steps: list[tuple[float, Callable[[], Any]]] = [
        (40, lambda: contact_sheets.accept_sheet(asked, answer="今天下班前提供", by=people["qianjin"])),
        (60, lambda: contact_sheets.decline_sheet(disputed, answer="本周赶出口订单，无人可抽", by=people["yaojun"])),
        (85, lambda: contact_sheets.refer(
            disputed, dispute="技术部：客户库存三十吨，停机一天即变质。制造部：出口订单周五装柜，不能停线。",
            by=people["hanli"],
        )),
    ]  # fmt: skip
    _after(life, steps)


def _shirking(life: Life) -> None:
    people, request = life.people, _request(state=RequestState.CLOSED)
    if request is not None:
        shirking.report_shirking(
            request, who=people["miaoxin"], by=people["caoli"],
            note="客户来电说机器漏水，只回了一句「这不归我管」就挂断，客户又打到业务部。",
        )  # fmt: skip


def _consent(life: Life) -> None:
    request = _request(state=RequestState.REGISTERED)
    if request is not None:
        signoff.ask_consent(
            request, move="close", by=life.people["zhoumin"],
            reason="电话指导复位后已恢复制冷，客户明早出差，不愿再等上门；请同意不派工直接归档。",
        )  # fmt: skip


def _declare(life: Life, plan: str, level: str, place: str, situation: str, by: str) -> Any:
    chosen = EmergencyPlan.objects.get(name=plan)
    return emergencies.declare(chosen, level=level, place=place, situation=situation, by=life.people[by])


def _answers(emergency: Any, until: int, refusing: tuple[int, ...]) -> None:
    for number, call in enumerate(list(emergency.calls.select_related("staff"))[:until]):
        note = "在外地出差" if number in refusing else ""
        emergencies.answer_call(call, reply="no" if number in refusing else "yes", note=note, by=call.staff)


def _running(life: Life) -> None:
    emergency = _declare(
        life, PLANS[0][0], "larger", "滨江区 滨和花园 3 幢",
        "3 幢停电，两台电梯停运，一人被困 11 楼轿厢，物业已联系消防。", "hanli",
    )  # fmt: skip
    life.at(life.clock.now + timedelta(minutes=2), partial(_answers, emergency, 13, (3, 8)))


def _over(life: Life) -> None:
    emergency = _declare(
        life, PLANS[1][0], "larger", "西湖区 东湖宾馆", "同批次热水器五台中途熄火，疑风压开关批量不良。", "hanli"
    )  # fmt: skip
    people, start = life.people, life.clock.now

    def at(minutes: float) -> datetime:
        return start + timedelta(minutes=minutes)

    def reviewed() -> None:
        emergencies.review(
            emergency, lessons="同批次风压开关须逐台复检后再发；应急名单应注明各人车辆情况。", by=people["hanli"],
            lessons_for=people["qianjin"], lessons_by=timezone.localdate() + timedelta(days=14),
        )  # fmt: skip

    steps: list[tuple[float, Callable[[], Any]]] = [
        (6, partial(_answers, emergency, 8, (2,))),
        (9, partial(_rest, emergency)),
        (35, lambda: emergencies.log(emergency, text="两组到场，五台均已断气停用", by=people["lintao"])),
        (120, lambda: emergencies.log(emergency, text="更换风压开关五只，点火正常", by=people["lintao"])),
        (150, lambda: emergencies.stand_down(emergency, note="全部恢复，客户签认", by=people["hanli"])),
        (1500, reviewed),
    ]
    for minutes, step in steps:
        life.at(at(minutes), step)


def _rest(emergency: Any) -> None:
    for call in emergency.calls.filter(reply="waiting").select_related("staff"):
        emergencies.answer_call(call, reply="yes", by=call.staff)
