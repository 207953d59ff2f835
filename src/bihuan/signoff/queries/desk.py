"""What waits for somebody's signature."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel.prepared import written
from bihuan.organization.models import Leave
from bihuan.regulations.models import RegulationVersion
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.policies import signs_for
from bihuan.signoff.states import StationState


class Waiting(NamedTuple):
    """A station that this person may sign, with its time limit."""

    station: Station
    deadline: Deadline | None


def waiting_for(staff: Any) -> list[Waiting]:
    """Return the stations that wait for a colleague, himself or as a deputy, the most urgent first."""
    away = Leave.objects.running(timezone.now()).filter(deputy=staff.pk).values("staff")
    mine = Q(staff=staff.pk) | Q(staff__in=away) | Q(staff__isnull=True, post__in=staff.posts)
    rows = Station.objects.filter(mine, state=written([StationState.OPEN])[0])
    rows = rows.select_related("circulation__clause__version__regulation", "staff").order_by("opened_at", "pk")
    stations = [station for station in rows if signs_for(staff, station) is not None]
    limits = running_limits([station.circulation_id for station in stations])
    found = [Waiting(station, limits.get((station.circulation_id, station.deadline_name))) for station in stations]
    return sorted(found, key=lambda one: (one.deadline is None, one.deadline and one.deadline.due_at))


def running_limits(circulations: list[int]) -> dict[tuple[int, str], Deadline]:
    """Return the running time limits of forms, by form and name."""
    rows = Deadline.objects.filter(kind=Circulation.kind(), subject_id__in=circulations).running()
    return {(row.subject_id, row.name): row for row in rows.defer("terms")}


def versions_asked_of(staff: Any) -> Any:
    """Return the keys of the versions of regulations whose joint review passes this person, as a subquery (REG-01)."""
    passing = Circulation.objects.visible_to(staff).running().filter(subject_kind=RegulationVersion.kind())
    return passing.values("subject_id")
