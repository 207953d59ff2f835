"""Planned days that draw near become call-backs: one for a customer and day, however many dues it settles (VIS-01)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
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
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, CallBackWay
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


@transaction.atomic
def _open(rows: Sequence[Row], today: date, working: WorkingDays) -> int:
    """Make out call-backs for the planned days of some customers."""
    held = _standing({row[0] for row in rows}, min(row[6] for row in rows))
    new: dict[Slot, CallBack] = {}
    dues: list[tuple[CallBack, Row]] = []
    for _customer, group in groupby(rows, key=itemgetter(0)):
        for row in sorted(group, key=lambda one: one[7] != CallBackWay.VISIT):  # calls go along with visits
            slot = _slot(row, today, working)
            call = _found(held, slot, row[7]) or _found(new, slot, row[7])
            if call is None:
                call = new[slot] = _made(row, slot)
            call.due_on = min(call.due_on, row[5])
            dues.append((call, row))
    made = list(new.values())
    for call, number in zip(made, take("CB", len(made), at=timezone.now()), strict=True):
        call.number = number
    begin_many(made, by=SYSTEM, source="plan")
    _sooner({call.pk: call for call, _row in dues if call not in made})
    bulk.insert(
        [CallBackDue(file_id=row[1], name=row[3], clause_id=row[4], due_on=row[5], call=call) for call, row in dues]
    )
    return len(made)


def _slot(row: Row, today: date, working: WorkingDays) -> Slot:
    """Return customer, day and route of a planned day; one gone by is put to the next working day in its period."""
    customer, _file, region, _name, _clause, due_on, day, channel = row
    if day < today <= due_on:
        day = min(working.onward(today), due_on)
    return customer, day, (region or 0) if channel == CallBackWay.VISIT else 0


def _standing(customers: Iterable[int], first: date) -> dict[Slot, CallBack]:
    """Return the open call-backs of customers by day and route."""
    rows = CallBack.objects.select_for_update(of=("self",)).filter(
        customer__in=customers, state=CallBackState.PLANNED, planned_on__gte=first
    )
    return {(row.customer_id, row.planned_on, row.route): row for row in rows.order_by("pk")}


def _found(calls: dict[Slot, CallBack], slot: Slot, channel: str) -> CallBack | None:
    """Return the call-back that a planned day goes along with: a call with any visit of that day."""
    if slot in calls or channel == CallBackWay.VISIT:
        return calls.get(slot)
    customer, day, _route = slot
    return next((call for (who, on, _at), call in calls.items() if who == customer and on == day), None)


def _made(row: Row, slot: Slot) -> CallBack:
    customer, day, route = slot
    return CallBack(
        customer_id=customer, way=row[7], region_id=row[2], route=route, planned_on=day, due_on=row[5],
        state=CallBackState.PLANNED,
    )  # fmt: skip


def _sooner(calls: dict[int, CallBack]) -> None:
    """Keep the earlier limit of call-backs that stood already."""
    for call in calls.values():
        CallBack.objects.filter(pk=call.pk, due_on__gt=call.due_on).update(due_on=call.due_on)


def open_on(customer: int, day: date, route: int) -> CallBack | None:
    """Return the customer's other call-back of a day, locked; None when the day is free."""
    rows = CallBack.objects.select_for_update(of=("self",)).filter(
        customer=customer, planned_on=day, state__in=OPEN_CALLS
    )
    found = list(rows.order_by("-way", "pk"))
    return next((one for one in found if one.route == route), None) if route else next(iter(found), None)
