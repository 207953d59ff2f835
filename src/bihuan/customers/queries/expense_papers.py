"""The papers of relationship expenses as they are printed: the month's sheets, applications, gifts (CREX, CUS-05)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models.expenses import ExpenseLine, ExpenseSheet, SpecialExpense
from bihuan.customers.models.gifts import GiftBudget
from bihuan.customers.queries.expenses import days_of, lines, uses
from bihuan.customers.states.expenses import PayoutState, SheetKind, SheetState, SpecialState
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta
from bihuan.signoff.models import Circulation

Signed = tuple[list[dict[str, Any]], dict[str, bytes]]


def signed(record: Any) -> Signed:
    """Return a form's stations with who signed when, and the drawn signatures; empty ones are signed on paper."""
    form = Circulation.objects.of(record).first()
    rows = form.stations.select_related("signed_by", "signed_for", "signature").order_by("order", "pk") if form else ()
    places: list[dict[str, Any]] = []
    images: dict[str, bytes] = {}
    for one in rows:
        name = one.signed_by.name if one.signed_by else ""
        if one.signed_for and one.signed_for != one.signed_by:
            name = _("%(name)s for %(other)s") % {"name": name, "other": one.signed_for.name}
        if one.signature:
            images[f"sign{one.pk}"] = one.signature.read()
        places.append({
            "title": one.name, "name": name, "date": day(one.signed_at), "opinion": one.opinion,
            "image": f"sign{one.pk}" if one.signature else None,
        })  # fmt: skip
    return places, images


def sheet(record: ExpenseSheet, by: Actor) -> Sheet:
    """Return the 「月客户采购及客情费统计表」, or the 「月新客户特殊费用申请汇总表」, with every signature."""
    places, images = signed(record)
    days = days_of(record)
    data = {
        "number": record.number, "month": f"{record.month:%Y-%m}", "salesman": record.salesman.name,
        "department": record.salesman.department.name if record.salesman.department else "",
        "submitted": day(record.submitted_at), "is_late": record.is_late, "rows": [_line(row) for row in lines(record)],
        "total": f"{record.total:,.2f}", "signatures": places, "is_for_newcomers": record.is_for_newcomers,
        "fill": str(days.fill.on) if days.fill else "", "check": str(days.check.on) if days.check else "",
        "pay": str(days.pay.on) if days.pay else "", "is_void": record.state == SheetState.VOID,
        "void_reason": record.void_reason,
    }  # fmt: skip
    title = str(SheetKind(record.sheet_kind).label)
    return Sheet(data=data, title=title, meta=paper_meta(record.form, record.facts()), images=images)


def _line(row: ExpenseLine) -> dict[str, str]:
    paid = [one for one in row.payouts.all() if one.state == PayoutState.PAID]
    named = dict(uses())
    return {
        "customer": row.customer.name, "product": row.account.name if row.account else "",
        "quantity": f"{row.quantity.normalize():f}" if row.account else "", "sale": _yuan(row.sale),
        "received": _yuan(row.received), "rate": f"{row.rate:.0f}%" if row.sale and row.account else "",
        "standard": _yuan(row.standard), "claim": f"{row.claim:,.2f}", "remark": row.remark,
        "month": f"{row.sold_in:%Y-%m}", "paid": _yuan(row.paid),
        "to": "、".join(dict.fromkeys(one.recipient for one in paid)),
        "use": "、".join(dict.fromkeys(named.get(one.use, "") for one in paid if one.use)),
        "special": row.special.number if row.special else "",
        "applied": day(row.special.applied_at) if row.special else "",
        "contract": f"{row.special.contract_number} {row.special.contract_on or ''}".strip() if row.special else "",
        "money_in": str(row.special.money_in_on or "") if row.special else "",
    }  # fmt: skip


def special(record: SpecialExpense, by: Actor) -> Sheet:
    """Return the 「新客户特殊费用申请表」."""
    places, images = signed(record)
    region = record.customer.region
    data = {
        "number": record.number, "applicant": record.salesman.name, "applied": day(record.applied_at),
        "department": record.salesman.department.name if record.salesman.department else "",
        "customer": record.customer.name, "region": region.name if region else "", "business": record.customer.business,
        "purpose": record.purpose, "amount": f"{record.amount:,.2f}", "expected": _yuan(record.expected_sales),
        "planned": str(record.contract_planned_on or ""), "contract": record.contract_number,
        "contract_on": str(record.contract_on or ""), "money_in": str(record.money_in_on or ""),
        "signatures": places, "is_void": record.state == SpecialState.VOID, "void_reason": record.void_reason,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("expense_special", record.facts()), images=images)


def gifts(record: GiftBudget, by: Actor) -> Sheet:
    """Return the 「赠送礼品预算申请表」 with what was handed over."""
    places, images = signed(record)
    rows = [
        {"name": one.name, "recipient": one.recipient, "quantity": str(one.quantity), "price": f"{one.price:,.2f}",
         "amount": f"{one.amount:,.2f}", "given": str(one.given or ""),
         "to": "、".join(f"{given.recipient} {given.given_on:%m-%d}" for given in one.handovers.all())}
        for one in record.items.prefetch_related("handovers")
    ]  # fmt: skip
    data = {
        "number": record.number, "applicant": record.applicant.name, "applied": day(record.applied_at),
        "department": record.applicant.department.name if record.applicant.department else "",
        "customer": record.customer.name, "tier": record.customer.tier, "occasion": record.occasion,
        "wanted_on": str(record.wanted_on), "rows": rows, "total": f"{record.amount:,.2f}",
        "spent": f"{record.spent:,.2f}" if record.spent else "", "signatures": places,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("gift_budget", record.facts()), images=images)


def day(at: datetime | None) -> str:
    """Return a moment's day, empty where there is none."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def _yuan(value: Decimal | None) -> str:
    return f"{value:,.2f}" if value else ""
