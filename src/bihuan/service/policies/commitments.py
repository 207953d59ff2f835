"""Who gives the written commitment, and who notes that the customer has it (WAR-05)."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.service.policies.installations import planners
from bihuan.service.policies.requests import register_readers

givers = planners | holds_any(Post.TECHNICIAN, Post.OUTLET_MANAGER)

rules.add_perm("service.view_commitments", register_readers)
rules.add_perm("service.issue_commitment", givers)
rules.add_perm("service.hand_commitment", givers)
