"""Who proposes a compensation, decides where no clause sends it round, hands it over (CMP-14)."""

from typing import Any

import rules

from bihuan.complaints.policies.complaints import finds, heads_concerned, judges, leads, not_said_of_me, owns
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post


@predicate
def proposed(user: Any, compensation: Any) -> bool:
    """It is his own proposal."""
    return compensation is not None and compensation.proposed_by_id == user.pk


@predicate
def keeps_complaint(user: Any, compensation: Any) -> bool:
    """He keeps the complaint it belongs to."""
    return compensation is not None and bool(judges(user, compensation.complaint))


@predicate
def is_said_of_him(user: Any, compensation: Any) -> bool:
    """The complaint it belongs to is about himself."""
    return compensation is not None and compensation.complaint.about_staff_id == user.pk


rules.add_perm("complaints.propose_compensation", (owns | heads_concerned | judges | finds) & not_said_of_me)
rules.add_perm("complaints.decide_compensation", leads & ~proposed & ~is_said_of_him)
rules.add_perm("complaints.pay_compensation", holds_any(Post.ACCOUNTANT) | (keeps_complaint & ~proposed))
rules.add_perm("complaints.take_back_compensation", proposed | keeps_complaint)
