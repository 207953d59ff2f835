"""Who keeps software and its versions, and who says what runs on a unit (SVC-19)."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.products.policies.units import desk, engineers, works

rules.add_perm("products.edit_software", engineers)
rules.add_perm("products.put_software", desk | works | engineers | holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER))
