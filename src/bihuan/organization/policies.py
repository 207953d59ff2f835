"""Who may do what in the organization; and the predicates that every app's policies are made of."""

from collections.abc import Callable
from typing import Any

import rules

from bihuan.organization.models import Leave, Staff
from bihuan.organization.states import Post

predicate: Callable[[Callable[..., bool]], Any] = rules.predicate  # typed, as rules itself isn't


def holds_any(*posts: str) -> Any:
    """Return a predicate: a colleague who holds one of these posts, himself or as a deputy.

    It is strict: nobody, not even the system administrator, passes without one of the posts (PPL-01).
    """

    def holds(user: Any) -> bool:
        return isinstance(user, Staff) and user.holds(*posts)

    return rules.predicate(holds, name="holds_any:" + ",".join(posts))


@predicate
def is_staff(user: Any) -> bool:
    """Any colleague who works here."""
    return isinstance(user, Staff) and user.is_active


@predicate
def is_self(user: Any, staff: Any) -> bool:
    """The colleague it is about."""
    return isinstance(staff, Staff) and user.pk == staff.pk


@predicate
def is_superior(user: Any, about: Any) -> bool:
    """The manager of the outlet or department where the colleague works; not for himself."""
    staff = about.staff if isinstance(about, Leave) else about
    if not isinstance(staff, Staff) or staff.pk == user.pk:
        return False
    places = (staff.outlet, staff.department, staff.department and staff.department.parent)
    return any(place is not None and place.manager_id == user.pk for place in places)


administers = holds_any(Post.ADMINISTRATION, Post.SYSTEM_ADMINISTRATOR)


@predicate
def may_hand_out(user: Any, post: Any) -> bool:
    """Only a system administrator makes another one, or takes the post away."""
    return post != Post.SYSTEM_ADMINISTRATOR or bool(user.holds(Post.SYSTEM_ADMINISTRATOR))


rules.add_perm("organization.view", is_staff)
rules.add_perm("organization.unmask", administers | is_self | is_superior | holds_any(
    Post.DISPATCHER, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER, Post.OFFICE,
))  # fmt: skip
rules.add_perm("organization.manage_places", administers)
rules.add_perm("organization.manage_staff", administers)
rules.add_perm("organization.give_post", administers & may_hand_out)
rules.add_perm("organization.plan_leave", administers | is_superior)
rules.add_perm("organization.manage_calendar", administers)
rules.add_perm("organization.change_own", is_self)
# The kernel knows no posts: who sees to tasks that were given up, and to robots.
rules.add_perm("kernel.manage_system", holds_any(Post.SYSTEM_ADMINISTRATOR))
rules.add_perm("kernel.see_displays", administers | holds_any(
    Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.SUPERVISOR, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER,
    Post.GENERAL_MANAGER,
))  # fmt: skip
rules.add_perm("kernel.edit_company", administers)
rules.add_perm("kernel.see_imports", administers)
rules.add_perm("kernel.share_view", administers | holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER, Post.SUPERVISOR))
