"""Who plans call-backs, who makes them, who reads what was said (VIS-01)."""

from typing import Any

import rules

from bihuan.feedback.models import READS_CALLS
from bihuan.feedback.states.callbacks import CallBackWay
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post

callers = holds_any(Post.CALLBACK_CLERK, Post.SERVICE_MANAGER)


@predicate
def is_assigned(user: Any, call: Any) -> bool:
    """He to whom it was given, or who has taken it."""
    return call is None or call.assignee_id == user.pk


@predicate
def is_free_call(user: Any, call: Any) -> bool:
    """A call by phone that nobody has been given; visits are given to somebody first."""
    return call is None or (call.way == CallBackWay.PHONE and call.assignee_id is None)


goes_out = holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER)

rules.add_perm("feedback.view_calls", holds_any(*READS_CALLS, Post.TECHNICIAN, Post.OUTLET_MANAGER))
rules.add_perm("feedback.work_calls", callers | goes_out)
rules.add_perm("feedback.make_call", (callers & is_free_call) | ((callers | goes_out) & is_assigned))
rules.add_perm("feedback.hold_call", ((callers | goes_out) & is_assigned) | holds_any(Post.SERVICE_MANAGER))
rules.add_perm("feedback.plan_calls", callers | holds_any(Post.SUPERVISOR))
rules.add_perm("feedback.view_call_plan", holds_any(*READS_CALLS))
rules.add_perm("feedback.unmask_call", callers | ((callers | goes_out) & is_assigned))
