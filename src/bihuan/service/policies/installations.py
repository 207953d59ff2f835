"""Who plans, carries out and signs an installation. Which rows one sees is `visible_to`."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import desk, is_technician_of, of_own_outlet, register_readers

planners = desk | holds_any(Post.SALES, Post.SALES_CLERK)
signers = is_technician_of | of_own_outlet | holds_any(Post.SERVICE_MANAGER)


@predicate
def goes_along(user: Any, job: Any) -> bool:
    """A companion does what is to be done on site; the lead signs."""
    return any(one.pk == user.pk for one in job.companions)


rules.add_perm("service.view_installations", register_readers)
rules.add_perm("service.plan_installation", planners)
rules.add_perm("service.run_installation", planners)
rules.add_perm("service.work_installation", signers | goes_along)
rules.add_perm("service.sign_installation", signers)
