"""Who may do what with customers. Which rows one sees is `visible_to`."""

from typing import Any

import rules

from bihuan.customers.models import KEEPERS
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post

desk = holds_any(Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SERVICE_MANAGER)
sales = holds_any(Post.SALES, Post.SALES_CLERK)
readers = holds_any(*KEEPERS, Post.OUTLET_MANAGER)


@predicate
def of_own_outlet(user: Any, record: Any) -> bool:
    """An outlet's manager acts for the customers of its regions."""
    customer = getattr(record, "customer", record)
    region = getattr(customer, "region", None)
    return bool(region and region.outlet_id and region.outlet_id == user.outlet_id and user.holds(Post.OUTLET_MANAGER))


@predicate
def is_locked(user: Any, record: Any) -> bool:
    """Data of somebody who asked to be erased is shown to nobody who doesn't have to see it (REG-07)."""
    return bool(getattr(getattr(record, "customer", record), "is_restricted", False))


rules.add_perm("customers.view", readers)
rules.add_perm("customers.register", desk | sales | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("customers.import", desk | sales)
rules.add_perm("customers.change", desk | sales | of_own_outlet)
rules.add_perm("customers.comment", readers)
# Who calls, visits or bills a customer needs to see number and address; others live with the mask.
rules.add_perm("customers.unmask", (desk | sales | of_own_outlet | holds_any(Post.ACCOUNTANT)) & ~is_locked)
