"""What a line written by hand gives away, and who may: below the price list, or free where the customer bears it.

A discount on a bill has its reason and its approval; the same money can't be let go round it, by a lower price or a
free line on an estimate or a quotation (SVC-11).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError
from bihuan.organization.states import Post
from bihuan.parts.models import Part
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.queries import charges as queries
from bihuan.service.queries.limits import approver_of, may_decide
from bihuan.service.rules.charging import COMPANY, CUSTOMER, QUOTA, ZERO, BillLine, line_amount, price_for
from bihuan.service.states.charges import ChargeKind

Says = Mapping[str, Any]


def given_away(request: ServiceRequest, lines: Iterable[BillLine]) -> Decimal:
    """Return how much less the customer pays for these lines than what the price lists say he bears, in yuan."""
    written, day = list(lines), timezone.localdate()
    allowed = queries.allowed_kinds(request.facts())
    parts = Part.objects.in_bulk([line.code for line in written if line.code], field_name="code")
    prices, work = queries.prices_on(day), queries.work_without_visit(request, day)
    total = ZERO
    for line in written:
        says = queries.decided(request, line.kind)
        bears = says.get("payer") or (CUSTOMER if queries.pays(request) else COMPANY)
        if bears != CUSTOMER or says.get("basis") == QUOTA or (allowed is not None and line.kind not in allowed):
            continue
        price = parts.get(line.code) if line.kind == ChargeKind.PARTS else price_for(prices, line.kind, work)
        listed = _at(price, says)
        asked = line_amount(line.quantity, line.unit_price if listed is None else listed)
        total += max(ZERO, asked - (line.amount if line.payer == CUSTOMER else ZERO))
    return total


def _at(price: Any, says: Says) -> Decimal | None:
    if price is None:
        return None
    return Decimal(price.cost_price if says.get("basis") == "cost" else price.list_price)


def refuse_gift(request: ServiceRequest, less: Decimal, by: Actor, advice: str) -> None:
    """Refuse to let so much go where a clause has somebody higher decide discounts of that sum.

    Args:
        advice: what he can do instead.

    Raises:
        OperationError: names the sum, the clause and the post.
    """
    limit = approver_of(queries.DISCOUNT, request.facts(), less) if less > 0 else None
    if limit is None or may_decide(by, limit):
        return
    view = ruleset().by_id.get(limit.clause)
    facts = {"amount": less, "clause": view.label if view else "", "post": Post(limit.post).label}
    said = _("This is ¥%(amount)s less than the price list says; so much is for the %(post)s to decide (%(clause)s).")
    raise OperationError(f"{said % facts}{advice}", field="lines")
