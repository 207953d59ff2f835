"""Nonconforming pieces in every state in the demo company, and the rectification notices of the works."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.zeroed import photo
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Department, Staff
from bihuan.products import operations as products
from bihuan.products.models import Batch, Lot, ProductModel
from bihuan.quality.models import Disposition, Nonconformity, QualityIssue, RectificationNotice
from bihuan.quality.operations import nonconformity as pieces
from bihuan.quality.operations import notices
from bihuan.quality.states.notices import ANSWER
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

People = dict[str, Staff]
REVIEWERS = {"production": "yaojun", "rnd": "tangyi", "quality": "qianjin", "vice_general_manager": "hejianguo"}
D = Decimal


def found(clock: Clock, now: datetime, people: People, signature: Content) -> None:
    """Tell of six heaps of nonconforming pieces and seven notices."""
    model = ProductModel.objects.filter(code="KFR-35GW").first()
    if model is None:
        return
    for days, tell in ((33, _closed), (20, _lapsed), (9, _conceded), (6, _dropped), (1, _reviewing), (0, _fresh)):
        clock.now = _morning(now, days)
        tell(clock, people, model)
    _notices(clock, now, people, signature)
    clock.now = now


def _report(people: People, by: str, *, batch: str = "", **values: Any) -> Nonconformity:
    model = values.get("model")
    batches = []
    if batch:
        made = timezone.localdate() - timedelta(days=2)
        batches = [products.add(Batch, code=batch, model=model, produced_on=made, by=SYSTEM)]
    subject = values.pop("subject", None)
    finding = pieces.Finding(found_at=timezone.now() - timedelta(minutes=25), batches=batches, **values)
    return pieces.report(finding, subject=subject, photos=[photo(f"{finding.description[:8]}")], by=people[by])


def _line(one: Nonconformity, people: People, kind: str, quantity: int, to: str, **values: Any) -> Disposition:
    day = values.pop("due_on", timezone.localdate() + timedelta(days=7))
    proposal = pieces.Proposal(kind=kind, quantity=D(quantity), responsible=people[to], due_on=day, **values)
    return pieces.propose(one, proposal, by=people["qianjin"])


def _reviewed(one: Nonconformity, clock: Clock, people: People, *, stations: int = 9) -> None:
    """Send it round and have so many stations sign."""
    pieces.send_round(one, by=people["qianjin"])
    form = Circulation.objects.of(one).running().first()
    for _station in range(stations):
        station = form.stations.filter(state="open").first() if form else None
        if station is None:
            break
        clock.now += timedelta(hours=2)
        signoff.sign(station, verdict="agree", opinion="同意处置方案。", by=people[REVIEWERS[station.post]])
    one.refresh_from_db()


def _result(line: Disposition, people: People, accepted: int, rejected: int = 0, **values: Any) -> None:
    outcome = pieces.Outcome(accepted=D(accepted), rejected=D(rejected), **values)
    pieces.record_result(line, outcome, by=people["qianjin"])


def _closed(clock: Clock, people: People, model: ProductModel) -> None:
    one = _report(
        people, "fangting", stage="final", place="总装一线", model=model, batch="2026-10-R1", inspected=D(480),
        quantity=D(64), nature="looks", class_code="B", unit_cost=D("38.00"),
        department=Department.objects.get(code="PROD"),
        description="面板左下角划伤，长 8–20 mm，护膜未贴到边即上线。",
    )  # fmt: skip
    clock.now += timedelta(hours=3)
    rework = _line(one, people, "rework", 60, "yeqiang", instruction="抛光后换贴护膜，划痕过深的换面板。")
    scrap = _line(one, people, "scrap", 4, "liuwei", instruction="面板破边，作废标识后销毁。")
    _reviewed(one, clock, people)
    clock.now += timedelta(days=2)
    _result(rework, people, 56, 4, minutes=540, note="56 台抛光合格，4 台划痕过深。")
    _result(scrap, people, 4, note="已销毁，两人在场。")
    pieces.dispose_again(one, note="4 台返工后复检仍不合格。", by=people["qianjin"])
    again = _line(one, people, "regrade", 4, "yeqiang", instruction="降为样机，贴样机标识，不得按正品销售。")
    _reviewed(one, clock, people)
    clock.now += timedelta(days=1)
    _result(again, people, 4, note="已入样机库。")
    pieces.close(one, note="护膜工序已加检，见纠正措施。", by=people["qianjin"])


def _lapsed(clock: Clock, people: People, model: ProductModel) -> None:
    one = _report(
        people, "fangting", stage="incoming", place="来料检验区", product="遥控器外壳", inspected=D(800),
        quantity=D(300), unit_of_measure="只", nature="looks", class_code="C", unit_cost=D("2.60"),
        description="外壳与电池盖色差，ΔE 2.4（要求不大于 1.5）。",
    )  # fmt: skip
    clock.now += timedelta(hours=2)
    line = _line(
        one, people, "concession", 300, "liuyan", condition="仅限维修备件发放，不得用于整机装箱。",
        expires_on=timezone.localdate() + timedelta(days=8),
    )  # fmt: skip
    _reviewed(one, clock, people)
    clock.now += timedelta(days=4)
    _use(line, people, 210, "维修备件 11 月计划")
    clock.now += timedelta(days=6)
    pieces.lapse_concessions()


def _conceded(clock: Clock, people: People, model: ProductModel) -> None:
    issue = QualityIssue.objects.filter(subject__contains="漂移").first()
    lots = list(Lot.objects.filter(material__contains="温").order_by("-pk")[:1])
    one = _report(
        people, "fangting", stage="warehouse", place="二号库", product="室温探头", lots=lots, quantity=D(1860),
        inspected=D(2000), unit_of_measure="只", nature="performance", class_code="A", unit_cost=D("4.20"),
        description="低温 0 ℃ 阻值漂移，80 只抽检 11 只超差。", subject=issue,
    )  # fmt: skip
    clock.now += timedelta(hours=4)
    _line(one, people, "return", 1200, "luxin", instruction="退回供应商，附检验报告。")
    sorted_out = _line(
        one, people, "concession", 400, "liuyan", condition="逐只低温分选合格，仅用于单冷机型；装机后加测一次。",
        expires_on=timezone.localdate() + timedelta(days=40),
    )  # fmt: skip
    rework = _line(one, people, "rework", 260, "yaojun", instruction="重新灌封后做低温测试。")
    _reviewed(one, clock, people)
    clock.now += timedelta(days=2)
    _use(sorted_out, people, 160, "生产单 PO-1118 单冷机型")
    clock.now += timedelta(days=1)
    _use(sorted_out, people, 90, "生产单 PO-1121 单冷机型")
    _result(rework, people, 150, minutes=900, note="首批 150 只低温测试合格。")


def _use(line: Disposition, people: People, quantity: int, what: str) -> None:
    day = timezone.localdate()
    pieces.use_concession(line, quantity=D(quantity), used_for=what, used_on=day, by=people["yaojun"])


def _dropped(clock: Clock, people: People, model: ProductModel) -> None:
    one = _report(
        people, "yeqiang", stage="process", place="充注工位", model=model, batch="2026-11-R2", quantity=D(36),
        nature="performance", class_code="B", description="充注量显示偏低 15 g，疑似欠充。",
    )  # fmt: skip
    clock.now += timedelta(hours=6)
    pieces.drop(one, note="电子秤零点漂移，校准后复称 36 台全部合格。", by=people["qianjin"])


def _reviewing(clock: Clock, people: People, model: ProductModel) -> None:
    one = _report(
        people, "fangting", stage="returned", place="退货检验区", model=model, batch="2026-11-R3", inspected=D(40),
        quantity=D(22), nature="performance", class_code="B", unit_cost=D("620.00"),
        description="经销商退回，全检 40 台，22 台外机异响，减振垫硬度偏高。",
    )  # fmt: skip
    clock.now += timedelta(hours=2)
    _line(one, people, "repair", 17, "yeqiang", instruction="更换减振垫，一米处复测噪声。")
    _line(one, people, "scrap", 5, "liuwei", instruction="压缩机支脚变形，拆解报废。")
    _reviewed(one, clock, people, stations=1)


def _fresh(clock: Clock, people: People, model: ProductModel) -> None:
    clock.now -= timedelta(hours=1)
    one = _report(
        people, "fangting", stage="incoming", place="来料检验区", product="铜管 φ9.52", quantity=D("186.5"),
        inspected=D("420"), unit_of_measure="kg", nature="looks", class_code="B", unit_cost=D("71.00"),
        description="管口压扁、内壁有油污，三卷不符合封样。",
    )  # fmt: skip
    _line(one, people, "return", 120, "luxin", instruction="整卷退回供应商。")


def _notices(clock: Clock, now: datetime, people: People, signature: Content) -> None:
    prod, store = (Department.objects.get(code=code) for code in ("PROD", "STORE"))
    clock.now = _morning(now, 28)
    floor = _issue(
        people, "rectification", "二期厂房地坪空鼓", party="甬江建设工程公司", person="周建国", project="二期厂房",
        place="B 区 3–5 轴", content="地坪敲击空鼓四处，最大 0.6 ㎡，面层起砂。", violated="GB 50209",
        demand="空鼓处切割重做，养护七天后复检。",
    )  # fmt: skip
    _told(floor, clock, people, "凿除两处重做。", signature)
    notices.give_back(floor, opinion="仍有两处空鼓未处理。", by=people["qianjin"])
    _told(floor, clock, people, "四处全部凿除，重做基层和面层，养护七天。", signature, cause="基层未凿毛、未湿润。")
    notices.accept(floor, opinion="敲击复检无空鼓，同意关闭。", by=people["qianjin"])
    clock.now = _morning(now, 21)
    early = _issue(
        people, "supervisor", "剪力墙混凝土初凝过早", department=prod, owner=people["yaojun"], project="二期厂房",
        issuer="浙江至诚监理 王总监", issuer_number="B22-017", place="二层剪力墙",
        content="浇筑中局部凝结过快，部分剪力墙振捣不到位。", demand="查明原因和部位，提出处理方案。",
    )  # fmt: skip
    _told(early, clock, people, "停止浇筑并留施工缝，异常部位加密振捣；更换供应商批次，现场逐车测坍落度。")
    notices.accept(early, opinion="监理复查：拆模后未见明显缺陷，同意。", by=people["qianjin"])
    clock.now = _morning(now, 12)
    pump = _issue(
        people, "material", "冷却水泵到货锈蚀", party="宁波泵业", person="陈经理", project="二期厂房",
        place="冷却水泵 ISG80", content="开箱检查两台泵轴封处锈蚀，一台铭牌缺失。",
        opinions="监理、建设单位、供货商三方到场：换货一台，另一台除锈换轴封后试车。", demand="换货并附合格证。",
        due_on=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    _told(pump, clock, people, "换货一台已到场，另一台换轴封，试车两小时无渗漏。", signature)
    notices.accept(pump, opinion="开箱、试车合格，资料齐全。", by=people["qianjin"])
    clock.now = _morning(now, 8)
    crack = _issue(
        people, "construction", "外墙砌体竖缝透亮", party="甬江建设工程公司", person="周建国", project="二期厂房",
        place="东立面 2–4 轴", content="砌体竖缝砂浆不饱满，自检 12 处，5 处透亮。",
        opinions="专职质检员、施工负责人现场检查：局部嵌缝，两处拆除重砌。",
    )  # fmt: skip
    _told(crack, clock, people, "两处拆除重砌，其余嵌缝，百格网复查饱满度均大于 80 %。", signature)
    clock.now = _morning(now, 6)
    wrong = _issue(people, "rectification", "叉车通道堆料", department=store, content="通道堆放纸箱。")
    notices.withdraw(wrong, note="当场清走，无须整改。", by=people["qianjin"])
    clock.now = _morning(now, 5)
    _issue(
        people, "rectification", "总装二线工艺文件未更新", department=prod, owner=people["yaojun"], place="总装二线",
        content="二工位仍挂 A/0 版作业指导书，现行为 A/1。", demand="更换文件，检查全线。",
    )  # fmt: skip
    clock.now = _morning(now, 2)
    film = _issue(
        people, "rectification", "面板护膜未贴到边", department=prod, owner=people["yaojun"], place="总装一线",
        content="巡检抽 30 台，7 台护膜离边 5 mm 以上，流转中划伤。", demand="增加定位工装，首件确认。",
    )  # fmt: skip
    _told(film, clock, people, "已做定位工装，首件由班长确认。", cause="无定位基准，靠目测。")


def _issue(people: People, kind: str, subject: str, **values: Any) -> RectificationNotice:
    matter = notices.Matter(kind_of=kind, subject=subject, **values)
    return notices.issue(matter, photos=[photo(subject)], by=people["qianjin"])


def _told(
    notice: RectificationNotice, clock: Clock, people: People, measures: str, signature: Content | None = None,
    cause: str = "",
) -> None:  # fmt: skip
    """Have it answered a day later: by the colleague, or by the outside party with a signature."""
    clock.now += timedelta(days=1, hours=1)
    by: Any = notice.owner
    if signature is not None:
        by = VisitorActor(f"{notice.party} {notice.person}", frozenset({ANSWER}))
    notices.answer(
        notice, measures=measures, cause=cause, photos=[photo(f"{notice.subject}整改后")], signature=signature, by=by
    )
    notice.refresh_from_db()
    clock.now += timedelta(hours=3)


def _morning(now: datetime, days: int) -> datetime:
    """Return ten to nine of that many days ago, never later than now."""
    moment = timezone.localtime(now - timedelta(days=days)).replace(hour=8, minute=50, second=0)
    return min(moment, now - timedelta(hours=1))
