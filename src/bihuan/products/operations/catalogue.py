"""Entries of the catalogue and maintenance contracts: added and changed alike."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import Batch, FaultCode, ProductLine, ProductModel, ServiceContract
from bihuan.products.operations.checking import tried

LibraryT = TypeVar("LibraryT", Batch, FaultCode, ProductLine, ProductModel, ServiceContract)


@transaction.atomic
def add(model: type[LibraryT], /, *, by: Actor, **fields: Any) -> LibraryT:
    """Add a model, line, batch, fault code or service contract.

    Raises:
        OperationError: there is one of that code already, or dates don't agree.
    """
    permit(by, _library_permission(model))
    record = model(**fields)
    _valid(record)
    record.save()
    history.append(
        record,
        "register",
        by=by,
        changes={"number" if hasattr(record, "number") else "name": [None, str(record)]},
        is_first=True,
    )
    return record


@transaction.atomic
def change(record: LibraryT, *, by: Actor, revision: int | None = None, **fields: Any) -> LibraryT:
    """Change a model, line, batch, fault code or service contract.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: there is another one of that code, or dates don't agree.
    """
    permit(by, _library_permission(type(record)))
    row = locked(type(record), record.pk, revision=revision)
    _valid(tried(row, fields))
    history.change(row, by=by, source="web", **fields)
    return row


def _library_permission(model: type[Any]) -> str:
    return "products.edit_contracts" if model is ServiceContract else "products.edit_catalogue"


def _valid(record: Any) -> None:
    """Let the model's own constraints speak at the fields of the form."""
    if isinstance(record, ServiceContract) and record.ends_on < record.starts_on:
        raise OperationError(_("It ends before it begins."), field="ends_on")
    try:
        record.validate_unique()
        record.validate_constraints()
    except ValidationError:
        field = "number" if isinstance(record, ServiceContract) else "code"
        raise OperationError(_("There is one with this code already."), field=field) from None
