"""Planned days that draw near become call-backs: one for a customer and day, however many dues it settles (VIS-01)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.feedback.models import CallBack, CallBackDue, CallBackFile
from bihuan.feedback.queries.callback_clauses import WorkingDays
from bihuan.feedback.queries.callback_places import batches
from bihuan.feedback.states.callbacks import OPEN_CALLS, SPOKEN_WITH, CallBackState, CallBackWay
from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import begin_many
from bihuan.kernel.numbering import take

OPENS_AHEAD = timedelta(days=7)  # call-backs lie ready so long before their day
LOOKS_BACK = timedelta(days=40)  # days on which nobody opened any are made up for
RANGE, CHUNK = 50_000, 4_000
Row = tuple[int, int, int | None, str, int, date, date, str]  # see `_planned`
Slot = tuple[int, date, int]  # customer, day, route


def open_due(today: date | None = None) -> int:
    """Make out the call-backs of the coming week and of days that were missed; returns how many.

    Running it again makes none twice: a due is known by its file, clause and period.
    """
    day, made = today or timezone.localdate(), 0
    working = WorkingDays()
    for first, last in batches(Customer.objects.all(), size=RANGE):
        rows = _due(day, first, last)
        for start in range(0, len(rows), CHUNK):
            made += _open(rows[start : start + CHUNK], day, working)
    bulk.tell_planner(made)
    return made


def _due(today: date, first: int, last: int) -> list[Row]:
    """Return the planned days of the customers between two keys that have no call-back yet, by customer."""
    window = (today - LOOKS_BACK, today + OPENS_AHEAD)
    some = {"customer__gte": first, "customer__lte": last}
    calls, visits = (_planned(way, *window).filter(**some) for way in ("calls", "visits"))
    return sorted([*calls, *visits], key=itemgetter(0))


def unopened(first: date, last: date, *, most: int) -> list[Row]:
    """Return planned days before one for which no call-back was made out; there should be none."""
    days = [_planned(way, first, last - timedelta(days=1)) for way in ("calls", "visits")]
    return [row for rows in days for row in rows[:most]]


def _planned(way: str, first: date, last: date) -> "QuerySet[Any, Row]":
    """Return customer, file, region, parameter, clause, limit, planned day and channel of what isn't made out."""
    days = f"{way}__days__"
    known = CallBackDue.objects.filter(file=OuterRef("pk"), name=OuterRef("name"), due_on=OuterRef("due_on"))
    rows = CallBackFile.objects.filter(
        **{f"{days}planned_on__range": (first, last), f"{days}due_on__gte": F("opened_on")},
        closed_on=None, customer__is_restricted=False,
    )  # fmt: skip
    rows = rows.annotate(
        name=F(f"{days}name"), clause_id=F(f"{days}clause"), due_on=F(f"{days}due_on"), day=F(f"{days}planned_on"),
    )  # fmt: skip
    found: QuerySet[Any, Row] = rows.filter(~Exists(known)).values_list(
        "customer_id", "pk", "region_id", "name", "clause_id", "due_on", "day", f"{way}__channel"
    )
    return found


@dataclass
class Desk:
    """The open call-backs of some customers by day, and on which days each was called or visited already."""

    calls: dict[tuple[int, date], dict[int, CallBack]] = field(default_factory=dict)
    ended: set[tuple[int, date]] = field(default_factory=set)

    def keep(self, call: CallBack) -> None:
        """Note a call-back under its customer and day."""
        self.calls.setdefault((call.customer_id, call.planned_on), {})[call.route] = call

    def found(self, slot: Slot, channel: str) -> CallBack | None:
        """Return the call-back that a planned day goes along with: a call with any visit of that day."""
        customer, day, route = slot
        routes = self.calls.get((customer, day))
        if routes is None:
            return None
        return routes.get(route) or (None if channel == CallBackWay.VISIT else next(iter(routes.values())))


@transaction.atomic
def _open(rows: Sequence[Row], today: date, working: WorkingDays) -> int:
    """Make out call-backs for the planned days of some customers."""
    desk = _standing({row[0] for row in rows}, min(row[6] for row in rows), today)
    made: list[CallBack] = []
    sooner: dict[int, CallBack] = {}
    dues: list[tuple[CallBack, Row]] = []
    for _customer, group in groupby(rows, key=itemgetter(0)):
        for row in sorted(group, key=lambda one: one[7] != CallBackWay.VISIT):  # calls go along with visits
            slot = _slot(row, today, working, desk)
            call = desk.found(slot, row[7])
            if call is None:
                call = _made(row, slot)
                desk.keep(call)
                made.append(call)
            elif row[5] < call.due_on:
                call.due_on = row[5]
                if call.pk:
                    sooner[call.pk] = call
            dues.append((call, row))
    for call, number in zip(made, take("CB", len(made), at=timezone.now()), strict=True):
        call.number = number
    begin_many(made, by=SYSTEM, source="plan")
    for pk, call in sooner.items():
        CallBack.objects.filter(pk=pk).update(due_on=call.due_on)
    bulk.insert(
        [CallBackDue(file_id=row[1], name=row[3], clause_id=row[4], due_on=row[5], call=call) for call, row in dues]
    )
    return len(made)


def _slot(row: Row, today: date, working: WorkingDays, desk: Desk) -> Slot:
    """Return customer, day and route of a planned day.

    One gone by is put to the next working day in its period, and so is one whose customer was called that day.
    """
    customer, _file, region, _name, _clause, due_on, day, channel = row
    if day < today <= due_on:
        day = min(working.onward(today), due_on)
    if (customer, day) in desk.ended and day < due_on:
        day = min(working.onward(day + timedelta(days=1)), due_on)
    return customer, day, (region or 0) if channel == CallBackWay.VISIT else 0


def _standing(customers: Iterable[int], first: date, today: date) -> Desk:
    """Return what stands for customers: their open call-backs, and that they were called on today."""
    desk, some = Desk(), list(customers)
    rows = CallBack.objects.select_for_update(of=("self",)).filter(
        customer__in=some, state__in=OPEN_CALLS, planned_on__gte=first
    )
    for row in rows.order_by("pk"):
        desk.keep(row)
    begins = timezone.make_aware(datetime.combine(today, time()))
    ended = CallBack.objects.filter(customer__in=some, state__in=SPOKEN_WITH, ended_at__gte=begins)
    desk.ended = {(customer, today) for customer in ended.values_list("customer", flat=True)}
    return desk


def _made(row: Row, slot: Slot) -> CallBack:
    customer, day, route = slot
    return CallBack(
        customer_id=customer, way=row[7], region_id=row[2], route=route, planned_on=day, due_on=row[5],
        state=CallBackState.PLANNED,
    )  # fmt: skip


def open_on(customer: int, day: date, route: int) -> CallBack | None:
    """Return the customer's other call-back of a day, locked; None when the day is free."""
    rows = CallBack.objects.select_for_update(of=("self",)).filter(
        customer=customer, planned_on=day, state__in=OPEN_CALLS
    )
    found = list(rows.order_by("-way", "pk"))
    return next((one for one in found if one.route == route), None) if route else next(iter(found), None)
