"""Who gives a customer a loaner."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.service.policies.parts import has_a_job_on
from bihuan.service.policies.requests import desk, of_own_outlet

rules.add_perm(
    "service.lend_loaner", desk | of_own_outlet | has_a_job_on | holds_any(Post.DISPATCHER, Post.CALLBACK_CLERK)
)
