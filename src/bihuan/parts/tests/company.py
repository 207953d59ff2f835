"""Parts and places for tests, beside the fixed cast."""

from typing import Any

from bihuan.kernel.actors import SYSTEM
from bihuan.organization import operations as organization
from bihuan.organization.models import Staff
from bihuan.parts import operations
from bihuan.parts.models import Part, Place


def part(code: str = "CAP-35", name: str = "启动电容 35 µF", **values: Any) -> Part:
    """Return a new part."""
    known = {"unit_of_measure": "只", "list_price": "68.00", "cost_price": "21.50", **values}
    return operations.add_part(code=code, name=name, by=SYSTEM, **known)


def warehouse(code: str = "WH") -> Place:
    """Return a new warehouse."""
    return operations.add_place(code=code, name=f"总仓 {code}", place_kind="warehouse", by=SYSTEM)


def van(technician: Staff) -> Place:
    """Return a technician's new van."""
    return operations.add_place(
        code=f"VAN-{technician.username}", name=f"{technician.name}随车库", place_kind="van", technician=technician,
        outlet=technician.outlet, by=SYSTEM,
    )  # fmt: skip


def keeper() -> Staff:
    """Return somebody who keeps the warehouse."""
    staff = organization.add_staff(username="cangguan", name="仓管", by=SYSTEM)
    organization.give_post(staff, post="warehouse", by=SYSTEM)
    return Staff.objects.get(pk=staff.pk)
