"""What a card means: plain functions on grades and words."""

from collections.abc import Mapping

from bihuan.feedback.states import CaseKind, Grade


def score(grades: Mapping[str, int | None]) -> float | None:
    """Return the mean grade as 0 to 100; None when nothing was graded."""
    given = [grade for grade in grades.values() if grade]
    return round(sum(given) / len(given) / Grade.VERY_SATISFIED * 100, 1) if given else None


def case_kind(grades: Mapping[str, int | None], suggestion: str, grievance: str) -> str | None:
    """Return what kind of case a card brings back, the gravest first; None when all is well (SAT-02)."""
    if grievance.strip():
        return CaseKind.GRIEVANCE
    if any(grade == Grade.DISSATISFIED for grade in grades.values()):
        return CaseKind.BAD_GRADE
    return CaseKind.SUGGESTION if suggestion.strip() else None
