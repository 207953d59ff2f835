"""What a card asks and what its answer means: plain functions on grades and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.feedback.states import CaseKind, Severity

Form = Mapping[str, Any]  # {"aspects": [{"code", "label"}], "grades": [{"label", "score"}], "clause", "cited"}


@dataclass(frozen=True)
class Graded:
    """One aspect of a card and the grade it was given, in words; "" for none."""

    code: str
    label: str
    grade: str


def choices(form: Form) -> list[tuple[int, str]]:
    """Return the grades a form offers as (score, words), the best first."""
    return [(int(grade["score"]), str(grade["label"])) for grade in form.get("grades", ())]


def graded(form: Form, grades: Mapping[str, int]) -> list[Graded]:
    """Return every aspect of a form with the grade it was given."""
    words = dict(choices(form))
    rows = form.get("aspects", ())
    return [Graded(row["code"], row["label"], words.get(grades.get(row["code"], -1), "")) for row in rows]


def score(form: Form, grades: Mapping[str, int]) -> Decimal | None:
    """Return the mean of the grades as a share of the best one, in percent; None when nothing was graded."""
    best = max((value for value, _label in choices(form)), default=0)
    if not grades or not best:
        return None
    return round(Decimal(sum(grades.values())) * 100 / (best * len(grades)), 1)


def case_kind(grades: Mapping[str, int], suggestion: str, grievance: str, *, bad: int) -> str | None:
    """Return what kind of case a card brings back, the gravest first; None when all is well (SAT-02).

    Args:
        bad: the best grade that still has to be dealt with, from the clause.
    """
    if grievance.strip():
        return CaseKind.GRIEVANCE
    if is_at_most(grades, bad):
        return CaseKind.BAD_GRADE
    return CaseKind.SUGGESTION if suggestion.strip() else None


def severity(grades: Mapping[str, int], *, bad: int, serious: int) -> str:
    """Return how grave the grades make a case, for the manager to confirm; words alone he judges himself.

    Args:
        bad, serious: the best grade that is general, or serious, from the clauses.
    """
    if is_at_most(grades, serious):
        return Severity.SERIOUS
    return Severity.GENERAL if is_at_most(grades, bad) else Severity.UNJUDGED


def is_at_most(grades: Mapping[str, int], bound: int) -> bool:
    """Tell whether any grade is as bad as the bound."""
    return any(grade <= bound for grade in grades.values())
