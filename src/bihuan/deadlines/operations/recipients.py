"""Who is told by a rung: the owner, his superior, a post near the case; deputies for those who are away.

One batch of escalations asks the database a fixed number of times, whatever the company's size.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Protocol

from django.utils import timezone

from bihuan.organization.models import Department, Leave, Outlet, PostHolding, Staff
from bihuan.organization.rules import stand_in
from bihuan.organization.states import Post

OWNER, SUPERIOR = "owner", "superior"


class Place(Protocol):
    """Whose it is and where it happened: a limit, or the record itself."""

    @property
    def owner_id(self) -> int | None: ...
    @property
    def outlet_id(self) -> int | None: ...


class Directory:
    """The part of the company that a batch of limits can reach, read once."""

    def __init__(self, deadlines: Collection[Place], tells: Iterable[str], now: datetime) -> None:
        posts = {*tells, Post.DISPATCHER, Post.GENERAL_MANAGER} - {OWNER, SUPERIOR}
        leaves = Leave.objects.running(now).values_list("staff_id", "deputy_id", "deputy__is_active")
        self.away = {staff: deputy if is_active else None for staff, deputy, is_active in leaves}
        holdings = PostHolding.objects.in_force(timezone.localdate(now)).filter(post__in=posts, staff__is_active=True)
        self.holdings: dict[str, list[PostHolding]] = {}
        for holding in holdings.order_by("pk"):
            self.holdings.setdefault(holding.post, []).append(holding)
        self.departments: dict[int, Department] = Department.objects.in_bulk()
        self.outlets: dict[int, Outlet] = Outlet.objects.in_bulk()
        self.staff: dict[int, Staff] = Staff.objects.defer("phone", "password").in_bulk(self._reachable(deadlines))

    def _reachable(self, deadlines: Collection[Place]) -> set[int]:
        people: set[int | None] = {deadline.owner_id for deadline in deadlines}
        people |= {holding.staff_id for rows in self.holdings.values() for holding in rows}
        people |= {place.manager_id for place in self.departments.values()}
        people |= {place.manager_id for place in self.outlets.values()}
        people |= set(self.away.values())
        return {pk for pk in people if pk is not None}

    def told(self, deadline: Place, tells: str) -> list[Staff]:
        """Return who is to be told, without doubles; a limit without an owner is the dispatcher's."""
        owner = self.staff.get(deadline.owner_id or 0)
        outlet = self.outlets.get(deadline.outlet_id or (owner.outlet_id if owner else None) or 0)
        if owner and tells == OWNER:
            people = [owner]
        elif owner and tells == SUPERIOR:
            people = list(self._managers(owner, self.outlets.get(owner.outlet_id or 0)))[:1]
        else:
            people = self._holders(tells if tells not in {OWNER, SUPERIOR} else Post.DISPATCHER, owner, outlet)
        return list(dict.fromkeys(self._acting(person) for person in people if person.is_active))

    def _acting(self, person: Staff) -> Staff:
        """Return who acts for somebody; nobody: he himself finds it when he is back."""
        return self.staff.get(stand_in(person.pk, self.away) or person.pk, person)

    def _managers(self, owner: Staff, outlet: Outlet | None) -> Iterator[Staff]:
        managers = [outlet.manager_id] if outlet else []
        managers += [place.manager_id for place in self._upwards(owner, outlet)]
        managers += [holding.staff_id for holding in self.holdings.get(Post.GENERAL_MANAGER, [])]
        for pk in managers:
            if pk in self.staff and pk != owner.pk and self.staff[pk].is_active:
                yield self.staff[pk]

    def _upwards(self, owner: Staff | None, outlet: Outlet | None) -> Iterator[Department]:
        pk = (owner.department_id if owner else None) or (outlet.department_id if outlet else None)
        seen: set[int] = set()
        while pk and pk not in seen:
            seen.add(pk)
            yield self.departments[pk]
            pk = self.departments[pk].parent_id

    def _holders(self, post: str, owner: Staff | None, outlet: Outlet | None) -> list[Staff]:
        """Return who holds a post, the narrowest scope around the case first; anybody rather than nobody."""
        rows = self.holdings.get(post, [])
        scopes = [[row for row in rows if outlet and row.outlet_id == outlet.pk]]
        scopes += [[row for row in rows if row.department_id == place.pk] for place in self._upwards(owner, outlet)]
        scopes += [[row for row in rows if row.outlet_id is None and row.department_id is None], rows]
        return [self.staff[row.staff_id] for row in next((scope for scope in scopes if scope), [])]
