"""Add, edit and remove clauses of a draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError
from bihuan.regulations.models import Clause, RegulationVersion
from bihuan.regulations.operations.drafts import note_edit, open_draft


@transaction.atomic
def add_clause(
    version: RegulationVersion, *, number: str, heading: str, text: str, by: Actor, revision: int | None = None
) -> Clause:
    """Add a clause where its number belongs; without a number, a chapter heading at the end (REG-01).

    Raises:
        OperationError: the version is no draft, or the number is taken.
    """
    draft = open_draft(version, by=by, revision=revision)
    _refuse_double(draft, number)
    clause = Clause.objects.create(version=draft, number=number, heading=heading, text=text, order=0)
    put_in_order(draft, clause)
    note_edit(draft, "add_clause", {number or heading: ["", text or heading]}, by=by)
    return clause


@transaction.atomic
def edit_clause(
    clause: Clause, *, number: str, heading: str, text: str, by: Actor, revision: int | None = None
) -> Clause:
    """Change a clause's number, heading or wording. Raises OperationError, Stale as `add_clause`."""
    draft = open_draft(clause.version, by=by, revision=revision)
    _refuse_double(draft, number, but=clause.pk)
    changes, before = {}, clause.number or clause.heading
    fields: Any = clause._meta
    for name, new in (("number", number), ("heading", heading), ("text", text)):
        if (old := getattr(clause, name)) != new:
            changes[f"{before} {fields.get_field(name).verbose_name}"] = [old, new]
            setattr(clause, name, new)
    if not changes:
        return clause
    clause.save()
    if clause.number != before:
        put_in_order(draft, clause)
    note_edit(draft, "edit_clause", changes, by=by)
    return clause


@transaction.atomic
def remove_clause(clause: Clause, *, by: Actor, revision: int | None = None) -> None:
    """Remove a clause and its parameters from a draft. Raises OperationError, Stale as `add_clause`."""
    draft = open_draft(clause.version, by=by, revision=revision)
    clause.parameters.all().delete()
    clause.delete()
    removed = {clause.number or clause.heading: [clause.text or clause.heading, ""]}
    note_edit(draft, "remove_clause", removed, by=by)


def put_in_order(draft: RegulationVersion, moved: Clause) -> None:
    """Renumber the places so that a clause stands after the last one whose number comes before its own."""
    others = list(draft.clauses.exclude(pk=moved.pk))
    place = len(others)
    if moved.number:
        own = _numeric(moved.number)
        smaller = [i for i, clause in enumerate(others) if clause.number and _numeric(clause.number) < own]
        bigger = [i for i, clause in enumerate(others) if clause.number and _numeric(clause.number) > own]
        if smaller:
            place = smaller[-1] + 1
        elif bigger:
            place = bigger[0]
    others.insert(place, moved)
    for order, clause in enumerate(others, start=1):
        clause.order = order
    Clause.objects.bulk_update(others, ["order"])


def _numeric(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


def _refuse_double(draft: RegulationVersion, number: str, but: int | None = None) -> None:
    if number and draft.clauses.filter(number=number).exclude(pk=but or 0).exists():
        raise OperationError(_("Clause %(number)s is there already.") % {"number": number}, field="number")
