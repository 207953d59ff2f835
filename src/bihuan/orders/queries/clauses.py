"""What clauses say of orders: the points of the requirements, the causes of a change, how use lowers a refund."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.products.rules import Refund, refund
from bihuan.regulations.queries import ParameterView, ruleset

REQUIREMENTS, REASONS = "order_requirement", "order_change_reason"


def scheme(code: str) -> ParameterView | None:
    """Return the clause that gives a scheme."""
    return ruleset().strongest("classification", {}, scheme=code)


def _items(code: str) -> list[tuple[str, str]]:
    view = scheme(code)
    return [(str(item["code"]), str(item["label"])) for item in view.data["items"]] if view else []


def checklist() -> list[tuple[str, str]]:
    """Return the points at which an order's requirements are looked at, legal and unstated ones among them."""
    return _items(REQUIREMENTS)


def change_reasons() -> list[tuple[str, str]]:
    """Return the causes for which the company may ask for a change."""
    return _items(REASONS)


@dataclass(frozen=True)
class Repayment:
    """What a refund comes to, and by which clause."""

    figures: Refund
    clause: ParameterView | None


def repayment(
    facts: dict[str, Any], price: Decimal, *, bought_on: date | None, returned_on: date, out_of_use_days: int = 0
) -> Repayment:
    """Return what is paid back for goods of this price, less what use takes off by the clause in force.

    Args:
        price: for all pieces together, in yuan.
        bought_on: unknown, nothing is taken off.
    """
    clause = ruleset().one("depreciation", "depreciation", facts)
    data = clause.data if clause else {}
    most = data.get("most_percent")
    figures = refund(
        price, percent=Decimal(str(data.get("percent") or 0)), bought_on=bought_on or returned_on,
        returned_on=returned_on, out_of_use_days=out_of_use_days, free_days=int(data.get("free_days") or 0),
        most_percent=None if most in (None, "") else Decimal(str(most)),
    )  # fmt: skip
    return Repayment(figures, clause)
