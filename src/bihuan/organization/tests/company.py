"""A small company: after-sales with one outlet, its people, a calendar."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization import operations as org
from bihuan.organization.models import CalendarVersion, Department, Outlet, Staff, WorkingCalendar
from bihuan.organization.states import Post

DAY = [["08:00", "12:00"], ["13:30", "17:30"]]
WEEK = [DAY, DAY, DAY, DAY, DAY, [], []]


@dataclass
class Company:
    """林海 is general manager, 韩立 heads after-sales, 林涛 its outlet, 周敏 dispatches, 陈立军 repairs."""

    service: Department
    outlet: Outlet
    linhai: Staff
    hanli: Staff
    lintao: Staff
    zhoumin: Staff
    chenlijun: Staff
    sunli: Staff
    luoning: Staff


def found() -> Company:
    """Set the company up."""
    head = org.add_place(Department, code="GM", name="总经理室", by=SYSTEM)
    service = org.add_place(Department, code="SERVICE", name="技术部", parent=head, by=SYSTEM)
    outlet = org.add_place(Outlet, code="HZ-BJ", name="滨江网点", department=service, by=SYSTEM)

    def person(username: str, name: str, *posts: str, **fields: object) -> Staff:
        staff = org.add_staff(username=username, name=name, password="beichen-2026", by=SYSTEM, **fields)
        for post in posts:
            org.give_post(staff, post=post, since_on=date(2020, 1, 1), by=SYSTEM)
        return staff

    people = Company(
        service,
        outlet,
        linhai=person("linhai", "林海", Post.GENERAL_MANAGER, department=head),
        hanli=person("hanli", "韩立", Post.SERVICE_MANAGER, department=service),
        lintao=person("lintao", "林涛", department=service, outlet=outlet),
        zhoumin=person("zhoumin", "周敏", Post.DISPATCHER, department=service),
        chenlijun=person(
            "chenlijun", "陈立军", Post.TECHNICIAN, department=service, outlet=outlet, phone="13812346021"
        ),
        sunli=person("sunli", "孙丽", Post.ADMINISTRATION, department=head),
        luoning=person("luoning", "罗宁", Post.SYSTEM_ADMINISTRATOR, department=head),
    )
    org.give_post(people.lintao, post=Post.OUTLET_MANAGER, outlet=outlet, since_on=date(2020, 1, 1), by=SYSTEM)
    org.change_place(head, manager=people.linhai, by=SYSTEM)
    org.change_place(service, manager=people.hanli, by=SYSTEM)
    org.change_place(outlet, manager=people.lintao, by=SYSTEM)
    for name in ("service", "outlet"):
        getattr(people, name).refresh_from_db()
    for name in ("linhai", "hanli", "lintao", "zhoumin", "chenlijun", "sunli", "luoning"):
        setattr(people, name, Staff.objects.get(username=name))
    return people


def open_office() -> CalendarVersion:
    """Put the office's calendar in force since 2025."""
    version = org.add_calendar(
        code="office", name="上班时间", weekly=WEEK, valid_from=date(2025, 1, 1), by=SYSTEM,
        exceptions={"2026-10-01": [], "2026-10-10": DAY},
    )  # fmt: skip
    org.publish_version(version, by=SYSTEM)
    return CalendarVersion.objects.select_related("calendar").get(pk=version.pk)


def begin_draft() -> CalendarVersion:
    """Begin the office's next version, from today on."""
    return org.start_draft(WorkingCalendar.objects.get(code="office"), valid_from=timezone.localdate(), by=SYSTEM)
