"""What every edit of a draft has in common: the lock, the right, the state, the history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history, moves
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.regulations.models import Regulation, RegulationVersion
from bihuan.regulations.queries.documents import latest
from bihuan.regulations.states import VersionState

UNFINISHED = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)


def open_draft(version: RegulationVersion, *, by: Actor, revision: int | None) -> RegulationVersion:
    """Return the version locked for an edit.

    Raises:
        PermissionDenied: the actor may not draft.
        Stale: somebody else has edited it since `revision`.
        OperationError: it is no draft any more; a version in force is never edited, a new one is made.
    """
    permit(by, "regulations.draft", version)
    draft = locked(RegulationVersion, version.pk, revision=revision)
    if not draft.is_draft:
        raise OperationError(_("Only a draft can be edited. Make a new version to change this regulation."))
    return draft


def note_edit(draft: RegulationVersion, verb: str, changes: dict[str, Any], *, by: Actor) -> None:
    """Write an edit into the version's history and move its revision on."""
    draft.revision += 1
    draft.save(update_fields=["revision", "updated_at"])
    history.append(draft, verb, by=by, changes=changes)


def begin_draft(
    regulation: Regulation, name: str, *, by: Actor, note: str = "", source: RegulationVersion | None = None,
) -> RegulationVersion:  # fmt: skip
    """Open an empty draft of a regulation, after its newest version."""
    last = latest(regulation)
    draft = RegulationVersion(
        regulation=regulation, version=name, number=f"{regulation.key} {name}", state=VersionState.DRAFT,
        sequence=last.sequence + 1 if last else 1, based_on=source, note=note,
        drafted_by_id=by.pk if by.actor_kind == "staff" else None, drafted_name=by.display_name,
    )  # fmt: skip
    moves.begin(draft, by=by)
    return draft
