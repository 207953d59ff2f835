"""What of the parts for a product is on the technicians' vans (PRT-01, SVC-08)."""

from collections import Counter
from collections.abc import Sequence

from bihuan.organization.models import Staff
from bihuan.parts.models import Part, Stock
from bihuan.service.models import ServiceRequest


def on_vans(request: ServiceRequest, technicians: Sequence[Staff]) -> dict[int, float]:
    """Return by technician the share of the model's parts that is on his van, 0 to 1; two queries.

    Empty when the model isn't known, the catalogue has no parts for it, or none is on any van.
    """
    if request.model_id is None:
        return {}
    wanted = set(Part.objects.filter(fits_models=request.model_id).values_list("pk", flat=True))
    if not wanted:
        return {}
    stock = Stock.objects.filter(
        part__in=wanted, quantity__gt=0, place__is_active=True, place__technician__in=technicians
    )
    carried = Counter(technician for technician, _part in stock.values_list("place__technician", "part").distinct())
    return {technician: count / len(wanted) for technician, count in carried.items() if technician is not None}
