"""A complaint that turns out to be one of a batch: the ledger, production records, the investigation."""

import io
from datetime import datetime, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint, ComplaintFault, Finding, Investigation
from bihuan.complaints.operations import investigating
from bihuan.complaints.operations.investigating import FindingRow, InfluenceRow, WhyRow
from bihuan.complaints.operations.reporting import facts_of
from bihuan.complaints.queries import searchable
from bihuan.complaints.states import ComplaintChannel, ComplaintState, Demand, Sample
from bihuan.config.demo.clock import Clock
from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content, inspect
from bihuan.kernel.moves import begin_many
from bihuan.kernel.numbering import next_number
from bihuan.organization.models import Department, Staff
from bihuan.products import operations as products
from bihuan.products.models import Batch, FaultCode, ProductModel, Unit
from bihuan.products.operations.production import RecordRow
from bihuan.quality.operations.cases import report_cases

People = dict[str, Staff]
MODEL, FAULT = "BCD-215", "F1"
# How many weeks ago, on the batch or not.
LEDGER = ((44, False), (33, False), (22, False), (16, False), (9.3, False), (5.4, True), (4.2, True), (3.4, True),
          (2.7, True), (1.8, True), (1.2, True))  # fmt: skip
WORDS = ("冷藏室后壁结冰，压缩机不停机", "冷藏室菜叶冻坏，一直不停机", "设定 5 ℃，实测零下，后壁结冰")
MADE = (  # kind, days after the first, step, machine, shift, workers, inspector, pieces, failed, result, readings
    ("incoming", -6, "温感探头 R25 阻值", "IQC 台 2", "白班", "", "赵敏", 125, 0, "passed", "25 ℃ 阻值合格；未测 0 ℃"),
    ("production", 0, "探头插接、打胶", "总装二线", "夜班", "王强、刘芳", "", 2940, None, "", "换用新封装胶 B-27"),
    ("process", 0, "首件确认", "总装二线", "夜班", "王强", "孙洁", 3, 0, "passed", "显示温差 0.3 ℃"),
    ("final", 1, "降温试验", "检测台 3", "白班", "", "赵敏", 60, 0, "passed", "25 ℃ 环境停机正常；未做低温点"),
)  # fmt: skip
WHYS = (
    ("为什么结冰？", "冷藏室低于 0 ℃ 仍在制冷。", 2),
    ("为什么不停机？", "主板读到的温度偏高 4 ℃。", 2),
    ("为什么读数偏高？", "温感探头 0 ℃ 阻值漂移 18%。", 2),
    ("为什么漂移？", "供应商换了封装胶，低温开裂进潮。", 2),
    ("为什么没发现？", "进料只测 25 ℃ 阻值，变更未报备。", 0),
)
BONES = (  # category, text, state, how it was checked
    ("people", "新员工装配", "excluded", "该班均为熟练工"),
    ("people", "漏贴密封条", "excluded", "故障机 6 台均已贴"),
    ("machine", "充注机偏差", "excluded", "充注量记录合格"),
    ("machine", "打胶机压力", "open", ""),
    ("material", "探头阻值漂移", "confirmed", "0 ℃ 实测 6 只，均偏高 15%～20%"),
    ("material", "门封条硬度", "excluded", "硬度抽检合格"),
    ("method", "进料不测低温点", "confirmed", "检验规程只有 25 ℃ 一个测点"),
    ("method", "首件确认方法", "open", ""),
    ("environment", "仓储湿度", "excluded", "温湿度记录正常"),
    ("environment", "用户环境温度", "excluded", "6 户室温均在 15 ℃ 以上"),
)


def looked_into(clock: Clock, now: datetime, people: People) -> None:
    """Let a batch stand out in the half-year's ledger, and quality look into the latest complaint of it."""
    model = ProductModel.objects.filter(code=MODEL).first()
    fault = FaultCode.objects.filter(code=FAULT, line=model.line).first() if model else None
    if model is None or fault is None:
        return
    of_batch, others = _batches(model, now)
    if not of_batch or not others:
        return
    _ledger(now, model, fault, of_batch, others, people)
    clock.now = now - timedelta(days=5, hours=2)
    complaint = operations.register(operations.Grievance(
        unit=of_batch[0], fault_code=fault, channel=ComplaintChannel.SALES, complainant="dealer", quantity=12,
        defective=9, demand=Demand.REPLACEMENT, sample=Sample.RECEIVED, bought_at="百联电器临安店",
        description="经销商退回 12 台，9 台上电即结冰、压缩机不停机。", demand_words="换货并说明原因。",
    ), by=people["caoli"])  # fmt: skip
    clock.now += timedelta(hours=1)
    complaint = operations.judge(
        complaint, kind_of="quality", severity="general", judgement="样品上电复现", by=people["caoli"]
    )
    operations.hand_on(complaint, responsible=Department.objects.get(code="PROD"), by=people["caoli"])
    _records(of_batch[0], people)
    clock.now += timedelta(hours=3)
    _investigated(clock, complaint, people)
    clock.now = now


def _batches(model: ProductModel, now: datetime) -> tuple[list[Unit], list[Unit]]:
    """Put the last fifth of the model's units into the batch, the others into the one before."""
    sold = timezone.localdate(now - timedelta(weeks=14))
    rows = Unit.objects.filter(model=model, customer__isnull=False, sold_on__lte=sold, batch=None)
    units = list(rows.order_by("produced_on", "pk"))
    cut = len(units) - max(2, len(units) // 5)
    if cut < 2:
        return [], []
    return _put(units[cut:], "C"), _put(units[:cut], "A")


def _put(units: list[Unit], run: str) -> list[Unit]:
    """Put units into a batch that is called after the day of its first one."""
    made = units[0].produced_on
    code = f"{made:%Y-%m}-{run}" if made else run
    batch = products.add(Batch, code=code, model=units[0].model, produced_on=made, by=SYSTEM)
    keys = [unit.pk for unit in units]
    Unit.objects.filter(pk__in=keys).update(batch=batch)
    return list(Unit.objects.filter(pk__in=keys).select_related("batch", "model", "customer").order_by("pk"))


def _ledger(
    now: datetime, model: ProductModel, fault: FaultCode, of_batch: list[Unit], others: list[Unit], people: People
) -> None:
    rows = []
    for n, (weeks, is_batch) in enumerate(LEDGER):
        some = of_batch if is_batch else others
        rows.append(_told(some[(n + 1) % len(some)], fault, now - timedelta(weeks=weeks), WORDS[n % 3], people))
    begin_many(rows, by=SYSTEM, source="import", note="客户投诉台账")
    ComplaintFault.objects.bulk_create([ComplaintFault(complaint=row, code=fault) for row in rows])
    for row in rows:
        search.index(row.kind(), row.pk, searchable(row))
    report_cases([(row, facts_of(row)) for row in rows], by=SYSTEM)


def _told(unit: Unit, fault: FaultCode, at: datetime, words: str, people: People) -> Complaint:
    return Complaint(
        number=next_number("CP", at=at), state=ComplaintState.CLOSED, complained_at=at,
        channel=ComplaintChannel.HOTLINE, kind_of="quality", group="product", unit=unit, customer=unit.customer,
        contact_name=unit.customer.name if unit.customer else "", model=unit.model, model_text=unit.model.code,
        serial_text=unit.serial, batch=unit.batch.code if unit.batch else "", produced_on=unit.produced_on,
        description=words, fault_code=fault, severity="general", judged_at=at + timedelta(hours=2),
        cause="温感探头故障", decision="上门更换温感探头，免费。", decided_at=at + timedelta(days=1),
        reply="已更换探头，观察一周正常。", reply_by="phone", replied_at=at + timedelta(days=2), verdict="satisfied",
        closed_at=at + timedelta(days=9), owner=people["caoli"],
    )  # fmt: skip


def _records(unit: Unit, people: People) -> None:
    batch = unit.batch.code if unit.batch else ""
    first = unit.batch.produced_on if unit.batch and unit.batch.produced_on else timezone.localdate()
    for n, (kind, after, step, machine, shift, workers, inspector, pieces, failed, result, readings) in enumerate(MADE):
        row = RecordRow(
            record_kind=kind, done_on=first + timedelta(days=after), model=unit.model.code, batch=batch, step=step,
            workshop="总装车间", machine=machine, shift=shift, people=workers, inspector=inspector, quantity=pieces,
            failed=failed, result=result, readings=readings, source_no=f"{batch}-{n + 1:02}",
        )  # fmt: skip
        products.keep_record(row, by=people["qianjin"], source="import")


def _investigated(clock: Clock, complaint: Complaint, people: People) -> Investigation:
    by = people["qianjin"]
    record = operations.investigate(complaint, by=by)
    found: list[Finding] = []
    for aspect, text, outcome, checked, reproduced, hazard in (
        ("inspection", "进料检验只有 25 ℃ 阻值，三批均合格；未见低温测点。", "unclear", None, None, ""),
        ("retained", "留样 3 台，0 ℃ 运行 24 小时，1 台结冰不停机。", "shown", 3, 1, ""),
        ("sample", "退回样品 2 台解剖：探头封装胶开裂进潮，0 ℃ 阻值偏高 18%。", "shown", 2, 2, ""),
        ("hazard", "食品冻坏、耗电增加；不涉及触电、起火。", "clear", None, None, "slight"),
    ):  # fmt: skip
        clock.now += timedelta(hours=5)
        files = [_curve()] if aspect == "sample" else []
        row = FindingRow(
            aspect=aspect, found_on=timezone.localdate(), text=text, outcome=outcome, checked=checked,
            reproduced=reproduced, hazard=hazard, found_by=by, files=files,
        )  # fmt: skip
        found.append(investigating.record(record, row=row, by=by))
    for question, answer, shown in WHYS:
        investigating.ask_why(record, row=WhyRow(question=question, answer=answer, finding=found[shown]), by=by)
    for category, text, state, checked_how in BONES:
        bone = InfluenceRow(scheme="prodq", category=category, text=text, state=state, evidence=checked_how)
        investigating.weigh(record, row=bone, by=by)
    return record


def _curve() -> Content:
    """Return the drift of the probe as a picture."""
    picture = Image.new("RGB", (480, 300), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(40, 260), (450, 260)], fill="black")
    pen.line([(40, 20), (40, 260)], fill="black")
    pen.line([(40, 90), (180, 150), (320, 205), (450, 240)], fill="gray", width=2)
    pen.line([(40, 40), (180, 118), (320, 190), (450, 238)], fill="firebrick", width=3)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return inspect("阻值曲线.png", data.getvalue())
