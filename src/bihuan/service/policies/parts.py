"""Who may put parts on a job, and see to missing ones."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import desk, is_technician_of, of_own_outlet, owns

supplies = holds_any(Post.WAREHOUSE, Post.PURCHASING, Post.SERVICE_MANAGER, Post.DISPATCHER)


@predicate
def has_a_job_on(user: Any, request: Any) -> bool:
    """The technician who is or was sent."""
    return bool(request is not None and getattr(request, "technician_id", None) == user.pk)


rules.add_perm("service.use_part", is_technician_of | holds_any(Post.DISPATCHER, Post.WAREHOUSE) | desk | of_own_outlet)
rules.add_perm("service.want_part", desk | owns | of_own_outlet | has_a_job_on)
rules.add_perm("service.supply_part", supplies)
rules.add_perm("service.drop_part", supplies)
rules.add_perm("service.view_missing_parts", supplies | holds_any(Post.OUTLET_MANAGER, Post.TECHNICIAN) | desk)
