"""Add, edit and remove what a clause of a draft enforces (REG-02)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError
from bihuan.regulations.models import Clause, Parameter
from bihuan.regulations.operations.drafts import note_edit, open_draft
from bihuan.regulations.queries import vocabulary
from bihuan.regulations.queries.words import KIND_WORDS, sentence
from bihuan.regulations.rules import Fault, check

Data = Mapping[str, Any]


class ParameterRefusedError(OperationError):
    """A parameter that could not run; `faults` say where."""

    def __init__(self, faults: list[Fault]) -> None:
        where = ", ".join(f"{fault.path} ({fault.code})" for fault in faults)
        message = _("This parameter can't run: %(where)s") % {"where": where}
        super().__init__(message, field=faults[0].path.split(".")[0])
        self.faults = faults


@transaction.atomic
def add_parameter(
    clause: Clause, *, kind: str, name: str, data: Data, when: Data, by: Actor, revision: int | None = None
) -> Parameter:
    """Add a parameter to a clause of a draft.

    Args:
        kind: a key of `rules.KINDS`.
        name: what it is among its kind; parameters of one kind and name compete (REG-04).
        data: its fields, see `rules.schemas`.
        when: its condition, see `rules.conditions`.

    Raises:
        ParameterRefusedError: a field says something that can't run.
        OperationError: the version is no draft.
        Stale: somebody else has edited the version since `revision`.
    """
    draft = open_draft(clause.version, by=by, revision=revision)
    refuse_faults(kind, data, when)
    row = Parameter.objects.create(
        clause=clause, kind=kind, name=name, data=dict(data), when=dict(when), order=clause.parameters.count() + 1
    )
    note_edit(draft, "add_parameter", {_place(clause, kind, name): ["", sentence(kind, data, when)]}, by=by)
    return row


@transaction.atomic
def edit_parameter(
    parameter: Parameter, *, name: str, data: Data, when: Data, by: Actor, revision: int | None = None
) -> Parameter:
    """Change a parameter of a draft. Raises as `add_parameter`."""
    draft = open_draft(parameter.clause.version, by=by, revision=revision)
    refuse_faults(parameter.kind, data, when)
    if (parameter.name, parameter.data, parameter.when) == (name, dict(data), dict(when)):
        return parameter
    old = sentence(parameter.kind, parameter.data, parameter.when)
    parameter.name, parameter.data, parameter.when = name, dict(data), dict(when)
    parameter.save()
    key = _place(parameter.clause, parameter.kind, name)
    note_edit(draft, "edit_parameter", {key: [old, sentence(parameter.kind, data, when)]}, by=by)
    return parameter


@transaction.atomic
def remove_parameter(parameter: Parameter, *, by: Actor, revision: int | None = None) -> None:
    """Remove a parameter from a draft. Raises OperationError, Stale as `add_parameter`."""
    draft = open_draft(parameter.clause.version, by=by, revision=revision)
    key = _place(parameter.clause, parameter.kind, parameter.name)
    parameter.delete()
    note_edit(draft, "remove_parameter", {key: [sentence(parameter.kind, parameter.data, parameter.when), ""]}, by=by)


def refuse_faults(kind: str, data: Data, when: Data) -> None:
    """Stop a parameter that could not run. Raises ParameterRefusedError."""
    if faults := check(kind, data, when, vocabulary()):
        raise ParameterRefusedError(faults)


def _place(clause: Clause, kind: str, name: str) -> str:
    return f"{clause.number} {KIND_WORDS[kind]} {name}"
