"""Who notes exchanges with customers and follows them up (ORD-04)."""

from typing import Any

import rules

from bihuan.customers.policies.files import desk, of_own_outlet, sales
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post


@predicate
def sees_to_it(user: Any, exchange: Any) -> bool:
    """Whoever is to follow it up."""
    return exchange is not None and exchange.owner_id == user.pk


@predicate
def held_it(user: Any, exchange: Any) -> bool:
    """Whoever spoke with the customer."""
    return exchange is not None and exchange.held_by_id == user.pk


leaders = holds_any(Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER)
rules.add_perm("customers.exchange", desk | sales | of_own_outlet | leaders)
rules.add_perm("customers.settle_exchange", sees_to_it | held_it | leaders)
