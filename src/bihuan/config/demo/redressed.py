"""Joint inspections and compensations of the demo company's complaints, one in every state."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bihuan.complaints import operations
from bihuan.complaints.models import Compensation, Complaint, Inspection
from bihuan.complaints.operations import compensating, inspecting
from bihuan.config.demo.life import Life
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

Steps = list[tuple[float, Callable[[], Any]]]


def inspected(life: Life, complaint: Complaint) -> Steps:
    """Return the steps of an inspection from the call to the instruction, minutes after the complaint."""
    people = life.people
    call = operations.Call(
        purpose="三台同批制热停机显示 E6，查控制板与供电", place="东湖宾馆 203、305、306 房", sales=people["xuwen"],
        quality=people["qianjin"], production=people["yaojun"], planned_at=life.clock.now + timedelta(hours=5),
    )  # fmt: skip
    return [
        (20, lambda: operations.call_inspection(_complaint(complaint), call, by=people["caoli"])),
        (330, lambda: inspecting.hold(
            _inspection(complaint), by=people["xuwen"], present="宾馆工程部 李师傅",
            findings="三台均在运行约三小时后报 E6；供电 228 伏正常。\n"
                     "拆检主控板，光耦 PC3 引脚虚焊，三块板同属 2610-07 批。",
            handling="当场更换备板一块，203 房恢复；另两房先换房。",
        )),
        (1500, lambda: inspecting.report(
            _inspection(complaint), by=people["qianjin"],
            text="原因：2610-07 批波峰焊预热区温度偏低，光耦虚焊。责任：制造部。\n"
                 "建议：同批 12 台全部换板，库存同批控制板隔离复检。",
        )),
        (1620, lambda: inspecting.instruct(
            _inspection(complaint), instruction="同意。三天内换完，补偿按规定办理；同批库存一块不许放行。",
            by=people["linhai"],
        )),
    ]  # fmt: skip


def sent_for(life: Life, complaint: Complaint) -> Steps:
    """Return the steps of an inspection to which quality can't come."""
    people = life.people
    call = operations.Call(
        purpose="热水器出水忽冷忽热致人烫伤，取机并封存现场", sales=people["xuwen"], quality=people["qianjin"],
        production=people["yaojun"], planned_at=life.clock.now + timedelta(hours=8),
    )  # fmt: skip
    return [
        (30, lambda: operations.call_inspection(_complaint(complaint), call, by=people["caoli"])),
        (50, lambda: inspecting.excuse(
            _inspection(complaint), note="在外地供应商处处理来料异常，今日赶不回", by=people["qianjin"]
        )),
        (80, lambda: inspecting.name_stand_in(_inspection(complaint), who=people["fangting"], by=people["linhai"])),
    ]  # fmt: skip


def offered(
    life: Life, complaint: Complaint, amount: str, ground: str, *, after: float, by: str, signers: tuple[str, ...] = (),
    verdict: str = "agree", opinion: str = "同意，凭票据支付", proof: str = "",
) -> Steps:  # fmt: skip
    """Return the steps of a compensation, as far as it goes: proposed, signed by these, handed over."""
    people = life.people
    steps: Steps = [
        (after, lambda: operations.propose_compensation(
            _complaint(complaint), amount=Decimal(amount), ground=ground, by=people[by]
        )),
    ]  # fmt: skip
    for at, name in enumerate(signers, start=1):
        is_last = at == len(signers)
        steps.append((after + 60 * at, _signing(life, complaint, name, opinion, verdict if is_last else "agree")))
    if proof:
        pay = after + 60 * len(signers) + 240
        steps.append((pay, lambda: compensating.pay(_compensation(complaint), proof=proof, by=people["wangfang"])))
    return steps


def _signing(life: Life, complaint: Complaint, name: str, opinion: str, verdict: str) -> Callable[[], Any]:
    def sign() -> Any:
        form = Circulation.objects.of(_compensation(complaint)).get()
        station = form.stations.get(state="open")
        return signoff.sign(station, by=life.people[name], opinion=opinion, verdict=verdict)

    return sign


def _complaint(one: Complaint) -> Complaint:
    return Complaint.objects.get(pk=one.pk)


def _inspection(one: Complaint) -> Inspection:
    return Inspection.objects.get(complaint=one.pk)


def _compensation(one: Complaint) -> Compensation:
    return Compensation.objects.get(complaint=one.pk)
