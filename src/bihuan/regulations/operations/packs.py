"""Load regulation packs: text files become regulations, again and again without doubling anything."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion, RulesStamp, Scope
from bihuan.regulations.operations.drafts import UNFINISHED, begin_draft, note_edit
from bihuan.regulations.operations.parameters import ParameterRefusedError
from bihuan.regulations.operations.regulations import create_regulation
from bihuan.regulations.operations.versions import approve, submit
from bihuan.regulations.queries import vocabulary
from bihuan.regulations.rules import Pack, PackError, check, parse_pack, translate, translate_scope
from bihuan.regulations.states import VersionState

PACKS = Path(__file__).resolve().parent.parent / "packs"
YES = "是"


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return the vocabulary of the packs."""
    text = (PACKS / "vocabulary.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


@cache
def _parsed(text: str) -> Pack:
    return parse_pack(text, words())


@transaction.atomic
def load_pack(path: Path | str, *, by: Actor, in_force: bool = False) -> RegulationVersion:
    """Load a pack; a second time the same file changes nothing.

    The first version of a regulation that isn't there yet is put in force at once when `in_force` is asked for
    (a new installation). A file that differs from what is there becomes a draft, which people check and approve.

    Raises:
        PackError: a line that can't be read, or the version's name is taken by something else.
        ParameterRefusedError: a parameter that can't run.
    """
    text = Path(path).read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    known: RegulationVersion | None = RegulationVersion.objects.filter(pack_digest=digest).first()
    if known:
        return known
    pack = _parsed(text)
    regulation = Regulation.objects.filter(key=pack.head["key"]).first()
    draft = _first(pack, by=by) if regulation is None else _next(regulation, pack, by=by)
    _head(draft, pack, digest)
    _fill(draft, pack)
    note_edit(draft, "import", {"pack": ["", Path(path).name]}, by=by)
    return _enact(draft, by=by) if regulation is None and in_force else draft


def load_shipped_packs(*, by: Actor = SYSTEM, in_force: bool = True) -> list[RegulationVersion]:
    """Load every pack that ships with the product, in the order of their names."""
    return [load_pack(path, by=by, in_force=in_force) for path in sorted(PACKS.glob("*.md"))]


def _first(pack: Pack, *, by: Actor) -> RegulationVersion:
    head = pack.head
    draft = create_regulation(
        key=head["key"], title=head["title"], code=head.get("code", ""), owner_name=head.get("owner", ""), by=by,
        version=head["version"],
    )  # fmt: skip
    regulation = draft.regulation
    scope = translate_scope(head.get("scope", ""), words())
    Scope.objects.bulk_create(Scope(regulation=regulation, dimension=key, value=value) for key, value in scope)
    regulation.is_active = head.get("active", YES) == YES
    regulation.save(update_fields=["is_active"])
    RulesStamp.renew()
    return draft


def _next(regulation: Regulation, pack: Pack, *, by: Actor) -> RegulationVersion:
    name = pack.head["version"]
    if regulation.versions.filter(version=name).exists():
        raise PackError(1, f"{regulation.key} {name} is there with other content; give the pack a new version")
    if pending := regulation.versions.filter(state__in=UNFINISHED).first():
        raise PackError(1, f"version {pending.version} of {regulation.key} is in the making")
    source = regulation.versions.filter(state=VersionState.IN_FORCE).first()
    return begin_draft(regulation, name, by=by, source=source)


def _head(draft: RegulationVersion, pack: Pack, digest: str) -> None:
    head = pack.head
    draft.note, draft.pack_digest = head.get("note", ""), digest
    draft.drafted_name = head.get("drafted", draft.drafted_name)
    draft.checked_name, draft.reviewed_name = head.get("checked", ""), head.get("reviewed", "")
    draft.approved_name = head.get("approved", "")
    draft.save()


def _fill(draft: RegulationVersion, pack: Pack) -> None:
    clauses = Clause.objects.bulk_create(
        Clause(version=draft, number=written.number, heading=written.heading, text=written.text, order=order)
        for order, written in enumerate(pack.clauses, start=1)
    )
    known, rows = vocabulary(), []
    for clause, written in zip(clauses, pack.clauses, strict=True):
        for place, block in enumerate(written.blocks, start=1):
            data, when = translate(block, words())
            if faults := check(block.kind, data, when, known):
                refusal = ParameterRefusedError(faults)
                refusal.add_note(f"{draft.number}, line {block.line}")
                raise refusal
            rows.append(Parameter(clause=clause, kind=block.kind, name=block.name, data=data, when=when, order=place))
    Parameter.objects.bulk_create(rows)


def _enact(draft: RegulationVersion, *, by: Actor) -> RegulationVersion:
    """Put a shipped pack in force at once: a new company starts with it, and may change it on the pages."""
    submit(draft, by=by)
    return approve(draft, by=by)
