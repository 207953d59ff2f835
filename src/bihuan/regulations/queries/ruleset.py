"""The rules in force, in memory: which parameter applies to a record, in microseconds (REG-02, REG-04)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel import bulk
from bihuan.regulations.models import Parameter, RulesStamp, Scope
from bihuan.regulations.queries.lookup import Facts, Lookup, ParameterView
from bihuan.regulations.rules import compile_when, matches, specificity
from bihuan.regulations.states import VersionState


class RuleSet:
    """All parameters in force, winners first within each kind and name."""

    def __init__(self, views: Iterable[ParameterView]) -> None:
        kinds: dict[str, list[ParameterView]] = defaultdict(list)
        for view in views:
            kinds[view.kind].append(view)
        self.by_id = {view.id: view for group in kinds.values() for view in group}
        self._kinds = {kind: Lookup(group) for kind, group in kinds.items()}
        starting: dict[str, list[ParameterView]] = defaultdict(list)
        for view in kinds["time_limit"]:
            starting[view.data["starts"]].append(view)
        self._starting = {event: Lookup(group) for event, group in starting.items()}
        self._rungs: dict[str, list[ParameterView]] = defaultdict(list)
        for view in kinds["rung"]:
            self._rungs[view.data["limit_name"]].append(view)

    def matching(self, kind: str, facts: Facts, **filters: Any) -> list[ParameterView]:
        """Return the parameter that wins for each name (REG-04).

        Args:
            kind: "time_limit", "route", "form_field", ...
            facts: the record's `facts()`.
            filters: fields of the data that must have this value, `form="request"`; they choose first.
        """
        lookup = self._kinds.get(kind)
        if lookup is None:
            return []
        if not filters:
            return list(lookup.winners(facts).values())
        groups = (
            [view for view in group if all(view.data.get(name) == value for name, value in filters.items())]
            for group in lookup.groups.values()
        )
        found = (next((view for view in group if view.applies(facts)), None) for group in groups)
        return [view for view in found if view is not None]

    def strongest(self, kind: str, facts: Facts, **filters: Any) -> ParameterView | None:
        """Return the one parameter that wins whatever its name: the most specific, then the strictest (REG-04).

        Args:
            kind, facts, filters: as for `matching`.
        """
        return max(self.matching(kind, facts, **filters), key=lambda view: view.rank, default=None)

    def one(self, kind: str, name: str, facts: Facts) -> ParameterView | None:
        """Return the parameter of that name that wins, or None when no clause says anything."""
        lookup = self._kinds.get(kind)
        group = lookup.groups.get(name, ()) if lookup else ()
        return next((view for view in group if view.applies(facts)), None)

    def time_limits(self, starts: str, facts: Facts) -> list[ParameterView]:
        """Return the time limits that an event starts, with the rungs other clauses add to their ladders.

        A limit of the same name that starts with another event doesn't compete.
        """
        lookup = self._starting.get(starts)
        if lookup is None:
            return []
        winners = lookup.winners(facts)
        return [self._with_rungs(view, facts) if name in self._rungs else view for name, view in winners.items()]

    def _with_rungs(self, view: ParameterView, facts: Facts) -> ParameterView:
        ladder = list(view.data.get("ladder") or ())
        seen = {(rung["at"], rung["tell"]) for rung in ladder}
        for rung in self._rungs[view.name]:
            step = {"at": rung.data["at"], "tell": rung.data["tell"]}
            if (step["at"], step["tell"]) not in seen and rung.applies(facts):
                seen.add((step["at"], step["tell"]))
                ladder.append({**step, "clause": rung.label, "clause_id": rung.clause_id})
        ladder.sort(key=lambda step: step["at"])
        return replace(view, data={**view.data, "ladder": ladder})

    def route(self, form: str, facts: Facts) -> ParameterView | None:
        """Return the route a form takes; its stations without those whose condition doesn't hold."""
        view = self.strongest("route", facts, form=form)
        if view is None:
            return None
        kept = [step for step in view.data["stations"] if matches(compile_when(step.get("when") or {}), facts)]
        return replace(view, data={**view.data, "stations": sorted(kept, key=lambda step: step["order"])})

    def fields(self, form: str, facts: Facts) -> list[ParameterView]:
        """Return the further fields that clauses want on a form, in the order of regulation and clause."""
        return sorted(self.matching("form_field", facts, form=form), key=lambda view: view.id)

    def all(self, kind: str) -> list[ParameterView]:
        """Return every parameter of a kind in force, whatever it applies to."""
        lookup = self._kinds.get(kind)
        return [view for group in lookup.groups.values() for view in group] if lookup else []


_cached: tuple[str, RuleSet] | None = None
_held: ContextVar[RuleSet | None] = ContextVar("held_rules", default=None)


def ruleset() -> RuleSet:
    """Return the rules in force now.

    Costs one small query for the stamp; the rules themselves are read again only when it has changed.
    """
    global _cached
    if held := _held.get():
        return held
    stamp = next((row.stamp for row in bulk.fetch(RulesStamp, "id = 1", [])), None)
    if _cached is not None and stamp is not None and _cached[0] == stamp:
        return _cached[1]
    rules = RuleSet(_read())
    if stamp is not None:
        _cached = (stamp, rules)
    return rules


@contextmanager
def holding_rules() -> Iterator[RuleSet]:
    """Keep to one state of the rules for a batch of records (an import), without asking the stamp each time."""
    rules = ruleset()
    token = _held.set(rules)
    try:
        yield rules
    finally:
        _held.reset(token)


def numbering_pattern(series: str) -> str | None:
    """Return the pattern a clause sets for numbers of a series, None when no clause does."""
    found = ruleset().strongest("numbering", {}, series=series)
    return str(found.data["pattern"]) if found else None


def _read() -> list[ParameterView]:
    rows = Parameter.objects.filter(
        clause__version__state=VersionState.IN_FORCE, clause__version__regulation__is_active=True
    ).exclude(kind="amount", data__amount__isnull=True)  # the company has not set it yet: it rules nothing
    return views_of(rows, Scope.objects.values_list("regulation_id", "dimension", "value"))


def views_of(rows: QuerySet[Parameter], scope: Iterable[tuple[int, str, str]]) -> list[ParameterView]:
    """Return parameters ready to be asked.

    Args:
        scope: regulation, dimension and value of everything that narrows a regulation.
    """
    scopes: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for regulation, dimension, value in scope:
        scopes[regulation][dimension].append(value)
    found = rows.select_related("clause__version__regulation")
    return [_view(row, scopes[row.clause.version.regulation_id]) for row in found]


def _view(row: Parameter, scope: Mapping[str, list[str]]) -> ParameterView:
    clause, version = row.clause, row.clause.version
    scoped, conditions = compile_when(scope), compile_when(row.when)
    return ParameterView(
        id=row.pk, clause_id=clause.pk, kind=row.kind, name=row.name, data=row.data, when=row.when, label=clause.label,
        clause_text=clause.text, regulation=version.regulation.key, version=version.version,
        specificity=specificity(scoped, conditions), conditions=(*scoped, *conditions),
    )  # fmt: skip
