"""The printed decision on a statutory repair, replacement or refund (三包处理单, WAR-04)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import Remedy
from bihuan.service.queries.charges_on_voucher import yuan
from bihuan.service.queries.papers import customer_block, moment
from bihuan.service.queries.remedies import clause_of, reason_of
from bihuan.service.rules.capitals import capitals
from bihuan.service.states.remedies import RemedyKind, RemedyState

DECISIONS = ("agree", "refuse", "withdraw", "carry_out")


def decision(remedy: Remedy, by: Actor) -> Sheet:
    """Return the 「三包处理单」: what it rests on, what was decided, what the customer got."""
    clause, customer = clause_of(remedy), customer_block(remedy.request)
    agreed = remedy.state in {RemedyState.AGREED, RemedyState.DONE}
    kinds = [[str(kind.label), agreed and remedy.kind_of == kind] for kind in RemedyKind]
    said = history.of(remedy.kind(), remedy.pk).filter(verb__in=DECISIONS)
    data: dict[str, Any] = {
        "number": remedy.number, "request": remedy.request.number, "date": moment(remedy.proposed_at)[:10],
        "customer": customer["name"], "phone": customer["phone"], "model": str(remedy.unit.model),
        "serial": remedy.unit.serial, "origin": str(remedy.get_origin_display()),
        "proposed": moment(remedy.proposed_at), "reason": reason_of(remedy), "clause": clause.label if clause else "",
        "responsibility": remedy.responsibility,
        "kinds": [*kinds, [_("declined"), remedy.state == RemedyState.DECLINED]],
        "decided_by": remedy.decided_by.name if remedy.decided_by else "", "decided": moment(remedy.decided_at),
        "replacement": remedy.replacement.serial if remedy.replacement else "", "done": moment(remedy.done_at),
        "note": "\n".join(entry.note for entry in said if entry.note), **_money(remedy),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("remedy_decision", remedy.facts()))


def _money(remedy: Remedy) -> dict[str, str]:
    if remedy.refund_amount is None or remedy.price is None:
        return dict.fromkeys(("price", "depreciation", "refund", "words"), "")
    taken = _("¥%(amount)s (%(percent)s %% a day, %(days)s days)") % {
        "amount": yuan(remedy.depreciation or Decimal(0)), "percent": f"{remedy.percent:f}".rstrip("0").rstrip("."),
        "days": remedy.used_days,
    }  # fmt: skip
    return {
        "price": f"¥{yuan(remedy.price)}", "depreciation": taken, "refund": f"¥{yuan(remedy.refund_amount)}",
        "words": capitals(remedy.refund_amount),
    }  # fmt: skip
