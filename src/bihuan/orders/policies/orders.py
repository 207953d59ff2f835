"""Who registers, keeps, makes, ships orders and runs their changes (COMM 3)."""

import rules

from bihuan.orders.models import SEES_ORDERS
from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

sells = holds_any(Post.SALES, Post.SALES_CLERK)
leads = holds_any(Post.DEPARTMENT_MANAGER, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)

rules.add_perm("orders.view", holds_any(*SEES_ORDERS))
rules.add_perm("orders.register", sells)
rules.add_perm("orders.import", sells)
rules.add_perm("orders.keep_order", sells)
rules.add_perm("orders.run_change", sells)
rules.add_perm("orders.issue_notice", sells)
rules.add_perm("orders.ship_order", sells | holds_any(Post.WAREHOUSE))
rules.add_perm("orders.confirm_delivery", sells | holds_any(Post.WAREHOUSE))
rules.add_perm("orders.stock_goods", holds_any(Post.WAREHOUSE, Post.PRODUCTION, Post.PRODUCTION_PLANNING))
rules.add_perm("orders.count_goods", holds_any(Post.WAREHOUSE))
rules.add_perm("orders.export", sells | leads)
rules.add_perm("orders.unmask", sells | holds_any(Post.WAREHOUSE))
