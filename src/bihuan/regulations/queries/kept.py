"""Which files there are to keep: every app names its own, with the forms whose clauses say how long (REG-07)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

from bihuan.kernel.months import add_months
from bihuan.kernel.records import Record, model_of
from bihuan.regulations.queries.lookup import Facts, ParameterView
from bihuan.regulations.queries.ruleset import ruleset


@dataclass(frozen=True)
class Kept:
    """A kind of file: a record with all that belongs to it.

    Attributes:
        kind: of the record, e.g. "complaints.complaint".
        forms: names of the retention clauses that speak of it; the longest term holds.
        ended: field with the day from which the term runs.
        closed: states in which nothing is open any more; "" takes those that no move leaves but to begin again.
        parts: kinds destroyed with it, each with the path from it to the record: `{"service.workorder": "request"}`.
        customer: path to the customer whose file it is, "" for none.
        void: states in which nothing came of it, so that no clause keeps it.
    """

    kind: str
    forms: tuple[str, ...]
    ended: str = "closed_at"
    closed: tuple[str, ...] = ()
    parts: Mapping[str, str] | None = None
    customer: str = ""
    void: tuple[str, ...] = ()

    @property
    def model(self) -> type[Record]:
        return model_of(self.kind)  # type: ignore[return-value]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def over(self) -> tuple[str, ...]:
        """The states in which the case is over."""
        return self.closed or last_states(self.model)

    def ended_on(self, record: Record) -> date:
        """Return the day the case ended; where none was written down, the day it was last touched."""
        at = getattr(record, self.ended, None) or record.updated_at
        return timezone.localdate(at)


@dataclass(frozen=True)
class Term:
    """How long one record is kept, and by which clause."""

    months: int
    ended_on: date
    until: date
    clause: ParameterView


_kept: dict[str, Kept] = {}


def name(file: Kept) -> None:
    """Make a kind of file known; apps call `retention.keep`."""
    _kept[file.kind] = file


def kept_files() -> list[Kept]:
    """Return all kinds of files, in the order of their names."""
    return [_kept[kind] for kind in sorted(_kept)]


def kept(kind: str) -> Kept | None:
    """Return a kind of file, None for a kind nobody named."""
    return _kept.get(kind)


@cache
def last_states(model: type[Record]) -> tuple[str, ...]:
    """Return the states that no move leaves, but one that begins the case again."""

    def leaves(state: str) -> bool:
        return any(move.target and not (move.event and move.event.begins_again) for move in model.moves.of(state))

    return tuple(state for state in model.moves.states.values if not leaves(state))


def longest(one: Kept, facts: Facts) -> ParameterView | None:
    """Return the clause that keeps a file longest; None when no clause in force speaks of it: then it stays."""
    found = (ruleset().one("retention", form, facts) for form in one.forms)
    return max((view for view in found if view), key=lambda view: int(view.data["months"]), default=None)


def term(one: Kept, record: Record) -> Term | None:
    """Return how long a closed record is kept; None without a clause."""
    clause = longest(one, record.facts()) if record.state not in one.void else None
    if clause is None:
        return None
    months, ended = int(clause.data["months"]), one.ended_on(record)
    return Term(months, ended, add_months(ended, months), clause)


def shortest_months(one: Kept) -> int | None:
    """Return the fewest months any clause in force keeps a kind of file; None when none speaks of it."""
    views = [view for view in ruleset().all("retention") if view.name in one.forms]
    return min((int(view.data["months"]) for view in views), default=None)


def open_cases(one: Kept, pks: Sequence[int]) -> set[int]:
    """Return those of these records that an open case belongs to or hangs on: never destroyed meanwhile."""
    bound: set[int] = set()
    for rows, field in _ties(one, pks):
        bound.update(rows.values_list(field, flat=True))
    return bound


def _ties(one: Kept, pks: Sequence[int]) -> Iterator[tuple["models.QuerySet[Any]", str]]:
    for other in kept_files():
        is_open = ~models.Q(state__in=other.over)
        for name in _pointing(other.model, one.model):
            yield other.model._base_manager.filter(is_open, **{f"{name}__in": pks}), name
        if other.kind != one.kind and hasattr(other.model, "subject_kind"):
            about = {"subject_kind": one.kind, "subject_id__in": pks}
            yield other.model._base_manager.filter(is_open, **about), "subject_id"
        for name in _pointing(one.model, other.model):
            is_pending = models.Q(**{f"{name}__isnull": False}) & ~models.Q(**{f"{name}__state__in": other.over})
            yield one.model._base_manager.filter(is_pending, pk__in=pks), "pk"


def _pointing(source: type[models.Model], target: type[models.Model]) -> Iterable[str]:
    return [
        field.name
        for field in source._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is target
    ]
