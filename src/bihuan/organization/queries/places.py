"""Where a place belongs."""

from bihuan.organization.models import Outlet, Region
from bihuan.organization.rules import best_region


def outlet_for(region: Region | None) -> Outlet | None:
    """Return the outlet that looks after a region: its own, else that of the region around it (SVC-08)."""
    while region is not None:
        if region.outlet is not None and region.outlet.is_active:
            return region.outlet
        region = region.parent
    return None


def region_in(address: str) -> Region | None:
    """Return the region an address names, the most exact one; None when it names none (SVC-06)."""
    names = dict(Region.objects.values_list("name", "pk"))
    found = best_region(address, names)
    return Region.objects.select_related("outlet__department").get(pk=found) if found else None
