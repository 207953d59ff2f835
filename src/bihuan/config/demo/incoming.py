"""What incoming inspection has found in the demo company: two suppliers, a lot in every state."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.attachments import Content, inspect
from bihuan.organization.models import Staff
from bihuan.products.models import Supplier
from bihuan.products.operations import suppliers as records
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities as work
from bihuan.quality.queries.abnormalities import open_answer
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

People = dict[str, Staff]
BY_LINK = frozenset({"quality.answer_abnormality"})
YONGJIANG, FUCHUN = "宁波甬江电子厂", "浙江富春压缩机有限公司"
RECORDS = (
    (records.SupplierFacts(name=YONGJIANG, code="GF-0117", contact="周建国", phone="13905740011",
                           email="zhoujg@yongjiang.example", remarks="温控器、传感器；月结 60 天"),
     (("ISO 9001 质量管理体系", "Q-33021", 420), ("CQC 自愿认证（温控器）", "CQC-14002", -12))),
    (records.SupplierFacts(name=FUCHUN, code="GF-0042", contact="沈国荣", phone="13806530247",
                           email="shengr@fuchun.example", remarks="压缩机；驻厂检验"),
     (("ISO 9001 质量管理体系", "Q-28840", 610), ("ISO 14001 环境管理体系", "E-10387", 250))),
)  # fmt: skip
THERMOSTAT = {
    "supplier": YONGJIANG,
    "material": "内机温控器",
    "unit_of_measure": "只",
    "standard": "检验指导书 IQC-017",
}
COMPRESSOR = {"supplier": FUCHUN, "material": "压缩机", "unit_of_measure": "台", "standard": "检验指导书 IQC-003、封样"}
# Days ago, how many of the steps below it has come, the inspection.
LOTS: tuple[tuple[int, int, dict[str, Any]], ...] = (
    (48, 11, {**THERMOSTAT, "lot": "2609-214", "lot_quantity": 1200, "sample_size": 80, "defective": 6,
              "defect_class": "B", "defect_kind": "performance", "defects": ["current"],
              "description": "80 只中 6 只吸合电流 1.8–2.1 A，规格不大于 1.5 A。"}),
    (30, 10, {**COMPRESSOR, "lot": "2610-031", "lot_quantity": 120, "sample_size": 20, "defective": 2,
              "defect_class": "C", "defect_kind": "appearance", "defects": ["oxidation", "scratch"],
              "description": "两台吸气管口氧化，一台壳体划伤 40 mm，未伤及底材。"}),
    (19, 9, {**THERMOSTAT, "lot": "2610-377", "lot_quantity": 900, "sample_size": 80, "defective": 4,
             "defect_class": "B", "defect_kind": "performance", "defects": ["size"],
             "description": "安装孔距 31.8 mm，图纸 32.0 ± 0.1 mm，4 只装配时卡滞。"}),
    (9, 8, {**THERMOSTAT, "lot": "2611-052", "lot_quantity": 600, "sample_size": 50, "defective": 3,
            "defect_class": "A", "defect_kind": "performance", "defects": ["other"],
            "description": "触点镀层 1.4–1.8 µm，规格不小于 2 µm，长期使用有粘连风险。"}),
    (6, 5, {**COMPRESSOR, "lot": "2611-018", "lot_quantity": 80, "sample_size": 13, "defective": 1,
            "defect_class": "B", "defect_kind": "performance", "defects": ["fit"],
            "description": "一台地脚减振垫孔偏 1.2 mm，无法落位。"}),
    (4, 4, {**THERMOSTAT, "lot": "2611-101", "lot_quantity": 500, "sample_size": 50, "defective": 5,
            "defect_class": "C", "defect_kind": "appearance", "defects": ["print", "no_label"],
            "description": "5 只型号印字模糊，外箱无料号贴纸。"}),
    (2, 3, {**COMPRESSOR, "lot": "2611-040", "lot_quantity": 60, "sample_size": 13, "defective": 1,
            "defect_class": "B", "defect_kind": "performance", "defects": ["voltage"],
            "description": "一台接线端子耐压 1,500 V 击穿，规格 1,800 V 一分钟。"}),
    (1, 1, {**THERMOSTAT, "lot": "2611-136", "lot_quantity": 400, "sample_size": 50, "defective": 2,
            "defect_class": "C", "defect_kind": "appearance", "defects": ["burr"],
            "description": "两只底座飞边 0.4 mm。"}),
    (0, 0, {**COMPRESSOR, "lot": "2611-055", "lot_quantity": 60, "sample_size": 13, "defective": 2,
            "defect_class": "C", "defect_kind": "appearance", "defects": ["oil"],
            "description": "两台外壳油污，封口塞松动一处。"}),
    (12, -1, {**COMPRESSOR, "lot": "2610-090", "lot_quantity": 60, "sample_size": 13, "defective": 1,
              "defect_class": "C", "defect_kind": "appearance", "defects": ["colour"],
              "description": "一台漆色偏浅，与封样目视有差异。"}),
    (1, 2, {**THERMOSTAT, "lot": "2611-140", "lot_quantity": 300, "sample_size": 32, "defective": 1,
            "defect_class": "B", "defect_kind": "performance", "defects": ["other"],
            "description": "一只动作温度 26.9 ℃，规格 25 ± 1 ℃。"}),
)  # fmt: skip
ANSWER: dict[str, Any] = {
    "cause": "镀液浓度靠人工每天测一次，夜班补加不及时，末段产品偏薄；出厂抽样只取班初件。",
    "containment": "厂内在库 2,600 只全部停发并全检；在途一批已通知拦回。",
    "corrective": "浓度改为每两小时测一次并记录，低于下限自动停线。",
    "preventive": "抽样改为班初、班中、班末各取；镀层厚度列入出厂报告。",
    "name": "周建国",
}


class Inspection:
    """Tells one lot, step by step, as the people in charge would."""

    def __init__(self, people: People, clock: Clock, now: datetime) -> None:
        self.people, self.clock, self.now = people, clock, now
        self.steps: tuple[Callable[[SupplierAbnormality], Any], ...] = (
            self.check, self.confirm, self.issue, self.answer, self.meet, self.accept, self.dispose, self.sign,
            self.settle, self.verify, self.close,
        )  # fmt: skip

    def tell(self, days: int, steps: int, told: dict[str, Any]) -> None:
        """Find a lot so many days ago and take it so many steps; -1: it was in order after all."""
        morning = timezone.localtime(self.now - timedelta(days=days)).replace(hour=8, minute=40, second=0)
        self.clock.now = min(morning, self.now - timedelta(minutes=40))
        supplier = Supplier.objects.get(name=told["supplier"])
        facts = {**told, "supplier": supplier, "lot_quantity": Decimal(told["lot_quantity"])}
        one = work.find(
            work.Inspection(**facts, files=[_photo(told["lot"])], order_no=f"PO-{told['lot']}"),
            by=self.people["fangting"],
        )
        if steps < 0:
            self._later(hours=2)
            work.refute(one, note="与封样在标准光源下比对，色差在允许范围内。", by=self.people["songyang"])
        for step in self.steps[: max(steps, 0)]:
            self._later(hours=1)
            step(SupplierAbnormality.objects.get(pk=one.pk))

    def _later(self, **span: int) -> None:
        self.clock.now = min(self.clock.now + timedelta(**span), self.now)

    def check(self, one: SupplierAbnormality) -> None:
        work.check(one, note="复测属实。", by=self.people["songyang"])

    def confirm(self, one: SupplierAbnormality) -> None:
        work.confirm(one, by=self.people["qianjin"])

    def issue(self, one: SupplierAbnormality) -> None:
        demand = f"请查明 {one.lot.code} 批“{one.defects}”的原因，写明应急、纠正和预防措施。"
        work.issue(one, demand=demand, by=self.people["fangting"])
        wanted = timezone.localdate() + timedelta(days=3)
        work.set_line(one, line_on=wanted, note="总装一线", by=self.people["liuyan"])

    def answer(self, one: SupplierAbnormality) -> None:
        self._later(hours=26)
        asked = open_answer(one)
        if asked is not None:
            work.answer(asked, work.Given(**ANSWER), by=VisitorActor("周建国", BY_LINK))

    def meet(self, one: SupplierAbnormality) -> None:
        people = self.people
        seats: dict[str, Staff | str] = {
            "purchasing": people["luxin"], "process": people["yeqiang"], "quality_manager": people["qianjin"],
            "rnd_engineer": people["songyang"], "rnd_director": people["tangyi"], "plant_manager": people["yaojun"],
        }  # fmt: skip
        words = "异常属实，对整机功能的影响可控；合格部分挑选使用，其余退回，后续三批加严检验。"
        review = work.Review(held_on=timezone.localdate(), chair=people["qianjin"], conclusion=words, seats=seats)
        work.meet(one, review, by=people["qianjin"])

    def accept(self, one: SupplierAbnormality) -> None:
        work.accept_answer(one, note="原因清楚，措施可行。", by=self.people["fangting"])

    def dispose(self, one: SupplierAbnormality) -> None:
        used = (one.affected * Decimal("0.75")).quantize(Decimal(1))
        lines = [("concession.sort", used), ("return.rework", one.affected - used)]
        work.dispose(one, lines, decision="生产急用，挑选后使用；挑出的不良品退回返工。", by=self.people["qianjin"])

    def sign(self, one: SupplierAbnormality) -> None:
        """Have the concession signed; one of class A still waits for the general manager."""
        form = Circulation.objects.of(one).running().first()
        signers = {"rnd": "tangyi", "quality": "qianjin"}
        while form and (station := form.stations.filter(state="open").first()) and station.post in signers:
            self._later(hours=2)
            signoff.sign(station, verdict="agree", opinion="同意。", by=self.people[signers[station.post]])

    def settle(self, one: SupplierAbnormality) -> None:
        self._later(hours=20)
        for hours, words in ((Decimal("7.5"), "挑选"), (Decimal(4), "复测电流")):
            work.charge(
                one, worked_on=timezone.localdate(), work=words, people=3, hours=hours, by=self.people["yeqiang"]
            )
        lot: dict[str, Any] = {"sample_size": 125, "defective": 0, "is_in_order": True, "by": self.people["fangting"]}
        work.watch_lot(one, code=f"{one.lot.code}-1", inspected_on=timezone.localdate(), **lot)

    def verify(self, one: SupplierAbnormality) -> None:
        for number in (2, 3):
            self._later(days=3)
            lot: dict[str, Any] = {
                "sample_size": 125,
                "defective": 0,
                "is_in_order": True,
                "by": self.people["fangting"],
            }
            work.watch_lot(one, code=f"{one.lot.code}-{number}", inspected_on=timezone.localdate(), **lot)
        work.verify(one, by=self.people["fangting"])

    def close(self, one: SupplierAbnormality) -> None:
        work.settle(one, amount=one.charge, by=self.people["luxin"])
        work.close(one, note="措施有效。", by=self.people["qianjin"])


def inspected(clock: Clock, now: datetime, people: People) -> None:
    """Keep the records of two suppliers, and tell what was found wrong with their lots."""
    clock.now = now - timedelta(days=60)
    for facts, certificates in RECORDS:
        known = Supplier.objects.filter(name=facts.name).first()
        supplier = records.save_supplier(known, facts, by=people["luxin"])
        for name, number, days in certificates:
            until = timezone.localdate(now) + timedelta(days=days)
            records.add_certificate(supplier, name=name, number=number, valid_until=until, by=people["luxin"])
    inspection = Inspection(people, clock, now)
    for days, steps, told in sorted(LOTS, key=lambda row: -row[0]):
        inspection.tell(days, steps, told)
    clock.now = now


def _photo(lot: str) -> Content:
    """Return a picture of the part under the lens, drawn here."""
    image = Image.new("RGB", (640, 420), (228, 230, 226))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((90, 70, 550, 350), radius=28, fill=(196, 198, 194), outline=(120, 124, 122), width=4)
    for place in range(5):
        draw.ellipse((140 + place * 84, 180, 190 + place * 84, 230), fill=(176, 140, 74), outline=(96, 80, 50), width=3)
    draw.line((318, 170, 356, 246), fill=(180, 32, 28), width=5)
    draw.ellipse((282, 150, 392, 262), outline=(200, 28, 24), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return inspect(f"{lot} 不良.png", out.getvalue())
