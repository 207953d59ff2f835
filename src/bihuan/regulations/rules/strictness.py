"""Which parameter wins when several regulations speak: the most specific, then the stricter (REG-04)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from bihuan.regulations.rules.schemas import KINDS

Key = TypeVar("Key")


class Candidate(NamedTuple):
    """A parameter that applies: what orders it among its like."""

    kind: str
    specificity: int
    data: Mapping[str, Any]
    tie: int = 0  # the older parameter wins when all else is equal, so that the answer never wavers


def severity(kind: str, data: Mapping[str, Any]) -> tuple[float, ...]:
    """Return how strict a parameter is; the bigger tuple is the stricter one."""
    return KINDS[kind].severity(dict(data))


def rank(candidate: Candidate) -> tuple[Any, ...]:
    """Return the order among candidates of one kind and name; the biggest wins.

    Specificity first, then severity; penalties are the exception, there the more severe always wins (QMGT 6.1).
    """
    strict = severity(candidate.kind, candidate.data)
    first, second = (candidate.specificity, strict)
    if KINDS[candidate.kind].is_severest_always:
        return (strict, first, -candidate.tie)
    return (first, second, -candidate.tie)


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the one that wins, None without any."""
    return max(candidates, key=rank, default=None)
