"""The technicians' calendars of the demo company: what is taken, appointments, crews, the days to come."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bihuan.organization.models import Staff
from bihuan.organization.queries import calendar
from bihuan.service import operations as service
from bihuan.service.models import DailyReport
from bihuan.service.operations.slots import first_free

# Who, on which day from today, from when for how many minutes, what.
MEETINGS = (
    ("chenlijun", 0, "08:00", 30, "meeting", "滨江网点早会", "滨江网点"),
    ("liguodong", 0, "08:00", 30, "meeting", "滨江网点早会", "滨江网点"),
    ("dingwei", 0, "08:00", 30, "meeting", "滨江网点早会", "滨江网点"),
    ("wujianping", 1, "14:00", 120, "training", "R32 冷媒安全操作培训", "公司培训室"),
    ("zhengkai", 1, "14:00", 120, "training", "R32 冷媒安全操作培训", "公司培训室"),
    ("chenlijun", 2, "14:00", 120, "training", "R32 冷媒安全操作培训", "公司培训室"),
    ("sunhao", 2, "09:00", 180, "training", "低压电工证复审", "市安全培训中心"),
    ("maxiaodong", 1, "16:30", 60, "parts", "随车配件盘点", "城西网点"),
    ("liguodong", 3, "16:30", 60, "parts", "随车配件盘点", "滨江网点"),
    ("dingwei", 3, "08:30", 90, "tools", "检漏仪送检", "计量院"),
    ("huzhiyuan", 2, "15:00", 60, "inspection", "外包网点工作检查", "钱塘外包网点"),
    ("jiangbo", 2, "15:00", 60, "inspection", "外包网点工作检查", "钱塘外包网点"),
)


class Days:
    """What stands in the technicians' calendars, so that nobody is sent to two places at once."""

    def __init__(self) -> None:
        self.taken: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)

    def slot(self, technician: Staff, wished: datetime, minutes: int) -> datetime:
        """Return the first moment from the wished one on that is free, and keep it."""
        length, at = timedelta(minutes=minutes), wished
        while (free := self._free(technician, at, length)) != at:
            at = free
        self.taken[technician.pk].append((at, at + length))
        return at

    def _free(self, technician: Staff, wished: datetime, length: timedelta) -> datetime:
        """Return a later moment as long as the wished one is promised to somebody or the calendar refuses it."""
        taken = self.taken[technician.pk]
        if hit := next((end for start, end in taken if start < wished + length and wished < end), None):
            return calendar("desk").next_open(hit)
        tomorrow = _at(timezone.localdate(wished) + timedelta(days=1), "00:00")
        free = first_free([technician], wished, int(length.total_seconds() // 60))
        return free or calendar("desk").next_open(tomorrow)


def _at(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def meetings(people: dict[str, Staff], today: date) -> None:
    """Put trainings, meetings and inspections into the calendars of the days to come."""
    for name, days, clock, minutes, kind, subject, place in MEETINGS:
        at = _at(today + timedelta(days=days), clock)
        values: dict[str, Any] = {"appointment_kind": kind, "subject": subject, "place": place}
        service.make_appointment(
            people[name], starts_at=at, ends_at=at + timedelta(minutes=minutes), by=people["hanli"], **values
        )


SUMMARIES = (
    "",
    "",
    "配件已按清单归还仓库",
    "滨江两单路上堵车，到场略晚，已向客户说明",
    "客户要求周末回访一次",
    "电容余量不多，请补货",
)
OPINIONS = ("已阅，工作记录完整", "已阅", "工作记录完整，注意配件清单及时填写")


def plan_reports(life: Any, day: date) -> None:
    """Have the technicians hand in their reports at the day's end, and their managers review them next morning."""
    life.at(_at(day, "16:40"), lambda: service.open_reports(day))
    life.at(_at(day, "17:22"), lambda: _hand_in(life, day))
    life.at(_at(day + timedelta(days=1), "08:40"), lambda: _review(life, day))


def _hand_in(life: Any, day: date) -> None:
    for report in DailyReport.objects.filter(day=day, submitted_at=None).select_related("technician").order_by("pk"):
        if life.chance.random() > 0.08:
            summary = life.chance.choice(SUMMARIES)
            service.submit_daily(report.technician, day=day, summary=summary, by=report.technician)


def _review(life: Any, day: date) -> None:
    rows = DailyReport.objects.filter(day=day, reviewed_at=None).exclude(submitted_at=None)
    for report in rows.select_related("technician__outlet__manager").order_by("pk"):
        outlet = report.technician.outlet
        if outlet and outlet.manager and life.chance.random() > 0.1:
            opinion = life.chance.choice(OPINIONS)
            service.review_daily(report.technician, day=day, remark=opinion, by=outlet.manager)
