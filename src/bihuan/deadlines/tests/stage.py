"""What the tests of limits and forms stand on: a small company, an office calendar, clauses made on the spot.

A `Case` is an outlet dressed up as a record with facts, so that no test needs an app above this one.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from bihuan.deadlines.models import Deadline
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.calendar import LOCAL
from bihuan.organization import operations as org
from bihuan.organization.models import CalendarVersion, Department, Outlet, PostHolding, Staff
from bihuan.organization.states import Post
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion, RulesStamp
from bihuan.regulations.states import VersionState

DAY = [["08:00", "12:00"], ["13:30", "17:30"]]
WEEK = [DAY, DAY, DAY, DAY, DAY, [], []]
PAUSES = [
    {"reason": "客户不在家", "stops_clock": True, "cap": "4 h", "needs_evidence": False},
    {"reason": "等配件", "stops_clock": True, "needs_evidence": True},
    {"reason": "堵车", "stops_clock": False},
]
LADDER = [{"at": 50, "tell": "owner"}, {"at": 100, "tell": "service_manager"}, {"at": 150, "tell": "general_manager"}]


def at(text: str) -> datetime:
    """Return China's time of 2026: at("11-19T14:30")."""
    return datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=LOCAL).astimezone(UTC)


def moments(deadline: Deadline) -> dict[int, datetime | None]:
    """Return when the steps still to come fire, by their percent, as the row in the database has it."""
    return {step.percent: step.at for step in Deadline.objects.get(pk=deadline.pk).steps}


class Case(Outlet):
    """A record about a customer's trouble: its number is the code, its area the phone, its owner the manager."""

    class Meta:
        proxy = True
        app_label = "deadlines"

    @property
    def number(self) -> str:
        return self.code

    @property
    def owner_id(self) -> int | None:
        return self.manager_id

    @property
    def outlet_id(self) -> int:
        return self.pk

    def facts(self) -> dict[str, Any]:
        return {"area": self.phone, "amount": self.address or None}

    def get_absolute_url(self) -> str:
        return "/"


@dataclass(frozen=True, kw_only=True)
class Reported(events.Event):
    name: ClassVar[str] = "request.registered"


@dataclass(frozen=True, kw_only=True)
class Dispatched(events.Event):
    name: ClassVar[str] = "request.dispatched"


@dataclass(frozen=True, kw_only=True)
class Arrived(events.Event):
    """Happens to an errand for a case, or to a case without one."""

    name: ClassVar[str] = "order.arrived"

    @property
    def about(self) -> Any:
        return getattr(self.record, "case", self.record)


@dataclass(frozen=True, kw_only=True)
class Completed(events.Event):
    name: ClassVar[str] = "request.completed"
    also: ClassVar[tuple[str, ...]] = ("request.contacted",)
    outruns: ClassVar[tuple[str, ...]] = ("order.arrived",)


@dataclass(frozen=True, kw_only=True)
class Cancelled(events.Event):
    name: ClassVar[str] = "request.cancelled"


@dataclass
class Stage:
    """The company, and the hands that write clauses, report cases and announce what happens."""

    people: dict[str, Staff] = field(default_factory=dict)
    clauses: int = 0
    cases: int = 0

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def person(self, username: str, name: str, *posts: str, **fields: Any) -> Staff:
        staff = Staff.objects.create_user(username, name=name, password="beichen-2026", **fields)
        for post in posts:
            PostHolding.objects.create(staff=staff, post=post, since_on=date(2020, 1, 1))
        self.people[username] = staff
        return staff

    def publish_calendar(self, code: str = "office", **exceptions: Any) -> None:
        """Publish a calendar's first version, or another one with these days: {"2026-11-20": []}."""
        if version := CalendarVersion.objects.filter(calendar__code=code).order_by("-version").first():
            draft = org.start_draft(version.calendar, valid_from=date(2026, 1, 1), by=SYSTEM)
            days = {date.fromisoformat(day): windows for day, windows in exceptions.items()}
            org.set_day(draft, days=days, by=SYSTEM)
        else:
            draft = org.add_calendar(code=code, name="上班时间", weekly=WEEK, valid_from=date(2020, 1, 1), by=SYSTEM)
        org.publish_version(draft, by=SYSTEM)

    def clause(self, kind: str, name: str, data: dict[str, Any], when: dict[str, Any] | None = None) -> Parameter:
        """Put a clause in force with one parameter."""
        regulation, _new = Regulation.objects.get_or_create(key="FULL", defaults={"title": "售后服务制度"})
        version, _new = RegulationVersion.objects.get_or_create(
            regulation=regulation, defaults={"version": "2026", "number": "FULL-2026", "state": VersionState.IN_FORCE}
        )
        self.clauses += 1
        clause = Clause.objects.create(
            version=version, number=f"3.{self.clauses}", heading=name, text="接到报修后按时上门。", order=self.clauses
        )
        parameter = Parameter.objects.create(clause=clause, kind=kind, name=name, data=data, when=when or {})
        RulesStamp.renew()
        return parameter

    def limit(self, name: str, minutes: int, *, when: dict[str, Any] | None = None, **data: Any) -> Parameter:
        """Put a clause with a time limit in force."""
        standard = {
            "label": name, "starts": "request.registered", "met_by": "request.dispatched", "ladder": LADDER,
            "pauses": PAUSES, "limit": {"minutes": minutes, "calendar": "office"},
        }  # fmt: skip
        return self.clause("time_limit", name, standard | data, when)

    def case(self, moment: datetime | None = None, area: str = "city", *, is_new: bool = True, **values: Any) -> Case:
        """Report a case: one insert of its own, its history, its event."""
        self.cases += 1
        owner = self.people.get("chenlijun")
        case = Case.objects.create(code=f"SR-{self.cases:04}", name="报修", phone=area, **{"manager": owner, **values})
        history.append(case, "register", by=SYSTEM, at=moment or at("11-19T14:30"), is_first=True)
        self.happens(Reported, case, moment or at("11-19T14:30"), is_new=is_new)
        return case

    def happens(self, event: type[events.Event], record: Any, moment: datetime, **values: Any) -> None:
        """Announce something, by 周敏."""
        events.publish(event(record=record, at=moment, by=self.people["zhoumin"], **values))


def set_stage() -> Stage:
    """Return 北辰电器 in small: general manager, service manager, dispatcher, technician; an office calendar."""
    stage = Stage()
    service = Department.objects.create(code="SERVICE", name="技术部")
    stage.person("linhai", "林海", Post.GENERAL_MANAGER)
    stage.person("hanli", "韩立", Post.SERVICE_MANAGER, department=service)
    stage.person("zhoumin", "周敏", Post.DISPATCHER, department=service)
    stage.person("chenlijun", "陈立军", Post.TECHNICIAN, department=service)
    stage.person("xuwen", "许文", Post.SALES)
    Department.objects.filter(pk=service.pk).update(manager=stage.hanli)
    stage.publish_calendar()
    return stage
