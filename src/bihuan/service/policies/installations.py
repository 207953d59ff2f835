"""Who plans, carries out and signs an installation. Which rows one sees is `visible_to`."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.service.policies.requests import desk, is_technician_of, of_own_outlet, register_readers

planners = desk | holds_any(Post.SALES, Post.SALES_CLERK)
workers = is_technician_of | of_own_outlet | holds_any(Post.SERVICE_MANAGER)

rules.add_perm("service.view_installations", register_readers)
rules.add_perm("service.plan_installation", planners)
rules.add_perm("service.run_installation", planners)
rules.add_perm("service.work_installation", workers)
rules.add_perm("service.sign_installation", workers)
