"""Who registers, takes in, inspects, settles and answers returns (COMM 5.5.2)."""

import rules

from bihuan.orders.models.returns import SEES_RETURNS
from bihuan.orders.policies.orders import leads, sells
from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post

desk = holds_any(Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER)

rules.add_perm("orders.view_returns", holds_any(*SEES_RETURNS))
rules.add_perm("orders.register_return", sells | desk | holds_any(Post.QUALITY))
rules.add_perm("orders.keep_return", sells)
rules.add_perm("orders.receive_return", sells | holds_any(Post.WAREHOUSE, Post.QUALITY))
rules.add_perm("orders.inspect_return", holds_any(Post.QUALITY, Post.INCOMING_INSPECTION))
rules.add_perm("orders.issue_return_notice", sells)
rules.add_perm("orders.pay_refund", sells | holds_any(Post.ACCOUNTANT))
rules.add_perm("orders.export_returns", sells | leads | holds_any(Post.QUALITY))
rules.add_perm("orders.unmask_return", sells | desk | holds_any(Post.WAREHOUSE))
