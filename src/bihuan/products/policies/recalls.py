"""Who drafts, runs and follows a recall; who decides is the clause's word (CMP-12)."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.organization.states import Post
from bihuan.products.models import ALL_UNITS
from bihuan.products.policies.units import desk

leaders = holds_any(Post.QUALITY, Post.SERVICE_MANAGER, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)

rules.add_perm("products.view_recalls", holds_any(*ALL_UNITS))
rules.add_perm("products.draft_recall", leaders)
rules.add_perm("products.run_recall", leaders)
rules.add_perm("products.follow_recall", leaders | desk)
rules.add_perm("products.answer_recall", leaders | desk)
