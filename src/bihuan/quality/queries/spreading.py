"""举一反三 and changed regulations: what an action's page and its paper show (QUA-07)."""

from dataclasses import dataclass
from typing import Any

from bihuan.quality.models import CorrectiveAction, RuleChange, RuleReading, SimilarCase


@dataclass(frozen=True)
class Change:
    """A changed regulation with its readers."""

    row: RuleChange
    read: list[RuleReading]
    unread: list[RuleReading]
    is_mine: bool  # this person is to read it and has not


def similar_of(action: CorrectiveAction) -> list[SimilarCase]:
    """Return the similar products and places, those to be decided first."""
    rows = list(action.similar.select_related("decided_by"))
    return sorted(rows, key=lambda row: (row.applies is not None, row.pk))


def changes_of(action: CorrectiveAction, user: Any) -> list[Change]:
    """Return the changed regulations and who has read them: two queries."""
    rows = list(action.rule_changes.select_related("version__regulation", "added_by"))
    readings = RuleReading.objects.filter(rule_change__in=rows).select_related("reader") if rows else []
    found = []
    for row in rows:
        own = [one for one in readings if one.rule_change_id == row.pk]
        unread = [one for one in own if one.read_at is None]
        is_mine = any(one.reader_id == user.pk for one in unread)
        found.append(Change(row, [one for one in own if one.read_at], unread, is_mine))
    return found


def on_page(action: CorrectiveAction, user: Any) -> dict[str, Any]:
    """Return what an action's page shows of it."""
    similar = similar_of(action)
    return {
        "similar": similar, "undecided": sum(row.applies is None for row in similar),
        "changes": changes_of(action, user), "may_decide": user.has_perm("quality.decide_similar", action),
    }  # fmt: skip
