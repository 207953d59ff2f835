"""The rules as they were at a moment: versions, switches and scopes, from what is kept of them (REG-01, REG-02)."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from bihuan.kernel.history import HistoryEntry
from bihuan.regulations.models import Parameter, Regulation, RegulationVersion, RulesStamp, Scope
from bihuan.regulations.queries.ruleset import RuleSet, ruleset, views_of
from bihuan.regulations.states import VersionState

SWITCHES = {"activate": False, "deactivate": True}  # whether it was on before
Scopes = frozenset[tuple[int, str, str]]


def ruleset_at(moment: datetime) -> RuleSet:
    """Return the rules in force at a moment: for facts of a record that are corrected later.

    Costs a few small queries; where nothing has changed since, these are the rules in force now.
    """
    versions, scopes = _versions(moment), _scopes(moment)
    if versions == _versions(None) and scopes == _scopes(None):
        return ruleset()
    stamp = RulesStamp.objects.values_list("stamp", flat=True).first() or ""
    return _read(stamp, versions, scopes)


@lru_cache(maxsize=8)
def _read(stamp: str, versions: frozenset[int], scopes: Scopes) -> RuleSet:
    """Return the rules of these versions; kept for the next correction, until any rule changes."""
    return RuleSet(views_of(Parameter.objects.filter(clause__version__in=versions), scopes))


def _versions(moment: datetime | None) -> frozenset[int]:
    was_on = dict(Regulation.objects.values_list("pk", "is_active"))
    if moment is None:
        rows = RegulationVersion.objects.filter(state=VersionState.IN_FORCE)
    else:
        was_on |= {pk: SWITCHES[entry.verb] for pk, entry in _first_since(moment, *SWITCHES).items()}
        began = Q(in_force_at__isnull=True, state=VersionState.IN_FORCE) | Q(in_force_at__lte=moment)
        rows = RegulationVersion.objects.filter(began, Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment))
    return frozenset(pk for pk, regulation in rows.values_list("pk", "regulation_id") if was_on[regulation])


def _scopes(moment: datetime | None) -> Scopes:
    now = frozenset(Scope.objects.values_list("regulation_id", "dimension", "value"))
    said = _first_since(moment, "set_scope") if moment else {}
    before = {pk: entry.changes["values"]["before"] for pk, entry in said.items() if "values" in entry.changes}
    kept = frozenset(row for row in now if row[0] not in before)  # where nothing is kept of it, as it is now
    return kept | {(pk, dimension, value) for pk, rows in before.items() for dimension, value in rows}


def _first_since(moment: datetime, *verbs: str) -> dict[int, HistoryEntry]:
    """Return the first of these changes of each regulation after a moment: it says what held until then."""
    rows = HistoryEntry.objects.filter(kind=Regulation.kind(), verb__in=verbs, recorded_at__gt=moment)
    return {entry.subject_id: entry for entry in rows.order_by("-recorded_at", "-pk")}
