"""The 「大客户等级审定表」 as it is printed: figures, calculation by clause, who approved it (KEY 3.1, CUS-02)."""

from typing import Any

from bihuan.customers.models import Account, Customer, Rating
from bihuan.customers.queries.expense_papers import day, signed
from bihuan.customers.queries.tiers import calculation, ruling
from bihuan.customers.rules.ratings import growth
from bihuan.customers.states.tiers import CareUnit
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta


def tier_sheet(record: Rating, by: Actor) -> Sheet:
    """Return a tier's form; places that nobody has signed yet are left to be signed by hand."""
    places, images = signed(record)
    customer, tiers = record.customer, sorted(ruling(record.customer.facts()).tiers, key=lambda one: one.data["level"])
    change = growth(record.amount, record.amount_before) if record.amount is not None else None
    data = {
        **_customer(customer), "number": record.number, "year": str(record.year),
        "proposed_on": day(record.proposed_at), "revenue": _yuan(record.amount),
        "revenue_before": _yuan(record.amount_before),
        "change": f"{change:+f}%" if change is not None else "", "before": record.before,
        "tiers": [[str(one.data["tier"]), one.data["tier"] == record.proposed] for one in tiers],
        "steps": [{"words": one["words"], "clause": one["clause"]} for one in calculation(record)],
        "care": next((str(CareUnit(one.data["care_unit"]).label) for one in tiers
                      if one.data["tier"] == record.proposed), ""),
        "note": record.note, "submitted_by": record.submitted_by.name if record.submitted_by else "",
        "submitted": day(record.submitted_at), "signatures": places,
        "state": str(record.state_label), "decided": day(record.decided_at),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("account_tier", record.facts()), images=images)


def _customer(customer: Customer) -> dict[str, Any]:
    account = Account.objects.filter(customer=customer.pk).first()
    outlet = customer.region.outlet if customer.region else None
    return {
        "customer": customer.name, "customer_number": customer.number, "kind": customer.get_customer_kind_display(),
        "business": customer.business, "region": customer.region.name if customer.region else "",
        "outlet": outlet.name if outlet else "", "group": str(outlet.get_revenue_group_display()) if outlet else "",
        "keeper": customer.keeper.name if customer.keeper else "",
        "agreement": account.agreement_number if account else "",
        "agreed": str(account.agreed_on or "") if account else "",
        "until": str(account.agreed_until or "") if account else "",
        "upstream": bool(account and account.is_upstream),
    }  # fmt: skip


def _yuan(value: Any) -> str:
    return f"{value:,.2f}" if value is not None else ""
