"""What was said with customers in the last weeks, and two files that turn out to be of one customer (ORD-04)."""

from datetime import datetime, timedelta

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.customers.operations import doubles, exchanges
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post

# days ago, customer, way, topic, who spoke for him, subject, what he said, what was answered, what is to be done,
# in how many days, what came of it
TALKS = (
    (
        26,
        "东湖宾馆",
        "visit",
        "order",
        "工程部刘工",
        "客房空调整批更换意向",
        "三楼、四楼 38 间客房计划明年春节后更换，希望分两批停房施工。",
        "先出两套机型方案和分批计划。",
        "出方案和报价",
        7,
        "方案、报价已送达，对方上会。",
    ),
    (
        19,
        "永兴纺织有限公司",
        "phone",
        "change",
        "设备科老徐",
        "交货地点变更",
        "车间搬迁，原订单 6 台改送新厂区。",
        "运费差额按实结算，交期不变。",
        "重新下生产通知、通知物流",
        3,
        "已重下通知单，原单作废。",
    ),
    (
        14,
        "市第二人民医院后勤处",
        "meeting",
        "product",
        "后勤处王处长",
        "手术室备用机方案",
        "要求停机不超过 2 小时，提出常备一台备用机。",
        "同意纳入维保合同续签时一并谈。",
        "",
        0,
        "",
    ),
    (
        9,
        "东湖宾馆",
        "mail",
        "inquiry",
        "采购部李经理",
        "滤网、冷媒备件价格",
        "询问全年备件框架价和账期。",
        "三日内书面报价。",
        "书面报价",
        3,
        "已发报价单，账期 30 天。",
    ),
    (
        6,
        "云栖软件园物业",
        "chat",
        "change",
        "周经理",
        "维保时间调整",
        "园区周末断电检修，要求把例行保养改到周一。",
        "改期无费用。",
        "改排保养计划",
        5,
        "",
    ),
    (
        4,
        "江南春大酒楼",
        "phone",
        "product",
        "吴老板",
        "包厢风管机噪声",
        "换机后三号包厢低频噪声明显。",
        "安排技术人员带声级计上门。",
        "上门实测并答复",
        6,
        "",
    ),
    (
        2,
        "东湖宾馆",
        "phone",
        "order",
        "工程部刘工",
        "更换合同条款确认",
        "付款改为三三四，质保金 5%。",
        "报总经理办公室后答复。",
        "答复付款条款",
        4,
        "",
    ),
    (
        1,
        "龙泉小学",
        "letter",
        "other",
        "后勤王老师",
        "寒假前巡检来函",
        "来函要求放假前全面巡检一次。",
        "电话确认 12 月下旬。",
        "",
        0,
        "",
    ),
)


def spoken(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Note the exchanges, each on its day, and let the doubles be found."""
    selling = list(holders(Post.SALES)) or [people["zhoumin"]]
    found = {row.name: row for row in Customer.objects.filter(name__in={talk[1] for talk in TALKS})}
    for number, (days, name, way, topic, theirs, subject, content, agreed, todo, term, outcome) in enumerate(TALKS):
        if name not in found:
            continue
        clock.now = now - timedelta(days=days)
        who = selling[number % len(selling)]
        said = exchanges.Said(
            held_at=clock.now - timedelta(minutes=20), way=way, topic=topic, theirs=theirs, subject=subject,
            content=content, agreed=agreed, todo=todo, held_by=who, owner=who if todo else None,
            due_on=timezone.localdate(clock.now) + timedelta(days=term) if todo else None,
        )  # fmt: skip
        one = exchanges.note(found[name], said, by=who)
        if outcome:
            clock.now += timedelta(days=min(term, 1))
            exchanges.settle(one, outcome=outcome, by=who)
    clock.now = now
    _twice(now, people["zhoumin"])


def _twice(now: datetime, by: Staff) -> None:
    """Enter a customer whom another colleague has entered already, under the name on his invoice."""
    hotel = Customer.objects.filter(name="东湖宾馆").first()
    if hotel is None:
        return
    Customer.objects.filter(compared_at=None).update(compared_at=now)
    twin = customers.register(
        name="杭州东湖宾馆有限公司", customer_kind="company", phone=hotel.phone.reveal(), region=hotel.region,
        business=hotel.business, remarks="开票名称", by=by,
    )  # fmt: skip
    customers.add_contact(twin, name="财务陈会计", title_text="开票、对账", phone="13757160318", by=SYSTEM)
    customers.add_site(twin, name="环城西路分店", region=hotel.region, by=SYSTEM)
    doubles.compare()
