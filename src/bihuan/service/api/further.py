"""The fields that clauses add to the register, for other systems (REG-02)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ninja import Field, Schema

from bihuan.kernel.api import answers
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.regulations.queries.words import when_words
from bihuan.service.api.routes import READ, router
from bihuan.service.forms import EXTRA
from bihuan.service.queries.further import offered

FURTHER = (
    "Fields that clauses of the regulations in force add to the register, by name; `GET /requests/fields` lists them."
    " A required one that is missing is answered with 422, and the field's name as `extra.<name>`."
)


@contextmanager
def named_for_programs() -> Iterator[None]:
    """Let a refusal name a further field as it is sent: `extra.place`."""
    try:
        yield
    except OperationError as refusal:
        if (refusal.field or "").startswith(EXTRA):
            refusal.field = f"extra.{(refusal.field or '').removeprefix(EXTRA)}"
        raise


class FieldOut(Schema):
    """A field that a clause adds to the register."""

    name: str
    label: str
    type: str
    choices: list[str]
    required: bool
    applies_to: dict[str, list[str]] = Field(description="Product lines, areas and so on it is limited to")
    applies_when: str = Field(description="The clause's own condition in words; empty: none")
    clause: str
    clause_url: str


@router.get("/requests/fields", auth=READ, response=answers({200: list[FieldOut]}), summary="Further fields")
def further_fields(request: StaffRequest) -> list[dict[str, Any]]:
    """List the fields that clauses in force add to the register; send them as `extra` of a request."""
    return [
        {
            "name": view.name, "label": view.data["label"], "type": view.data["type"], "clause": view.label,
            "choices": list(view.data.get("choices") or ()), "required": bool(view.data.get("required")),
            "applies_to": {one.fact: sorted(one.allowed) for one in view.conditions if one.allowed},
            "applies_when": when_words(view.when), "clause_url": view.url,
        }
        for view in offered()
    ]  # fmt: skip
