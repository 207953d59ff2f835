"""Who may read, draft, review, approve and switch regulations (REG-01)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
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


@predicate
def drawn_up_by_another(user: Any, record: Any) -> bool:
    """Nobody approves the list he drew up himself."""
    return record is None or record.drawn_by_id != user.pk


_KEEPERS = (Post.OFFICE, Post.ADMINISTRATION, Post.QUALITY, *_APPROVERS, Post.VICE_GENERAL_MANAGER)
keeps_files = holds_any(*_KEEPERS)

# Files are kept and destroyed by the office; who destroys has never approved alone (REG-07).
rules.add_perm("regulations.view_disposal", keeps_files)
rules.add_perm("regulations.draw_up_disposal", holds_any(Post.OFFICE, Post.ADMINISTRATION))
rules.add_perm("regulations.approve_disposal", approves & drawn_up_by_another)
rules.add_perm("regulations.execute_disposal", holds_any(Post.OFFICE, Post.ADMINISTRATION))
rules.add_perm("regulations.hold", keeps_files)
