"""Who holds a post, who is whose superior, who acts while somebody is away."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from bihuan.kernel import bulk
from bihuan.organization.models import Department, Outlet, PostHolding, Staff
from bihuan.organization.rules import stand_in
from bihuan.organization.states import Post

# Asked whenever somebody is told something.
_HELD = """
    post = %s AND since_on <= %s AND (until_on IS NULL OR until_on >= %s)
    AND staff_id IN (SELECT id FROM organization_staff WHERE is_active) ORDER BY id"""
_AWAY = """
    SELECT l.staff_id, l.deputy_id, d.is_active
      FROM organization_leave l LEFT JOIN organization_staff d ON d.id = l.deputy_id
     WHERE l.starts_at <= %s AND l.ends_at > %s"""


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
    today = connection.ops.adapt_datefield_value(timezone.localdate(moment))
    found = bulk.fetch(PostHolding, _HELD, [post, today, today])
    if department is not None or outlet is not None:
        found = _narrowest(found, department, outlet)
    bulk.follow(found, "staff")
    return _acting([row.staff for row in found], moment)


def holder(post: str, *, outlet: Outlet | None = None) -> Staff | None:
    """Return one who holds a post now, the first to have got it; None when nobody does."""
    return next(iter(holders(post, outlet=outlet)), None)


def _narrowest(rows: list[PostHolding], department: Department | None, outlet: Outlet | None) -> list[PostHolding]:
    if outlet is not None and (here := [row for row in rows if row.outlet_id == outlet.pk]):
        return here
    rows = [row for row in rows if row.outlet_id is None]
    key = department.pk if department else outlet and outlet.department_id
    while key is not None and any(row.department_id for row in rows):
        if here := [row for row in rows if row.department_id == key]:
            return here
        key = next((one.parent_id for one in bulk.fetch(Department, "id = %s", [key])), None)
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


def head_of(department: Department | None) -> Staff | None:
    """Return who manages a department, or the nearest one around it that has a manager."""
    seen: set[int] = set()
    while department is not None and department.manager is None and department.pk not in seen:
        seen.add(department.pk)
        department = department.parent
    return department.manager if department else None


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
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, [moment, moment])
        return {staff: deputy if is_active else None for staff, deputy, is_active in cursor.fetchall()}
