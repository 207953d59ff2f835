"""Who pays for labour, parts, travel and shipping, and at what price: each line goes to the ground that asks least."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.products.rules.terms import Cover, Coverage, Quota

LINES = ("labour", "parts", "travel", "shipping")
BASES = ("free", "cost", "list")  # the cheapest first
# The quota of a contract that a line draws on.
QUOTA_OF = {"labour": "repairs", "parts": "parts_amount", "travel": "visits"}


@dataclass(frozen=True)
class Ground:
    """Something the claim can rest on: a contract, warranty, a repair's warranty, or nothing but service for life.

    Attributes:
        payer: who pays for what this ground gives free.
        otherwise: at what a line is charged that no clause names.
    """

    name: str
    since: date | None
    until: date | None
    payer: str
    otherwise: str = "free"
    coverage: Coverage = field(default_factory=lambda: Coverage({}))
    clause: int | None = None

    def covered_by(self, cover: Cover) -> "Ground":
        """Return the ground with what the clauses say of it; where none speaks, with the clause of the term itself."""
        coverage = cover.coverage.get(self.name, Coverage({}))
        return replace(self, coverage=coverage, clause=coverage.clause or cover.clauses.get(self.name))


@dataclass(frozen=True)
class Charged:
    """One line of the decision.

    Attributes:
        name: labour, parts, travel, shipping.
        payer: company, customer or contract.
        basis: free, cost, list, or quota (free as long as the contract's quota lasts).
        step: the ground it rests on.
        clause: the parameter behind it.
        left: what is left of the quota.
        beyond: at what is charged what goes beyond the quota.
    """

    name: str
    payer: str
    basis: str
    step: str
    clause: int | None = None
    since: date | None = None
    until: date | None = None
    left: str = ""
    beyond: str = ""

    def kept(self) -> dict[str, Any]:
        """Return the line ready for JSON."""
        found: dict[str, Any] = {"payer": self.payer, "basis": self.basis, "step": self.step, "clause": self.clause}
        found |= {"since": self.since.isoformat() if self.since else None}
        found |= {"until": self.until.isoformat() if self.until else None}
        return found | ({"left": self.left, "beyond": self.beyond} if self.basis == "quota" else {})


def charged(grounds: Sequence[Ground], quotas: Sequence[Quota]) -> tuple[Charged, ...]:
    """Return all lines, each charged by the ground that asks least.

    Args:
        grounds: those that hold, the one that comes first among equals first.
        quotas: what the contract limits in this contract year.
    """
    by_kind = {quota.kind: quota for quota in quotas}
    return tuple(_line(name, grounds, by_kind) for name in LINES)


def _line(name: str, grounds: Sequence[Ground], quotas: dict[str, Quota]) -> Charged:
    quota = quotas.get(QUOTA_OF.get(name, ""))
    offers = [
        (ground.coverage.basis(name, ground.otherwise), ground)
        for ground in grounds
        if ground.name != "contract" or _lasts(quota, quotas)
    ]
    ranked = sorted(offers, key=lambda offer: (BASES.index(offer[0]), offer[1].name == "contract" and bool(quota)))
    basis, ground = ranked[0]
    payer = ground.payer if basis == "free" else "customer"
    line = Charged(name, payer, basis, ground.name, ground.clause, ground.since, ground.until)
    if ground.name == "contract" and basis == "free" and quota:
        beyond = next(other for other, one in ranked if one.name != "contract")
        return replace(line, basis="quota", left=str(quota.left), beyond=beyond)
    return line


def _lasts(quota: Quota | None, quotas: dict[str, Quota]) -> bool:
    """Tell whether the contract still gives a line: its own quota lasts, and so do the repairs as a whole."""
    repairs = quotas.get("repairs")
    return not any(one is not None and not one.left for one in (quota, repairs))
