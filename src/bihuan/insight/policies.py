"""Who sees figures."""

import rules

from bihuan.organization.policies import holds_any, is_staff
from bihuan.organization.states import Post

rules.add_perm("insight.view_desk", is_staff)
rules.add_perm(
    "insight.view_reports",
    holds_any(
        Post.DISPATCHER,
        Post.CALLBACK_CLERK,
        Post.SUPERVISOR,
        Post.SERVICE_MANAGER,
        Post.DEPARTMENT_MANAGER,
        Post.QUALITY,
        Post.OUTLET_MANAGER,
        Post.GM_OFFICE,
        Post.VICE_GENERAL_MANAGER,
        Post.GENERAL_MANAGER,
        Post.OFFICE,
        Post.ADMINISTRATION,
    ),
)
