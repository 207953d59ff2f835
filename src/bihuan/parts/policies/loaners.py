"""Who keeps the pool of loaners, lends, extends and writes off (PRT-03)."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

keeps = holds_any(Post.WAREHOUSE, Post.SERVICE_MANAGER, Post.DISPATCHER)
lenders = holds_any(
    Post.WAREHOUSE, Post.SERVICE_MANAGER, Post.DISPATCHER, Post.CALLBACK_CLERK, Post.OUTLET_MANAGER, Post.TECHNICIAN
)
deciders = holds_any(Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER)

rules.add_perm("parts.keep_loaners", keeps)
rules.add_perm("parts.lend", lenders)
rules.add_perm("parts.extend_loan", keeps | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("parts.lose_loan", deciders)
rules.add_perm("parts.retire_loaner", deciders)
