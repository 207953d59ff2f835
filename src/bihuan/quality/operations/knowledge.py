"""Write, approve, revise, withdraw entries of the knowledge base; bring in files; say that one helped (QUA-11)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models.knowledge import KnowledgeEntry, KnowledgeVote
from bihuan.quality.rules.defect_file import read_file
from bihuan.quality.states.knowledge import KnowledgeState

SHIPPED = Path(__file__).resolve().parent.parent / "packs"


@transaction.atomic
def write_entry(values: Mapping[str, Any], *, by: Actor, subject: Any = None, source: str = "") -> KnowledgeEntry:
    """Write an entry as a draft.

    Args:
        values: fields of the entry; `name` and `symptom` at least.
        subject: the case it is written from.

    Raises:
        OperationError: name, symptom or causes are missing, or the defect stands there already.
    """
    permit(by, "quality.write_knowledge")
    now = timezone.now()
    entry = KnowledgeEntry(
        **{**values, "name": required(values.get("name", ""), _("Write what the defect is called."), field="name")},
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        author_id=by.pk if by.actor_kind == "staff" else None, state=KnowledgeState.DRAFT,
    )  # fmt: skip
    required(entry.symptom, _("Write how it shows."), field="symptom")
    _refuse_double(entry)
    entry.number = next_number("KB", at=now)
    begin(entry, by=by, at=now, source=source)
    search.index(entry.kind(), entry.pk, entry.words)
    return entry


def _refuse_double(entry: KnowledgeEntry) -> None:
    twin = KnowledgeEntry.objects.filter(field=entry.field, name=entry.name).exclude(pk=entry.pk).first()
    if twin is not None:
        raise OperationError(
            _("This defect stands in the knowledge base already: %(number)s.") % {"number": twin.number}, field="name"
        )


@transaction.atomic
def edit_entry(
    entry: KnowledgeEntry, *, values: Mapping[str, Any], by: Actor, revision: int | None = None
) -> KnowledgeEntry:
    """Change a draft; what stood there before is in its history."""
    entry = locked(KnowledgeEntry, entry.pk, revision=revision)
    changes = {name: value for name, value in values.items() if getattr(entry, name) != value}
    required(values.get("name", entry.name), _("Write what the defect is called."), field="name")
    perform(entry, "edit", by=by, changes={**changes, "author_id": by.pk} if by.actor_kind == "staff" else changes)
    _refuse_double(entry)
    search.index(entry.kind(), entry.pk, entry.words)
    return entry


@transaction.atomic
def approve_entry(entry: KnowledgeEntry, *, by: Actor, revision: int | None = None) -> KnowledgeEntry:
    """Release a draft: from now on it is offered.

    Raises:
        EvidenceMissing: symptom, causes, or prevention and treatment are missing.
        OperationError: one wrote it oneself.
    """
    entry = locked(KnowledgeEntry, entry.pk, revision=revision)
    permit(by, "quality.approve_knowledge", entry)
    if by.actor_kind == "staff" and entry.author_id == by.pk:
        raise OperationError(_("You wrote this yourself; somebody else approves it."))
    now = timezone.now()
    who = by.pk if by.actor_kind == "staff" else None
    perform(entry, "approve", by=by, at=now, changes={"approved_by_id": who, "approved_at": now})
    return entry


@transaction.atomic
def revise_entry(entry: KnowledgeEntry, *, by: Actor, revision: int | None = None) -> KnowledgeEntry:
    """Open an approved entry as the draft of its next edition; it is offered again when that is approved."""
    entry = locked(KnowledgeEntry, entry.pk, revision=revision)
    perform(entry, "revise", by=by, changes={"edition": entry.edition + 1, "author_id": by.pk})
    return entry


@transaction.atomic
def withdraw_entry(entry: KnowledgeEntry, *, note: str, by: Actor, revision: int | None = None) -> KnowledgeEntry:
    """Take an entry out of use, with the reason."""
    entry = locked(KnowledgeEntry, entry.pk, revision=revision)
    perform(entry, "withdraw", by=by, note=required(note, _("Write the reason.")))
    return entry


@transaction.atomic
def vote(entry: KnowledgeEntry, *, is_helpful: bool, by: Staff) -> KnowledgeEntry:
    """Say whether an entry helped; each counts once and may change his mind.

    Raises:
        OperationError: it is not in use.
    """
    permit(by, "quality.view_knowledge")
    entry = locked(KnowledgeEntry, entry.pk)
    if entry.state != KnowledgeState.APPROVED:
        raise OperationError(_("This entry is not in use."))
    KnowledgeVote.objects.update_or_create(
        entry=entry, staff=by, defaults={"is_helpful": is_helpful, "voted_at": timezone.now()}
    )
    entry.helpful = entry.votes.filter(is_helpful=True).count()
    entry.save(update_fields=["helpful"])
    return entry


@transaction.atomic
def bring_in(text: str, *, by: Actor, source: str = "import") -> list[KnowledgeEntry]:
    """Bring in a file of defects; those that stand there already stay as they are.

    What ships with the product is approved, what a colleague brings is a draft.

    Raises:
        OperationError: a line that can't be read; the message says which.
    """
    try:
        found = read_file(text)
    except ValueError as fault:
        raise OperationError(_("Line %(line)s can't be read.") % {"line": fault}, field="file") from fault
    known = set(KnowledgeEntry.objects.values_list("field", "name"))
    made = []
    for one in found:
        if (one.field, one.name) not in known:
            known.add((one.field, one.name))
            values = {"field": one.field, "name": one.name, "symptom": "", "causes": "", **one.parts}
            made.append(write_entry(values, by=by, source=source))
    if by.actor_kind == "system":
        for entry in made:
            approve_entry(entry, by=by)
    return made


def load_shipped_defects() -> list[KnowledgeEntry]:
    """Bring in the files that ship with the product; a second time nothing is added."""
    files = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.md"))]
    return [entry for text in files for entry in bring_in(text, by=SYSTEM)]
