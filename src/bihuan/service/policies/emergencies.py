"""Who keeps the plans, who declares an emergency, who leads it (PROP, SVC-23).

Which post may declare one is a clause's to say; `may_declare` asks it when it is done.
"""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.service.policies.requests import manager, owns, register_readers
from bihuan.service.states.emergencies import COMING


@predicate
def is_called(user: Any, call: Any) -> bool:
    """The colleague who was called."""
    return call is not None and call.staff_id == user.pk


@predicate
def takes_part(user: Any, emergency: Any) -> bool:
    """Who said that he comes."""
    return emergency is not None and emergency.calls.filter(staff=user.pk, reply__in=COMING).exists()


rules.add_perm("service.view_emergencies", register_readers | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("service.view_plans", is_staff)
rules.add_perm("service.edit_plans", holds_any(Post.SERVICE_MANAGER, Post.OFFICE, Post.ADMINISTRATION))
rules.add_perm("service.declare_emergency", holds_any(
    Post.DISPATCHER, Post.SUPERVISOR, Post.OUTLET_MANAGER, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.OFFICE,
    Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
))  # fmt: skip
rules.add_perm("service.lead_emergency", owns | manager)
rules.add_perm("service.log_emergency", owns | manager | takes_part | holds_any(Post.DISPATCHER))
rules.add_perm("service.answer_call", is_called)
rules.add_perm("service.send_call", owns | manager | holds_any(Post.DISPATCHER))
calls_people = holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER, Post.OFFICE)
rules.add_perm("service.unmask_on_call", calls_people)
rules.add_perm("service.print_call_list", calls_people)
