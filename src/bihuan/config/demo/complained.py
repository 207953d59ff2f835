"""Complaints of the demo company: one in every state, of products and of service."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintChannel, ComplaintKind, Demand, Sample
from bihuan.config.demo.life import Life
from bihuan.config.demo.redressed import inspected, offered, sent_for
from bihuan.config.demo.solved import solved
from bihuan.kernel.actors import VisitorActor
from bihuan.organization.models import Department, Staff
from bihuan.products.models import Unit
from bihuan.service.models import ServiceRequest
from bihuan.service.states import RequestState

Steps = list[tuple[float, Callable[[], Any]]]  # after how many minutes, what


def complaints(life: Life) -> None:
    """Plan the complaints of these days."""
    now = life.until
    for ago, told in (
        (timedelta(days=16, hours=5), _settled), (timedelta(days=9, hours=3), _unjustified),
        (timedelta(days=6, hours=2), _hotel), (timedelta(days=2, hours=4), _rude), (timedelta(hours=30), _slow),
        (timedelta(hours=7), _leaking), (timedelta(minutes=50), _fresh), (timedelta(days=4), _written_again),
    ):  # fmt: skip
        life.at(now - ago, partial(told, life))
    life.at(now - timedelta(days=12, hours=6), partial(solved, life))


def _units(line: str, count: int) -> list[Unit]:
    rows = Unit.objects.filter(model__line__code=line, customer__isnull=False).select_related("customer", "model")
    return list(rows.order_by("pk")[:count])


def _said(life: Life, by: str, **values: Any) -> Complaint:
    return operations.register(operations.Grievance(**values), by=life.people[by])


def _department(code: str) -> Department:
    return Department.objects.get(code=code)


def _follow(life: Life, steps: Steps) -> None:
    start = life.clock.now
    for minutes, step in steps:
        life.at(start + timedelta(minutes=minutes), step)


def _judge(life: Life, complaint: Complaint, by: str, kind: str, severity: str = "general") -> Callable[[], Any]:
    return lambda: operations.judge(
        _now(complaint), kind_of=kind, severity=severity, judgement="与客户核对属实", by=life.people[by]
    )


def _now(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def _closing(life: Life, complaint: Complaint, head: Staff, decision: str, reply: str, way: str) -> Steps:
    people = life.people
    return [
        (400, lambda: operations.decide(_now(complaint), decision=decision, by=head)),
        (460, lambda: operations.reply(_now(complaint), text=reply, reply_by=way, by=people["sunli"])),
        (1500, lambda: operations.call_back(_now(complaint), verdict="satisfied", said="处理及时", by=people["sunli"])),
        (1510, lambda: operations.close(_now(complaint), by=people["sunli"])),
    ]  # fmt: skip


def _settled(life: Life) -> None:
    people = life.people
    over = ServiceRequest.objects.filter(state=RequestState.CLOSED, closed_at__lt=life.clock.now)
    request = over.order_by("-reported_at").first()
    complaint = _said(
        life, "hejing", request=request, kind_of=ComplaintKind.ATTITUDE, channel=ComplaintChannel.HOTLINE,
        description="师傅迟到四十分钟，进门不戴鞋套，客户提醒后还顶嘴。", demand=Demand.APOLOGY,
        concerned=_department("SERVICE"), about_staff=people["zhengkai"],
    )  # fmt: skip
    steps: Steps = [
        (30, _judge(life, complaint, "sunli", ComplaintKind.ATTITUDE)),
        (40, lambda: operations.hand_on(_now(complaint), responsible=_department("SERVICE"), by=people["sunli"])),
        *_closing(
            life, complaint, people["hanli"], "服务经理当面道歉，师傅写检查并重学服务规范。",
            "韩经理今晚登门道歉，师傅已停单学习。", "phone",
        ),
    ]  # fmt: skip
    _follow(life, steps)


def _unjustified(life: Life) -> None:
    unit = _units("AC", 5)[-1]
    complaint = _said(
        life, "caoli", unit=unit, kind_of=ComplaintKind.QUALITY, description="空调开机三次跳闸，要求退机。",
        demand=Demand.REFUND, sample=Sample.NONE, quantity=1, defective=1,
    )  # fmt: skip
    text = "查电压仅 176 伏，为小区线路负荷过大，机器正常。"
    steps: Steps = [
        (150, lambda: operations.turn_down(_now(complaint), judgement=text, by=life.people["caoli"])),
        (170, lambda: operations.explain(
            _now(complaint), text="感谢您的反映。检测表明机器正常，附电压记录，建议请物业增容或加装稳压器。",
            reply_by="phone", by=life.people["caoli"],
        )),
    ]  # fmt: skip
    _follow(life, steps)


def _hotel(life: Life) -> None:
    unit = _units("AC", 1)[0]
    complaint = _said(
        life, "caoli", unit=unit, kind_of=ComplaintKind.QUALITY, channel=ComplaintChannel.SALES, quantity=12,
        defective=3, order_no="SO-2610-0388", batch="2610-07", demand=Demand.COMPENSATION, claimed=1800,
        sample=Sample.RECEIVED, bought_at="北辰直销",
        description="三台制热约三小时后停机，显示 E6。",
        demand_words="限期修好或更换，书面说明原因，承担换房损失 1800 元。",
        circumstances="交付十二台，203、305、306 房三台出现同样现象，电压 228 伏。",
    )  # fmt: skip
    steps: Steps = [
        (60, _judge(life, complaint, "caoli", ComplaintKind.QUALITY)),
        (75, lambda: operations.hand_on(_now(complaint), responsible=_department("PROD"), by=life.people["caoli"])),
        *inspected(life, complaint),
        *offered(
            life, complaint, "1800", "三间客房换房损失，有宾馆收费单为凭", after=1700, by="caoli",
            signers=("xuwen", "yaojun"), proof="PZ-2611-088",
        ),
    ]  # fmt: skip
    _follow(life, steps)


def _rude(life: Life) -> None:
    complaint = _said(
        life, "zhoumin", kind_of=ComplaintKind.PROFESSIONALISM, contact_name="陆先生", phone="13957180244",
        description="师傅两次上门都没查出故障，第三次换人才修好，要求退回上门费。", demand=Demand.REFUND, claimed=160,
        concerned=_department("SERVICE"), about_staff=life.people["maxiaodong"],
    )  # fmt: skip
    steps: Steps = [
        (25, _judge(life, complaint, "sunli", ComplaintKind.PROFESSIONALISM)),
        (35, lambda: operations.hand_on(
            _now(complaint), responsible=_department("SERVICE"), by=life.people["sunli"]
        )),
        (300, lambda: operations.decide(_now(complaint), decision="退还两次上门费 160 元。", by=life.people["hanli"])),
        (340, lambda: operations.reply(
            _now(complaint), text="两次上门费今日原路退回，已安排师傅补训。", reply_by="phone", by=life.people["sunli"]
        )),
        *offered(
            life, complaint, "160", "两次上门未查出故障，退还上门费", after=310, by="sunli", signers=("xuwen", "hanli")
        ),
    ]  # fmt: skip
    _follow(life, steps)


def _slow(life: Life) -> None:
    request = ServiceRequest.objects.exclude(customer=None).order_by("-reported_at").first()
    complaint = _said(
        life, "miaoxin", request=request, kind_of=ComplaintKind.SLOW, demand=Demand.EXPLANATION,
        description="报修三天没人上门，打了两次电话都说在排。", concerned=_department("SERVICE"),
    )  # fmt: skip
    steps: Steps = [
        (45, _judge(life, complaint, "sunli", ComplaintKind.SLOW)),
        *offered(
            life, complaint, "500", "客户称误工一天，未提供凭据", after=60, by="sunli", signers=("xuwen", "hanli"),
            verdict="refuse", opinion="无误工凭据，致歉并尽快上门即可",
        ),
    ]  # fmt: skip
    _follow(life, steps)


def _leaking(life: Life) -> None:
    unit = _units("WH", 1) or _units("AC", 3)
    complaint = _said(
        life, "caoli", unit=unit[-1], kind_of=ComplaintKind.QUALITY, is_injury=True, demand=Demand.REPLACEMENT,
        description="热水器出水忽冷忽热，老人被烫伤手背。", harms_reputation=True, channel=ComplaintChannel.PLATFORM,
        complainant="media", claimed=26000, sample=Sample.TO_FETCH, quantity=1, defective=1,
    )  # fmt: skip
    steps: Steps = [
        (12, lambda: operations.contact(
            _now(complaint), note="已致歉并请老人就医，费用先由我方垫付，今晚派人取机", by=life.people["caoli"]
        )),
        (20, _judge(life, complaint, "caoli", ComplaintKind.QUALITY, "serious")),
        *sent_for(life, complaint),
        *offered(
            life, complaint, "6800", "医疗费、误工费，并更换同型号新机", after=120, by="caoli", signers=("xuwen",),
            opinion="属实",
        ),
    ]  # fmt: skip
    _follow(life, steps)


def _fresh(life: Life) -> None:
    _said(
        life, "hejing", kind_of=ComplaintKind.PRICE, contact_name="邵女士", phone="13588220913",
        description="换一只电容收了 380 元，网上同款只要 60 元，要求说明价格依据。", demand=Demand.EXPLANATION,
        concerned=_department("SERVICE"),
    )  # fmt: skip


def _written_again(life: Life) -> None:
    unit = _units("AC", 7)[-1]
    complaint = _said(
        life, "caoli", unit=unit, kind_of=ComplaintKind.REPAIR_QUALITY, demand=Demand.REPAIR, quantity=1, defective=1,
        description="上月换过压缩机，声音比原来更大，夜里睡不着。",
    )  # fmt: skip
    text = "噪声实测 41 分贝，在说明书范围内。"
    again = "你们测的是白天，夜里我自己测是 52 分贝，录音发给你们。"
    steps: Steps = [
        (200, lambda: operations.turn_down(_now(complaint), judgement=text, by=life.people["caoli"])),
        (230, lambda: operations.explain(
            _now(complaint), text="实测噪声在标准之内，如夜间另有异响请录音告知我们。", reply_by="phone",
            by=life.people["caoli"],
        )),
        (3000, lambda: operations.say(
            _now(complaint), text=again, by=VisitorActor(complaint.contact_name or "客户"), source="portal"
        )),
    ]  # fmt: skip
    _follow(life, steps)
