"""What is known of a unit's cover, and from when to when its warranty runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from bihuan.kernel.months import add_months

# Causes that are nobody's fault but the customer's or nature's, and the step that says so (FULL 3.1).
EXCLUDED = {
    "misuse": "human_damage", "force_majeure": "force_majeure", "natural_disaster": "force_majeure",
    "earthquake": "force_majeure", "lightning": "force_majeure", "pests": "force_majeure",
}  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """What a ground gives: for each line free, cost or list; a line not named is at `otherwise`."""

    bases: Mapping[str, str]
    clause: int | None = None

    def basis(self, line: str, otherwise: str) -> str:
        """Return at what a line is charged."""
        return self.bases.get(line) or otherwise


@dataclass(frozen=True)
class Quota:
    """How much of something a contract gives in one contract year, and how much of it is used.

    Attributes:
        kind: visits, repairs or parts_amount (in the currency of the contract).
    """

    kind: str
    limit: Decimal
    used: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """Return what is left, never less than nothing."""
        return max(self.limit - self.used, Decimal(0))


@dataclass(frozen=True)
class Right:
    """A statutory right to repair, replacement or refund (三包), as a clause states it.

    Attributes:
        name: the parameter's name.
        trigger: within_days of the term's begin, failed_repairs of the same fault, parts_missing for days.
        count: how many days or repairs.
        offers: repair, replacement, refund.
        clause: the parameter.
    """

    name: str
    trigger: str
    count: int
    offers: tuple[str, ...]
    clause: int | None = None


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
        coverage: what each ground gives for labour, parts, travel and shipping, by the clauses.
        quotas: what the contract limits in the contract year of the fault.
        rights: statutory repair, replacement and refund, by the clauses.
        failed_repairs: how often this fault was repaired in vain.
        parts_missing_days: how long the part that is needed has been missing since hand-in.
        clauses: for each ground the clause it rests on.
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
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    quotas: tuple[Quota, ...] = ()
    rights: tuple[Right, ...] = ()
    failed_repairs: int = 0
    parts_missing_days: int = 0
    clauses: Mapping[str, int] = field(default_factory=dict)


def term_start(cover: Cover) -> tuple[str, date | None]:
    """Return what the term counts from, and that day: the replacement, else what the clause names, else the first
    of acceptance, delivery and sale that is on file."""
    if cover.term_from:
        return "anew", cover.term_from
    known = {
        "acceptance": cover.accepted_on, "delivery": cover.delivered_on, "sale": cover.sold_on,
        "production": cover.produced_on,
    }  # fmt: skip
    order = (cover.starts, "acceptance", "delivery", "sale")
    return next(((name, day) for name in order if (day := known.get(name))), ("", None))


def warranty_span(cover: Cover) -> tuple[date | None, date | None]:
    """Return first and last day of warranty; the term runs from acceptance (FULL 3.1),
    leaves out the days in repair and begins anew on replacement, as the clause says (WAR-04)."""
    since = term_start(cover)[1]
    if cover.warranty_until:
        return since, cover.warranty_until
    months = max(cover.months or 0, cover.least_months)
    if since is None or not months:
        return since, None
    return since, add_months(since, months) + timedelta(days=cover.left_out_days - 1)


def year_of(begins: date, on: date) -> tuple[date, date]:
    """Return first and last day of the contract year a day lies in; years run from the contract's first day."""
    years = max(on.year - begins.year, 0)
    while years and add_months(begins, 12 * years) > on:
        years -= 1
    return add_months(begins, 12 * years), add_months(begins, 12 * (years + 1)) - timedelta(days=1)
