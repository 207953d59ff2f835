"""What a trace and a recall have to show: lots of raw material, batches made of them, one recall under way."""

import io
import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.config.demo.clock import Clock
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.attachments import Content, inspect
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products.models import Batch, Lot, ProductModel, Recall, RecallLetter, RecallUnit, Unit
from bihuan.products.operations import recalls
from bihuan.products.operations.materials import LotRow
from bihuan.products.queries.recalls import Scope
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

MODEL = "KFR-35GW"
# Material, supplier, unit of measure, how many units one lot does.
PARTS = (
    ("压缩机", "浙江富春压缩机有限公司", "台", 1), ("内机温控器", "宁波甬江电子厂", "只", 1),
    ("铜管 Φ9.52", "萧山铜业有限公司", "米", 7),
)  # fmt: skip
FAULTY = "内机温控器"
MADE = timedelta(days=3 * 365)  # older ones have no lots on record
CUSTOMER = frozenset({"products.answer_recall"})


def traced(chance: random.Random, clock: Clock, now: datetime) -> None:
    """Enter batches of one model by quarter, the lots they took, and the recall of one lot's units."""
    model = ProductModel.objects.get(code=MODEL)
    units = Unit.objects.filter(model=model, produced_on__gte=timezone.localdate(now - MADE))
    runs: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.order_by("produced_on", "pk"):
        day = unit.produced_on or timezone.localdate()
        runs[f"35-{day:%y}Q{(day.month + 2) // 3}"].append(unit)
    lots = {}
    for code, made in runs.items():
        day = made[0].produced_on or timezone.localdate(now)
        clock.now = timezone.make_aware(datetime.combine(day, time(16, 20)))
        batch = products.add(Batch, code=code, model=model, produced_on=day, by=SYSTEM)
        lots[code] = _used(batch, day, chance)
        clock.now = now
        for unit in made:
            products.change_unit(unit, batch=batch, by=SYSTEM, source="import")
    if lots:
        _recall(lots[max(runs, key=lambda code: len(runs[code]))], chance, clock, now)
    clock.now = now


def _used(batch: Batch, day: date, chance: random.Random) -> Lot:
    """Let a batch take what it was made of; return the lot of thermostats."""
    for material, supplier, measure, each in PARTS:
        row = LotRow(
            supplier=supplier, material=material, code=f"{day:%y%m}-{chance.randint(100, 999)}",
            quantity=Decimal(600 * each), received_on=day - timedelta(days=chance.randint(6, 20)),
            unit_of_measure=measure,
        )  # fmt: skip
        lot = products.receive_lot(row, by=SYSTEM, source="import")
        products.consume(batch, lot, quantity=Decimal(480 * each), by=SYSTEM, source="import")
        if material == FAULTY:
            faulty = lot
    return faulty


def _recall(lot: Lot, chance: random.Random, clock: Clock, now: datetime) -> None:
    clock.now = _morning(now, 9)
    quality, boss = _holder("quality"), _holder("general_manager")
    recall = recalls.draft(
        subject=f"{MODEL} 分体挂壁式空调（温控器批号 {lot.code}）", severity="serious",
        reason="该批温控器触点镀层厚度不足，长期使用后可能粘连。",
        hazard="压缩机不能停机，线路过热，极端情况下可能起火。",
        advice="无人在家时请关机并断开空气开关；如有焦味请立即停用。", by=quality,
    )  # fmt: skip
    recalls.add_scope(recall, Scope(lot=lot), by=quality)
    clock.now += timedelta(hours=5)
    recalls.ask_decision(recall, by=quality)
    form = Circulation.objects.of(recall).running().filter(form="recall").first()
    clock.now = _morning(now, 8)
    if form is not None:
        signoff.sign(form.stations.get(), verdict="agree", opinion="同意召回，一周内通知到每一户", by=boss)
    recall.refresh_from_db()
    while (mails := recalls.spread(recall)) is not None:
        for letter in RecallLetter.objects.filter(pk__in=mails):
            recalls.mailed(letter)
    _answers(recall, quality, chance, clock, now)


def _answers(recall: Recall, quality: Staff, chance: random.Random, clock: Clock, now: datetime) -> None:
    """Post most letters and let some customers answer; a few wait for the post, for a call, for the technician."""
    letters = list(RecallLetter.objects.filter(recall=recall, sent_at=None).order_by("pk"))
    clock.now = _morning(now, 7)
    if letters:
        recalls.post_letters(recall, upto=letters[-3 if len(letters) > 4 else -1].pk, by=quality)
    told = list(RecallUnit.objects.filter(recall=recall, state="notified").select_related("customer").order_by("pk"))
    for number, one in enumerate(told):
        visitor = VisitorActor(one.customer.name if one.customer else "", CUSTOMER)
        clock.now = _morning(now, chance.randint(1, 4))
        if number % 7 == 0:  # its request is to be dispatched today
            clock.now = now - timedelta(minutes=chance.randint(4, 14))
            day = timezone.localdate(now) + timedelta(days=chance.randint(1, 6))
            recalls.reply(one, whereabouts="own", wished_on=day, by=visitor)
        elif number % 7 == 1:
            recalls.remedy(one, note="经销商上门更换温控器，试机三十分钟正常", by=quality)
        elif number % 14 == 3:
            recalls.reply(one, whereabouts="sold_on", passed_to="楼下邻居", by=visitor)
        elif number % 14 == 5:
            recalls.reply(one, whereabouts="scrapped", by=visitor)
        elif number == 4:
            recalls.give_up(one, note="电话停机，信函退回，查无此人", evidence=[_returned(one)], by=quality)


def _returned(one: RecallUnit) -> Content:
    """Return the picture of a letter that came back, drawn here."""
    image = Image.new("RGB", (480, 300), (214, 196, 160))
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 40, 450, 260), fill=(246, 242, 232), outline=(150, 140, 120), width=2)
    for line in range(3):
        draw.line((90, 120 + line * 36, 330 - line * 50, 120 + line * 36), fill=(60, 66, 76), width=4)
    draw.rectangle((360, 60, 430, 140), outline=(176, 36, 28), width=3)
    draw.line((250, 230, 430, 170), fill=(176, 36, 28), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return inspect(f"{one.number} 退信.png", out.getvalue())


def _morning(now: datetime, days: int) -> datetime:
    """Return ten to nine of that many days ago."""
    return timezone.localtime(now - timedelta(days=days)).replace(hour=8, minute=50, second=0)


def _holder(post: str) -> Staff:
    found: Staff = Staff.objects.filter(post_holdings__post=post).order_by("pk")[0]
    return found
