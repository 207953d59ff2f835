"""Who finds, checks, confirms, sends, judges, charges and closes incoming abnormalities (SUPQ 3, 5)."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

CHECK_ACT, CONFIRM_ACT = "check_abnormality", "confirm_abnormality"
CHECKERS, CONFIRMERS = (Post.RND, Post.PRODUCTION), (Post.QUALITY,)


def _named(act: str, default: tuple[Post, ...], name: str) -> Any:
    """Return a predicate: whom the clause names for this act, and not he who found it."""

    def holds(user: Any, one: Any) -> bool:
        if one is None:
            return False
        return bool(user.holds(*posts_for(authority(act, one.facts()), default))) and one.found_by_id != user.pk

    return rules.predicate(holds, name=name)


@predicate
def has_not_checked(user: Any, one: Any) -> bool:
    """The head confirms what somebody else has checked."""
    return one is not None and one.checked_by_id != user.pk


checks = _named(CHECK_ACT, CHECKERS, "checks_abnormality")
confirms = _named(CONFIRM_ACT, CONFIRMERS, "confirms_abnormality")
inspects = holds_any(Post.INCOMING_INSPECTION, Post.QUALITY)
quality = holds_any(Post.QUALITY)

rules.add_perm("quality.find_abnormality", inspects)
rules.add_perm("quality.check_abnormality", checks)
rules.add_perm("quality.confirm_abnormality", confirms & has_not_checked)
rules.add_perm("quality.refute_abnormality", checks | confirms)
rules.add_perm("quality.answer_abnormality", inspects | holds_any(Post.PURCHASING))
rules.add_perm("quality.judge_answer", inspects)
rules.add_perm("quality.set_line_day", holds_any(Post.PRODUCTION_PLANNING))
rules.add_perm("quality.run_abnormality", quality)
rules.add_perm("quality.charge_abnormality", inspects | holds_any(Post.PRODUCTION))
rules.add_perm("quality.settle_abnormality", holds_any(Post.PURCHASING))
rules.add_perm("quality.verify_lots", inspects)
