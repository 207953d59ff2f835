"""How a form goes from station to station: shared by every operation, called with the form locked."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError, locked, resolve
from bihuan.organization import queries as organization
from bihuan.organization.models import Staff
from bihuan.regulations.queries import ruleset
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.rules import next_order
from bihuan.signoff.states import CirculationState, StationOpened, StationState

OFFICE = "office"  # the calendar in which stations have time
UNDONE = (StationState.WAITING, StationState.RETURNED)


class NotOpen(OperationError):
    """The form is not at this station, or not on its way any more: nothing was written."""


def taken(station: Station, *, revision: int | None = None) -> tuple[Circulation, Station]:
    """Return form and station locked, the station open.

    Raises:
        NotOpen: it has been signed meanwhile, or the form has ended or moved on.
        Stale: somebody acted on the form after this person opened it.
    """
    circulation = locked(Circulation, station.circulation_id, revision=revision)
    station = circulation.stations.select_related("staff", "outlet", "department").get(pk=station.pk)
    if not circulation.is_running or not station.is_open:
        raise NotOpen(_("«%(station)s» is not to be signed now.") % {"station": station.name})
    return circulation, station


def running(circulation: Circulation, *, revision: int | None = None) -> Circulation:
    """Return a form locked and on its way.

    Raises:
        NotOpen: it has ended.
    """
    row = locked(Circulation, circulation.pk, revision=revision)
    if not row.is_running:
        raise NotOpen(_("This form does not circulate any more."))
    return row


def move_on(circulation: Circulation, *, by: Actor, at: datetime) -> bool:
    """Open the stations whose turn it is; False when there is nothing left to sign."""
    stations = list(circulation.stations.select_related("staff", "outlet", "department"))
    orders: dict[int, list[bool]] = {}
    for station in stations:
        orders.setdefault(station.order, []).append(station.is_done)
    order = next_order(orders)
    for station in stations:
        if station.order == order and station.state in UNDONE:
            open_station(circulation, station, by=by, at=at)
    return order is not None


def open_station(circulation: Circulation, station: Station, *, by: Actor, at: datetime) -> None:
    """Lay the form before a station: its time begins, those who may sign are told."""
    asked = _asked(station, at)
    station.state, station.opened_at = StationState.OPEN, at
    station.save()
    if station.limit_minutes:
        owner = asked[0] if len(asked) == 1 else None
        ladder = [{"at": 100, "tell": station.post}] + ([{"at": 100, "tell": "superior"}] if owner else [])
        deadlines.start_for(
            circulation, name=station.deadline_name, label=station.name, limit_minutes=station.limit_minutes,
            calendar_code=OFFICE, by=by, at=at, owner_id=owner.pk if owner else None,
            parameter=ruleset().by_id.get(circulation.parameter_id or 0), ladder=ladder,
        )  # fmt: skip
    tell(circulation, station, asked, by=by, at=at)


def tell(circulation: Circulation, station: Station, asked: list[Staff], *, by: Actor, at: datetime) -> None:
    """Announce whom a station waits for; notices.py tells them."""
    record = subject_of(circulation)
    events.publish(StationOpened(record=record, at=at, by=by, circulation=circulation, station=station, asked=asked))


def _asked(station: Station, at: datetime) -> list[Staff]:
    """Return who may sign; a post that nobody holds near the record belongs to whoever holds it at all."""
    if station.staff is not None:
        return [organization.deputy_for(station.staff, at)]
    asked = organization.holders(station.post, outlet=station.outlet, department=station.department, at=at)
    if not asked and (station.outlet or station.department):
        station.outlet = station.department = None
        asked = organization.holders(station.post, at=at)
    return asked


def limit_of(circulation: Circulation, station: Station) -> Deadline | None:
    """Return the running time limit of a station, locked."""
    rows = Deadline.objects.of(circulation.kind(), circulation.pk).running().select_for_update(of=("self",))
    return rows.filter(name=station.deadline_name).first()


def stop_time(circulation: Circulation, station: Station, *, by: Actor, at: datetime, is_met: bool) -> None:
    """Close a station's time limit, as kept or as dropped."""
    if limit := limit_of(circulation, station):
        (deadlines.meet if is_met else deadlines.cancel)([limit], by=by, at=at)


def end(circulation: Circulation, state: CirculationState, *, by: Actor, at: datetime) -> None:
    """Take a form out of circulation; stations not reached are skipped."""
    for station in circulation.stations.all():
        if station.is_open:
            stop_time(circulation, station, by=by, at=at, is_met=False)
        if not station.is_done:
            station.state = StationState.SKIPPED
            station.save(update_fields=["state"])
    circulation.state, circulation.ended_at = state, at
    touch(circulation)


def touch(circulation: Circulation) -> None:
    """Count a form's revision on, so that pages drawn before are found stale."""
    circulation.revision += 1
    circulation.save(update_fields=["state", "ended_at", "revision", "updated_at"])


def subject_of(circulation: Circulation) -> Any:
    """Return the record a form is about.

    Raises:
        OperationError: it is gone.
    """
    record = resolve(circulation.subject_kind, circulation.subject_id)
    if record is None:
        raise OperationError(_("What this form is about does not exist any more."))
    return record


def note(circulation: Circulation, verb: str, *, by: Actor, at: datetime, words: str = "", **said: Any) -> None:
    """Write into the history of the record that the form is about."""
    line = history.Line(
        kind=circulation.subject_kind, subject_id=circulation.subject_id, verb=f"circulation.{verb}", by=by, at=at,
        note=words, changes={"circulation": {"id": circulation.pk, **said}},
    )  # fmt: skip
    history.append_many([line])
