"""What the clauses in force say of incoming abnormalities: classes, defects, dispositions, seats, prices (SUPQ)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.quality.states.abnormalities import DefectKind
from bihuan.quality.states.dispositions import DispositionKind
from bihuan.regulations.queries import ParameterView, ruleset

CLASSES, SEATS = "incoming_defect_class", "abnormality_meeting"
DEFECTS = {
    DefectKind.APPEARANCE: "incoming_appearance", DefectKind.PERFORMANCE: "incoming_performance",
}  # fmt: skip
WAYS = {DispositionKind.RETURN: "abnormality_return", DispositionKind.CONCESSION: "abnormality_concession"}
WAY_WORDS = {
    DispositionKind.RETURN: _("Back to the supplier"), DispositionKind.CONCESSION: _("Used by concession"),
}  # fmt: skip
LABOUR, NEXT_LOTS, CONCESSION = "concession_labour", "abnormality_next_lots", "supplier_concession"


def scheme(code: str) -> ParameterView | None:
    """Return the clause that names the items of a scheme, None where none does."""
    return ruleset().strongest("classification", {}, scheme=code)


def items(code: str) -> list[tuple[str, str]]:
    """Return code and words of each item of a scheme; none without a clause."""
    view = scheme(code)
    return [(str(row["code"]), str(row["label"])) for row in view.data["items"]] if view else []


@dataclass(frozen=True)
class Way:
    """A disposition that a clause offers; `key` holds its way and its code."""

    key: str
    way: DispositionKind
    label: str

    @property
    def words(self) -> str:
        """Return whether it goes back or is used all the same."""
        return str(WAY_WORDS[self.way])


def ways() -> list[Way]:
    """Return what may become of a lot: back to the supplier in the ways of one clause, used in those of another."""
    return [Way(f"{way}.{code}", way, label) for way, name in WAYS.items() for code, label in items(name)]


def labour_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says what an hour of a concession costs the supplier; None where none sets a sum."""
    view = ruleset().one("amount", LABOUR, facts)
    return view if view is not None and view.data.get("amount") is not None else None


def labour_rate(view: ParameterView) -> Decimal:
    """Return that sum in yuan."""
    return Decimal(str(view.data["amount"]))


def lots_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says how many next lots in a row are to be in order."""
    return ruleset().strongest("threshold", facts, measure=NEXT_LOTS)


def lots_wanted(facts: dict[str, Any]) -> int:
    """Return how many they are; one without a clause."""
    view = lots_clause(facts)
    return int(Decimal(str(view.data["value"]))) if view else 1
