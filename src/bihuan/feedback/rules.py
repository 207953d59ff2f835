"""What a card means: plain functions on grades and words."""

from collections.abc import Mapping

from bihuan.feedback.states import CaseKind, Grade, Severity


def case_kind(
    grades: Mapping[str, int | None], suggestion: str, grievance: str, *, bad: int = Grade.DISSATISFIED
) -> str | None:
    """Return what kind of case a card brings back, the gravest first; None when all is well (SAT-02).

    Args:
        bad: the best grade that still has to be dealt with, from the clause.
    """
    if grievance.strip():
        return CaseKind.GRIEVANCE
    if worst(grades) <= bad:
        return CaseKind.BAD_GRADE
    return CaseKind.SUGGESTION if suggestion.strip() else None


def severity(grades: Mapping[str, int | None], *, bad: int, serious: int) -> str:
    """Return how grave the grades make a case, for the manager to confirm; words alone he judges himself.

    Args:
        bad, serious: the best grade that is general, or serious, from the clauses.
    """
    if worst(grades) <= serious:
        return Severity.SERIOUS
    return Severity.GENERAL if worst(grades) <= bad else Severity.UNJUDGED


def worst(grades: Mapping[str, int | None]) -> int:
    """Return the lowest grade given; the best when none was given."""
    return min((grade for grade in grades.values() if grade), default=int(Grade.VERY_SATISFIED))
