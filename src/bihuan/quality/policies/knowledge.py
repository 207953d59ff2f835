"""Who writes for the knowledge base, who approves (QUA-11)."""

import rules

from bihuan.organization.policies import holds_any, is_staff
from bihuan.organization.states import Post

approves = holds_any(Post.QUALITY)
rules.add_perm("quality.view_knowledge", is_staff)
rules.add_perm("quality.write_knowledge", approves | holds_any(
    Post.RND, Post.SERVICE_MANAGER, Post.SUPERVISOR, Post.OUTLET_MANAGER, Post.PRODUCTION, Post.DEPARTMENT_MANAGER,
))  # fmt: skip
rules.add_perm("quality.approve_knowledge", approves)
