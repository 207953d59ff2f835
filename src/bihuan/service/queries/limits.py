"""Up to which amount a post decides by itself, by the clauses of a form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from bihuan.kernel.actors import Actor
from bihuan.regulations.queries import ruleset
from bihuan.regulations.rules.schemas import post_rank
from bihuan.signoff.rules import Limit, approver


class Approver(NamedTuple):
    """The post that decides an amount, and the parameter that says so."""

    post: str
    clause: int


def approver_of(form: str, facts: Mapping[str, Any], amount: Decimal) -> Approver | None:
    """Return who decides an amount on a form; None where no clause says so."""
    views = ruleset().matching("approval_limit", {**facts, "amount": amount}, form=form)
    limits = {Limit(view.data["post"], Decimal(str(view.data["up_to"])), view.clause_id): view for view in views}
    found = approver(amount, limits)
    return None if found is None else Approver(found.post, limits[found].id)


def may_decide(by: Actor, limit: Approver) -> bool:
    """Tell whether an actor's own post approves as much, or a higher one does."""
    if by.actor_kind != "staff":
        return by.actor_kind == "system"
    return any(post == limit.post or post_rank(post) > post_rank(limit.post) >= 0 for post in by.posts)  # type: ignore[attr-defined]
