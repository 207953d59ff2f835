"""A version as a printed document: every sheet bears code, title, version and page (REG-01)."""

from typing import Any

from django.utils import timezone

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.queries.documents import ShownClause, document, scope_words
from bihuan.regulations.states import VersionState


def regulation_sheet(version: RegulationVersion, viewer: Actor) -> Sheet:
    """Return what the printed regulation shows."""
    regulation = version.regulation
    reviewers = [{"name": one, "at": ""} for one in version.reviewed_name.split("、") if one]
    data: dict[str, Any] = {
        "number": version.number, "title": regulation.title, "code": regulation.code or regulation.key,
        "version": version.version, "owner": regulation.owner, "effective_on": _day(version.effective_on),
        "drafted_by": version.drafted_name, "checked_by": version.checked_name, "reviewed_by": reviewers,
        "approved_by": version.approved_name, "approved_on": _day(version.approved_at),
        "clauses": [_clause(clause) for clause in document(version)],
        "revisions": [_revision(row) for row in history_of(version)],
    }  # fmt: skip
    if scope := scope_words(regulation.scopes.all()):
        data["scope"] = scope
    return Sheet(data, title=regulation.title, meta={"form": regulation.code, "version": version.version})


def history_of(version: RegulationVersion) -> list[RegulationVersion]:
    """Return this version and those before it that came into force, the oldest first."""
    seen = (VersionState.IN_FORCE, VersionState.WITHDRAWN)
    rows = version.regulation.versions.filter(sequence__lte=version.sequence).order_by("sequence")
    return [row for row in rows if row.state in seen or row.pk == version.pk]


def _clause(clause: ShownClause) -> dict[str, Any]:
    parameters = [{"label": parameter.kind, "value": parameter.sentence} for parameter in clause.parameters]
    return {
        "number": clause.row.number, "heading": clause.row.heading, "text": clause.row.text, "parameters": parameters,
    }  # fmt: skip


def _revision(version: RegulationVersion) -> dict[str, Any]:
    return {
        "version": version.version, "effective_on": _day(version.effective_on), "note": version.note,
        "drafted_by": version.drafted_name, "approved_by": version.approved_name,
    }  # fmt: skip


def _day(moment: Any) -> str:
    if moment is None:
        return ""
    return (timezone.localtime(moment) if hasattr(moment, "hour") else moment).strftime("%Y-%m-%d")
