"""Who may trace, and who keeps the lots of raw material."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.products.models import ALL_UNITS

makers = holds_any(
    Post.QUALITY, Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.WAREHOUSE, Post.INCOMING_INSPECTION, Post.PURCHASING
)

rules.add_perm("products.trace", holds_any(*ALL_UNITS))
rules.add_perm("products.edit_materials", makers)
