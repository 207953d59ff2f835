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

# Who buys from a supplier, inspects what comes and answers for it sees whom to reach there, and keeps his record.
buyers = holds_any(Post.PURCHASING, Post.QUALITY)
rules.add_perm("products.keep_suppliers", buyers)
rules.add_perm("products.unmask_supplier", buyers | holds_any(Post.INCOMING_INSPECTION))
