"""Which stations a form visits, who opens next, who approves an amount. Plain values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple


class Limit(NamedTuple):
    """An approval limit: this post approves up to this amount."""

    post: str
    up_to: Decimal
    clause_id: int | None


def approver(amount: Any, limits: Iterable[Limit]) -> Limit | None:
    """Return the limit whose post approves an amount: the lowest that reaches, else the highest there is.

    None when there is no amount to compare or no limit.
    """
    ordered = sorted(limits, key=lambda limit: limit.up_to)
    if amount in (None, "") or not ordered:
        return None
    return next((limit for limit in ordered if Decimal(str(amount)) <= limit.up_to), ordered[-1])


def planned(steps: Sequence[Mapping[str, Any]], last: Limit | None) -> list[dict[str, Any]]:
    """Return a route's stations with the last one moved to the post that approves the amount.

    Args:
        steps: stations of the route that apply, in order; parallel ones share `order`.
        last: who approves the amount; None leaves the route as it is.
    """
    found = [dict(step) for step in steps]
    if last and found:
        found[-1] |= {"post": last.post, "clause_id": last.clause_id}
    return found


def next_order(orders: Mapping[int, Collection[bool]]) -> int | None:
    """Return which order number is to be signed next.

    Args:
        orders: for each order number, whether each of its stations is done.

    Returns:
        the lowest one with something left to sign; None when all is done.
    """
    return min((order for order, done in orders.items() if not all(done)), default=None)
