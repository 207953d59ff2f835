"""What all stories of the demo company share, and what they leave behind: entries and events."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.kernel.actors import Actor
from bihuan.kernel.calendar import WorkCalendar
from bihuan.kernel.records import Record
from bihuan.organization.models import Staff
from bihuan.products.models import FaultCode


@dataclass
class Said:
    """An entry of a history to be; the record has no key yet, a note may be a record's number to come."""

    at: datetime
    record: Any
    verb: str
    by: Actor
    changes: dict[str, Any] = field(default_factory=dict)
    note: str | Record = ""
    source: str = ""
    is_first: bool = False


@dataclass(frozen=True)
class Heard:
    """An event that started or met time limits."""

    at: datetime
    name: str
    by: Actor


@dataclass
class Stage:
    """What all stories share: the people, the calendar, the library, the dice."""

    chance: random.Random
    people: dict[str, Staff]
    office: WorkCalendar
    field: WorkCalendar
    codes: dict[tuple[str, str], FaultCode]
    until: datetime

    def __post_init__(self) -> None:
        crew = [staff for staff in self.people.values() if staff.holds("technician")]
        self.crews: dict[int | None, list[Staff]] = {None: crew}
        for staff in crew:
            self.crews.setdefault(staff.outlet_id, []).append(staff)

    def minutes(self, low: float, high: float) -> timedelta:
        return timedelta(seconds=round(self.chance.uniform(low, high) * 60))

    def office_after(self, at: datetime, low: float, high: float) -> datetime:
        return self.office.add(at, self.minutes(low, high))
