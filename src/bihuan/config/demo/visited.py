"""Visits and relationship expenses of the demo company: plans, visits made and missed, a month paid, one void."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.customers.models import Customer, ExpenseAccount, ExpenseSheet, SpecialExpense, Visit, VisitDay, VisitMonth
from bihuan.customers.operations import accounts, advances, gifts, plans, sheets, specials, visit_months, visits
from bihuan.customers.operations.advances import Wanted
from bihuan.customers.operations.gifts import Gift
from bihuan.customers.operations.plans import Drawn
from bihuan.customers.operations.sheets import Sold
from bihuan.customers.queries import expenses as queries
from bihuan.customers.queries.month_days import working_days
from bihuan.customers.rules.expenses import month_before
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Region, Staff
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

People = dict[str, Staff]
AREAS = {"panfeng": ("滨江区", "萧山区", "富阳区"), "yuhui": ("西湖区", "拱墅区", "上城区", "余杭区")}
TOLD = (
    {"met_who": "采购科 周科长", "stock": "柜机 6 台、挂机 14 台", "sales": "月销 20 台左右",
     "purchases": "每月上旬进一次货",
     "wishes": "希望旺季前多备挂机，样品机尽快更换。", "market": "同行本月起挂机满十台返两台。",
     "effect": "答应下月试销新款柜机。",
     "handled": "样品机已报技术部，约定下周三更换。"},
    {"met_who": "店长 陆女士", "stock": "热水器 9 台", "sales": "比上月少两成", "purchases": "月底补货",
     "wishes": "宣传单页不够用。", "market": "周边新开一家家电卖场，开业让利。", "effect": "同意把本公司样机移到入口。",
     "complaint": "上月两台热水器外包装破损。", "handled": "单页当场补送 200 份；破损已拍照带回。"},
    {"met_who": "工程部 何经理", "stock": "备机 2 台", "purchases": "按季度招标", "wishes": "希望提供节能改造方案。",
     "needs": "明年三月新楼需要 40 台分体机。", "technical": "询问低温制热时的出风温度。",
     "effect": "约定带技术员再来一次。",
     "market": "对方收到同行的以旧换新方案。"},
    {"met_who": "老板 徐先生", "stock": "库存偏高", "sales": "淡季，月销 8 台", "wishes": "对售后响应满意。",
     "market": "没有新的动向。", "effect": "客情稳定，按原计划进货。"},
)  # fmt: skip


def visited(clock: Clock, now: datetime, people: People) -> None:
    """Let plans be made and visits go on as far as the day has come, and let a month of expenses be paid."""
    for name, regions in AREAS.items():
        for region in regions:
            plans.put_in_charge(Region.objects.get(name=region), people[name], by=SYSTEM)
    this = timezone.localdate(now).replace(day=1)
    Tale(clock, now, people, month_before(this)).tell()
    Tale(clock, now, people, this).tell()
    _reported(clock, now, people, this)
    Money(clock, now, people, month_before(this)).tell()
    clock.now = now
    visits.report_urgently(
        matter="product", content="西湖区两家经销商门口已摆出同行的新款一级能效柜机，标价比我们低 300 元。",
        proposal="建议尽快确定旺季前的促销价。", by=people["panfeng"], customer=_of("西湖区", 1)[0],
    )  # fmt: skip
    coming = this + timedelta(days=100)
    plans.draw_up(
        Region.objects.get(name="滨江区"), period="quarter", day=coming, visitor=people["yuhui"], by=people["xuwen"],
        customers=[(one, 2) for one in _of("滨江区", 4)], drawn=Drawn(goods="商用柜机", survey="旺季备货打算"),
    )  # fmt: skip


def _of(region: str, number: int) -> list[Customer]:
    """Return customers of a region, companies first; any others where it has none."""
    here = list(Customer.objects.filter(region__name=region).order_by("customer_kind", "pk")[:number])
    rest = Customer.objects.exclude(pk__in=[one.pk for one in here]).order_by("pk")
    return here + list(rest[: number - len(here)])


def _sign(record: Any, *signers: Staff) -> None:
    for one in signers:
        station = Circulation.objects.of(record).running().get().stations.filter(state="open").first()
        if station is not None:
            signoff.sign(station, by=one)


class Tale:
    """One month's plan for 西湖区: drawn up, approved, gone through day by day as far as the present."""

    def __init__(self, clock: Clock, now: datetime, people: People, month: date) -> None:
        self.clock, self.now, self.people, self.month = clock, now, people, month

    def at(self, day: date, hour: int, minute: int = 0) -> bool:
        """Set the clock; False where that lies ahead."""
        moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
        self.clock.now = min(moment, self.now)
        return moment <= self.now

    def tell(self) -> None:
        """Draw the plan up, have it approved, make the visits: two are missed, one is put off."""
        people = self.people
        self.at(self.month, 8, 30)
        plan = plans.draw_up(
            Region.objects.get(name="西湖区"), period="month", day=self.month, visitor=people["panfeng"],
            customers=[(one, 2 if place < 3 else 1) for place, one in enumerate(_of("西湖区", 6))], by=people["xuwen"],
            drawn=Drawn(
                goods="一级能效柜机、恒温热水器", survey="经销商库存和进货节奏", special_survey="同行旺季返利政策",
                arrangements="每周两天，先走商圈后走工程客户。", technicians=[people["zhengkai"]],
            ),
        )  # fmt: skip
        plans.submit_plan(plan, by=people["xuwen"])
        _sign(plan, people["hejianguo"])
        for place, visit in enumerate(Visit.objects.filter(plan=plan).order_by("planned_on", "pk")):
            if place in (3, 6):
                continue
            self._go(visit, TOLD[place % len(TOLD)])

    def _go(self, visit: Visit, told: dict[str, str]) -> None:
        if not self.at(visit.planned_on, 10, 20):
            return
        visits.record(visit, told=told, answers={"quality": "满意", "service": "及时"}, by=visit.visitor)
        report = VisitDay.objects.get(visitor=visit.visitor, day=visit.planned_on)
        others = Visit.objects.filter(visitor=visit.visitor, planned_on=visit.planned_on, state="planned")
        if report.state == "open" and not others.exists() and self.at(visit.planned_on, 17, 10):
            visits.hand_in_day(report, summary="客户情绪平稳，返利政策需要关注。", by=visit.visitor)
            if self.at(visit.planned_on, 17, 40):
                visits.read_day(report, note="返利情况整理后列入月报。", by=self.people["xuwen"])


def _reported(clock: Clock, now: datetime, people: People, this: date) -> None:
    """Let last month's report be drawn up, written and, from the second working day on, submitted."""
    clock.now = min(timezone.make_aware(datetime.combine(this, time(5, 50))), now)
    visit_months.draw_up_all(month_before(this))
    report = VisitMonth.objects.filter(made_by=people["xuwen"]).first()
    if report is None:
        return
    visit_months.write_month(
        report, market="同行挂机满十返二，新开卖场让利，价格竞争加剧。",
        problems="两家样机陈旧，已安排更换；包装破损转质量管理部。",
        outlook="建议旺季前出台返利办法；下月重点走工程客户。", by=people["xuwen"],
    )  # fmt: skip
    second = timezone.make_aware(datetime.combine(working_days(this)[1][0], time(9)))
    if second <= now:
        clock.now = second
        visit_months.submit_month(report, by=people["xuwen"])


class Money(Tale):
    """A month of relationship expenses: 潘峰's paid and cleared, 余慧's void for want of a signature."""

    def tell(self) -> None:
        """Go through the month whose days count, then begin the present one."""
        self.days = [day for day, _ends in working_days(self.month)]
        self.at(self.month, 5, 40)
        module = accounts.add_account(code="imported_module", name="进口模块", unit="件", by=SYSTEM)
        accounts.add_account(code="other", name="其他品种", unit="件", by=SYSTEM)
        sheets.open_month(self.month)
        special = self._newcomers()
        for name in ("panfeng", "yuhui"):
            self._fill(self.people[name], month_before(self.month), module, self.days[1])
        self._checked()
        self._newcomers_later(special)
        self._paid(ExpenseSheet.objects.get(salesman=self.people["panfeng"], sheet_kind="purchases"))
        self._presents()
        this = timezone.localdate(self.now).replace(day=1)
        if self.at(this, 5, 40):
            sheets.open_month(this)
            days = [day for day, _ends in working_days(this)]
            self._fill(self.people["panfeng"], self.month, module, days[1])
            if self.at(days[8], 5, 40):  # nobody has signed it: the night voids it, as it would any
                sheets.void_unsigned(self.clock.now)

    def _fill(self, salesman: Staff, month: date, module: ExpenseAccount, day: date) -> None:
        sheet = ExpenseSheet.objects.filter(salesman=salesman, month=month, sheet_kind="purchases").first()
        if sheet is None or not self.at(day, 10):
            return
        rows = (("24", "28800", "28800"), ("30", "36000", "36000"), ("18", "21600", "12000"), ("40", "48000", "48000"),
                ("12", "14400", "14400"))  # fmt: skip
        sold = [
            Sold(one, module, Decimal(quantity), Decimal(sale), Decimal(received))
            for one, (quantity, sale, received) in zip(_of(AREAS[salesman.username][0], 5), rows, strict=True)
        ]
        sheets.fill_in(sheet, sold, by=salesman)
        sheets.submit(sheet, by=salesman)

    def _checked(self) -> None:
        people = self.people
        one, other = (
            ExpenseSheet.objects.get(salesman=people[name], sheet_kind="purchases") for name in ("panfeng", "yuhui")
        )
        for place, signer in ((2, "caoli"), (3, "xuwen"), (5, "wangfang")):
            self.at(self.days[place], 14)
            _sign(one, people[signer])
            if signer == "caoli":
                _sign(other, people[signer])
        self.at(self.days[8], 5, 40)
        sheets.void_unsigned(self.clock.now)

    def _paid(self, sheet: ExpenseSheet) -> None:
        people = self.people
        self.at(self.days[8], 9)
        wanted = [Wanted(row.pk, row.left, "采购科", "purchasing") for row in queries.open_lines(sheet)]
        advance = advances.ask_advance(sheet, wanted, by=people["panfeng"])
        self.at(self.days[8], 10)
        advances.hand_out(advance, by=people["wangfang"])
        for place, payout in enumerate(queries.payouts_of(advance)):
            self.at(self.days[9], 10 + place)
            advances.pay(payout, note=f"收条 {place + 1:02d} 号", by=people["panfeng"])
        for place, check in enumerate(queries.checks_of(advance)):
            self.at(self.days[11], 9 + place)
            advances.ask_back(
                check, answer="agrees", said_amount=check.due, note="电话向采购科确认", by=people["xuwen"]
            )
        self.at(self.days[11], 16)
        advances.clear(advance, by=people["wangfang"])

    def _newcomers(self) -> SpecialExpense:
        """Let one application be approved, and one be void because the contract had been signed before."""
        people, (one, two) = self.people, _of("余杭区", 2)
        self.at(self.days[0], 9)
        special = specials.apply_for(
            one, purpose="新建厂房空调项目：样机试用、技术交流会", amount=Decimal(2400), by=people["yuhui"],
            contract_planned_on=self.days[8], expected_sales=Decimal(180000),
        )  # fmt: skip
        void = specials.apply_for(two, purpose="商场改造项目投标前期费用", amount=Decimal(1200), by=people["panfeng"])
        self.at(self.days[1], 9)
        _sign(special, people["xuwen"], people["wangfang"], people["hejianguo"])
        specials.sign_contract(
            void, contract_number="XS-2231", contract_on=self.days[0] - timedelta(days=5), by=people["panfeng"]
        )
        return special

    def _newcomers_later(self, special: SpecialExpense) -> None:
        """Let the contract be signed; another application is on its way."""
        people = self.people
        self.at(self.days[8], 8)
        specials.sign_contract(special, contract_number="XS-2248", contract_on=self.days[8], by=people["yuhui"])
        self.at(self.days[10], 15)
        specials.apply_for(
            _of("余杭区", 3)[2], purpose="学校宿舍热水项目：现场勘测和样机", amount=Decimal(1600), by=people["panfeng"]
        )

    def _presents(self) -> None:
        """A budget of gifts approved and partly handed over, another on its way."""
        people, (one, two) = self.people, _of("滨江区", 2)
        self.at(self.days[10], 9)
        wanted = [Gift("茶叶礼盒", 4, Decimal(168), "采购科"), Gift("新年台历", 20, Decimal(15), "各科室")]
        budget = gifts.ask_gifts(
            one, occasion="年底答谢拜访", wanted_on=self.days[11], gifts=wanted, by=people["panfeng"]
        )
        _sign(budget, people["xuwen"])
        self.at(self.days[11], 15)
        gifts.hand_over(
            budget, item=budget.items.get(name="茶叶礼盒"), quantity=2, cost=Decimal(330), given_on=self.days[11],
            recipient="采购科 周科长", by=people["panfeng"],
        )  # fmt: skip
        gifts.ask_gifts(
            two, occasion="合作十周年纪念", wanted_on=timezone.localdate(self.now) + timedelta(days=20),
            gifts=[Gift("定制纪念摆件", 6, Decimal(380), "公司领导")], by=people["yuhui"],
        )  # fmt: skip
