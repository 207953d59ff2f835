"""Parts and places: entered and changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.parts.models import Part, Place
from bihuan.parts.rules import code_key
from bihuan.parts.states import PlaceKind

MANY = ("fits_lines", "fits_models")


@transaction.atomic
def add_part(*, code: str, name: str, by: Actor, source: str = "web", **fields: Any) -> Part:
    """Enter a spare part and return it (PRT-01).

    Args:
        code: its part number; two that differ in width, case, blanks or dashes alone are one.
        fields: `unit_of_measure`, `list_price` and `cost_price` in CNY, `is_serialised`, `is_due_back`,
            `remarks`; `fits_lines` and `fits_models`, none for any product.

    Raises:
        OperationError: no number, or one that is on file already.
    """
    permit(by, "parts.edit_catalogue")
    many = {key: fields.pop(key) for key in MANY if key in fields}
    part = Part(code=code.strip(), name=name.strip(), **fields)
    _check_code(part)
    part.save()
    _fit(part, many)
    history.append(part, "register", by=by, changes={"code": [None, part.code]}, source=source, is_first=True)
    search.index(Part.kind(), part.pk, searchable(part))
    return part


@transaction.atomic
def change_part(part: Part, *, by: Actor, revision: int | None = None, source: str = "web", **fields: Any) -> Part:
    """Correct what is on file about a part; being obsolete has its own operation.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: the number is another part's.
    """
    permit(by, "parts.edit_catalogue", part)
    row = locked(Part, part.pk, revision=revision)
    many = {key: fields.pop(key) for key in MANY if key in fields}
    if "code" in fields:
        _check_code(Part(pk=row.pk, code=fields["code"]))
        row.code_key = code_key(fields["code"])
        fields["code_key"] = row.code_key
    history.change(row, by=by, source=source, **fields)
    _fit(row, many)
    search.index(Part.kind(), row.pk, searchable(row))
    return row


@transaction.atomic
def make_obsolete(part: Part, *, note: str, by: Actor, revision: int | None = None) -> Part:
    """Take a part out of use: it is not offered any more and never runs low; what still lies there is written off.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: no reason, or it is obsolete already.
    """
    return _age(part, "make_obsolete", True, note, by, revision)


@transaction.atomic
def make_current(part: Part, *, note: str, by: Actor, revision: int | None = None) -> Part:
    """Put an obsolete part back into use.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: no reason, or it is in use.
    """
    return _age(part, "make_current", False, note, by, revision)


def _age(part: Part, verb: str, is_obsolete: bool, note: str, by: Actor, revision: int | None) -> Part:
    permit(by, "parts.edit_catalogue", part)
    row = locked(Part, part.pk, revision=revision)
    words = required(note, _("Write why."))
    if row.is_obsolete == is_obsolete:
        raise OperationError(_("This was decided already."))
    history.change(row, by=by, verb=verb, note=words, is_obsolete=is_obsolete)
    return row


@transaction.atomic
def add_place(*, code: str, name: str, place_kind: str, by: Actor, **fields: Any) -> Place:
    """Add a warehouse, an outlet's store or a technician's van (PRT-01).

    Raises:
        OperationError: the code is taken, a van names nobody, or the technician has one already.
    """
    permit(by, "parts.edit_places")
    place = Place(code=code.strip(), name=name.strip(), place_kind=place_kind, **fields)
    _check_place(place)
    place.save()
    history.append(place, "register", by=by, changes={"code": [None, place.code]}, is_first=True)
    return place


@transaction.atomic
def change_place(place: Place, *, by: Actor, revision: int | None = None, **fields: Any) -> Place:
    """Change a place.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: as when adding one.
    """
    permit(by, "parts.edit_places", place)
    row = locked(Place, place.pk, revision=revision)
    draft = Place.objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(draft, name, value)
    _check_place(draft)
    history.change(row, by=by, **fields)
    return row


def searchable(part: Part) -> str:
    """Return the words a part is found by."""
    return " ".join(filter(None, [part.code, part.code_key, part.name, part.remarks]))


def _fit(part: Part, many: dict[str, Any]) -> None:
    for key, rows in many.items():
        getattr(part, key).set(rows)


def _check_code(part: Part) -> None:
    key = code_key(part.code)
    if not key:
        raise OperationError(_("Give the part number."), field="code")
    if Part.objects.filter(code_key=key).exclude(pk=part.pk).exists():
        raise OperationError(_("There is a part with this number already."), field="code")


def _check_place(place: Place) -> None:
    if place.place_kind == PlaceKind.VAN and place.technician_id is None:
        raise OperationError(_("Say whose van it is."), field="technician")
    if place.place_kind != PlaceKind.VAN and place.technician_id is not None:
        raise OperationError(_("Only a van belongs to a technician."), field="technician")
    try:
        place.validate_unique()
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise OperationError(_("There is one of these already."), field=field) from None
