"""What the demo company delivered lately: installations in every state, two with defects, one refused (SVC-18)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.customers import operations as customers
from bihuan.customers.models import Customer, Site
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products import operations as products
from bihuan.products.models import ProductModel
from bihuan.service.models import FunctionCheck, Installation
from bihuan.service.models.installations import PLANNED_MINUTES
from bihuan.service.operations import installations as work
from bihuan.service.operations.slots import first_free
from bihuan.service.queries.installations import checks_of

STEPS = ("planned", "delivered", "installed", "trained", "refused", "accepted", "cancelled")


@dataclass(frozen=True)
class Tale:
    """One delivery: to whom, what, how far it came.

    Attributes:
        days: how many days before today it was delivered; below 0 it is still to come.
        end: the state it stays in.
        place: the site; "" for the customer's only one.
        damage: what was wrong with the goods, and how that was made good ("" while it wasn't).
        defects: why it was not accepted, each with its remedy ("" while it is open).
    """

    customer: str
    model: str
    units: int
    days: int
    end: str
    who: str
    work: str
    topics: str = "开关机与模式设定、滤网每月清洗、报警代码与停机处理"
    place: str = ""
    damage: tuple[str, str] = ("", "")
    defects: tuple[tuple[str, str], ...] = ()
    companions: int = 0
    sessions: int = 1
    is_countersigned: bool = False


TALES = (
    Tale("新华幼儿园", "KFR-50LW", 4, -3, "planned", "园办赵老师", "", companions=1),
    Tale("良渚文化中心", "KFR-72LW", 6, -6, "planned", "设备科何工", "", place="二期展厅", companions=2),
    Tale("博雅书店", "KFR-35GW", 2, 1, "delivered", "店长许静", ""),
    Tale("永兴纺织有限公司", "KFR-72LW", 3, 2, "delivered", "仓库孟师傅", "", place="二号车间",
         damage=("一台室外机侧板凹陷，缺遥控器一只", "")),
    Tale("绿洲养老院", "JSQ25-A", 8, 3, "installed", "后勤冯主任", "八台到位，燃气接口查漏合格，逐台点火正常",
         topics="水温设定、通风要求、熄火保护", companions=1),
    Tale("龙泉小学", "KFR-50LW", 5, 4, "installed", "总务郭老师", "柜机五台，抽真空三十分钟，试机制冷正常",
         place="实验楼", sessions=1, companions=1),
    Tale("江南春大酒楼", "CXW-200", 4, 5, "trained", "厨师长孙伟", "吊装四台，风管对接密封，满负荷试运行无异响",
         topics="油杯清理、滤网拆洗、夜间断电"),
    Tale("金沙电影城", "KFR-72LW", 4, 6, "trained", "工程部白工", "三号厅柜机四台，联动新风，噪声实测合格",
         is_countersigned=True, companions=1),
    Tale("湘湖度假村", "BCD-215", 10, 8, "refused", "客房部范经理", "客房冰箱十台就位，静置四小时后通电，制冷正常",
         topics="温度设定、除霜、搬移注意事项",
         defects=(("302 房门封条漏缝，结露", "更换门封条，复测无结露"), ("511 房运行噪声大", ""))),
    Tale("市第二人民医院后勤处", "KFR-26GW", 6, 12, "accepted", "后勤处江科长", "挂机六台，电源独立回路，漏电保护正常",
         damage=("少随机配件包一套", "当日由仓库补送到场"), place="住院部三号楼", companions=1),
    Tale("下沙大学城学生公寓", "XQB75-J", 12, 15, "accepted", "宿管中心韦老师", "洗衣房十二台，满载试洗一个程序",
         topics="投币与程序选择、排水泵清理、故障代码", sessions=2, companions=2,
         defects=(("七号机脱水抖动", "调平底脚，紧固吊杆"), ("排水管未固定", "加装管卡四只"))),
    Tale("东湖宾馆", "KFR-35GW", 3, 18, "accepted", "工程部邱工", "前厅挂机三台，冷凝水并入雨水管，试机正常"),
    Tale("银泰写字楼物业", "KFR-72LW", 2, 9, "cancelled", "物业石经理", ""),
    Tale("万家乐超市", "BCD-260T", 3, 20, "accepted", "采购部龙主管", "员工餐厅冰箱三台，离墙十厘米，温控正常"),
)  # fmt: skip


def handed_over(clock: Clock, now: datetime, people: dict[str, Staff], signature: Content) -> None:
    """Let each delivery happen on its days; the clock stands at `now` afterwards."""
    crew = sorted(holders(Post.TECHNICIAN), key=lambda one: one.username)
    for number, tale in sorted(enumerate(TALES), key=lambda told: -told[1].days):
        customer = Customer.objects.filter(name=tale.customer).first()
        if customer is not None:
            _Told(tale, number, customer, clock, now, people["zhoumin"], crew, signature).tell()
    clock.now = now


def _passed(point: FunctionCheck) -> dict[str, Any]:
    """Return a result within the bounds of a point."""
    bounds = [one for one in (point.low, point.high) if one is not None]
    return {"value": sum(bounds, Decimal(0)) / (len(bounds) or 1)} if point.is_measured else {"ok": True}


@dataclass
class _Told:
    """One tale as it happens, step by step."""

    tale: Tale
    number: int
    customer: Customer
    clock: Clock
    now: datetime
    desk: Staff
    crew: list[Staff]
    signature: Content

    def tell(self) -> None:
        self._at(self.tale.days + 6)
        job = self._plan()
        if self.tale.end == "cancelled":
            work.cancel(job, note="客户装修改期，合同改签到明年", by=self.desk)
            return
        if self._reaches("delivered"):
            job = self._deliver(job)
        if self._reaches("installed"):
            job = self._commission(job)
        if self._reaches("trained"):
            self._end(job)

    def _reaches(self, state: str) -> bool:
        return STEPS.index(self.tale.end) >= STEPS.index(state)

    def _at(self, days: int, hour: int = 9, minute: int = 10) -> None:
        at = timezone.localtime(self.now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0)
        self.clock.now = min(at, self.now)

    @property
    def _today(self) -> date:
        return timezone.localdate(self.clock.now)

    @property
    def _lead(self) -> Staff:
        return self.crew[self.number % len(self.crew)]

    def _site(self) -> Site | None:
        if not self.tale.place:
            return self.customer.sites.first()
        address = f"{self.customer.address.reveal()} {self.tale.place}"
        return customers.add_site(
            self.customer, name=self.tale.place, address=address, region=self.customer.region, by=SYSTEM
        )

    def _plan(self) -> Installation:
        tale, made = self.tale, self._today - timedelta(days=35)
        model = ProductModel.objects.get(code=tale.model)
        series = f"{tale.model.split('-')[1][:2]}F{self.number % 9 + 1}-{made:%y%m}"
        serials = [f"{series}-{70100 + self.number * 40 + n:06d}" for n in range(tale.units)]
        for serial in serials:
            products.register_unit(serial=serial, model=model, produced_on=made, by=SYSTEM, source="import")
        meeting = timezone.localtime(self.now - timedelta(days=tale.days)).replace(hour=9, minute=0, second=0)
        at = self.number % len(self.crew)
        companions = [self.crew[(at + n + 1) % len(self.crew)] for n in range(tale.companions)]
        days = (meeting + timedelta(days=n) for n in range(14))
        free = (first_free([self._lead, *companions], day, PLANNED_MINUTES) for day in days)
        order = work.Order(
            sales_contract=f"XS-{self._today:%Y}-{310 + self.number}", customer=self.customer, serials=serials,
            sold_on=self._today - timedelta(days=2), planned_at=next(filter(None, free)), site=self._site(),
            technician=self._lead, companions=companions,
            remarks="电梯须提前一天预约" if tale.units > 5 else "",
        )  # fmt: skip
        return work.plan(order, by=self.desk)

    def _deliver(self, job: Installation) -> Installation:
        found, made_good = self.tale.damage
        self._at(self.tale.days)
        job = work.deliver(
            job, delivered_on=self._today, received_by=self.tale.who, is_complete=not found, damage=found, by=self._lead
        )
        return work.make_good(job, made_good=made_good, by=self._lead) if made_good else job

    def _commission(self, job: Installation) -> Installation:
        self._at(self.tale.days, 15)
        results = {unit.pk: [_passed(point) for point in points] for unit, points in checks_of(job)}
        job = work.commission(job, results=results, work_done=self.tale.work, by=self._lead)
        for session in range(self.tale.sessions):
            self._at(self.tale.days - session, 16, 30)
            is_last = session == self.tale.sessions - 1 and self._reaches("trained")
            training = work.Training(self._today, self.tale.who, self.tale.topics, Decimal("1.5"), works_alone=is_last)
            work.train(job, training, by=self._lead)
        return Installation.objects.get(pk=job.pk)

    def _end(self, job: Installation) -> None:
        tale = self.tale
        if tale.defects:
            job = self._refused(job)
        if tale.end == "accepted":
            self._at(tale.days - 3, 10)
            work.accept(
                job, signature=self.signature, signer_name=tale.who, ours=self.signature, our_signer=self._lead.name,
                note="运行正常，同意验收", by=self._lead, prints_later=True,
            )  # fmt: skip
        elif tale.is_countersigned:
            work.countersign(job, signature=self.signature, signer_name=self._lead.name, by=self._lead)

    def _refused(self, job: Installation) -> Installation:
        self._at(self.tale.days - 1, 17)
        texts = "\n".join(text for text, _remedy in self.tale.defects)
        job = work.refuse(job, defects=texts, signer_name=self.tale.who, by=self._lead)
        self._at(self.tale.days - 2, 11)
        for row, (_text, remedy) in zip(list(job.defects.all()), self.tale.defects, strict=True):
            if remedy:
                job = work.mend(job, defect=row, remedy=remedy, by=self._lead)
        return job
