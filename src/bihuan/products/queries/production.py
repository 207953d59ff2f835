"""Production and inspection records of a unit and of its batch (CMP-10)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from bihuan.kernel.actors import Actor
from bihuan.products.models import ProductionRecord, Unit

SHOWN = 12


def records_of(
    user: Actor, *, unit: Unit | None = None, model: int | None = None, batch: str = ""
) -> tuple[list[ProductionRecord], str]:
    """Return the first records of a unit and of its batch as a whole, and the list of all where there are more.

    Args:
        model, batch: the batch's model and code; the unit's own where "" is given.
    """
    if unit is not None and not batch and unit.batch_id and unit.batch:
        model, batch = unit.model_id, unit.batch.code
    about, asked = Q(pk=None), {"all": "1"}
    if model and batch:
        about |= Q(batch__model=model, batch__code=batch, unit=None)
        asked["batch"] = batch
    if unit is not None:
        about |= Q(unit=unit)
        asked |= {} if batch else {"serial": unit.serial}
    rows = ProductionRecord.objects.visible_to(user).filter(about).select_related("model", "batch", "unit")
    found = list(rows.order_by("done_on", "pk")[: SHOWN + 1])
    more = f"{reverse('products:production_records')}?{urlencode(asked)}" if found else ""
    return found[:SHOWN], more


def of_unit(record: Unit, user: Any) -> dict[str, Any] | None:
    """Return a unit's records for the panel on its page; None when there are none."""
    found, more = records_of(user, unit=record)
    return {"records": found, "all_records": more, "count": len(found)} if found else None
