"""A decision set otherwise by hand: whole or line by line, as goodwill or as a correction (SVC-09, WAR-02)."""

from collections.abc import Mapping
from typing import Any

from bihuan.products.rules.lines import LINES, class_by


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


def class_of(kept: Mapping[str, Any]) -> str:
    """Return the service class that follows from who pays for labour."""
    return class_by(kept["lines"]["labour"]["payer"])
