"""The demo company's house: departments, outlets, regions, calendars, people and their posts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import CompanyProfile
from bihuan.organization.models import Department, Outlet, Region, Staff, WorkingCalendar
from bihuan.organization.operations import add_calendar, add_place, add_staff, change_place, give_post, publish_version
from bihuan.organization.queries import holidays_of
from bihuan.organization.states import Area, OutletKind, Post
from bihuan.people.operations import add_certificate

PASSWORD = "beichen-2026"  # noqa: S105 - the demo's own, printed at start
SINCE = date(2023, 3, 1)
OFFICE_WEEK = [[["08:00", "12:00"], ["13:30", "17:30"]]] * 5 + [[], []]
FIELD_WEEK = [[["08:00", "12:00"], ["13:00", "18:00"]]] * 7
DESK_WEEK = [[["08:00", "20:00"]]] * 7

DEPARTMENTS = (
    ("GM", "总经理室", ""), ("OFFICE", "办公室", "GM"), ("ADMIN", "行政人事部", "GM"), ("SALES", "业务部", "GM"),
    ("SERVICE", "技术部", "GM"), ("QUALITY", "质量管理部", "GM"), ("PROD", "制造部", "GM"), ("RND", "研发部", "GM"),
    ("PURCHASE", "采购部", "GM"), ("FINANCE", "财务部", "GM"), ("STORE", "仓储部", "PROD"),
)  # fmt: skip
OUTLETS = (
    ("HZ-BJ", "滨江网点", OutletKind.OWN, "0571-86610021", "杭州市滨江区江南大道 588 号", "30.2084", "120.2113"),
    ("HZ-CX", "城西网点", OutletKind.OWN, "0571-88950032", "杭州市西湖区文三路 478 号", "30.2778", "120.1193"),
    (
        "HZ-WB",
        "钱塘外包网点",
        OutletKind.OUTSOURCED,
        "0571-82160043",
        "杭州市钱塘区金沙大道 97 号",
        "30.3094",
        "120.3372",
    ),
)
REGIONS = (
    ("上城区", Area.CITY, "HZ-CX", "30.2425", "120.1693"), ("拱墅区", Area.CITY, "HZ-CX", "30.3190", "120.1415"),
    ("西湖区", Area.CITY, "HZ-CX", "30.2596", "120.1304"), ("滨江区", Area.CITY, "HZ-BJ", "30.2084", "120.2113"),
    ("萧山区", Area.CITY, "HZ-BJ", "30.1853", "120.2642"), ("余杭区", Area.SUBURB, "HZ-CX", "30.4188", "119.9785"),
    ("临平区", Area.SUBURB, "HZ-WB", "30.4191", "120.2996"), ("钱塘区", Area.SUBURB, "HZ-WB", "30.3225", "120.4938"),
    ("富阳区", Area.SUBURB, "HZ-BJ", "30.0487", "119.9605"), ("临安区", Area.SUBURB, "HZ-CX", "30.2338", "119.7248"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A colleague of the demo company."""

    username: str
    name: str
    number: str
    department: str
    posts: tuple[str, ...]
    outlet: str = ""
    skills: tuple[tuple[str, str, date], ...] = field(default=())


COOLING = ("制冷设备维修工 中级", "制冷中级")
ELECTRIC = ("低压电工作业证", "低压电工")
HEIGHT = ("高处作业证", "高处作业")
GAS = ("燃气具安装维修工", "燃气具维修")
HOME = ("家用电器维修工 中级", "家电维修")


def _held(until: tuple[int, int, int], *skills: tuple[str, str]) -> tuple[tuple[str, str, date], ...]:
    return tuple((name, skill, date(*until)) for name, skill in skills)


T = Post.TECHNICIAN
PEOPLE = (
    Person("linhai", "林海", "A0001", "GM", (Post.GENERAL_MANAGER,)),
    Person("hejianguo", "贺建国", "A0002", "GM", (Post.VICE_GENERAL_MANAGER,)),
    Person("gaoyuan", "高远", "A0003", "GM", (Post.GM_OFFICE,)),
    Person("zhulin", "朱琳", "A0101", "OFFICE", (Post.OFFICE,)),
    Person("sunli", "孙丽", "A0201", "ADMIN", (Post.ADMINISTRATION,)),
    Person("luoning", "罗宁", "A0202", "ADMIN", (Post.SYSTEM_ADMINISTRATOR,)),
    Person("hanli", "韩立", "F0101", "SERVICE", (Post.SERVICE_MANAGER,)),
    Person("zhoumin", "周敏", "F0102", "SERVICE", (Post.DISPATCHER,)),
    Person("hejing", "何静", "F0103", "SERVICE", (Post.CALLBACK_CLERK,)),
    Person("shenjie", "沈洁", "F0104", "SERVICE", (Post.SUPERVISOR,)),
    Person("lintao", "林涛", "F0201", "SERVICE", (Post.OUTLET_MANAGER,), "HZ-BJ"),
    Person("zhaozhiqiang", "赵志强", "F0202", "SERVICE", (Post.OUTLET_MANAGER,), "HZ-CX"),
    Person("wulei", "吴磊", "W0001", "SERVICE", (Post.OUTLET_MANAGER,), "HZ-WB"),
    Person("chenlijun", "陈立军", "F0211", "SERVICE", (T,), "HZ-BJ", _held((2028, 6, 30), COOLING, ELECTRIC, HEIGHT)),
    Person("liguodong", "李国栋", "F0212", "SERVICE", (T,), "HZ-BJ", _held((2027, 6, 30), COOLING, HEIGHT, HOME)),
    Person("xuyang", "徐阳", "F0213", "SERVICE", (T,), "HZ-BJ", _held((2027, 3, 31), HOME, ELECTRIC)),
    Person("dingwei", "丁伟", "F0214", "SERVICE", (T,), "HZ-BJ", _held((2027, 12, 31), GAS, HOME)),
    Person(
        "sunhao",
        "孙浩",
        "F0221",
        "SERVICE",
        (T,),
        "HZ-CX",
        (*_held((2026, 11, 21), ELECTRIC), *_held((2027, 9, 30), HOME, GAS)),
    ),
    Person("wujianping", "吴建平", "F0222", "SERVICE", (T,), "HZ-CX", _held((2028, 1, 31), COOLING, ELECTRIC)),
    Person("zhengkai", "郑凯", "F0223", "SERVICE", (T,), "HZ-CX", _held((2027, 5, 31), COOLING, HOME, HEIGHT)),
    Person("maxiaodong", "马晓东", "F0224", "SERVICE", (T,), "HZ-CX", _held((2027, 8, 31), HOME, GAS)),
    Person("huzhiyuan", "胡志远", "W0011", "SERVICE", (T,), "HZ-WB", _held((2027, 4, 30), COOLING, HOME)),
    Person("jiangbo", "蒋波", "W0012", "SERVICE", (T,), "HZ-WB", _held((2027, 10, 31), HOME, GAS, ELECTRIC)),
    Person("qianjin", "钱进", "Q0101", "QUALITY", (Post.QUALITY, Post.DEPARTMENT_MANAGER)),
    Person("fangting", "方婷", "Q0102", "QUALITY", (Post.INCOMING_INSPECTION,)),
    Person("yaojun", "姚军", "P0101", "PROD", (Post.PRODUCTION, Post.DEPARTMENT_MANAGER)),
    Person("liuyan", "刘燕", "P0102", "PROD", (Post.PRODUCTION_PLANNING,)),
    Person("liuwei", "刘伟", "P0201", "STORE", (Post.WAREHOUSE,)),
    Person("tangyi", "唐毅", "R0101", "RND", (Post.RND, Post.DEPARTMENT_MANAGER)),
    Person("songyang", "宋扬", "R0102", "RND", (Post.RND,)),
    Person("luxin", "陆欣", "C0101", "PURCHASE", (Post.PURCHASING,)),
    Person("xuwen", "许文", "S0101", "SALES", (Post.SALES, Post.DEPARTMENT_MANAGER)),
    Person("caoli", "曹莉", "S0102", "SALES", (Post.SALES_CLERK,)),
    Person("panfeng", "潘峰", "S0103", "SALES", (Post.SALES,)),
    Person("yuhui", "余慧", "S0104", "SALES", (Post.SALES,)),
    Person("wangfang", "王芳", "M0101", "FINANCE", (Post.ACCOUNTANT,)),
    Person("shiqin", "施琴", "M0102", "FINANCE", (Post.ACCOUNTANT,)),
    Person("guojing", "郭静", "F0105", "SERVICE", (Post.DISPATCHER,)),
    Person("miaoxin", "苗欣", "F0106", "SERVICE", (Post.CALLBACK_CLERK,)),
    Person("yeqiang", "叶强", "P0103", "PROD", (Post.PRODUCTION,)),
)
MANAGERS = {
    "GM": "linhai", "OFFICE": "gaoyuan", "ADMIN": "sunli", "SALES": "xuwen", "SERVICE": "hanli", "QUALITY": "qianjin",
    "PROD": "yaojun", "RND": "tangyi", "PURCHASE": "luxin", "FINANCE": "wangfang", "STORE": "yaojun",
}  # fmt: skip
OUTLET_MANAGERS = {"HZ-BJ": "lintao", "HZ-CX": "zhaozhiqiang", "HZ-WB": "wulei"}
# One account for each kind of user, as `bihuan demo` prints them.
ACCOUNTS = (
    "zhoumin", "chenlijun", "hanli", "hejing", "lintao", "wulei", "shenjie", "hejianguo", "linhai", "zhulin", "sunli",
    "qianjin", "xuwen", "wangfang", "luoning",
)  # fmt: skip


@transaction.atomic
def found() -> dict[str, Staff]:
    """Set up departments, outlets, regions, calendars and people; return the people by user name."""
    _company()
    _calendars()
    departments = _departments()
    outlets = _outlets(departments)
    _regions(outlets)
    return _people(departments, outlets)


def _company() -> None:
    CompanyProfile(
        name="北辰电器股份有限公司", short_name="北辰电器", name_en="BEICHEN ELECTRIC", hotline="400-000-6618"
    ).save()


def _calendars() -> None:
    holidays = {day: windows for year in (2025, 2026) for day, windows in holidays_of(year, OFFICE_WEEK).items()}
    for code, name, week, exceptions in (
        ("office", "上班时间", OFFICE_WEEK, holidays),
        ("desk", "服务台", DESK_WEEK, {}),
        ("field", "外勤", FIELD_WEEK, {}),
    ):
        if WorkingCalendar.objects.filter(code=code).exists():  # from the installation
            continue
        draft = add_calendar(
            code=code, name=name, weekly=week, valid_from=date(2025, 1, 1), exceptions=exceptions, by=SYSTEM
        )
        publish_version(draft, by=SYSTEM)


def _departments() -> dict[str, Department]:
    made: dict[str, Department] = {}
    for code, name, parent in DEPARTMENTS:
        made[code] = add_place(Department, code=code, name=name, parent=made.get(parent), by=SYSTEM)
    return made


def _outlets(departments: dict[str, Department]) -> dict[str, Outlet]:
    field_week = WorkingCalendar.objects.get(code="field")
    return {
        code: add_place(
            Outlet, code=code, name=name, outlet_kind=kind, phone=phone, address=address, latitude=Decimal(latitude),
            longitude=Decimal(longitude), department=departments["SERVICE"], calendar=field_week, by=SYSTEM,
        )
        for code, name, kind, phone, address, latitude, longitude in OUTLETS
    }  # fmt: skip


def _regions(outlets: dict[str, Outlet]) -> None:
    city = add_place(Region, name="杭州市", area=Area.CITY, outlet=outlets["HZ-CX"], by=SYSTEM)
    for name, area, outlet, latitude, longitude in REGIONS:
        add_place(
            Region, name=name, area=area, outlet=outlets[outlet], latitude=Decimal(latitude),
            longitude=Decimal(longitude), parent=city, by=SYSTEM,
        )  # fmt: skip


def _people(departments: dict[str, Department], outlets: dict[str, Outlet]) -> dict[str, Staff]:
    secret = make_password(PASSWORD)
    people: dict[str, Staff] = {}
    for person in PEOPLE:
        staff = people[person.username] = add_staff(
            username=person.username, name=person.name, staff_number=person.number, by=SYSTEM,
            email=f"{person.username}@beichen.example", department=departments[person.department],
            outlet=outlets.get(person.outlet),
        )  # fmt: skip
        staff.password = secret  # hashed once for all: forty times argon2 take seconds
        staff.save(update_fields=["password"])
        for post in person.posts:
            give_post(staff, post=post, by=SYSTEM, since_on=SINCE, outlet=outlets.get(person.outlet))
        for name, skill, until in person.skills:
            add_certificate(staff, name=name, skill=skill, issued_on=SINCE, expires_on=until, by=SYSTEM)
    for staff in people.values():
        staff.password = secret
    Staff.objects.bulk_update(people.values(), ["password"])
    for code, username in MANAGERS.items():
        change_place(departments[code], manager=people[username], by=SYSTEM)
    for code, username in OUTLET_MANAGERS.items():
        change_place(outlets[code], manager=people[username], by=SYSTEM)
    return people
