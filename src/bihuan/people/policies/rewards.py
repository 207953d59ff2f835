"""Who proposes, issues, disputes, decides and sums up rewards and penalties; nobody in his own case (QMGT 6)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.people.models.rewards import IN_CHARGE, SUMS


@predicate
def is_not_concerned(user: Any, reward: Any) -> bool:
    """Not the colleague it is about."""
    return bool(getattr(reward, "person_id", None) != user.pk)


@predicate
def is_not_judge_of_own(user: Any, reward: Any) -> bool:
    """Neither the colleague nor the one who issued it."""
    return reward is None or user.pk not in {reward.person_id, reward.issued_by_id}


@predicate
def is_about_him(user: Any, reward: Any) -> bool:
    """The colleague it is about."""
    return bool(getattr(reward, "person_id", None) == user.pk)


rules.add_perm("people.see_rewards", holds_any(*IN_CHARGE))
rules.add_perm("people.propose_reward", holds_any(
    Post.QUALITY, Post.ADMINISTRATION, Post.DEPARTMENT_MANAGER, Post.SERVICE_MANAGER,
))  # fmt: skip
rules.add_perm("people.issue_reward", holds_any(Post.QUALITY) & is_not_concerned)
rules.add_perm("people.dispute_reward", is_about_him)
rules.add_perm("people.decide_reward", holds_any(Post.ADMINISTRATION) & is_not_judge_of_own)
rules.add_perm("people.sum_rewards", holds_any(Post.ADMINISTRATION))
rules.add_perm("people.see_summaries", holds_any(*SUMS, Post.ACCOUNTANT))
