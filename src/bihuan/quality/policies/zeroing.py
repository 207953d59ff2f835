"""Who opens a zeroing, writes its criteria, reviews them, and drops it (ZERO)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

REVIEW_ACT = "review_zeroing"
REVIEWERS = (Post.QUALITY, Post.RND, Post.VICE_GENERAL_MANAGER)


@predicate
def is_in_charge(user: Any, zeroing: Any) -> bool:
    """Who is in charge of it, or leads the department that answers for it."""
    return zeroing is not None and user.pk in {zeroing.owner_id, zeroing.department.manager_id}


@predicate
def reviews(user: Any, zeroing: Any) -> bool:
    """Whoever a clause names as reviewer of zeroings; quality, development and the vice general manager without one."""
    clause = authority(REVIEW_ACT, zeroing.facts() if zeroing is not None else {})
    return bool(user.holds(*posts_for(clause, REVIEWERS)))


@predicate
def writes_here(user: Any, criterion: Any) -> bool:
    """Who writes up the zeroing that the criterion belongs to."""
    return criterion is not None and user.has_perm("quality.write_zeroing", criterion.zeroing)


@predicate
def judges_here(user: Any, criterion: Any) -> bool:
    """Who reviews that zeroing."""
    return criterion is not None and user.has_perm("quality.review_zeroing", criterion.zeroing)


leads = holds_any(Post.QUALITY, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
rules.add_perm("quality.view_zeroings", is_staff)
rules.add_perm("quality.open_zeroing", leads | holds_any(Post.RND, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER))
rules.add_perm("quality.write_zeroing", is_in_charge | holds_any(Post.QUALITY, Post.RND))
rules.add_perm("quality.review_zeroing", is_staff & reviews)
rules.add_perm("quality.drop_zeroing", leads)
rules.add_perm("quality.write_criterion", writes_here)
rules.add_perm("quality.judge_criterion", judges_here)
