"""Who opens an emergency procedure, orders, approves, verifies, and fixes what works (EMER 4)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

CENTRE_ACT, ADMINISTRATION_ACT = "order_rectification", "draft_circular"
CENTRE, ADMINISTRATION = (Post.RND,), (Post.ADMINISTRATION,)


def _facts(emergency: Any) -> dict[str, Any]:
    return emergency.facts() if emergency is not None else {}


@predicate
def is_in_charge(user: Any, emergency: Any) -> bool:
    """Who is in charge of it, or leads the department that answers for it."""
    return emergency is not None and user.pk in {emergency.owner_id, emergency.department.manager_id}


@predicate
def is_of_the_centre(user: Any, emergency: Any) -> bool:
    """Whoever the clause names for the rectification notice; development (the technical centre) without one."""
    return bool(user.holds(*posts_for(authority(CENTRE_ACT, _facts(emergency)), CENTRE)))


@predicate
def is_of_administration(user: Any, emergency: Any) -> bool:
    """Whoever the clause names for verifying and for the circular; administration without one."""
    return bool(user.holds(*posts_for(authority(ADMINISTRATION_ACT, _facts(emergency)), ADMINISTRATION)))


@predicate
def did_not_propose(user: Any, emergency: Any) -> bool:
    """Nobody approves his own measures."""
    return emergency is None or emergency.measured_by_id != user.pk


@predicate
def may_begin(user: Any, issue: Any) -> bool:
    """A serious issue without a procedure, or whose procedure was stopped."""
    return issue is None or (issue.is_serious and issue.standing_emergency is None)


quality = holds_any(Post.QUALITY)
leaders = holds_any(Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
rules.add_perm("quality.open_emergency", (quality | leaders | holds_any(
    Post.DEPARTMENT_MANAGER, Post.PRODUCTION, Post.RND, Post.SERVICE_MANAGER,
)) & may_begin)  # fmt: skip
rules.add_perm("quality.run_emergency", is_staff & (quality | is_in_charge))
rules.add_perm("quality.order_rectification", is_staff & is_of_the_centre)
rules.add_perm("quality.approve_measures", is_staff & is_of_the_centre & did_not_propose)
rules.add_perm("quality.verify_emergency", is_staff & is_of_administration)
rules.add_perm("quality.fix_standard", is_staff & (quality | is_of_the_centre | is_of_administration))
rules.add_perm("quality.stop_emergency", quality | leaders)
rules.add_perm("quality.read_circular", is_staff)
