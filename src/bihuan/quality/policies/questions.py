"""Who asks, answers and settles questions of production (QUA-13)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post


@predicate
def is_asked(user: Any, question: Any) -> bool:
    """The engineer in charge."""
    return question is not None and question.owner_id == user.pk


@predicate
def leads_the_asked(user: Any, question: Any) -> bool:
    """Whoever leads the department of the engineer in charge."""
    department = question.owner.department if question is not None else None
    return department is not None and department.manager_id == user.pk


@predicate
def has_asked(user: Any, question: Any) -> bool:
    """Whoever asked."""
    return question is not None and question.asked_by_id == user.pk


@predicate
def is_the_clock(user: Any) -> bool:
    """The system alone looks for missed limits."""
    return bool(user.actor_kind == "system")


quality = holds_any(Post.QUALITY)
rules.add_perm("quality.ask_question", quality | holds_any(
    Post.PRODUCTION, Post.PRODUCTION_PLANNING, Post.INCOMING_INSPECTION,
))  # fmt: skip
rules.add_perm("quality.answer_question", is_staff & is_asked)
rules.add_perm("quality.hand_on_question", is_staff & (is_asked | leads_the_asked | quality))
rules.add_perm("quality.settle_question", is_staff & (has_asked | quality))
rules.add_perm("quality.charge_question", is_the_clock)
