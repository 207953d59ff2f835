"""Who compiles cases into the regulations (QMGT 6.7)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.quality.models.compiling import SEES_COMPILATIONS


@predicate
def compiles_here(user: Any, case: Any) -> bool:
    """Who compiles what the case belongs to."""
    return case is not None and user.has_perm("quality.compile_cases", case.compilation)


rules.add_perm("quality.view_compilations", holds_any(*SEES_COMPILATIONS))
rules.add_perm("quality.compile_cases", holds_any(Post.QUALITY))
rules.add_perm("quality.decide_compiled", is_staff & compiles_here)
