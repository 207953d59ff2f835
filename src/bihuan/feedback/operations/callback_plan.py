"""The year's plan of call-backs for every place and contract; making it again changes nothing (VIS-01)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bihuan.customers.states.erasure import DataLocked
from bihuan.feedback.models import CallBack, CallBackDue, CallBackFile, Rhythm, RhythmDay
from bihuan.feedback.queries.callback_clauses import Cadences, WorkingDays, habits
from bihuan.feedback.queries.callback_places import STARTS, Facts, Place, PlaceReader, batches, customers_of
from bihuan.feedback.rules.callbacks import WEEKDAYS, Cadence, Planned, day_for, leaders, periods
from bihuan.feedback.states.callbacks import CallBackState, CallBackWay
from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import perform_alike
from bihuan.products.models import ServiceContract
from bihuan.regulations.queries import holding_rules

SPILL = timedelta(days=31)  # a year's plan reaches into the next January, until that year's is made
WAYS = (CallBackWay.PHONE, CallBackWay.VISIT)
Day = tuple[str, int, Planned]  # parameter, clause, day
Values = tuple[Any, ...]  # of a file, in the order of `_CHANGED`
_CHANGED = ("region_id", "since", "warranty_until", "closed_on", "year", "calls_id", "visits_id")
_FILE = ("pk", "key", *_CHANGED)


@dataclass
class Tally:
    """What planning did."""

    places: int = 0
    opened: int = 0
    changed: int = 0
    closed: int = 0
    rhythms: int = 0

    @property
    def is_unchanged(self) -> bool:
        return not (self.opened or self.changed or self.closed or self.rhythms)


@dataclass
class Planner:
    """One run of planning: clauses, working days and the rhythms known so far."""

    year: int
    today: date
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        with holding_rules() as rules:
            self.cadences, self.habits = Cadences(rules), habits()
            self.reader = PlaceReader(rules, self.cadences.asked)
        self.days = WorkingDays()
        self.first, self.last = date(self.year, 1, 1), date(self.year, 12, 31) + SPILL
        self.rhythms: dict[str, int] = dict(Rhythm.objects.filter(year=self.year).values_list("key", "pk"))
        self._new: dict[str, tuple[Rhythm, tuple[Day, ...]]] = {}
        self._planned: dict[tuple[object, ...], tuple[Day, ...]] = {}
        self._keys: dict[tuple[str, tuple[Day, ...]], str] = {}
        self._alike: dict[tuple[object, ...], tuple[str, str]] = {}
        self._asking: dict[tuple[int, str], Asking] = {}

    def take_sites(self, first: int, last: int) -> None:
        """Plan for the places of the customers between two keys."""
        places = self.reader.sites(first, last) if "site" in self.cadences.subjects else []
        self._store(places, CallBackFile.objects.filter(customer__gte=first, customer__lte=last, contract=None), "site")

    def take_contracts(self, first: int, last: int) -> None:
        """Plan for the contracts between two keys."""
        found = self.reader.contracts(first, last, self.today) if "contract" in self.cadences.subjects else []
        self._store(found, CallBackFile.objects.filter(contract__gte=first, contract__lte=last), "contract")

    @transaction.atomic
    def _store(self, places: Sequence[Place], files: QuerySet[CallBackFile], subject: str) -> None:
        known: dict[str, Values] = {row[1]: row for row in files.values_list(*_FILE)}
        wanted = self._wanted(places, subject)
        self._make_rhythms()
        new, changed = [], []
        for place, calls, visits in wanted:
            values = self._values(place, calls, visits)
            old = known.pop(place.key, None)
            if old is None:
                new.append((place, values))
            elif old[2:] != values:
                changed.append((old[0], values))
        gone = [row[0] for row in known.values() if row[5] is None]
        self._add(new)
        self._change(changed)
        self._close(gone)
        self.tally.places += len(wanted)
        self.tally.opened += len(new)
        self.tally.changed += len(changed)
        self.tally.closed += len(gone)

    def _wanted(self, places: Sequence[Place], subject: str) -> list[tuple[Place, str, str]]:
        """Return the places that a clause names, with the keys of their rhythms."""
        met = [(place, asking) for place in places if (asking := self._asked(place, subject)).cadences]
        goes = self._together(met)
        return [(place, *self._rhythms(place, asking, goes.get(place.key, 0), subject)) for place, asking in met]

    def _asked(self, place: Place, subject: str) -> "Asking":
        """Return what clauses ask for a place; the reader gives places alike the same facts."""
        key = (id(place.facts), subject)
        found = self._asking.get(key)
        if found is None:
            found = self._asking[key] = Asking(self.cadences.of(subject, place.facts), place.facts)
        return found

    def _rhythms(self, place: Place, asking: "Asking", goes_with: int, subject: str) -> tuple[str, str]:
        """Return the keys of a place's calls and visits; places alike in all they depend on are worked out once."""
        until = place.until if subject == "contract" or asking.asks_until else None
        weekday = place.region % WEEKDAYS if place.region else None
        alike = (id(asking.cadences), place.starts, until, goes_with, weekday, subject)
        found = self._alike.get(alike)
        if found is None:
            calls = self._days(place, asking.cadences, WAYS[0], goes_with, subject)
            visits = self._days(place, asking.cadences, WAYS[1], 0, subject)
            found = self._alike[alike] = self._rhythm(WAYS[0], calls), self._rhythm(WAYS[1], visits)
        return found

    def _together(self, met: Iterable[tuple[Place, "Asking"]]) -> dict[str, int]:
        """Return for a place the day of the month of the customer's other place whose calls it goes along with."""
        of_customer: dict[int, list[tuple[str, int]]] = {}
        for place, asking in met:
            if place.starts and asking.called_from is not None:
                of_customer.setdefault(place.customer, []).append((place.key, place.starts[asking.called_from].day))
        goes: dict[str, int] = {}
        for places in of_customer.values():
            if len(places) > 1:
                leading = leaders((day for _key, day in places), self.habits.bundle)
                goes |= {key: leading[day] for key, day in places if leading[day] != day}
        return goes

    def _days(
        self, place: Place, cadences: tuple[Cadence, ...], way: str, goes_with: int, subject: str
    ) -> tuple[Day, ...]:
        found: tuple[Day, ...] = ()
        weekday = place.region % WEEKDAYS if place.region and way == CallBackWay.VISIT else None
        for one in cadences:
            if one.channel == way and place.starts is not None:
                since = place.starts[STARTS.index(one.starts)]
                found += self._of(one, since, place.until, goes_with if way == CallBackWay.PHONE else 0, weekday,
                                  subject == "contract")  # fmt: skip
        return found

    def _of(
        self, one: Cadence, since: date, until: date | None, goes_with: int, weekday: int | None, ends: bool
    ) -> tuple[Day, ...]:
        asks_until = ends or one.phase in ("in_warranty", "after_warranty")
        key = (one, since, until if asks_until else None, goes_with, weekday, ends)
        if key not in self._planned:
            last = min(self.last + SPILL, until) if ends and until else self.last + SPILL
            days = (
                Planned(a, b, day_for(a, b, self.habits, works=self.days.works, goes_with=goes_with, weekday=weekday))
                for a, b in periods(one, since, until, self.first, last)
            )  # fmt: skip
            kept = (day for day in days if day.on <= self.last)
            self._planned[key] = tuple((one.name, one.clause, day) for day in kept)
        return self._planned[key]

    def _rhythm(self, way: str, days: tuple[Day, ...]) -> str:
        """Return the key of the rhythm that has these days, "" for none."""
        if not days:
            return ""
        known = self._keys.get((way, days))
        if known is None:
            text = repr((self.year, way, [(name, clause, *_iso(day)) for name, clause, day in days]))
            known = self._keys[way, days] = hashlib.sha256(text.encode()).hexdigest()[:40]
            if known not in self.rhythms and known not in self._new:
                self._new[known] = (Rhythm(key=known, year=self.year, channel=way), days)
        return known

    def _make_rhythms(self) -> None:
        made = list(self._new.values())
        self._new = {}
        bulk.insert([rhythm for rhythm, _days in made])
        bulk.insert(
            [
                RhythmDay(rhythm=rhythm, name=name, clause_id=clause, from_on=day.from_on, due_on=day.due_on,
                          planned_on=day.on)
                for rhythm, days in made for name, clause, day in days
            ]
        )  # fmt: skip
        self.rhythms |= {rhythm.key: rhythm.pk for rhythm, _days in made}
        self.tally.rhythms += len(made)

    def _values(self, place: Place, calls: str, visits: str) -> Values:
        since = place.starts[0] if place.starts else None
        return (place.region, since, place.until, None, self.year, self.rhythms.get(calls), self.rhythms.get(visits))

    def _add(self, new: Sequence[tuple[Place, Values]]) -> None:
        names = ("key", "customer_id", "site_id", "contract_id", *_CHANGED)
        rows = [
            (place.key, place.customer, place.site, place.contract, *map(_plain, values)) for place, values in new
        ]  # fmt: skip
        bulk.insert_alike(CallBackFile(opened_on=self.today), names, rows)

    def _change(self, changed: Sequence[tuple[int, Values]]) -> None:
        bulk.change(CallBackFile, _CHANGED, [(pk, *map(_plain, values)) for pk, values in changed])
        withdraw([pk for pk, _values in changed], self.today)

    def _close(self, keys: Sequence[int]) -> None:
        rows = CallBackFile.objects.filter(pk__in=keys)
        rows.update(closed_on=self.today, calls=None, visits=None)
        withdraw(keys, self.today)


class Asking:
    """What clauses ask for places with the same facts.

    Attributes:
        asks_until: warranty has a say.
        called_from: what the first clause on calls counts from, as a place in `STARTS`; None: nobody is called.
    """

    __slots__ = ("asks_until", "cadences", "called_from", "facts")

    def __init__(self, cadences: tuple[Cadence, ...], facts: Facts) -> None:
        self.cadences, self.facts = cadences, facts  # whose key is its identity, so it has to stay
        self.asks_until = any(one.phase in ("in_warranty", "after_warranty") for one in cadences)
        calls = (STARTS.index(one.starts) for one in cadences if one.channel == CallBackWay.PHONE)
        self.called_from = next(calls, None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _iso(day: Planned) -> tuple[str, str]:
    return day.due_on.isoformat(), day.on.isoformat()


def plan(year: int | None = None, *, customers: Sequence[int] = (), today: date | None = None) -> Tally:
    """Plan a year's call-backs by the clauses in force; what stands already is left as it is.

    What a changed warranty, a closed site or a new clause no longer asks for is taken back, as far as
    nobody has begun with it.

    Args:
        year: this one if None.
        customers: keys of the customers to plan for; all of them without any.
    """
    day = today or timezone.localdate()
    planner = Planner(year or day.year, day)
    for first, last in batches(customers_of(customers)):
        planner.take_sites(first, last)
    contracts = ServiceContract.objects.all()
    for first, last in batches(contracts.filter(customer__in=customers) if customers else contracts):
        planner.take_contracts(first, last)
    bulk.tell_planner(planner.tally.opened + planner.tally.changed)
    return planner.tally


def let_be(event: DataLocked) -> None:
    """Take back the call-backs of somebody whose data was locked, as far as nobody has begun with them."""
    calls = CallBack.objects.select_for_update(of=("self",)).filter(customer=event.record.customer_id)
    found = list(calls.filter(state=CallBackState.PLANNED).order_by("pk"))
    perform_alike(found, "withdraw", by=SYSTEM, changes={}, at=event.at)


@transaction.atomic
def withdraw(files: Sequence[int], today: date) -> int:
    """Take back what files no longer ask for and nobody has begun with; returns how many call-backs fell away."""
    if not files:
        return 0
    open_dues = CallBackDue.objects.filter(file__in=files, due_on__gte=today, call__state=CallBackState.PLANNED)
    dues = list(open_dues.values_list("pk", "file_id", "name", "due_on", "call_id"))
    if not dues:
        return 0
    asked: set[tuple[int, str, date]] = set()
    for way in ("calls", "visits"):
        rows = CallBackFile.objects.filter(pk__in={due[1] for due in dues})
        asked |= set(rows.values_list("pk", f"{way}__days__name", f"{way}__days__due_on"))
    gone = [due for due in dues if (due[1], due[2], due[3]) not in asked]
    CallBackDue.objects.filter(pk__in=[due[0] for due in gone]).delete()
    calls = CallBack.objects.select_for_update(of=("self",)).filter(pk__in={due[4] for due in gone}, dues=None)
    found = list(calls.filter(state=CallBackState.PLANNED).order_by("pk"))
    perform_alike(found, "withdraw", by=SYSTEM, changes={}, at=timezone.now())
    return len(found)
