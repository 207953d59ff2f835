"""Who decides on a repair, replacement or refund: the post its clause names, or a higher one (WAR-04)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.queries import head_of
from bihuan.organization.states import Post
from bihuan.regulations.rules.schemas import post_rank
from bihuan.service.policies.requests import desk, register_readers


@predicate
def is_decider(user: Any, remedy: Any) -> bool:
    """Whether this person holds the post that the clause names, or one above it.

    «Department manager» is whoever manages the department that the request is with, not that of any other one.
    """
    if remedy is None:
        return False
    wanted = remedy.decider
    high = {post for post in user.posts if post == wanted or post_rank(post) > post_rank(wanted) >= 0}
    return bool(high - {Post.DEPARTMENT_MANAGER}) or (_reaches_manager(wanted) and _heads(user, remedy.department))


def _reaches_manager(wanted: str) -> bool:
    return post_rank(Post.DEPARTMENT_MANAGER) >= post_rank(wanted) >= 0


def _heads(user: Any, department: Any) -> bool:
    """Tell whether he manages the department, or stands in for whoever does; with no manager at all: the post."""
    head = head_of(department)
    if head is None:
        return bool(user.holds(Post.DEPARTMENT_MANAGER))
    return head.pk in (user.pk, *user.stands_in_for)


rules.add_perm("service.view_remedies", register_readers)
rules.add_perm("service.decide_remedy", is_decider)
rules.add_perm("service.handle_remedy", desk | holds_any(Post.OUTLET_MANAGER, Post.SALES_CLERK))
rules.add_perm("service.settle_responsibility", holds_any(Post.SERVICE_MANAGER, Post.QUALITY, Post.DEPARTMENT_MANAGER))
