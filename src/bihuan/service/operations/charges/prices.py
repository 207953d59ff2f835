"""The price list: a row is added or changed; a new price is a new row from its day on."""

from copy import copy
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.service.models import ChargeLine, PriceItem

FIXED = (
    "code",
    "kind_of",
    "unit",
    "list_price",
    "cost_price",
    "valid_from",
    "fault_class",
    "line",
    "area",
    "step_minutes",
)


@transaction.atomic
def add_price(*, by: Actor, **fields: Any) -> PriceItem:
    """Add a price; the one of the same code that stood until then ends the day before.

    Raises:
        OperationError: one of this code begins on the same day, or something doesn't agree.
    """
    permit(by, "service.edit_prices")
    row = PriceItem(**fields)
    _valid(row)
    _end_before(row.code, row.valid_from, by=by)
    row.save()
    history.append(row, "register", by=by, changes={"name": [None, str(row)]}, is_first=True)
    return row


def _end_before(code: str, day: date, *, by: Actor) -> None:
    for standing in PriceItem.objects.select_for_update(of=("self",)).filter(code=code, valid_from__lt=day):
        if standing.valid_until is None or standing.valid_until >= day:
            history.change(standing, by=by, valid_until=day - timedelta(days=1))


@transaction.atomic
def change_price(price: PriceItem, *, by: Actor, revision: int | None = None, **fields: Any) -> PriceItem:
    """Change a price that no bill rests on; of one that was used only name and last day.

    Raises:
        OperationError: bills rest on it: add a new price from its day on.
    """
    permit(by, "service.edit_prices")
    row = locked(PriceItem, price.pk, revision=revision)
    touched = [name for name in FIXED if name in fields and getattr(row, name) != fields[name]]
    if touched and ChargeLine.objects.filter(price=row).exists():
        raise OperationError(_("Bills rest on this price. Add a new one, valid from its day on."), field=touched[0])
    tried = copy(row)  # a new object of the same key would be refused as its own double
    for name, value in fields.items():
        setattr(tried, name, value)
    _valid(tried)
    history.change(row, by=by, source="web", **fields)
    return row


def _valid(row: PriceItem) -> None:
    try:
        row.full_clean()
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise OperationError(messages[0], field=field) from None


@transaction.atomic
def bring_price(values: dict[str, Any], *, by: Actor) -> PriceItem:
    """Bring in a row of a price list; one that stands already is changed where it differs.

    Raises:
        OperationError: bills rest on the price that would be changed, or something doesn't agree.
    """
    permit(by, "service.edit_prices")
    known = PriceItem.objects.filter(code=values["code"], valid_from=values["valid_from"]).first()
    return change_price(known, by=by, **values) if known else add_price(by=by, **values)
