"""What an inspection and a compensation share: locked with their complaint, told in its history."""

from typing import TypeVar

from bihuan.complaints.models import Compensation, Complaint, Inspection
from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import locked

R = TypeVar("R", Compensation, Inspection)


def locked_beside(row: R, revision: int | None = None) -> R:
    """Return the row locked, its complaint before it: always in this order."""
    locked(Complaint, row.complaint_id)
    return locked(type(row), row.pk, revision=revision)


def tell_complaint(row: Compensation | Inspection, verb: str, *words: str, by: Actor) -> None:
    """Say it in the complaint's history too."""
    complaint = locked(Complaint, row.complaint_id)
    history.append(complaint, verb, by=by, note=" ".join(filter(None, [row.number, *words])))
