"""What stands in the demo company's workshops: a dozen products in every state, and some that went home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from bihuan.config.demo import names
from bihuan.config.demo.life import Life
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.organization.queries import calendar
from bihuan.products.models import FaultCode, ProductLine, Unit
from bihuan.service import operations as service
from bihuan.service.models import BenchJob, FaultClass, ServiceRequest
from bihuan.service.operations import bench
from bihuan.service.queries.bench import checklist, usual_promise
from bihuan.service.states import Channel

# How many office hours ago it was brought, where it stands, what the customer said, shelf.
STORIES = (
    (2, "received", "A-01"), (5, "received", "A-02"), (9, "diagnosed", "A-04"), (14, "estimated", "A-06"),
    (30, "estimated", "A-07"), (18, "consented", "B-01"), (22, "repairing", "B-02"), (52, "repairing", "B-03"),
    (26, "failed", "B-05"), (28, "testing", "B-06"), (33, "ready", "C-01"), (84, "ready", "C-02"),
    (36, "declined", "C-03"), (40, "beyond", "C-04"), (60, "replaced", "C-06"), (72, "handed", ""), (66, "handed", ""),
)  # fmt: skip
FREE = {"received", "consented", "handed"}  # these come in warranty or not, as it happens; the rest is paid for
CONDITIONS = (
    "外壳完好，轻微使用痕迹",
    "左侧面板划痕一处，约 3 cm，已拍照",
    "底座缺胶垫一个，其余完好",
    "面板油污较重，无磕碰",
)
ACCESSORIES = (("电源线 1 根",), ("遥控器 1 个", "说明书 1 本"), ("电源线 1 根", "进水管 1 根"), ())
PARTS = {
    "AC": ("主控电路板", "AC-2210", "268.00"), "FR": ("化霜传感器组件", "FR-1042", "65.00"),
    "WM": ("进水阀", "WM-3308", "58.00"), "WH": ("点火控制器", "WH-2104", "146.00"),
    "HD": ("电源控制板", "HD-1177", "132.00"),
}  # fmt: skip
POINTS: dict[str, Sequence[tuple[Any, ...]]] = {
    "AC": (("外观和紧固",), ("制冷出风温差", "℃", "8", None), ("运行电流", "A", None, "6.2"), ("遥控各功能",)),
    "FR": (("外观和门封",), ("冷藏室温度", "℃", "2", "8"), ("冷冻室温度", "℃", None, "-18")),
    "WM": (("进水、排水",), ("脱水振动",), ("绝缘电阻", "MΩ", "2", None)),
    "WH": (("点火十次",), ("燃气密封",), ("出水温升", "K", "22", "28")),
    "HD": (("按键和照明",), ("风量", "m³/min", "15", None), ("噪声", "dB", None, "72")),
}
GOOD = {
    "制冷出风温差": "11.5", "运行电流": "5.4", "冷藏室温度": "4.5", "冷冻室温度": "-19.5", "绝缘电阻": "50",
    "出水温升": "25", "风量": "17.2", "噪声": "68",
}  # fmt: skip
BAD = {"风量": "12.8", "绝缘电阻": "1.1", "出水温升": "18.5", "制冷出风温差": "5.5", "冷冻室温度": "-12"}


def checklists() -> None:
    """Write the checklists of the function test."""
    lines = {line.code: line for line in ProductLine.objects.all()}
    for code, points in POINTS.items():
        for number, (name, *bounds) in enumerate(points, 1):
            unit, low, high = bounds or ("", None, None)
            bench.save_check(
                None, line=lines[code], name=name, position=number * 10, is_measured=bool(bounds), unit=unit,
                low=Decimal(low) if low else None, high=Decimal(high) if high else None, by=SYSTEM,
            )  # fmt: skip


@dataclass
class Brought:
    """One product on its way through the workshop."""

    life: Life
    unit: Unit
    trouble: tuple[str, ...]
    codes: dict[tuple[str, str], FaultCode]
    faults: dict[str, FaultClass]
    fate: str
    shelf: str
    technician: Staff
    request: ServiceRequest | None = None
    number: int = 0

    def steps(self) -> list[tuple[float, Callable[[], Any]]]:
        """Return what happens after how many office hours; the last ones depend on the fate."""
        mend = [(1.0, self.estimate), (3.0, self.consent), (4.0, self.begin)]
        through = [*mend, (7.0, self.finish), (7.5, self.pass_test)]
        ends: dict[str, list[tuple[float, Callable[[], Any]]]] = {
            "diagnosed": [], "estimated": mend[:1], "consented": mend[:2], "repairing": mend,
            "testing": [*mend, (7.0, self.finish)], "failed": [*mend, (7.0, self.finish), (7.5, self.fail_test)],
            "ready": through, "declined": [mend[0], (3.0, self.decline), (4.0, self.put_out)],
            "beyond": [mend[0], (3.0, self.consent), (4.0, self.begin), (6.0, self.give_up), (6.5, self.put_out)],
            "replaced": [*through, (9.0, self.replace), (12.0, self.hand_over)],
            "handed": [*through, (12.0, self.hand_over)],
        }  # fmt: skip
        return [] if self.fate == "received" else [(0.5, self.diagnose), *ends[self.fate]]

    def bring(self) -> None:
        """The customer brings it, the desk takes it in against his signature."""
        life, chance = self.life, self.life.chance
        fault = self.faults[f"{self.trouble[0]}-{self.trouble[1]}"]
        intake = service.Intake(
            description=self.trouble[4], channel=Channel.WALK_IN, unit=self.unit, serial_text=self.unit.serial,
            fault_class=fault,
        )  # fmt: skip
        self.request = service.register(intake, by=life.people["guojing"])
        facts, now = self.request.facts(), life.clock.now
        signer = self.unit.customer.name if self.unit.customer else "客户"
        goods = bench.Goods(
            condition=chance.choice(CONDITIONS), promised_at=usual_promise(facts, now), signature=life.signature,
            signer_name=signer, accessories=chance.choice(ACCESSORIES), shelf=self.shelf, technician=self.technician,
        )  # fmt: skip
        self.number = bench.receive(self.request, goods, by=life.people["guojing"], prints_later=True).pk
        office = calendar("office")
        for hours, step in self.steps():
            life.at(office.add(now, timedelta(hours=hours + chance.uniform(0, 0.3))), partial(self._try, step))

    def _try(self, step: Callable[[], Any]) -> None:
        try:
            step()
        except OperationError:
            return

    def _job(self) -> BenchJob:
        job: BenchJob = BenchJob.objects.select_related("request", "estimate").get(pk=self.number)
        return job

    def diagnose(self) -> None:
        code = self.codes.get((self.trouble[0], self.trouble[7]))
        bench.diagnose(self._job(), findings=self.trouble[5], cause="component", fault_code=code, by=self.technician)

    def estimate(self) -> None:
        job = self._job()
        text, code, price = PARTS[self.trouble[0]]
        is_free = not job.is_charged
        lines = [
            bench.Line(kind="part", text=text, code=code, unit_price=Decimal(price), is_covered=is_free),
            bench.Line(kind="labour", text="维修人工", unit_price=Decimal("80.00"), is_covered=is_free),
        ]
        bench.estimate(job, plan=self.trouble[6].split("，")[0], promised_at=job.promised_at, lines=lines,
                       by=self.technician)  # fmt: skip

    def consent(self) -> None:
        self._answer(bench.consent)

    def decline(self) -> None:
        self._answer(bench.decline, note="机器旧了，不修了")

    def _answer(self, answer: Callable[..., Any], note: str = "") -> None:
        estimate = self._job().estimate
        name = self.unit.customer.name if self.unit.customer else "客户"
        assert estimate is not None
        answer(estimate, name=name, note=note, by=VisitorActor(name, frozenset({"service.answer_estimate"})))

    def begin(self) -> None:
        bench.begin_repair(self._job(), by=self.technician)

    def finish(self) -> None:
        minutes = self.life.chance.randint(35, 110)
        bench.finish_repair(self._job(), work_done=self.trouble[6], minutes_spent=minutes, by=self.technician)

    def pass_test(self) -> None:
        self._test(GOOD)

    def fail_test(self) -> None:
        self._test({**GOOD, **BAD})

    def _test(self, values: dict[str, str]) -> None:
        job = self._job()
        results = [{"value": Decimal(values[one.name])} if one.is_measured else {"ok": True} for one in checklist(job)]
        bench.try_out(job, results=results, by=self.technician)

    def give_up(self) -> None:
        bench.give_up(self._job(), beyond_reason="主板腐蚀断线，原厂已停供该板，无法修复", by=self.technician)

    def put_out(self) -> None:
        bench.make_ready(self._job(), by=self.technician)

    def replace(self) -> None:
        serial = f"{self.unit.serial[:-4]}{int(self.unit.serial[-4:]) + 5000:04d}"
        bench.replace(self._job(), serial=serial, note="同一故障再次出现，主管批准换机", by=self.life.people["hanli"])

    def hand_over(self) -> None:
        name = self.unit.customer.name if self.unit.customer else "客户"
        bench.return_goods(
            self._job(), signature=self.life.signature, returned_to=name, by=self.life.people["guojing"],
            prints_later=True,
        )  # fmt: skip


def furnish(
    life: Life, units: list[Unit], codes: dict[tuple[str, str], FaultCode], faults: dict[str, FaultClass]
) -> None:
    """Plan what customers bring in these weeks; the checklists are there before."""
    checklists()
    small = [unit for unit in units if unit.model.line.code in {"HD", "WH", "WM"} and unit.customer_id]
    for unit, (hours, fate, shelf) in zip(_chosen(life, small, units), STORIES, strict=False):
        own = [row for row in names.TROUBLES if row[0] == unit.model.line.code]
        crew = [life.people[name] for name in ("chenlijun", "liguodong", "xuyang", "dingwei")]
        brought = Brought(life, unit, life.chance.choice(own), codes, faults, fate, shelf, life.chance.choice(crew))
        life.at(_back(life, hours), partial(brought._try, brought.bring))


def _chosen(life: Life, small: list[Unit], units: list[Unit]) -> list[Unit]:
    """Return different units, for what costs the customer something those out of warranty."""
    rows = [unit for unit in (small or units) if unit.accepted_on and unit.customer_id]
    old = sorted(rows, key=lambda unit: str(unit.accepted_on))
    fresh = old[::-1]
    taken: dict[int, Unit] = {}
    for _hours, fate, _shelf in STORIES:
        pool = fresh if fate in FREE and life.chance.random() < 0.6 else old
        unit = next((one for one in pool if one.pk not in taken), None)
        if unit is not None:
            taken[unit.pk] = unit
    return list(taken.values())


def _back(life: Life, hours: float) -> Any:
    """Return the moment that many office hours before the present."""
    office, at = calendar("office"), life.until - timedelta(hours=hours * 3 + 30)
    low, high = at - timedelta(days=hours / 2 + 6), life.until
    for _round in range(30):
        middle = low + (high - low) / 2
        if office.between(middle, life.until) > timedelta(hours=hours):
            low = middle
        else:
            high = middle
    return office.add(low, timedelta(minutes=1))
