"""Who takes a person's wish to be erased, and who decides on it (REG-07)."""

import rules

from bihuan.customers.policies.files import desk, sales
from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

deciders = holds_any(Post.OFFICE, Post.GM_OFFICE, Post.GENERAL_MANAGER)

rules.add_perm("customers.view_erasures", desk | sales | deciders | holds_any(Post.ADMINISTRATION))
rules.add_perm("customers.ask_erasure", desk | sales | deciders)
rules.add_perm("customers.decide_erasure", deciders)
rules.add_perm("customers.erase", rules.always_false)  # by the system alone, when the last duty has ended
