"""Questions of production, one of them missed, and the cases that are due to become rules in the demo company."""

from datetime import datetime, timedelta

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel
from bihuan.quality.operations import compiling, questions

People = dict[str, Staff]


def asked(clock: Clock, now: datetime, people: People) -> None:
    """Have production ask three times: settled, not answered in time, just now."""
    model = ProductModel.objects.filter(code="KFR-35GW").first()
    clock.now = _at(now, 12)
    first = questions.ask(
        questions.Asked(
            subject="室外机底座螺栓扭矩取值", words="工艺卡写 8–10 N·m，图纸写 12 N·m，按哪个执行？", model=model,
            owner=people["songyang"], batch="2026-11-A", place="总装一线 7 号工位",
        ),
        by=people["yaojun"],
    )  # fmt: skip
    clock.now += timedelta(hours=3)
    said = "按图纸 12 N·m 执行，从本班起；工艺卡 B/2 今天下午换版。"
    questions.answer(first, answer=said, by=people["songyang"])
    clock.now += timedelta(minutes=40)
    questions.settle(first, by=people["yaojun"])
    clock.now = _at(now, 6)
    questions.ask(
        questions.Asked(
            subject="替代料密封垫能否上线", words="来料密封垫厚 1.2 mm，图纸 1.0 mm，供应商说可替代，能否上线？",
            owner=people["songyang"], model=model, batch="2026-11-C", place="总装二线",
        ),
        by=people["yeqiang"],
    )  # fmt: skip
    clock.now = now - timedelta(hours=5)
    questions.charge_missed(clock.now)
    clock.now = now - timedelta(hours=2)
    questions.ask(
        questions.Asked(
            subject="接线端子压接高度超差", words="首件压接高度 1.62 mm，规范 1.45–1.55 mm，拉力合格，是否放行？",
            owner=people["tangyi"], model=model, place="线束班",
        ),
        by=people["liuyan"],
    )  # fmt: skip
    clock.now = now


def compiled(clock: Clock, now: datetime) -> None:
    """Have the cases of the last two months gathered; quality is to decide about them."""
    clock.now = (now - timedelta(days=2)).replace(microsecond=0)
    compiling.gather_due(timezone.localdate(clock.now))
    clock.now = now


def _at(now: datetime, days: int) -> datetime:
    """Return twenty to ten of that many days ago."""
    return timezone.localtime(now - timedelta(days=days)).replace(hour=9, minute=40, second=0)
