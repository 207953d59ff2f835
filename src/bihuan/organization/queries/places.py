"""Where a place belongs."""

from django.db import connection

from bihuan.kernel import bulk
from bihuan.organization.models import Outlet, Region
from bihuan.organization.rules import best_region

_PLACE = {"postgresql": "strpos", "sqlite": "instr"}


def outlet_for(region: Region | None) -> Outlet | None:
    """Return the outlet that looks after a region: its own, else that of the region around it (SVC-08)."""
    while region is not None:
        if region.outlet is not None and region.outlet.is_active:
            return region.outlet
        region = region.parent
    return None


def region_in(address: str) -> Region | None:
    """Return the region an address names, the most exact one; None when it names none (SVC-06)."""
    rows = bulk.fetch(Region, f"{_PLACE[connection.vendor]}(%s, name) > 0 ORDER BY id", [address])
    found = best_region(address, {region.name: region.pk for region in rows})
    region = next((region for region in rows if region.pk == found), None)
    bulk.follow([region], "outlet")
    bulk.follow([region.outlet] if region else (), "department")
    return region
