"""Which holds stand on a unit, a batch, a lot: directly, or through the material that went in (QUA-06)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bihuan.kernel.records import is_visible, resolve
from bihuan.products.models import Batch, BatchLot, Hold, Lot, Unit


def holds_on(units: Sequence[Unit], *, on: date | None = None) -> list[Hold]:
    """Return what holds these units back: their batch is held, or a lot that went into it.

    Args:
        on: the day of the sale or delivery; what was held later only doesn't count against it.
    """
    batches = {unit.batch_id for unit in units if unit.batch_id}
    return holds_on_batches(batches, on=on) if batches else []


def holds_on_batches(batches: set[int], *, on: date | None = None) -> list[Hold]:
    """Return the standing holds on batches and on the lots that went into them."""
    inside = BatchLot.objects.filter(batch__in=batches).values("lot")
    return _standing(Q(batch__in=batches) | Q(lot__in=inside), on)


def holds_on_lot(lot: Lot, *, on: date | None = None) -> list[Hold]:
    """Return the standing holds on a lot."""
    return _standing(Q(lot=lot), on)


def _standing(condition: Q, on: date | None) -> list[Hold]:
    rows = Hold.objects.standing().filter(condition).select_related("batch", "lot")
    return [one for one in rows if on is None or timezone.localdate(one.placed_at) <= on]


def of_unit(unit: Unit, user: Any) -> dict[str, Any] | None:
    """Return the panel of a unit that is held back; None when nothing holds it."""
    return shown(holds_on([unit]), user)


def shown(holds: list[Hold], user: Any) -> dict[str, Any] | None:
    """Return holds for a page, each with the address of what holds it where this person may see that."""
    lines = [(one, _address(one, user)) for one in holds]
    return {"lines": lines, "count": len(lines)} if lines else None


def on_node(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the holds for a batch's or lot's page in the trace; None for other kinds and where none stands."""
    if isinstance(record, Batch):
        return shown(holds_on_batches({record.pk}), user)
    return shown(holds_on_lot(record), user) if isinstance(record, Lot) else None


def _address(hold: Hold, user: Any) -> str:
    try:
        seen = is_visible(hold.source_kind, hold.source_id, user)
    except LookupError:
        return ""
    source = resolve(hold.source_kind, hold.source_id) if seen else None
    return str(source.get_absolute_url()) if source else ""
