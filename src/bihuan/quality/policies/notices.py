"""Who issues rectification notices, answers them, inspects what was done (QPROC 2.4)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post


@predicate
def is_of_the_department(user: Any, notice: Any) -> bool:
    """Who answers for the department, leads it or works in it."""
    if notice is None or notice.department_id is None:
        return False
    return user.pk in {notice.owner_id, notice.department.manager_id} or user.department_id == notice.department_id


@predicate
def is_for_outsiders(user: Any, notice: Any) -> bool:
    """A notice that an outside party answers: who keeps it may enter an answer that came on paper."""
    return notice is not None and bool(notice.party)


@predicate
def issued_it(user: Any, notice: Any) -> bool:
    """Who issued it, or received it from outside."""
    return notice is not None and notice.issued_by_id == user.pk


quality = holds_any(Post.QUALITY)
keeps = quality | issued_it
rules.add_perm("quality.view_notices", is_staff)
rules.add_perm("quality.issue_notice", quality | holds_any(
    Post.INCOMING_INSPECTION, Post.PRODUCTION, Post.RND, Post.SUPERVISOR, Post.SERVICE_MANAGER,
    Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
))  # fmt: skip
rules.add_perm("quality.answer_notice", is_of_the_department | (is_for_outsiders & keeps))
rules.add_perm("quality.inspect_notice", keeps)
rules.add_perm("quality.give_notice_link", is_for_outsiders & keeps)
