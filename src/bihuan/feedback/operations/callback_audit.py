"""The daily reconciliation: who is missed by the plan, and whose limit has gone by (VIS-01)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bihuan.customers.models import Contact, Customer
from bihuan.feedback.models import CallBack, CallBackAudit, CallBackFile, CallBackGap
from bihuan.feedback.operations.callback_opening import unopened
from bihuan.feedback.queries.callback_clauses import Cadences
from bihuan.feedback.queries.callback_places import Place, PlaceReader
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, GapReason
from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import perform
from bihuan.products.models import ServiceContract, Unit
from bihuan.regulations.queries import holding_rules

MOST = 2_000  # named of each reason
SOME = 1_000  # customers looked at together
PRECEDING = timedelta(days=7)


@transaction.atomic
def reconcile(day: date) -> CallBackAudit:
    """Hold places and contracts against the plan, and the plan against what was done; keep whom it misses.

    It doesn't trust the plan's own files: places come from the units, contracts from their own table.
    """
    gaps = [gap for part in (_no_file, _no_date, _no_phone, _not_opened, _missed) for gap in part(day)]
    CallBackGap.objects.filter(day=day).delete()
    bulk.insert(gaps)
    begins = timezone.make_aware(datetime.combine(day, time()))
    done = CallBack.objects.filter(state=CallBackState.DONE, ended_at__range=(begins, begins + timedelta(days=1)))
    values = {
        "files": CallBackFile.objects.filter(closed_on=None).count(),
        "due": CallBack.objects.filter(due_on=day).exclude(state=CallBackState.WITHDRAWN).count(),
        "done": done.count(), "gaps": len(gaps), "made_at": timezone.now(),
    }  # fmt: skip
    row, _new = CallBackAudit.objects.update_or_create(day=day, defaults=values)
    return row


def _no_file(day: date) -> Iterator[CallBackGap]:
    """Name places where a unit stands, and contracts in force, that a clause names and the plan doesn't know."""
    with holding_rules() as rules:
        cadences = Cadences(rules)
        reader = PlaceReader(rules, cadences.asked)
        if "site" in cadences.subjects:
            lost = (place for place in _unplanned(reader) if cadences.of("site", place.facts))
            yield from (_gap(day, GapReason.NO_FILE, one.customer, one.site) for one in islice(lost, MOST))
        if "contract" in cadences.subjects:
            planned = CallBackFile.objects.filter(contract=OuterRef("pk"), closed_on=None)
            rows = ServiceContract.objects.filter(~Exists(planned), starts_on__lte=day, ends_on__gte=day)
            rows = rows.filter(customer__in=Customer.objects.approachable()).select_related("customer__region")
            left = (one for one in rows.iterator() if cadences.of("contract", one.customer.facts()))
            yield from (_gap(day, GapReason.NO_FILE, one.customer_id, None, one.pk) for one in islice(left, MOST))


def _unplanned(reader: PlaceReader) -> Iterator[Place]:
    """Yield the places where a unit stands of which the plan has no open file, whatever clauses say of them."""
    files = CallBackFile.objects.filter(closed_on=None, contract=None)
    here = Q(site=None) & ~Exists(files.filter(customer=OuterRef("customer"), site=None))
    there = Q(site__is_active=True) & ~Exists(files.filter(site=OuterRef("site")))
    units = Unit.objects.filter(here | there, replaced_on=None).order_by("customer")
    customers, last = units.values_list("customer", flat=True).distinct(), 0
    while keys := list(customers.filter(customer__gt=last)[:SOME]):
        last = keys[-1]
        known = set(files.filter(customer__gte=keys[0], customer__lte=last).values_list("key", flat=True))
        yield from (place for place in reader.sites(keys[0], last) if place.key not in known)


def _no_date(day: date) -> Iterable[CallBackGap]:
    rows = CallBackFile.objects.filter(closed_on=None, since=None)
    return (_gap(day, GapReason.NO_DATE, one.customer_id, one.site_id, one.contract_id) for one in rows[:MOST])


def _no_phone(day: date) -> Iterable[CallBackGap]:
    """Name those to be called by phone of whom no number is on file, their own or a contact's."""
    contact = Contact.objects.filter(customer=OuterRef("customer"), is_active=True).exclude(phone_index="")
    rows = CallBackFile.objects.filter(closed_on=None, customer__phone_index="").exclude(calls=None)
    rows = rows.filter(~Exists(contact))
    return (_gap(day, GapReason.NO_PHONE, one.customer_id, one.site_id, one.contract_id) for one in rows[:MOST])


def _not_opened(day: date) -> Iterable[CallBackGap]:
    found = unopened(day - PRECEDING, day, most=MOST)
    return [_gap(day, GapReason.NOT_OPENED, row[0], None, None, row[5].isoformat()) for row in found]


def _missed(day: date) -> Iterable[CallBackGap]:
    rows = CallBack.objects.filter(state__in=OPEN_CALLS, due_on__lt=day).order_by("due_on", "pk")
    return [_gap(day, GapReason.MISSED, one.customer_id, None, None, one.number) for one in rows[:MOST]]


def _gap(
    day: date, reason: str, customer: int, site: int | None, contract: int | None = None, detail: str = ""
) -> CallBackGap:
    return CallBackGap(
        day=day, reason=reason, customer_id=customer, site_id=site, contract_id=contract, detail=detail
    )  # fmt: skip


def miss(today: date | None = None) -> int:
    """Flag the call-backs whose limit has gone by; returns how many are new."""
    day, found = today or timezone.localdate(), 0
    late: Any = CallBack.objects.filter(state__in=OPEN_CALLS, due_on__lt=day, missed_at=None)
    while keys := list(late.order_by("due_on", "pk").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            rows = CallBack.objects.select_for_update(of=("self",)).filter(pk__in=keys, missed_at=None)
            for call in rows.filter(state__in=OPEN_CALLS).order_by("pk"):
                perform(call, "miss", by=SYSTEM, changes={"missed_at": timezone.now()})
                found += 1
    return found
