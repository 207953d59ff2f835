"""A form with its stations, as its page and the record's page show it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel import hanging, prepared
from bihuan.kernel.moves import Move
from bihuan.signoff.models import Circulation, OutOfOrder, Station
from bihuan.signoff.policies import signs_for
from bihuan.signoff.states import StationState


@dataclass(frozen=True)
class Stop:
    """A station as it is drawn: with its time limit, and what this person may do there."""

    station: Station
    deadline: Deadline | None
    is_mine: bool
    may_take_over: bool

    @property
    def limit(self) -> timedelta | None:
        """Return the working time that the station has."""
        return timedelta(minutes=self.station.limit_minutes) if self.station.limit_minutes else None

    @property
    def tone(self) -> str:
        """Return the class of its line: done, here or next."""
        if self.station.is_open:
            return "here"
        return "done" if self.station.is_done else "next"


@dataclass(frozen=True)
class Route:
    """A form with all its stops."""

    circulation: Circulation
    stops: list[Stop]

    @property
    def place(self) -> int:
        """Return the number of the stop where the form is; the last one when it has ended."""
        here = [index for index, stop in enumerate(self.stops, start=1) if stop.station.is_open]
        return here[0] if here else len(self.stops)

    @property
    def mine(self) -> Stop | None:
        """Return the stop that waits for this person."""
        return next((stop for stop in self.stops if stop.is_mine), None)

    @property
    def earlier(self) -> list[Station]:
        """Return the stations that this person could send the form back to."""
        if self.mine is None:
            return []
        order = self.mine.station.order
        return [
            stop.station
            for stop in self.stops
            if stop.station.order < order and stop.station.state == StationState.SIGNED
        ]


def route(circulation: Circulation, user: Any) -> Route:
    """Return a form with its stops as this person sees them; three queries."""
    return _routes([circulation], user)[0]


def for_record(record: Any, user: Any) -> list[Route]:
    """Return the forms about a record, the newest first."""
    rows = Circulation.objects.of(record).select_related("clause__version__regulation", "begun_by")
    return _routes(hanging.rows(record, rows), user)


def undecided(moves: list[Move], routes: list[Route], *deciding: str) -> list[Move]:
    """Leave out the moves by which one would decide past a form that is on its way."""
    is_running = any(route.circulation.is_running for route in routes)
    return [move for move in moves if not (is_running and move.name in deciding)]


def hang_on(kind: str) -> None:
    """Name forms and steps out of order among what hangs on a kind of record."""
    hanging.register(
        kind,
        lambda pk: Circulation.objects.filter(subject_kind=kind, subject_id=pk),
        lambda pk: OutOfOrder.objects.filter(subject_kind=kind, subject_id=pk),
    )


def _routes(circulations: list[Circulation], user: Any) -> list[Route]:
    ids = [circulation.pk for circulation in circulations]
    if not ids:
        return []
    limits: dict[tuple[int, str], Deadline] = {}
    for limit in prepared.read(Deadline.objects.of(Circulation.kind(), *ids).defer("terms").order_by("pk")):
        limits[limit.subject_id, limit.name] = limit
    rows = Station.objects.filter(circulation__in=ids).select_related(
        "circulation", "staff", "signed_by", "signed_for", "delegated_from", "signature", "clause__version__regulation"
    )
    stops: dict[int, list[Stop]] = {pk: [] for pk in ids}
    for station in prepared.read(rows.order_by("order", "pk")):
        own = limits.get((station.circulation_id, station.deadline_name))
        stops[station.circulation_id].append(_stop(station, own, user))
    return [Route(circulation, stops[circulation.pk]) for circulation in circulations]


def _stop(station: Station, limit: Deadline | None, user: Any) -> Stop:
    is_mine = station.is_open and signs_for(user, station) is not None
    is_over = limit is not None and limit.is_running and limit.due_at < timezone.now()
    may_take_over = station.is_open and is_over and not is_mine and user.has_perm("signoff.take_over", station)
    return Stop(station, limit, is_mine, may_take_over)
