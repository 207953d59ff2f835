"""Who reports a quality issue, works on it, confirms its class and closes it (QMGT 4)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.quality.models import QUALITY_READERS


@predicate
def in_charge(user: Any, issue: Any) -> bool:
    """Whoever is in charge of the issue."""
    return issue is not None and issue.owner_id == user.pk


@predicate
def answers_for_it(user: Any, issue: Any) -> bool:
    """The manager of the responsible department."""
    return bool(issue is not None and issue.department and issue.department.manager_id == user.pk)


@predicate
def is_to_sign(user: Any, issue: Any) -> bool:
    """A colleague who is a party to the report and has not signed it."""
    return issue is not None and any(
        one.staff_id == user.pk and not one.has_signed for one in issue.parties.select_related("issue")
    )


quality = holds_any(Post.QUALITY)
leaders = holds_any(Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)

rules.add_perm("quality.report_issue", holds_any(*QUALITY_READERS))
rules.add_perm("quality.run_issue", quality | in_charge)
rules.add_perm("quality.handle_issue", quality | in_charge | answers_for_it)
rules.add_perm("quality.sign_report", is_to_sign)
rules.add_perm("quality.judge_issue", quality | leaders)
