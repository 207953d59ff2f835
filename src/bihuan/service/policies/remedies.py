"""Who decides on a repair, replacement or refund: the post its clause names, or a higher one."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.rules.schemas import post_rank
from bihuan.service.policies.requests import desk, register_readers


@predicate
def is_decider(user: Any, remedy: Any) -> bool:
    """Whether this person holds the post that the clause names, or one above it."""
    if remedy is None:
        return False
    wanted = remedy.decider
    return any(post == wanted or post_rank(post) > post_rank(wanted) >= 0 for post in user.posts)


rules.add_perm("service.view_remedies", register_readers)
rules.add_perm("service.decide_remedy", is_decider)
rules.add_perm("service.handle_remedy", desk | holds_any(Post.OUTLET_MANAGER, Post.SALES_CLERK))
rules.add_perm("service.settle_responsibility", holds_any(Post.SERVICE_MANAGER, Post.QUALITY, Post.DEPARTMENT_MANAGER))
