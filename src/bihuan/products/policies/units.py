"""Who may do what with units, contracts and the catalogue."""

import rules

from bihuan.organization.policies import holds_any, is_staff
from bihuan.organization.states import Post

desk = holds_any(Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER)
sales = holds_any(Post.SALES, Post.SALES_CLERK)
works = holds_any(Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.WAREHOUSE, Post.QUALITY)
engineers = holds_any(Post.SERVICE_MANAGER, Post.QUALITY, Post.RND, Post.SYSTEM_ADMINISTRATOR)

rules.add_perm("products.view", is_staff)
rules.add_perm("products.register_unit", desk | sales | works)
rules.add_perm("products.change_unit", desk | sales | works)
rules.add_perm("products.sell", sales | desk)
rules.add_perm("products.accept", desk | sales | holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER))
rules.add_perm("products.edit_catalogue", engineers)
rules.add_perm("products.edit_contracts", sales | holds_any(Post.SERVICE_MANAGER))
rules.add_perm("products.replace_unit", desk | sales | works | holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER))
rules.add_perm("products.name_unknown", desk | sales | works | engineers | holds_any(Post.GM_OFFICE))
rules.add_perm("products.import_units", desk | sales | works)
rules.add_perm("products.import_contracts", sales | holds_any(Post.SERVICE_MANAGER))
