"""When a parameter applies: conditions on a record's facts, and how specific they are (REG-04).

Stored form, one entry per fact: {"area": "city"}, {"channel": ["hotline", "web"]}, {"amount": {"gt": 20000}}.
Written form: "area = city, channel = hotline|web, amount > 20000".
"""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

When = Mapping[str, Any]
_SIGNS = {">=": "ge", "<=": "le", ">": "gt", "<": "lt", "!=": "ne", "=": "eq"}
_WORDS = {word: sign for sign, word in _SIGNS.items()}
_PART = re.compile(r"\s*([^\s=<>!]+)\s*(>=|<=|!=|=|>|<)\s*(.+?)\s*")
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "gt": lambda fact, bound: fact > bound,
    "ge": lambda fact, bound: fact >= bound,
    "lt": lambda fact, bound: fact < bound,
    "le": lambda fact, bound: fact <= bound,
}


class Condition(NamedTuple):
    """One fact to look at, ready for quick use: allowed values, forbidden values, or numeric bounds."""

    fact: str
    allowed: frozenset[str] | None
    forbidden: frozenset[str] | None = None
    bounds: tuple[tuple[str, Decimal], ...] = ()


def parse_when(text: str) -> dict[str, Any]:
    """Read the written form. Raises ValueError naming the part that can't be read."""
    when: dict[str, Any] = {}
    for part in filter(None, (piece.strip() for piece in re.split(r"[,\uff0c;\uff1b]", text))):
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(part)
        fact, sign, written = found.groups()
        values = [value.strip() for value in written.split("|")]
        _add(when, fact, _SIGNS[sign], values, part)
    return when


def _add(when: dict[str, Any], fact: str, word: str, values: list[str], part: str) -> None:
    if word == "eq":
        if fact in when:
            raise ValueError(part)
        when[fact] = values[0] if len(values) == 1 else values
        return
    bounds = when.setdefault(fact, {})
    if not isinstance(bounds, dict) or word in bounds:
        raise ValueError(part)
    bounds[word] = values if word == "ne" else values[0]
    if word != "ne" and as_number(values[0]) is None:
        raise ValueError(part)


def when_text(when: When) -> str:
    """Write a condition so that `parse_when` reads it back."""
    return ", ".join(f"{fact} {sign} {'|'.join(values)}" for fact, sign, values in when_rows(when))


def when_rows(when: When) -> list[tuple[str, str, list[str]]]:
    """Return a condition as rows of fact, sign and values, as forms and sentences want it."""
    rows: list[tuple[str, str, list[str]]] = []
    for fact, wanted in when.items():
        if isinstance(wanted, Mapping):
            rows += [(fact, _WORDS[word], _listed(value)) for word, value in wanted.items()]
        else:
            rows.append((fact, "=", _listed(wanted)))
    return rows


def compile_when(when: When) -> tuple[Condition, ...]:
    """Prepare a stored condition for `matches`."""
    return tuple(_compiled(fact, wanted) for fact, wanted in when.items())


def _compiled(fact: str, wanted: Any) -> Condition:
    if not isinstance(wanted, Mapping):
        return Condition(fact, frozenset(_listed(wanted)))
    bounds = tuple((word, Decimal(str(value))) for word, value in wanted.items() if word in _COMPARISONS)
    forbidden = frozenset(_listed(wanted["ne"])) if "ne" in wanted else None
    return Condition(fact, None, forbidden, bounds)


def matches(conditions: Collection[Condition], facts: Mapping[str, Any]) -> bool:
    """Tell whether every condition holds.

    A fact may be a list (a department with those above it): one hit is enough. An unknown fact (missing, None,
    empty) fulfils no condition.
    """
    for fact, allowed, forbidden, bounds in conditions:
        known = facts.get(fact)
        if known is None or known == "":
            return False
        if allowed is not None and isinstance(known, str):  # nearly all conditions: one text among some
            if known not in allowed:
                return False
            continue
        values = (str(known),) if not isinstance(known, list | tuple | set | frozenset) else tuple(map(str, known))
        if allowed is not None and allowed.isdisjoint(values):
            return False
        if forbidden is not None and not forbidden.isdisjoint(values):
            return False
        if bounds and not _within(known, bounds):
            return False
    return True


def specificity(scope: Collection[Condition], when: Collection[Condition]) -> int:
    """Count the dimensions narrowed by a regulation's scope and a parameter's condition together (REG-04)."""
    return len({condition.fact for condition in (*scope, *when)})


def as_number(value: Any) -> Decimal | None:
    """Return a number, or None when it is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _within(known: Any, bounds: tuple[tuple[str, Decimal], ...]) -> bool:
    number = as_number(known)
    return number is not None and all(_COMPARISONS[word](number, bound) for word, bound in bounds)


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
