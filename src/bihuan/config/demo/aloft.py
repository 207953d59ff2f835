"""Work at a height, for which a clause wants two people (FULL 4.2): board and plan show who goes along."""

from datetime import datetime, timedelta

from bihuan.config.demo.clock import Clock
from bihuan.organization.models import Staff
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import FaultClass

SKILL = "高处作业"


def waiting(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Take in a loose bracket on the fifth floor, forty minutes ago; it waits to be dispatched."""
    group = FaultClass.objects.get(code="AC", parent=None)
    fault = FaultClass.objects.create(code="AC-09", name="外机支架松动", skill=SKILL, parent=group)
    unit = list(Unit.objects.filter(model__line__code="AC", customer__isnull=False).order_by("pk")[:8])[-1]
    clock.now = now - timedelta(minutes=40)
    call = service.Intake(
        description="五楼外墙空调外机支架松动，风大时晃动，须登高处理", serial_text=unit.serial, fault_class=fault,
    )  # fmt: skip
    service.register(call, by=people["zhoumin"])
