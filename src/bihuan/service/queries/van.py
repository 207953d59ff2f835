"""What of the parts a request wants is on the technicians' vans."""

from collections.abc import Sequence

from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest


def on_vans(request: ServiceRequest, technicians: Sequence[Staff]) -> dict[int, float]:
    """Return by technician the share of the parts wanted that is on his van, 0 to 1; empty when nobody knows."""
    return {}
