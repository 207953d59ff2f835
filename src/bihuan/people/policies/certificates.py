"""Who may see and change certificates."""

import rules

from bihuan.organization.policies import administers, holds_any, is_superior
from bihuan.organization.states import Post

sees_all = administers | holds_any(
    Post.DISPATCHER, Post.SERVICE_MANAGER, Post.SUPERVISOR, Post.OUTLET_MANAGER, Post.DEPARTMENT_MANAGER
)

rules.add_perm("people.view_certificates", sees_all)
rules.add_perm("people.manage_certificates", administers | is_superior)
