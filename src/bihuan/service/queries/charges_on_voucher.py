"""What the 「维修服务凭证」 shows of its bill (SVC-10, SVC-11)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bihuan.service.models import WorkOrder
from bihuan.service.queries.charges import of_order
from bihuan.service.rules.capitals import capitals
from bihuan.service.rules.charging import ZERO
from bihuan.service.states.charges import ChargeKind


def yuan(amount: Decimal) -> str:
    """Return an amount with two decimals and thousands separated."""
    return f"{amount:,.2f}"


def voucher_charges(order: WorkOrder) -> dict[str, Any]:
    """Return what the 「维修服务凭证」 shows of its bill: labour, travel and the like, the sum, how it is collected."""
    found = of_order(order)
    if found is None:
        return {}
    lines = [line for line in found.lines.all() if line.kind != ChargeKind.PARTS]
    total = found.amount
    fees = [
        [f"{line.get_kind_display()}", f"{line.text} {line.quantity.normalize():f} × {line.unit_price}",
         yuan(line.amount if line.is_charged else ZERO)]
        for line in lines
    ]  # fmt: skip
    if found.discount:
        fees.append([_("Discount"), found.discount_reason, f"-{yuan(found.discount)}"])
    shown = {"total": {"words": capitals(total), "figure": yuan(total)}}
    return {**shown, "fees": fees} if fees else shown
