"""The demo company's contracts with their quotas, its goodwill and its repairs, replacements and refunds (三包)."""

import random
from decimal import Decimal

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products.models import ServiceContract
from bihuan.service import operations as service
from bihuan.service.models import Remedy, ServiceRequest

# What contracts give each year: visits, repairs, parts in yuan; half of them have no limits.
GIVEN = ((4, 6, 3000), (2, 3, 800), (12, None, 5000), (None, 2, None))
ASKED = (
    ("replacement", "同一毛病修了两次又犯，客户要求换新", "done"),
    ("refund", "噪音一直没有解决，客户要求退货", "agreed"),
    ("replacement", "等压缩机等得太久，客户要求换货", "proposed"),
    ("refund", "客户称外观与订货不符，要求退货", "refused"),
)


def quotas(chance: random.Random) -> None:
    """Give every other contract quotas."""
    for number, contract in enumerate(ServiceContract.objects.order_by("pk")):
        if number % 2 == 0:
            visits, repairs, parts = chance.choice(GIVEN)
            amounts = {"visits": visits, "repairs": repairs, "parts_amount": parts}
            kept = {kind: None if amount is None else Decimal(amount) for kind, amount in amounts.items()}
            products.set_quotas(contract, kept, by=SYSTEM)


def affairs(people: dict[str, Staff], chance: random.Random) -> None:
    """Have customers ask for replacement and refund, and the manager show goodwill where a customer is worth it."""
    rows = ServiceRequest.objects.filter(entitlement__verdict="warranty", unit__isnull=False, remedies=None)
    rows = rows.exclude(state__in=["cancelled"]).select_related("unit__model__line")
    for request, (kind, reason, fate) in zip(rows.order_by("-pk")[:40:9], ASKED, strict=False):
        if not Remedy.objects.filter(unit=request.unit_id).exists():
            remedy = service.ask_remedy(request, kind=kind, reason=reason, by=people["zhoumin"])
            _decide(remedy, fate, people, chance)
    paid = ServiceRequest.objects.filter(service_class="A", state__in=["registered", "dispatched", "in_service"])
    for request, amount in zip(paid.exclude(unit=None).order_by("pk")[:2], (280, 1860), strict=False):
        service.override(
            request, lines=["labour", "travel"], basis="free", kind="goodwill", amount=Decimal(amount),
            note="保修期刚过一周，老客户，免人工和差旅", by=people["hanli"],
        )  # fmt: skip


def _decide(remedy: Remedy, fate: str, people: dict[str, Staff], chance: random.Random) -> None:
    manager, desk = people["hejianguo"], people["zhoumin"]
    if fate == "refused":
        service.refuse_remedy(remedy, note="与订货单核对一致，已向客户说明", by=manager)
    elif fate in {"agreed", "done"}:
        price = Decimal(chance.randrange(2199, 6999, 100)) if remedy.kind_of == "refund" else None
        service.agree_remedy(remedy, kind=remedy.kind_of, price=price, by=manager)
        if fate == "done":
            serial = f"{remedy.unit.serial[:-6]}{chance.randint(0, 999999):06d}"
            service.carry_out(remedy, replacement_serial=serial, by=desk)
