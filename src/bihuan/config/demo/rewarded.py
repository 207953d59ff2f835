"""Rewards and penalties of the demo company: accepted, disputed, decided, summed up for finance, some still open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.organization.models import Staff
from bihuan.people.models import Reward
from bihuan.people.operations import rewards, summaries
from bihuan.people.operations.rewards import Deed
from bihuan.service.models import ServiceRequest
from bihuan.service.states import RequestState

SUMMED = 15  # days ago


@dataclass(frozen=True)
class Told:
    """One notice: how many days ago, proposed by whom, about whom, by which rules, what became of it."""

    ago: float
    by: str
    who: str
    rules: tuple[str, ...]
    reason: str
    quantity: int = 1
    loss: str = "0"
    amount: str = ""
    note: str = ""
    dispute: str = ""
    ruling: str = ""
    fate: str = ""  # "", "proposed", "issued", "acknowledge", "disputed", "uphold", "reduce", "revoke"
    lighter: str = ""


NOTICES = (
    Told(47, "yaojun", "yeqiang", ("self_check_failed",), "电控盒盖板六件划伤未自检，流到总检才发现。", quantity=6,
         fate="acknowledge"),
    Told(45, "qianjin", "fangting", ("rejects_stopped",), "进货复检发现启动电容引脚虚焊，拦下 400 只，未流入车间。",
         fate="acknowledge"),
    Told(41, "yaojun", "songyang", ("question_unanswered",), "装配线询问压缩机减震垫代用，次日下班前未答复。"),
    Told(40, "tangyi", "songyang", ("process_renewed",), "改用定位工装，铜管钎焊一次合格率由 93% 提高到 98.6%。",
         amount="300", note="已连续两月统计，成效属实", fate="acknowledge"),
    Told(38, "qianjin", "liuwei", ("issue_without_slip", "issue_without_slip_accident"),
         "夜班物料员未带领料单到仓库拉走主控板 50 块，其中 12 块为旧版，装机后批量返工。",
         dispute="当晚生产主管打过电话，说次日一早补单，有通话记录。", ruling="事先有口头安排，属流程不严，酌情减轻。",
         fate="reduce", lighter="300"),
    Told(36, "yaojun", "yeqiang", ("instruction_ignored",), "未按作业指导书先抽真空，直接充注，报废两台压缩机。",
         loss="860", amount="60", note="初次，已主动报告", dispute="真空泵当天报修，组长让先干。",
         ruling="设备报修应停线，不得跳过工序，维持。", fate="uphold"),
    Told(34, "qianjin", "yeqiang", ("documents_wrong",), "三号工位挂的是 A/1 版作业指导书，有效版本为 A/3。",
         fate="acknowledge"),
    Told(33, "yaojun", "luxin", ("late_material",), "风轮电机晚到两天，二线停工半班。",
         dispute="供应商所在地道路中断，到货前三天已书面通知生产。", ruling="属不可抗力且已提前通知，撤销。",
         fate="revoke"),
    Told(1.6, "qianjin", "yeqiang", ("documents_wrong",), "三号工位又挂出旧版作业指导书，班前点检未发现。",
         fate="issued"),
    Told(3.2, "qianjin", "tangyi", ("document_incomplete_checker",),
         "接线工艺卡漏写力矩要求，审核未发现，端子松动 9 台。",
         amount="120", note="影响 9 台，均已返修", dispute="工艺卡版次在我审核后被替换，请核对签审记录。",
         fate="disputed"),
    Told(0.8, "hanli", "chenlijun", ("property_damaged",), "备用机靠墙斜放滑倒，外壳开裂，客户家地板划伤。", loss="180",
         fate="proposed"),
)  # fmt: skip


def noticed(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Let notices be proposed, issued, answered, and the month be summed up for finance."""
    told = sorted(NOTICES, key=lambda one: -one.ago)
    for one in (row for row in told if row.ago > SUMMED):
        _tell(one, clock, now, people)
    clock.now = now - timedelta(days=SUMMED)
    month = timezone.localdate(now - timedelta(days=36))
    summary = summaries.draw_up(month, by=people["sunli"])
    if summary.people:
        summaries.hand_over(summary, by=people["sunli"])
    for one in (row for row in told if row.ago <= SUMMED):
        _tell(one, clock, now, people)
    clock.now = now


def _tell(one: Told, clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    clock.now = now - timedelta(days=one.ago)
    case = ServiceRequest.objects.filter(state=RequestState.CLOSED).order_by("-pk").first()
    deed = Deed(
        reason=one.reason, quantity=one.quantity, loss=Decimal(one.loss),
        happened_on=timezone.localdate(clock.now - timedelta(days=1)),
    )  # fmt: skip
    row = rewards.propose(
        case if one.fate == "proposed" else None, people[one.who], one.rules, deed, by=people[one.by], facts={}
    )
    if one.fate == "proposed":
        return
    clock.now += timedelta(hours=3)
    amount = Decimal(one.amount) if one.amount else None
    rewards.issue(row, amount=amount, note=one.note, by=people["qianjin"])
    _answered(one, row, clock, people)


def _answered(one: Told, row: Reward, clock: Clock, people: dict[str, Staff]) -> None:
    clock.now += timedelta(hours=20)
    if one.fate == "acknowledge":
        rewards.acknowledge(row, by=people[one.who])
    if one.dispute:
        rewards.dispute(row, dispute=one.dispute, by=people[one.who])
        clock.now += timedelta(hours=22)
    judge = people["sunli"]
    if one.fate == "uphold":
        rewards.uphold(row, ruling=one.ruling, by=judge)
    if one.fate == "reduce":
        rewards.reduce(row, ruling=one.ruling, amount=Decimal(one.lighter), by=judge)
    if one.fate == "revoke":
        rewards.revoke(row, ruling=one.ruling, by=judge)
