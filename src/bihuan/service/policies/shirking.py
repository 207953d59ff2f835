"""Who answers a report of shirking and who judges it; nobody in his own case (CSYS, SVC-03)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post


@predicate
def is_said_of(user: Any, report: Any) -> bool:
    """The colleague it is said of."""
    return report is not None and report.who_id == user.pk


@predicate
def is_not_involved(user: Any, report: Any) -> bool:
    """Neither the colleague it is said of nor the one who said it."""
    return report is None or user.pk not in {report.who_id, report.reported_by_id}


rules.add_perm("service.answer_shirking", is_said_of)
rules.add_perm("service.judge_shirking", holds_any(Post.ADMINISTRATION) & is_not_involved)
rules.add_perm(
    "service.view_shirking",
    holds_any(Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER),
)
