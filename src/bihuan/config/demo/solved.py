"""A complaint of the demo company that went the whole way, to the verified action and the signed document."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintChannel, ComplaintKind, Demand, Sample
from bihuan.config.demo.life import Life
from bihuan.organization.models import Department
from bihuan.products.models import Unit
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions, spreading
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

CAUSE = "三台控制板光耦 PC3 引脚虚焊，为波峰焊换锡后未做首件炉温确认，同批 2609-03。"
MEASURE = "换锡后首件测炉温曲线并留样；同批库存 46 块返焊复检合格。"
# Minutes after the complaint, who, what he says, what he fills in.
STATIONS: tuple[tuple[float, str, str, dict[str, Any]], ...] = (
    (100, "xuwen", "已到现场核实，三台均能复现，样板两块随表送呈。", {}),
    (150, "gaoyuan", "登记，请质量管理部两日内查明。", {}),
    (480, "qianjin", "与留样比对，属批次性。", {"cause": CAUSE}),
    (820, "yaojun", "", {"countermeasure": MEASURE}),
    (900, "gaoyuan", "原因清楚，对策可行。", {}),
    (1380, "xuwen", "", {"proposal": "三台免费换板，退还停用期租金 900 元，延保一年。"}),
    (1440, "gaoyuan", "同意：三台免费换板，退还租金 900 元，延保一年。", {}),
)


def solved(life: Life) -> None:
    """Let the complaint come in and plan what follows."""
    unit = list(Unit.objects.filter(model__line__code="AC", customer__isnull=False).order_by("pk")[:9])[-1]
    words = operations.Grievance(
        unit=unit, kind_of=ComplaintKind.QUALITY, channel=ComplaintChannel.HOTLINE, quantity=8, defective=3,
        order_no="SO-2609-0217", batch="2609-03", demand=Demand.REPLACEMENT, claimed=Decimal(900),
        sample=Sample.RECEIVED, bought_at="北辰直销", description="三台新机夜间自行停机，遥控无反应，断电后恢复。",
        demand_words="三台全部换新，停用期间租金由贵司承担。",
    )  # fmt: skip
    people = life.people
    row = operations.register(words, by=people["caoli"])
    start = life.clock.now

    def now() -> Complaint:
        return Complaint.objects.get(pk=row.pk)

    steps: list[tuple[float, Callable[[], Any]]] = [
        (20, lambda: operations.contact(now(), note="已受理，两日内上门，五日内书面答复", by=people["caoli"])),
        (45, lambda: operations.judge(
            now(), kind_of=ComplaintKind.QUALITY, severity="general", judgement="与客户和安装队核对属实",
            by=people["caoli"],
        )),
        (60, lambda: operations.hand_on(now(), responsible=Department.objects.get(code="PROD"), by=people["caoli"])),
        *((after, _signing(life, row, who, words, filled)) for after, who, words, filled in STATIONS),
        *_action(life, row),
        (1500, lambda: operations.sign_document(now(), signature=life.signature, by=people["qianjin"])),
        (1560, lambda: operations.reply(
            now(), text="三台控制板明日上午全部更换，租金 900 元随单退还，整机延保一年；书面处理文件随函寄上。",
            reply_by="phone", by=people["caoli"],
        )),
        (9000, lambda: operations.call_back(
            now(), verdict="satisfied", said="换得快，说明也写得清楚", by=people["hejing"]
        )),
        (10500, lambda: operations.close(now(), note="纠正措施已验证", by=people["caoli"])),
    ]  # fmt: skip
    for minutes, step in steps:
        life.at(start + timedelta(minutes=minutes), step)


def _signing(life: Life, complaint: Complaint, who: str, words: str, filled: dict[str, Any]) -> Callable[[], Any]:
    def sign() -> None:
        form = Circulation.objects.of(complaint).running().first()
        if form is None:
            return
        given = {**filled, "responsible": Department.objects.get(code="PROD")} if "cause" in filled else filled
        signoff.sign(form.stations.get(state="open"), by=life.people[who], opinion=words, filled=given)

    return sign


def _action(life: Life, complaint: Complaint) -> list[tuple[float, Callable[[], Any]]]:
    """Return the steps of the corrective action that the complaint led to."""
    quality, works = life.people["qianjin"], life.people["yaojun"]

    def row() -> CorrectiveAction:
        found: CorrectiveAction = CorrectiveAction.objects.about(complaint.kind(), complaint.pk).get()
        return found

    def plan() -> None:
        judged = actions.Measure(figure="complaints_per_month", limit=Decimal(1), days=90)
        actions.plan(
            row(),
            actions.Plan(
                cause=CAUSE,
                action="首件炉温曲线列入开班点检并留样，停线权交当班质检；控制板老化筛选由 2 小时加到 4 小时。",
                due_on=timezone.localdate() + timedelta(days=12), measure=judged,
            ),
            by=works,
        )  # fmt: skip

    def verify() -> None:
        for similar in row().similar.filter(applies=None):
            spreading.decide_similar(similar, applies=False, reason="不用同一控制板，近半年无同类故障", by=quality)
        actions.verify(row(), note="到现场查看炉温记录 10 份、首件留样 3 件，当班质检均能说明停线条件。", by=quality)

    return [
        (700, lambda: actions.require(
            Complaint.objects.get(pk=complaint.pk), ground="同批三台虚焊，换锡后无首件确认", owner=works, by=quality
        )),
        (950, plan), (980, lambda: actions.begin(row(), by=works)),
        (7200, lambda: actions.finish(
            row(), result="点检表已改版并培训三班 24 人，首周炉温曲线全部合格。", proofs=[life.signature], by=works
        )),
        (8600, verify),
    ]  # fmt: skip
