"""The demo company's accounts: two years' revenue, tiers in every state, leads, yearly needs, care plans (CUS-02)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.customers import operations as customers
from bihuan.customers.models import Customer, NeedsRequest, Rating
from bihuan.customers.operations import care, leads, tiers
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.states.care import LeadSource
from bihuan.customers.states.tiers import Rated
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Outlet, Staff
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

AGO = timedelta(days=24)  # when the year was rated
# Customer, who is in charge, employees, founded, revenue of the year before last and of last year in yuan, fate.
ACCOUNTS = (
    ("云栖软件园物业", "xuwen", 1260, date(2009, 5, 18), "4860000", "5236800", "approved"),
    ("钱江冷链物流有限公司", "panfeng", 640, date(2006, 9, 8), "2150000", "2487500", "approved"),
    ("湘湖度假村", "panfeng", 420, date(2012, 4, 28), "2310000", "1986400", "submitted"),
    ("银泰写字楼物业", "yuhui", 380, date(2011, 10, 16), "486000", "612300", "approved"),
    ("东湖宾馆", "panfeng", 210, date(1998, 10, 8), "264000", "338600", "approved"),
    ("万家乐超市", "yuhui", 160, date(2003, 6, 1), "225800", "203000", "submitted"),
    ("宏达机械有限公司", "panfeng", 320, date(2001, 3, 12), "182000", "214500", "proposed"),
    ("江南春大酒楼", "yuhui", 85, date(2010, 1, 20), "86400", "92700", "approved"),
    ("龙泉小学", "yuhui", 70, None, "41000", "38500", "refused"),
    ("绿洲养老院", "panfeng", 56, date(2015, 11, 11), "12600", "8320", "proposed"),
)
LEADS = (
    ("云栖软件园物业", "三号楼中央空调更换", LeadSource.VISIT, "860000", 16, "已看现场，等业主大会表决", 4),
    ("东湖宾馆", "客房热水器更换 60 台", LeadSource.SERVICE, "228000", 15, "报价已发，对方比价", 1),
    ("湘湖度假村", "新建别墅区空调 36 台", LeadSource.CALL, "410000", 9, "", 0),
    ("钱江冷链物流有限公司", "冷库机组年度保养", LeadSource.VISIT, "96000", 14, "won", 0),
    ("博雅书店", "阅览区加装柜机", LeadSource.OTHER, "18000", 13, "lost", 0),
    ("银泰写字楼物业", "大堂新风系统", LeadSource.CALL, "132000", 12, "约设计院下周出方案", -1),
)  # fmt: skip
NEEDS = ("冬季检修两次", "门店空调扩容 12 台")


def kept(clock: Clock, now: datetime, people: dict[str, Staff], signed: Content) -> None:
    """Let revenue come in, tiers and grades be proposed and decided, leads be followed up, care be planned."""
    Outlet.objects.filter(code="HZ-WB").update(revenue_group="three")
    Outlet.objects.filter(code="HZ-BJ").update(revenue_group="one")
    clock.now = _at(now, AGO.days, 9)
    year = timezone.localdate(clock.now).year - 1
    known = {row.name: row for row in Customer.objects.filter(name__in=[one[0] for one in ACCOUNTS])}
    for name, keeper, size, founded, before, last, _fate in ACCOUNTS:
        if name in known:
            _account(known[name], people, keeper, size, founded, {year - 1: before, year: last})
    tiers.review(Rated.TIER, year, by=people["xuwen"])
    for name, keeper, *_told, fate in ACCOUNTS:
        rating = Rating.objects.filter(customer__name=name, rated=Rated.TIER, year=year).first()
        if rating is not None and fate != "proposed":
            _sent(rating, people, keeper, fate, clock, now)
    clock.now = _at(now, AGO.days - 3, 10)
    tiers.review(Rated.GRADE, year, by=people["xuwen"])
    for grade in Rating.objects.filter(rated=Rated.GRADE, state="proposed").order_by("pk")[:7]:
        tiers.confirm(grade, by=people["xuwen"])
    _mandate(people, signed)
    _care(clock, now, people)
    _leads(clock, now, people)
    _needs(clock, now, people)
    clock.now = now


def _at(now: datetime, days: int, hour: int) -> datetime:
    """Return that hour, so many days before today."""
    day = timezone.localdate(now) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))


def _account(
    row: Customer, people: dict[str, Staff], keeper: str, size: int, founded: date | None, figures: dict[int, str]
) -> None:  # fmt: skip
    customers.change(row, keeper=people[keeper], by=people["caoli"])
    signed = timezone.localdate() - timedelta(days=620)
    revenues.change_account(
        row, agreement_number=f"XY-{signed:%Y}-{row.pk:04d}", agreed_on=signed, employees=size, founded_on=founded,
        agreed_until=signed + timedelta(days=1095), by=people["caoli"],
    )  # fmt: skip
    for year, amount in figures.items():
        revenues.record_revenue(
            row, year, Decimal(amount), origin=f"{year} 年大客户收入表", by=people["wangfang"], source="import"
        )


def _sent(rating: Rating, people: dict[str, Staff], keeper: str, fate: str, clock: Clock, now: datetime) -> None:
    clock.now = _at(now, 2 if fate == "submitted" else AGO.days - 1, 14)
    row = tiers.submit(rating, note="收入已与财务核对", by=people[keeper])
    if fate == "submitted":
        return
    clock.now += timedelta(hours=20)
    station = Circulation.objects.of(row).running().get().stations.get(state="open")
    outlet = row.customer.region.outlet if row.customer.region else None
    boss = people["hejianguo"] if station.post == "vice_general_manager" else outlet.manager if outlet else None
    agrees = fate == "approved"
    said = "收入属实，同意评定" if agrees else "学校收入含一次性采购，本年不评"
    signoff.sign(station, verdict="agree" if agrees else "refuse", opinion=said, by=boss or people["lintao"])


def _mandate(people: dict[str, Staff], signed: Content) -> None:
    park = Customer.objects.filter(name="云栖软件园物业", tier="钻石").select_related("region__outlet").first()
    if park and park.region and park.region.outlet:
        paper = Content("客户维护授权委托书.png", signed.content_type, signed.data)
        tiers.give_mandate(park, park.region.outlet, file=paper, by=people["hejianguo"])


def _leads(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    for name, subject, source, amount, ago, said, ahead in sorted(LEADS, key=lambda one: -one[4]):
        row = Customer.objects.filter(name=name).select_related("keeper").first()
        if row is None:
            continue
        clock.now = _at(now, ago, 10)
        lead = leads.open_lead(
            row, subject=subject, source=source, amount=Decimal(amount), owner=row.keeper or people["panfeng"],
            by=people["caoli"],
        )  # fmt: skip
        clock.now += timedelta(days=1, hours=3)
        by = lead.owner
        if said == "won":
            leads.win(lead, outcome="已签年度保养合同", by=by)
        elif said == "lost":
            leads.lose(lead, outcome="店面调整，暂不加装", by=by)
        elif said:
            leads.follow_up(lead, note=said, next_on=timezone.localdate(now) + timedelta(days=ahead), by=by)


def _care(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    clock.now = _at(now, 20, 9)
    for name in ("云栖软件园物业", "东湖宾馆", "银泰写字楼物业"):
        row = Customer.objects.filter(name=name).first()
        if row is None or not row.tier:
            continue
        today = timezone.localdate()
        plan = care.plan_care(row, today.year, aim="保持服务满意，争取明年续签", by=people["xuwen"])
        wanted = ((2, "上门回访，了解设备运行"), (17, "寄送保养手册"), (26, "回访续签意向"))
        for days, label in wanted:
            day = today + timedelta(days=days)
            if day.year == plan.year:
                care.add_item(plan, label=label, due_on=day, by=people["xuwen"])
        clock.now = _at(now, 17, 16)
        first = plan.items.open().filter(due_on__lte=timezone.localdate()).first()
        if first is not None:
            care.do_item(first, note="已上门，客户对响应速度满意", by=plan.owner)
        clock.now = _at(now, 20, 9)


def _needs(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    year = timezone.localdate(now).year + 1
    clock.now = _at(now, 3, 9)
    leads.ask_all(year, by=people["hanli"])
    done = NeedsRequest.objects.filter(year=year).select_related("customer", "owner").order_by("pk")[:3]
    for n, row in enumerate(done):
        clock.now = _at(now, 2, 10 + n)
        sent_on = timezone.localdate()
        if n < 2:
            leads.note_needs(
                row, subject=NEEDS[n], answer="预算已列入明年计划", gift_sent_on=sent_on,
                by=row.owner,
            )  # fmt: skip
        else:
            leads.note_none(row, answer="明年暂无新项目", gift_sent_on=sent_on, by=row.owner)
