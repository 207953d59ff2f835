"""Corrective actions of the demo company: one effective, one that was not and began anew, some on their way."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from math import ceil

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.life import Life
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions, effects, spreading
from bihuan.regulations.models import RegulationVersion
from bihuan.service.models import ServiceRequest

People = dict[str, Staff]
BEGUN, WINDOW = timedelta(days=150), 90
FIGURE = "requests_per_month"
# How many days ago, product line, owner, what is wrong, how many steps it has come since.
RECENT = (
    (2, "HD", "yaojun", "面板划伤，三天内两单，均为装配后段。", 0),
    (8, "WM", "yeqiang", "吊杆卡簧漏装，脱水抖动。", 2),
    (12, "FR", "tangyi", "门封条低温变硬，冷藏室后壁结冰。", 3),
    (17, "WH", "luxin", "水流传感器同批脏堵，水温忽冷忽热。", 4),
)


def past(clock: Clock, now: datetime, people: People, proof: Content) -> None:
    """Let two actions of the half-year run their course; what they brought is in the register."""
    known = _found(now)
    if len(known) < 2:
        return
    _round(clock, now - BEGUN, _required(clock, now - BEGUN, known[0], people["yaojun"], people), people, proof, 1.0)
    row = _required(clock, now - BEGUN + timedelta(days=4), known[-1], people["tangyi"], people)
    row = _round(clock, now - BEGUN + timedelta(days=4), row, people, proof, 0.5)
    if row.round == 1:
        return
    start = clock.now + timedelta(days=1)
    row = actions.begin(_plan(clock, start, row, row.limit or Decimal(1)), by=row.owner)
    clock.now = start + timedelta(days=8)
    row = actions.finish(row, result="更换供应商，首批来料全检合格。", proofs=[proof], by=row.owner)
    _spread(row)
    clock.now += timedelta(hours=5)
    actions.verify(row, note="查看新供应商首批检验记录和换料通知单。", by=people["qianjin"])


def _found(now: datetime) -> list[ServiceRequest]:
    """Return a request of each model and fault of the time before, first those that grew rarest since."""
    split, since = now - BEGUN + timedelta(days=14), now - timedelta(days=300)
    rows = ServiceRequest.objects.filter(reported_at__gt=since, model__isnull=False, fault_class__isnull=False)
    balance: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], ServiceRequest] = {}
    for row in rows.select_related("model__line", "fault_class").order_by("reported_at"):
        key = (row.model_id, row.fault_class_id)
        balance[key] += 1 if row.reported_at > split else -1
        if row.reported_at < now - BEGUN - timedelta(days=1):
            first[key] = row
    return [first[key] for key, _n in sorted(balance.items(), key=lambda pair: (pair[1], pair[0])) if key in first]


def _required(clock: Clock, at: datetime, request: ServiceRequest, owner: Staff, people: People) -> CorrectiveAction:
    clock.now = _office(at)
    ground = f"{request.model} 近一季「{request.fault_class}」重复发生，换件后仍有再修。"
    return actions.require(request, ground=ground, owner=owner, by=people["qianjin"])


def _round(
    clock: Clock, at: datetime, row: CorrectiveAction, people: People, proof: Content, share: float
) -> CorrectiveAction:
    """Plan, carry out, verify and, after the window, compute; `share` of what comes is the limit."""
    start = _office(at)
    row = _plan(clock, start + timedelta(days=1), row, _limit(row, start, share))
    clock.now = start + timedelta(days=1, hours=2)
    row = actions.begin(row, by=row.owner)
    clock.now = start + timedelta(days=9)
    row = actions.finish(row, result="新规程已下发，首批五十台抽检合格。", proofs=[proof], by=row.owner)
    _spread(row)
    clock.now = start + timedelta(days=9, hours=5)
    row = actions.verify(row, note="到现场查看作业指导书和进料检验记录 20 份，已按新规程执行。", by=people["qianjin"])
    clock.now = start + timedelta(days=WINDOW + 11)
    row = effects.compute(row)
    if row.state == "judged":
        clock.now += timedelta(hours=4)
        row = effects.confirm(row, note="与登记簿核对一致", by=people["qianjin"])
    return row


def _spread(row: CorrectiveAction) -> None:
    """Decide for each similar model, and say which regulation changes."""
    for number, similar in enumerate(row.similar.filter(applies=None)):
        if number == 0:
            spreading.decide_similar(similar, applies=True, action="同批来料全检，在库品挂牌隔离。", by=row.owner)
        else:
            spreading.decide_similar(similar, applies=False, reason="用料不同，近半年无同类故障。", by=row.owner)
    version = RegulationVersion.objects.filter(regulation__key="CAPA", state="in_force").first()
    if version and not row.rule_changes.exists():
        spreading.link_rule(
            row, version=version, change="来料耐压抽检写入进料检验", departments=[row.department], by=row.owner
        )


def _plan(clock: Clock, at: datetime, row: CorrectiveAction, limit: Decimal) -> CorrectiveAction:
    clock.now = at
    plan = actions.Plan(
        cause="来料一致性差：供应商更换膜材后未做高温耐久试验，进料检验只查容量不查耐压。",
        action="一、进料检验增加耐压抽检（AQL 0.65）；二、供应商提交耐久试验报告；三、库存逐只复检。",
        due_on=timezone.localdate() + timedelta(days=20),
        measure=actions.Measure(figure=FIGURE, limit=limit, days=WINDOW),
    )
    return actions.plan(row, plan, by=row.owner)


def _limit(row: CorrectiveAction, start: datetime, share: float) -> Decimal:
    """Return a limit that will, or will not, be kept to."""
    first = start + timedelta(days=10)
    count = ServiceRequest.objects.filter(
        model=row.model_id, fault_class=row.fault_class_id, reported_at__gt=first,
        reported_at__lt=first + timedelta(days=WINDOW),
    ).count()  # fmt: skip
    a_month = Decimal(count) * 30 / WINDOW
    return Decimal(ceil(a_month)) if share >= 1 else (a_month * Decimal(str(share))).quantize(Decimal("0.1"))


def _office(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=10, minute=20, second=0, microsecond=0)


def recent(life: Life) -> None:
    """Plan the actions of these weeks: one asked for, one carried out, one to be verified, one watched."""
    for days, line, owner, ground, steps in RECENT:
        life.at(life.until - timedelta(days=days, hours=3), partial(_asked, life, line, owner, ground, steps))


def _asked(life: Life, line: str, owner: str, ground: str, steps: int) -> None:
    rows = ServiceRequest.objects.filter(model__line__code=line).select_related("model__line")
    about = rows.order_by("-reported_at").first()
    if about is None:
        return
    by, person = life.people["qianjin"], life.people[owner]
    row = actions.require(about, ground=ground, owner=person, by=by)
    start = life.clock.now
    by_hand = actions.Measure(figure="manual", name="巡检百台不良数", limit=Decimal(2), days=WINDOW)
    plan = actions.Plan(
        cause="作业指导书没有写明力矩和检查点。", action="修订作业指导书，增加末检项目，培训班组。",
        due_on=timezone.localdate() + timedelta(days=15), measure=by_hand,
    )  # fmt: skip

    def verify() -> None:
        _spread(row)
        actions.verify(row, note="查培训签到和末检记录", by=by)

    todo = (
        lambda: actions.plan(row, plan, by=person),
        lambda: actions.begin(row, by=person),
        lambda: actions.finish(row, result="已修订并培训 12 人", proofs=[life.signature], by=person),
        verify,
    )
    for number, step in enumerate(todo[:steps]):
        life.at(start + timedelta(hours=20 * (number + 1)), step)
