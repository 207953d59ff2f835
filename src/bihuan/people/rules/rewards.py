"""What a rule of reward or penalty comes to in one case, step by step (QMGT 5 and 6.1, RWD-01)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from bihuan.regulations.rules.strictness import severity

ZERO, CENT = Decimal(0), Decimal("0.01")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """What happened, as far as amounts hang on it.

    Attributes:
        quantity: pieces within one shift.
        loss: what was damaged is worth, in CNY.
        earlier: how often the same person was found in the same before, within the rule's window.
        is_grave: the regulation's «情节严重».
    """

    quantity: int = 1
    loss: Decimal = ZERO
    earlier: int = 0
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What follows: the consequence, from which to which amount in CNY, the loss to make good, and how it came."""

    consequence: str
    low: Decimal
    high: Decimal
    loss: Decimal
    steps: tuple[dict[str, str], ...]

    @property
    def is_range(self) -> bool:
        """Tell whether the amount is to be chosen."""
        return self.low != self.high

    @property
    def severity(self) -> tuple[float, ...]:
        """Return how severe it is, by the order of penalties; what is made good weighs like a fine."""
        amounts = {"amount_min": self.low + self.loss, "amount_max": self.high + self.loss}
        return severity("penalty", {"consequence": self.consequence, **amounts})


def figure(rule: Mapping[str, Any], case: Case, heavier: Decimal | None = None) -> Figure:
    """Return what a rule comes to.

    Args:
        rule: the data of a penalty parameter.
        heavier: by how many per cent a repeated or grave case is punished; None where no clause says.
    """
    if rule.get("repeat") == "dismissal" and case.earlier:
        step = {"step": "dismissal", "times": str(case.earlier + 1)}
        return Figure("dismissal", ZERO, ZERO, _loss(rule, case), (step, *_loss_steps(rule, case)))
    low = Decimal(str(rule.get("amount_min") or 0))
    high = max(Decimal(str(rule.get("amount_max") or 0)), low)
    steps = [{"step": "range" if high > low else "fixed", "low": _shown(low), "high": _shown(high)}] if high else []
    if rule.get("per_piece"):
        low, high, step = _pieces(rule, case.quantity, low, high)
        steps.append(step)
    causes = _causes(rule, case) if heavier else []
    steps += [{"step": cause, "percent": f"{heavier:.0f}"} for cause in causes]
    if heavier and causes:
        low, high = _money(low * heavier / 100), _money(high * heavier / 100)
        steps.append({"step": "raised", "low": _shown(low), "high": _shown(high)})
    steps += _loss_steps(rule, case)
    return Figure(str(rule["consequence"]), _money(low), _money(high), _loss(rule, case), tuple(steps))


def _pieces(
    rule: Mapping[str, Any], quantity: int, low: Decimal, high: Decimal
) -> tuple[Decimal, Decimal, dict[str, str]]:
    """Return the amounts for so many pieces; above the shift's number the one amount the rule has for that."""
    most = rule.get("shift_pieces")
    if most and quantity > int(most):
        flat = Decimal(str(rule.get("shift_amount") or 0))
        return flat, flat, {"step": "shift", "pieces": str(quantity), "most": str(most), "amount": _shown(flat)}
    low, high = low * quantity, high * quantity
    return low, high, {"step": "pieces", "pieces": str(quantity), "low": _shown(low), "high": _shown(high)}


def _causes(rule: Mapping[str, Any], case: Case) -> list[str]:
    """Return why it is heavier; twice over it is heavier once."""
    repeated = ["repeat"] if rule.get("repeat") == "heavier" and case.earlier else []
    return repeated + (["grave"] if rule.get("when_grave") and case.is_grave else [])


def _loss(rule: Mapping[str, Any], case: Case) -> Decimal:
    return _money(case.loss) if rule.get("makes_good") else ZERO


def _loss_steps(rule: Mapping[str, Any], case: Case) -> list[dict[str, str]]:
    return [{"step": "loss", "amount": _shown(_money(case.loss))}] if rule.get("makes_good") else []


def most_severe(found: Iterable[tuple[T, Figure]]) -> list[tuple[T, Figure]]:
    """Return rules with their figures, the one that counts first: the most severe, the first named among equals."""
    return sorted(found, key=lambda pair: pair[1].severity, reverse=True)


def within(found: Figure, wanted: Decimal | None) -> Decimal | None:
    """Return the amount that holds: the fixed one, or the chosen one; None when that lies outside, or is missing."""
    if not found.is_range:
        return found.low if wanted in (None, found.low) else None
    return _money(wanted) if wanted is not None and found.low <= wanted <= found.high else None


def _money(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _shown(value: Decimal) -> str:
    return f"{_money(value):.2f}"
