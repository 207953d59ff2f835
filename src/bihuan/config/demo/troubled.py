"""What the quality department has on its desk: serious issues with their alarm, a batch issue, a fresh one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.urgent import alarmed
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products.models import Lot, ProductModel
from bihuan.quality.models import QualityIssue, ReportedCase
from bihuan.quality.operations import classing, issues
from bihuan.quality.operations.cases import CaseFacts, report_case
from bihuan.quality.rules.periods import last_period
from bihuan.service.models import ServiceRequest

People = dict[str, Staff]
HOURLY = {"KFR-35GW": 120, "KFR-50LW": 90}  # pieces an hour off the line
GATES = {
    "cause": "送检报告 3 份，故障件剖面照片 12 张",
    "educated": "专题培训，应到 46 人，签到 46 人",
    "prevented": "进料检验规程增加低温测点，已发布",
    "dealt_with": "质量奖惩通知单已送达",
}


@dataclass(frozen=True)
class Trouble:
    """One issue: what it is called, what was seen, its cases as pieces and words."""

    subject: str
    background: str
    batch: str
    made: date
    cases: tuple[tuple[int, str], ...]
    loss: Decimal = Decimal(0)
    is_injury: bool = False
    scheme: str = "qmgt"


def issued(clock: Clock, now: datetime, people: People) -> None:
    """Report the issues and bring them as far as they are."""
    for code, hourly in HOURLY.items():
        for model in ProductModel.objects.filter(code=code):
            products.change(model, by=SYSTEM, output_per_hour=Decimal(hourly))
    sources = list(ServiceRequest.objects.filter(model__isnull=False).select_related("model").order_by("-reported_at"))
    if len(sources) < 8:
        return
    day = timezone.localdate(now)
    leaking = Trouble(
        subject="室内机接水盘漏水伤及用户", background="用户踩到积水摔伤，已送医，费用由公司垫付。", batch="2026-07-C",
        made=day - timedelta(days=120), cases=((1, "接水盘开裂漏水，用户滑倒受伤"),), loss=Decimal("18640.00"),
        is_injury=True,
    )  # fmt: skip
    drifting = Trouble(
        subject="室温探头漂移，显示温度偏高", batch="2026-09-A", made=day - timedelta(days=70), loss=Decimal("3120.00"),
        background="三周内同一生产日期的机器集中反馈，显示温度比实测高 3 ℃ 以上。",
        cases=((18, "经销商反馈 18 台室温显示偏高"), (16, "酒店 16 台制冷不停机"), (13, "小区集中反馈 13 台"),
               (10, "经销商退回 10 台")),
    )  # fmt: skip
    loose = Trouble(
        subject="遥控器按键松动", background="客户反馈按键手感松。", batch="2026-10-B", made=day - timedelta(days=30),
        cases=((2, "遥控器按键松动"),), scheme="prodq",
    )  # fmt: skip
    swirling = Trouble(
        subject="四通阀串气，酒店整批不制热", batch="2026-10-D", made=day - timedelta(days=40),
        loss=Decimal("26400.00"),
        background="嘉远酒店新装 100 台，其中 23 台开机不制热，酒店停止装机并发函通报。",
        cases=((23, "酒店 23 台不制热，停止装机"),),
    )  # fmt: skip
    labels = Trouble(
        subject="能效标识贴错型号", background="同一托盘 12 台能效标识与型号不符。", batch="2026-08-F",
        made=day - timedelta(days=95), cases=((12, "能效标识贴错 12 台"),),
    )  # fmt: skip
    period = last_period("two_monthly", day)
    old = (day - period[1]).days + 24 if period else 80  # closed a few days before the period ended
    told = ((labels, old, "closed"), (leaking, 41, "closed"), (drifting, 9, "planned"), (swirling, 2, "alarmed"),
            (loose, 1, ""))  # fmt: skip
    for trouble, days, far in told:
        own = [sources.pop() for _case in trouble.cases]
        clock.now = _morning(now, days)
        issue = _report(trouble, own, people)
        if far:
            _forward(issue, far, clock, people)
    clock.now = now


def _report(trouble: Trouble, sources: list[ServiceRequest], people: People) -> QualityIssue:
    found: list[ReportedCase] = []
    model = sources[0].model
    for source, (pieces, words) in zip(sources, trouble.cases, strict=True):
        facts = CaseFacts(
            number=source.number, happened_at=min(source.reported_at, timezone.now()),
            model_id=model.pk if model else None, batch=trouble.batch, produced_on=trouble.made,
            quantity=pieces, defective=pieces,
            returned=pieces if "退回" in words else 0, loss=trouble.loss, is_injury=trouble.is_injury, summary=words,
        )  # fmt: skip
        found.append(report_case(source, facts, by=people["qianjin"]))
    report = issues.Report(
        subject=trouble.subject, background=trouble.background, scheme=trouble.scheme, model=model,
        found_at=timezone.now() - timedelta(minutes=40), batch=trouble.batch, owner=people["qianjin"], cases=found,
    )  # fmt: skip
    return issues.open_issue(report, by=people["shenjie"])


def _forward(issue: QualityIssue, far: str, clock: Clock, people: People) -> None:
    by = people["qianjin"]
    clock.now += timedelta(hours=2, minutes=10)
    lots = list(Lot.objects.order_by("-pk")[:1])
    issues.contain(issue, containment="停止该批装配和发货，库存贴红牌隔离，在制品单独存放。", lots=lots, by=by)
    clock.now += timedelta(hours=3)
    issue.refresh_from_db()
    classing.confirm_class(issue, class_code=issue.class_proposed, by=by)
    issue.refresh_from_db()
    if issue.is_serious:
        alarmed(issue, clock, people, far="measured" if far == "alarmed" else "")
        issue.refresh_from_db()
    if far == "alarmed":
        return
    clock.now += timedelta(days=2)
    issues.investigate(
        issue, investigation="拆解 12 台故障件，均为同一供应商同一批物料；复测良品 5 台正常。",
        consequences="显示与实际不符，压缩机长时间运转，客户集中投诉。", by=by,
    )  # fmt: skip
    clock.now += timedelta(days=1, hours=3)
    cause = issues.Cause(
        cause="供应商更换封装材料未报备，低温开裂进潮，阻值漂移；进料检验没有低温测点，未能发现。",
        cause_scheme="prodq", cause_category="material", department=None,
    )  # fmt: skip
    issues.find_cause(issue, found=cause, by=by)
    issues.pass_gate(issue, gate="cause", evidence=GATES["cause"], by=by)
    clock.now += timedelta(days=1)
    plan = issues.Plan(
        plan="1. 退回该批物料，改回原封装材料；\n2. 在制品全部更换并复检；\n3. 已售机器由服务网点上门更换。",
        compensated="滨江网点", compensation=Decimal("2400.00"),
    )  # fmt: skip
    issues.plan(issue, decided=plan, by=by)
    if far == "planned":
        return
    clock.now += timedelta(days=9)
    issues.handle(issue, handling="物料已退回，在制 420 台更换完毕，已售机器全部上门更换。", by=by)
    clock.now += timedelta(days=2)
    issues.accept(issue, acceptance="抽检 80 台全部合格，投诉率恢复到平常水平。", by=people["hejianguo"])
    for gate, evidence in GATES.items():
        issues.pass_gate(issue, gate=gate, evidence=evidence, by=by)
    clock.now += timedelta(days=1)
    issues.report_out(issue, by=by)
    clock.now += timedelta(days=2)
    issues.close(issue, by=people["hejianguo"])


def _morning(now: datetime, days: int) -> datetime:
    """Return a quarter past eight of that many days ago."""
    return timezone.localtime(now - timedelta(days=days)).replace(hour=8, minute=15, second=0)
