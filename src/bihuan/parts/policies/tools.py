"""Who keeps tools, takes them, releases them and writes them off (PRT-04)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post

keeps = holds_any(Post.WAREHOUSE, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER)
users = holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER, Post.WAREHOUSE, Post.SERVICE_MANAGER)


@predicate
def holds_it(user: Any, tool: Any) -> bool:
    """Who has the tool."""
    return bool(tool is not None and getattr(tool, "holder_id", None) == user.pk)


@predicate
def has_no_holder(user: Any, tool: Any) -> bool:
    """Nobody has it: whoever may take it may look at it."""
    return bool(tool is None or getattr(tool, "holder_id", None) is None)


rules.add_perm("parts.keep_tools", keeps)
rules.add_perm("parts.take_tool", users)
rules.add_perm("parts.check_tool", keeps | holds_it | (users & has_no_holder))
rules.add_perm("parts.return_tool", keeps | holds_it)
rules.add_perm("parts.fix_tool", users)
rules.add_perm("parts.release_tool", keeps)
rules.add_perm(
    "parts.write_off_tool", holds_any(Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER)
)
rules.add_perm("parts.hold_tools", users)
