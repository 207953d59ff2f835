"""What a customer is entitled to, step by step: plain values in, a decision that explains itself out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bihuan.products.rules.terms import EXCLUDED, Cover, warranty_span


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
    """The verdict, the service class that follows from it, and the steps that led there."""

    verdict: str
    service_class: str
    steps: tuple[Step, ...]
    since: date | None = None
    until: date | None = None
    is_cost_price: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the decision ready for JSON, to be kept with the request."""
        return {
            "verdict": self.verdict,
            "service_class": self.service_class,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "is_cost_price": self.is_cost_price,
            "steps": [{"name": s.name, "holds": s.holds, "facts": s.facts} for s in self.steps],
        }


def entitle(cover: Cover | None, *, on: date, cause: str = "") -> Decision:
    """Decide what a request is entitled to (WAR-02, WAR-03; FULL 3.1, 3.2, 4.1).

    A maintenance contract comes before warranty: it is the customer's own agreement with us. A repair is
    warranted too, where a clause says so: the same fault again within its days is mended free (PHONE 5.1).
    Human damage and force majeure are excluded from both; the lowest cost price is offered. After
    warranty service goes on for life at the cost of parts, labour and travel.

    Args:
        cover: what is known of the unit; None when the product is unknown.
        on: the day the fault was reported.
        cause: what the technician found: component, installation, misuse, force_majeure, no_fault.
    """
    if cover is None:
        return Decision("unknown", "A", (Step("unit_known", None),))
    steps: list[Step] = [Step("unit_known", True)]
    since, until = warranty_span(cover)
    steps.append(_started(cover, since))
    in_warranty = until is not None and since is not None and since <= on <= until
    steps.append(_term(cover, on, since, until, in_warranty))
    in_contract = bool(cover.contract and cover.contract_from and cover.contract_until)
    in_contract = in_contract and cover.contract_from <= on <= cover.contract_until  # type: ignore[operator]
    steps.append(_contract(cover, in_contract))
    mended_until = cover.mended_on + timedelta(days=cover.repair_days) if cover.mended_on else None
    is_mended = bool(cover.mended_on and mended_until) and cover.mended_on <= on <= mended_until  # type: ignore[operator]
    steps += _mended(cover, mended_until, is_mended)
    is_excluded = cause in cover.excluded
    steps.append(_exclusion(cause, is_excluded))
    if is_excluded:
        is_cost_price = cover.then == "cost_price"
        steps += [Step("cost_price", True)] if is_cost_price else []
        return Decision("paid", "A", tuple(steps), since, until, is_cost_price=is_cost_price)
    if in_contract:
        return Decision("contract", "B", tuple(steps), cover.contract_from, cover.contract_until)
    if in_warranty:
        return Decision("warranty", "C", tuple(steps), since, until)
    if is_mended:
        return Decision("repair_warranty", "C", tuple(steps), cover.mended_on, mended_until)
    return Decision("paid", "A", (*steps, Step("for_life_at_cost", True)), since, until)


def _started(cover: Cover, since: date | None) -> Step:
    if since is None:
        return Step("warranty_started", None)
    name = "accepted" if since == cover.accepted_on else "sold" if since == cover.sold_on else "produced"
    return Step(f"warranty_started_{name}", True, {"on": since.isoformat()})


def _term(cover: Cover, on: date, since: date | None, until: date | None, holds: bool) -> Step:
    if until is None:
        return Step("warranty_term_unknown", None)
    facts = {"until": until.isoformat(), "reported": on.isoformat()}
    if cover.months:
        facts["months"] = str(cover.months)
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


def _exclusion(cause: str, is_excluded: bool) -> Step:
    if not cause:
        return Step("exclusion_open", None)
    if not is_excluded:
        return Step("not_excluded", True)
    return Step(f"excluded_{EXCLUDED.get(cause, 'force_majeure')}", False)
