"""A decision set otherwise by hand: whole or line by line, as goodwill or as a correction (SVC-09, WAR-02)."""

from collections.abc import Mapping
from typing import Any

from bihuan.products.rules.lines import LINES


def ruled(kept: Mapping[str, Any], rulings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a kept decision with the rulings laid over its lines.

    Args:
        kept: `Decision.kept()`.
        rulings: line → basis, kind (goodwill or override), clause; kept beside so that a new decision can be
            overlaid again.
    """
    if not rulings:
        return dict(kept)
    lines = {name: dict(line) for name, line in kept["lines"].items()}
    for name in LINES:
        if ruling := rulings.get(name):
            payer = "company" if ruling["basis"] == "free" else "customer"
            lines[name] = {
                "payer": payer, "basis": ruling["basis"], "step": ruling["kind"], "clause": ruling.get("clause"),
                "since": None, "until": None,
            }  # fmt: skip
    return {**kept, "lines": lines, "rulings": {name: dict(ruling) for name, ruling in rulings.items()}}


_BY_STEP = {
    "warranty": "warranty", "software": "warranty", "repair_warranty": "repair_warranty", "goodwill": "goodwill",
}  # fmt: skip


def verdict_of(kept: Mapping[str, Any]) -> str:
    """Return on what labour rests and who pays for it: what a clause derives the service class from (FULL 4.1).

    Returns:
        paid, contract, warranty, repair_warranty, goodwill, or free where anything else makes labour free.
    """
    labour = kept["lines"]["labour"]
    if labour["payer"] != "company":
        return "paid" if labour["payer"] == "customer" else "contract"
    return _BY_STEP.get(labour["step"], "free")
