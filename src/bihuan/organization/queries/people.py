"""Who holds a post, who is whose superior, who acts while somebody is away."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from bihuan.organization.models import Department, Leave, Outlet, PostHolding, Staff
from bihuan.organization.rules import stand_in
from bihuan.organization.states import Post


def holders(
    post: str, *, department: Department | None = None, outlet: Outlet | None = None, at: datetime | None = None
) -> list[Staff]:
    """Return who holds a post, deputies in place of those on leave (PPL-01).

    Args:
        post: a value of `Post`.
        department: only those who hold it for this department or one around it, or for the company.
        outlet: only those who hold it for this outlet, its department or the company.
        at: the moment; now when not given.

    Returns:
        active colleagues without doubles; those with the narrowest matching scope only. Without a
        department or outlet, all holders.
    """
    moment = at or timezone.now()
    rows = (
        PostHolding.objects.in_force(timezone.localdate(moment))
        .filter(post=post, staff__is_active=True)
        .select_related("staff")
        .order_by("pk")
    )
    found = list(rows)
    if department is not None or outlet is not None:
        found = _narrowest(found, department, outlet)
    return _acting([row.staff for row in found], moment)


def holder(post: str, *, outlet: Outlet | None = None) -> Staff | None:
    """Return one who holds a post now, the first to have got it; None when nobody does."""
    return next(iter(holders(post, outlet=outlet)), None)


def _narrowest(rows: list[PostHolding], department: Department | None, outlet: Outlet | None) -> list[PostHolding]:
    if outlet is not None:
        if here := [row for row in rows if row.outlet_id == outlet.pk]:
            return here
        department = department or outlet.department
    rows = [row for row in rows if row.outlet_id is None]
    while department is not None:
        if here := [row for row in rows if row.department_id == department.pk]:
            return here
        department = department.parent
    return [row for row in rows if row.department_id is None]


def superior_of(staff: Staff, at: datetime | None = None) -> Staff | None:
    """Return the nearest superior who is there: outlet manager, department managers upwards, general manager.

    Somebody on leave is passed over for his deputy, or for the next above when he has none; None for
    the one at the top.
    """
    moment = at or timezone.now()
    away = _away(moment)
    for manager in _managers(staff):
        if manager.pk == staff.pk or not manager.is_active:
            continue
        acting = stand_in(manager.pk, away)
        if acting is not None and acting != staff.pk:
            return manager if acting == manager.pk else Staff.objects.get(pk=acting)
    return None


def _managers(staff: Staff) -> Iterator[Staff]:
    if staff.outlet and staff.outlet.manager:
        yield staff.outlet.manager
    department = staff.department or (staff.outlet and staff.outlet.department)
    seen: set[int] = set()
    while department and department.pk not in seen:
        seen.add(department.pk)
        if department.manager:
            yield department.manager
        department = department.parent
    tops = PostHolding.objects.in_force(timezone.localdate()).filter(post=Post.GENERAL_MANAGER)
    if not tops.filter(staff=staff).exists():
        for holding in tops.select_related("staff"):
            yield holding.staff


def deputy_for(staff: Staff, at: datetime | None = None) -> Staff:
    """Return who acts for a colleague: himself unless he is away, else his deputy, or the deputy's.

    A chain that ends nowhere or in a circle goes to the superior; with nobody above, to himself.
    """
    moment = at or timezone.now()
    return _acting([staff], moment)[0]


def _acting(staff: Sequence[Staff], at: datetime) -> list[Staff]:
    """Return who acts for each of them, in order, without doubles."""
    if not staff:
        return []
    away = _away(at)
    acting = {person.pk: stand_in(person.pk, away) for person in staff}
    known = {person.pk: person for person in staff}
    missing = {pk for pk in acting.values() if pk is not None and pk not in known}
    known |= Staff.objects.in_bulk(missing) if missing else {}
    found: dict[int, Staff] = {}
    for person in staff:
        pk = acting[person.pk]
        who = known[pk] if pk is not None else superior_of(person, at) or person
        found.setdefault(who.pk, who)
    return list(found.values())


def _away(at: datetime) -> dict[int, int | None]:
    """Return everybody who is away, or gone, with his deputy; an inactive deputy counts as none."""
    leaves = Leave.objects.running(at).values_list("staff_id", "deputy_id", "deputy__is_active")
    return {staff: deputy if is_active else None for staff, deputy, is_active in leaves}
