"""Questions, answers and groups of a survey as plain values: what may be answered, counted and shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

BEST = 5  # of the five grades
SATISFIED = 4  # the two best grades
LOYAL = range(11)
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Asked:
    """One question of a questionnaire."""

    key: str
    kind: str
    text: str
    is_required: bool = True
    is_overall: bool = False
    options: tuple[str, ...] = field(default_factory=tuple)


class AnswerMissing(ValueError):
    """A required question has no answer, or one that isn't offered; `args[0]` is its key."""


def questions_of(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Return questions from what the questionnaire keeps."""
    return [Asked(**{**row, "options": tuple(row.get("options", ()))}) for row in rows]


def kept(questions: Iterable[Asked]) -> list[dict[str, Any]]:
    """Return questions as the questionnaire keeps them."""
    return [{**asdict(one), "options": list(one.options)} for one in questions]


def next_key(questions: Sequence[Asked]) -> str:
    """Return a key no question of this questionnaire has or had: results of versions are compared by it."""
    taken = [int(one.key[1:]) for one in questions if one.key[1:].isdigit()]
    return f"q{max(taken, default=0) + 1}"


def moved(questions: Sequence[Asked], key: str, by: int) -> list[Asked]:
    """Return the questions with one of them moved up (-1) or down (1)."""
    rows = list(questions)
    at = next(n for n, one in enumerate(rows) if one.key == key)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    return rows


def with_one_overall(questions: Sequence[Asked], key: str) -> list[Asked]:
    """Return the questions with this one asking for the whole, and no other."""
    return [replace(one, is_overall=one.key == key) for one in questions]


def overall(questions: Sequence[Asked]) -> Asked | None:
    """Return the question that asks for the whole: the one marked, else the last with grades."""
    scales = [one for one in questions if one.kind == "scale"]
    return next((one for one in scales if one.is_overall), scales[-1] if scales else None)


def loyalty(questions: Sequence[Asked]) -> Asked | None:
    """Return the question for recommendation."""
    return next((one for one in questions if one.kind == "loyalty"), None)


def checked(questions: Iterable[Asked], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that count, in the order of the questions.

    Raises:
        AnswerMissing: a required one is missing, or one isn't offered.
    """
    found = {}
    for one in questions:
        value = _checked(one, values.get(one.key))
        if value in (None, "", []):
            if one.is_required:
                raise AnswerMissing(one.key)
            continue
        found[one.key] = value
    return found


def _checked(one: Asked, value: Any) -> Any:
    if one.kind == "text":
        return str(value or "").strip()[:LONGEST_TEXT]
    if value in (None, "", []):
        return None
    if one.kind == "several":
        chosen = sorted({int(item) for item in value})
        if any(item not in range(len(one.options)) for item in chosen):
            raise AnswerMissing(one.key)
        return chosen
    offered = {"scale": range(1, BEST + 1), "loyalty": LOYAL, "choice": range(len(one.options))}[one.kind]
    if int(value) not in offered:
        raise AnswerMissing(one.key)
    return int(value)


def counted(questions: Iterable[Asked], answers: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return what of an answer is counted: (question, grade or option); the answer itself as ("", 0)."""
    found = [("", 0)]
    for one in questions:
        value = answers.get(one.key)
        if value is None or one.kind == "text":
            continue
        found += [(one.key, item) for item in (value if isinstance(value, list) else [value])]
    return found


def worst(questions: Iterable[Asked], answers: Mapping[str, Any]) -> int | None:
    """Return the lowest grade given."""
    grades = [answers[one.key] for one in questions if one.kind == "scale" and one.key in answers]
    return min(grades, default=None)


def shown_groups(sizes: Mapping[str, int], least: int) -> set[str]:
    """Return the groups large enough to be shown.

    Were only one held back, it could be told from the sum: the next smallest is held back with it.
    """
    hidden = sorted((name for name, size in sizes.items() if size < least), key=lambda name: sizes[name])
    rest = sorted((name for name in sizes if name not in hidden), key=lambda name: (sizes[name], name))
    if len(hidden) == 1 and sizes[hidden[0]] and rest:
        rest.pop(0)
    return set(rest)


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the last of a shorter month."""
    return _shifted(day, -months)


def months_after(day: date, months: int) -> date:
    """Return the day so many months later; the last of a shorter month."""
    return _shifted(day, months)


def _shifted(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day
