"""Who requires, plans, verifies and confirms corrective actions (COMM 5.5, QUA-07)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post


@predicate
def owns(user: Any, action: Any) -> bool:
    """He who is to act, or who leads the department that is."""
    return action is not None and user.pk in {action.owner_id, action.department.manager_id}


@predicate
def is_not_owner(user: Any, action: Any) -> bool:
    """Nobody verifies or confirms his own."""
    return action is not None and action.owner_id != user.pk


@predicate
def required_it(user: Any, action: Any) -> bool:
    """He who required it."""
    return action is not None and action.required_by_id == user.pk


@predicate
def is_measured(user: Any, action: Any) -> bool:
    """A value is entered only where no figure is computed."""
    return action is not None and action.is_manual


@predicate
def is_system(user: Any) -> bool:
    """The daily computing alone."""
    return bool(user.actor_kind == "system")


LEADERS = (Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
quality = holds_any(Post.QUALITY, *LEADERS)
rules.add_perm("quality.view_actions", is_staff)
rules.add_perm("quality.require_action", holds_any(
    Post.QUALITY, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.GM_OFFICE, *LEADERS,
))  # fmt: skip
rules.add_perm("quality.plan_action", owns)
rules.add_perm("quality.decide_similar", owns | quality)
rules.add_perm("quality.verify_action", quality & is_not_owner)
rules.add_perm("quality.compute_effect", is_system)
rules.add_perm("quality.measure_effect", quality & is_not_owner & is_measured)
rules.add_perm("quality.confirm_effect", quality & is_not_owner)
rules.add_perm("quality.reopen_action", quality & is_not_owner)
rules.add_perm("quality.cancel_action", quality | required_it)
