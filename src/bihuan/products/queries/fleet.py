"""How many units of a model stand in the field: what complaints are counted on (CMP-10, RPT-03)."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Q

from bihuan.products.models import Batch, Unit

KEPT = 3600  # seconds that a count of units is good for


@dataclass(frozen=True)
class Fleet:
    """Units of a model in the field: on two days, of one batch, and of all others that have a batch."""

    now: int
    before: int
    batch: int
    other_batches: int


def in_field(day: date) -> Q:
    """Return which units stood with customers on a day; one sold on a day nobody knows has always stood there."""
    sold = Q(sold_on__lte=day) | Q(sold_on=None, customer__isnull=False)
    return sold & (Q(replaced_on=None) | Q(replaced_on__gt=day))


def fleet_of(model: int, *, now: date, before: date, batch: str = "") -> Fleet:
    """Return the fleet of a model; up to an hour old, for it runs over all of its units.

    Args:
        model: its primary key.
        now, before: two days.
        batch: the batch looked at, "" for none.
    """
    key = f"fleet-of:{model}:{now}:{before}:{batch}"
    kept: Fleet | None = cache.get(key)
    if kept is None:
        kept = _counted(model, now, before, batch)
        cache.set(key, kept, KEPT)
    return kept


def _counted(model: int, now: date, before: date, batch: str) -> Fleet:
    known = Batch.objects.filter(model=model, code=batch).values_list("pk", flat=True).first() if batch else None
    here = Q(batch=known) if known else Q(pk=None)
    found = Unit.objects.filter(model=model).aggregate(
        n_now=Count("pk", filter=in_field(now)), n_before=Count("pk", filter=in_field(before)),
        n_batch=Count("pk", filter=in_field(now) & here),
        n_batched=Count("pk", filter=in_field(now) & Q(batch__isnull=False)),
    )  # fmt: skip
    return Fleet(found["n_now"], found["n_before"], found["n_batch"], found["n_batched"] - found["n_batch"])


def fleet_beside(model: int, line: int, day: date) -> int:
    """Return how many units of a line's other models stand in the field; up to an hour old."""
    key = f"fleet:{line}:{model}:{day}"
    known: int | None = cache.get(key)
    if known is None:
        known = Unit.objects.filter(model__line=line).exclude(model=model).filter(in_field(day)).count()
        cache.set(key, known, KEPT)
    return known
