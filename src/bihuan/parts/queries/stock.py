"""What lies where."""

from bihuan.organization.models import Staff
from bihuan.parts.models import Stock


def on_van(technician: Staff) -> dict[int, int]:
    """Return what a technician carries: `{part's key: quantity}`, without what has run out."""
    rows = Stock.objects.filter(place__technician=technician.pk, place__is_active=True, quantity__gt=0)
    return dict(rows.values_list("part_id", "quantity"))
