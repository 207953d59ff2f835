"""Departments, outlets and regions: added and changed, with history."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Department, Outlet, Region

Place = TypeVar("Place", Department, Outlet, Region)


@transaction.atomic
def add_place(model: type[Place], *, by: Actor, **fields: Any) -> Place:
    """Return a new department, outlet or region with these fields (PPL-01)."""
    permit(by, "organization.manage_places")
    place = model.objects.create(**fields)
    history.append(place, "create", by=by, changes={"name": [None, place.name]}, is_first=True)
    return place


@transaction.atomic
def change_place(place: Place, *, by: Actor, revision: int | None = None, **fields: Any) -> bool:
    """Change a department, outlet or region; False when nothing was different.

    Raises:
        Stale: somebody changed it after `revision`.
        OperationError: it would become part of itself.
    """
    permit(by, "organization.manage_places", place)
    row = locked(type(place), place.pk, revision=revision)
    _no_circle(row, fields.get("parent"))
    return history.change(row, by=by, **fields)


def _no_circle(place: Any, parent: Any) -> None:
    above = parent
    while above is not None:
        if above.pk == place.pk:
            raise OperationError(_("Nothing can be part of itself."), field="parent")
        above = above.parent
