"""Who may read, draft, review, approve and switch regulations (REG-01)."""

import rules

from bihuan.organization.policies import holds_any, is_staff
from bihuan.organization.states import Post

_DRAFTERS = (Post.OFFICE, Post.ADMINISTRATION, Post.SERVICE_MANAGER, Post.QUALITY)
_APPROVERS = (Post.GENERAL_MANAGER, Post.GM_OFFICE)
_HEADS = (Post.DEPARTMENT_MANAGER, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER, Post.SUPERVISOR, Post.QUALITY)

drafts = holds_any(*_DRAFTERS)
approves = holds_any(*_APPROVERS)
reviews = holds_any(*_HEADS, *_DRAFTERS, *_APPROVERS, Post.VICE_GENERAL_MANAGER)

rules.add_perm("regulations.view", is_staff)
rules.add_perm("regulations.read_drafts", reviews)
rules.add_perm("regulations.draft", drafts)
rules.add_perm("regulations.review", reviews)
rules.add_perm("regulations.approve", approves)
rules.add_perm("regulations.switch", holds_any(Post.OFFICE, *_APPROVERS))
