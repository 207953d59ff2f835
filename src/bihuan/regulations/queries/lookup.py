"""Find the winner of each name among many parameters, looking only at those whose rarest condition can hold."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bihuan.regulations.rules import Candidate, Condition, matches, rank

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter in force, with the clause it comes from.

    Attributes:
        label: how the clause is cited, «FULL 3.4».
        specificity: dimensions narrowed by scope and condition.
        conditions: scope and condition together, ready for `rules.matches`.
    """

    id: int
    clause_id: int
    kind: str
    name: str
    data: Mapping[str, Any]
    when: Mapping[str, Any]
    label: str
    clause_text: str
    regulation: str
    version: str
    specificity: int
    conditions: tuple[Condition, ...] = field(repr=False)

    @property
    def url(self) -> str:
        """The clause's page."""
        return f"/regulations/clauses/{self.clause_id}/"

    @property
    def rank(self) -> tuple[Any, ...]:
        """Its order among parameters of the same kind; the biggest wins (REG-04)."""
        return rank(Candidate(self.kind, self.specificity, self.data, self.id))

    def applies(self, facts: Facts) -> bool:
        """Tell whether it applies to a record with these facts."""
        return matches(self.conditions, facts)


Place = tuple[int, ParameterView]  # place among those of its name, the winner first


class Lookup:
    """Parameters of one kind (and event), ready to be asked which of them win for a record."""

    def __init__(self, views: Iterable[ParameterView]) -> None:
        self.groups: dict[str, list[ParameterView]] = defaultdict(list)
        for view in views:
            self.groups[view.name].append(view)
        self._open: list[Place] = []
        self._keyed: dict[str, dict[str, list[Place]]] = {}
        common = Counter(pair for group in self.groups.values() for view in group for pair in _pairs(view))
        for group in self.groups.values():
            group.sort(key=lambda view: view.rank, reverse=True)
            for place, view in enumerate(group):
                self._file((place, view), common)

    def _file(self, entry: Place, common: Counter[tuple[str, str]]) -> None:
        named = [condition for condition in entry[1].conditions if condition.allowed]
        if not named:
            self._open.append(entry)
            return
        rarest = min(named, key=lambda c: sum(common[(c.fact, value)] for value in c.allowed or ()))
        for value in rarest.allowed or ():
            self._keyed.setdefault(rarest.fact, {}).setdefault(value, []).append(entry)

    def winners(self, facts: Facts) -> dict[str, ParameterView]:
        """Return the parameter that wins for each name; names for which none applies are left out."""
        best: dict[str, Place] = {}
        for entry in self._candidates(facts):
            view = entry[1]
            leader = best.get(view.name)
            if (leader is None or entry[0] < leader[0]) and matches(view.conditions, facts):
                best[view.name] = entry
        return {name: view for name, (_place, view) in best.items()}

    def _candidates(self, facts: Facts) -> Iterator[Place]:
        yield from self._open
        for fact, table in self._keyed.items():
            known = facts.get(fact)
            if known is None or known == "":
                continue
            values = map(str, known) if isinstance(known, list | tuple | set | frozenset) else (str(known),)
            for value in values:
                yield from table.get(value, ())


def _pairs(view: ParameterView) -> Iterator[tuple[str, str]]:
    for condition in view.conditions:
        for value in condition.allowed or ():
            yield condition.fact, value
