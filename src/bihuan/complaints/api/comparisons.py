"""A complaint beside all others for other systems: the exact comparisons its investigation begins with (CMP-10)."""

from datetime import date
from typing import Any

from ninja import Field, Schema

from bihuan.complaints.api.routes import READ, router
from bihuan.complaints.models import Complaint
from bihuan.complaints.queries import comparing, verdicts
from bihuan.kernel.api import answers
from bihuan.kernel.web import StaffRequest, visible
from bihuan.regulations.queries import holding_rules


class ComparisonOut(Schema):
    """One comparison: cases and exposure on both sides, the ratio with its range, and what it says."""

    code: str
    label: str
    measure: str
    cases: int
    other_cases: int
    exposure: float | None = None
    other_exposure: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = Field(None, description="Of so many cases by chance alone, raised for all comparisons")
    verdict: str = Field("", description="none, too_few, higher, lower, alike; empty where nothing can be compared")
    says: str


class BesideOut(Schema):
    """A complaint beside the others of its kind, model, batch and period."""

    first: date
    last: date
    headline: str
    comparisons: list[ComparisonOut]


@router.get("/comparisons/{int:pk}", auth=READ, response=answers({200: BesideOut}), summary="A complaint compared")
def comparison(request: StaffRequest, pk: int) -> dict[str, Any]:
    """Compare a complaint, named by its id, with all others as its investigation's page does."""
    complaint = visible(Complaint, request, pk=pk)
    with holding_rules():
        beside = comparing.beside(complaint)
    told = verdicts.said(beside)
    return {
        "first": beside.span.first, "last": beside.span.last, "headline": verdicts.headline(beside, told),
        "comparisons": [_compared(one) for one in told],
    }  # fmt: skip


def _compared(said: verdicts.Said) -> dict[str, Any]:
    line, judged = said.line, said.line.judged
    found = {
        "code": line.code, "label": line.label, "measure": line.measure, "cases": line.here,
        "other_cases": line.elsewhere, "says": f"{said.short} {said.long}".strip(),
    }  # fmt: skip
    if judged is None:
        return found
    one = judged.comparison
    return found | {
        "exposure": one.here.base, "other_exposure": one.elsewhere.base, "ratio": one.ratio, "low": one.low,
        "high": one.high, "chance": judged.chance, "verdict": judged.verdict,
    }  # fmt: skip
