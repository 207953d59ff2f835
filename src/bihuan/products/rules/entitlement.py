"""What a customer is entitled to, line by line: plain values in, a decision that explains itself out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bihuan.products.rules.lines import LINES, Charged, Ground, charged
from bihuan.products.rules.rights import OpenRight, open_rights
from bihuan.products.rules.terms import EXCLUDED, Cover, term_start, warranty_span

STARTED = {
    "anew": "anew", "acceptance": "accepted", "delivery": "delivered", "sale": "sold", "production": "produced",
}  # fmt: skip
COVERED = ("contract", "warranty", "repair_warranty")


@dataclass(frozen=True)
class Step:
    """One thing that was looked at: did it hold, and on which facts it rests.

    Attributes:
        name: which step; the page has its words.
        holds: True speaks for the customer's claim, False against it, None: could not be told.
        facts: dates and numbers the step rests on, ISO text.
    """

    name: str
    holds: bool | None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """The verdict, the lines, and the steps that led there.

    Attributes:
        missing: what would have to be known to be sure: unit, start, term, cause, evidence.
        rights: statutory repair, replacement or refund that is open to the customer.
    """

    verdict: str
    steps: tuple[Step, ...]
    since: date | None = None
    until: date | None = None
    is_cost_price: bool = False
    lines: tuple[Charged, ...] = ()
    rights: tuple[OpenRight, ...] = ()
    missing: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """Return the decision ready for JSON, to be kept with the request."""
        return {
            "verdict": self.verdict,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "is_cost_price": self.is_cost_price,
            "steps": [{"name": s.name, "holds": s.holds, "facts": s.facts} for s in self.steps],
            "lines": {line.name: line.kept() for line in self.lines},
            "rights": [right.kept() for right in self.rights],
            "missing": list(self.missing),
        }


def entitle(cover: Cover | None, *, on: date, cause: str = "", is_proven: bool = True) -> Decision:
    """Decide line by line what a request is entitled to (WAR-02, WAR-03, WAR-04, SVC-17; FULL 3.1, 3.2, 4.1).

    Every ground that holds is looked at: a maintenance contract with what is left of its quotas, warranty, the
    warranty of the last repair of the same fault, and after all of them service for life. Each line goes to the
    ground that charges least; of equal ones the contract comes first, unless it would use up a quota. Human
    damage and force majeure exclude all but the last, once there is evidence.

    Args:
        cover: what is known of the unit; None when the product is unknown.
        on: the day the fault appeared, by the customer's word; else the day it was reported.
        cause: what the technician found: component, installation, misuse, force_majeure, no_fault.
        is_proven: there is a recorded finding or a file that shows the cause.
    """
    if cover is None:
        lines = tuple(Charged(name, "customer", "list", "unit_known") for name in LINES)
        return Decision("unknown", (Step("unit_known", None),), lines=lines, missing=("unit",))
    since, until = warranty_span(cover)
    excluded = cause in cover.excluded
    grounds, steps = found_grounds(cover, on, since, until)
    steps.append(_exclusion(cause, excluded=excluded, is_proven=is_proven))
    if excluded and is_proven:
        return _excluded(cover, steps, since, until)
    rights = open_rights(cover, on=on, since=since, until=until)
    steps += [Step(f"right_{right.trigger}", True, right.facts) for right in rights]
    lines = charged(grounds, cover.quotas)
    labour = next(line for line in lines if line.name == "labour")
    verdict = labour.step if labour.step in COVERED else "paid"
    if verdict == "paid":
        steps.append(Step("for_life_at_cost" if labour.basis == "cost" else "for_life_at_list", True))
    ground = next(one for one in grounds if one.name == labour.step)
    span = (since, until) if verdict == "paid" else (ground.since, ground.until)
    missing = _missing(since, until, cause, excluded=excluded)
    return Decision(verdict, tuple(steps), *span, lines=lines, rights=rights, missing=missing)


def found_grounds(cover: Cover, on: date, since: date | None, until: date | None) -> tuple[list[Ground], list[Step]]:
    """Return the grounds that hold on a day, in their order, and the steps that were looked at."""
    steps = [Step("unit_known", True), _started(cover)]
    in_warranty = since is not None and until is not None and since <= on <= until
    steps.append(_term(cover, on, since, until, in_warranty))
    begins, ends = cover.contract_from, cover.contract_until
    in_contract = bool(cover.contract) and begins is not None and ends is not None and begins <= on <= ends
    steps.append(_contract(cover, in_contract))
    spent = [quota for quota in cover.quotas if in_contract and not quota.left]
    steps += [Step(f"quota_{quota.kind}_used_up", False, {"limit": str(quota.limit)}) for quota in spent]
    mended_until = cover.mended_on + timedelta(days=cover.repair_days) if cover.mended_on else None
    is_mended = cover.mended_on is not None and mended_until is not None and cover.mended_on <= on <= mended_until
    steps += _mended(cover, mended_until, is_mended)
    found = [
        Ground("contract", begins, ends, "contract") if in_contract else None,
        Ground("warranty", since, until, "company") if in_warranty else None,
        Ground("repair_warranty", cover.mended_on, mended_until, "company") if is_mended else None,
        Ground("after_warranty", None, None, "company", otherwise="list"),
    ]
    return [one.covered_by(cover) for one in found if one], steps


def _excluded(cover: Cover, steps: list[Step], since: date | None, until: date | None) -> Decision:
    otherwise = "cost" if cover.then == "cost_price" else "list"
    ground = Ground("excluded", since, until, "company", otherwise=otherwise).covered_by(cover)
    if cover.then == "cost_price":
        steps.append(Step("cost_price", True))
    lines = charged([ground], ())
    return Decision(
        "paid", tuple(steps), since, until, is_cost_price=cover.then == "cost_price",
        lines=lines,
    )  # fmt: skip


def _started(cover: Cover) -> Step:
    name, since = term_start(cover)
    if since is None:
        return Step("warranty_started", None)
    return Step(f"warranty_started_{STARTED[name]}", True, {"on": since.isoformat()})


def _term(cover: Cover, on: date, since: date | None, until: date | None, holds: bool) -> Step:
    if until is None:
        return Step("warranty_term_unknown", None)
    facts = {"until": until.isoformat(), "reported": on.isoformat()}
    if cover.months:
        facts["months"] = str(max(cover.months, cover.least_months))
    if cover.left_out_days:
        facts["left_out"] = str(cover.left_out_days)
    return Step("warranty_term", holds, facts)


def _contract(cover: Cover, holds: bool) -> Step:
    if not cover.contract:
        return Step("no_contract", None)
    until = cover.contract_until.isoformat() if cover.contract_until else ""
    return Step("contract", holds, {"contract": cover.contract, "until": until})


def _mended(cover: Cover, until: date | None, holds: bool) -> list[Step]:
    if cover.mended_on is None or until is None:
        return []
    return [Step("repair_warranty", holds, {"on": cover.mended_on.isoformat(), "until": until.isoformat()})]


def _exclusion(cause: str, *, excluded: bool, is_proven: bool) -> Step:
    if not cause:
        return Step("exclusion_open", None)
    if not excluded:
        return Step("not_excluded", True)
    if not is_proven:
        return Step("exclusion_unproven", None)
    return Step(f"excluded_{EXCLUDED.get(cause, 'force_majeure')}", False)


def _missing(since: date | None, until: date | None, cause: str, *, excluded: bool) -> tuple[str, ...]:
    """Return what isn't known yet; an exclusion that got this far lacks its evidence."""
    lacks = {"start": since is None, "term": since is not None and until is None, "cause": not cause}
    return (*(name for name, is_missing in lacks.items() if is_missing), *(["evidence"] if excluded else []))
