"""Who may do what with products in the workshop. Which rows one sees is `visible_to`."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import desk, of_own_outlet, register_readers


@predicate
def of_the_workshop(user: Any, record: Any) -> bool:
    """A technician takes in and repairs what stands in his own outlet, or is his."""
    if record is None or not user.holds(Post.TECHNICIAN):
        return False
    return record.technician_id == user.pk or bool(user.outlet_id and record.outlet_id in {None, user.outlet_id})


bench = of_the_workshop | of_own_outlet | holds_any(Post.SERVICE_MANAGER)

rules.add_perm("service.view_bench", register_readers)
rules.add_perm("service.receive_goods", bench | desk)
rules.add_perm("service.work_bench", bench)
rules.add_perm("service.run_bench", bench | desk)
rules.add_perm("service.answer_estimate", bench | desk)
rules.add_perm("service.replace_bench_unit", of_own_outlet | holds_any(Post.SERVICE_MANAGER))
rules.add_perm("service.edit_checks", holds_any(Post.SERVICE_MANAGER, Post.QUALITY, Post.RND))
