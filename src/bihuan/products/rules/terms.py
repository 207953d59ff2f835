"""What is known of a unit's cover, and from when to when its warranty runs."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

# Causes that are nobody's fault but the customer's or nature's, and the step that says so (FULL 3.1).
EXCLUDED = {
    "misuse": "human_damage", "force_majeure": "force_majeure", "natural_disaster": "force_majeure",
    "earthquake": "force_majeure", "lightning": "force_majeure", "pests": "force_majeure",
}  # fmt: skip


def add_months(start: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where it has no such day."""
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What is known about a unit on the day its fault was reported.

    Attributes:
        accepted_on: when warranty started, by the acceptance certificate.
        sold_on: when it was sold; warranty starts then where the clause says so or nothing else is known.
        months: warranty term in months: the contract's, the model's or the clause's.
        warranty_until: last day of warranty where registered outright.
        contract: number of the maintenance contract that covers it.
        contract_from, contract_until: first and last day of that contract.
        starts: acceptance, sale, delivery or production, as the clause says.
        produced_on: when it was made.
        excluded: causes that neither warranty nor contract cover, by the clause.
        then: what an excluded repair is charged at: cost_price, full_price, refused.
        mended_on: when the same fault was last repaired; None when it wasn't, or no clause warrants repairs.
        repair_days: how many days a repair is warranted for, by the clause.
        delivered_on: when the customer picked it up or had it brought.
        term_from: when the term began anew, because the unit took another one's place.
        left_out_days: days in repair and waiting for parts, which the term leaves out.
        least_months: the term that no contract and no model undercuts, by the clause.
        renews: the clause lets the term begin anew on replacement.
    """

    accepted_on: date | None = None
    sold_on: date | None = None
    months: int | None = None
    starts: str = "acceptance"
    warranty_until: date | None = None
    contract: str = ""
    contract_from: date | None = None
    contract_until: date | None = None
    produced_on: date | None = None
    excluded: frozenset[str] = frozenset(EXCLUDED)
    then: str = "cost_price"
    mended_on: date | None = None
    repair_days: int = 0
    delivered_on: date | None = None
    term_from: date | None = None
    left_out_days: int = 0
    least_months: int = 0
    renews: bool = False


def warranty_span(cover: Cover) -> tuple[date | None, date | None]:
    """Return first and last day of warranty; the term runs from acceptance (FULL 3.1),
    leaves out the days in repair and begins anew on replacement, as the clause says (WAR-04)."""
    days = {"sale": cover.sold_on, "delivery": cover.delivered_on, "production": cover.produced_on}
    since = cover.term_from or days.get(cover.starts) or cover.accepted_on or cover.delivered_on or cover.sold_on
    if cover.warranty_until:
        return since, cover.warranty_until
    months = max(cover.months or 0, cover.least_months)
    if since is None or not months:
        return since, None
    return since, add_months(since, months) + timedelta(days=cover.left_out_days - 1)
