"""The checklists of the function test, edited on their page."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.service.models import FunctionCheck


@transaction.atomic
def save_check(point: FunctionCheck | None, *, by: Actor, revision: int | None = None, **fields: Any) -> FunctionCheck:
    """Add a point to a checklist or change one; tests done before keep what they checked.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: the bounds are the wrong way round, or bounds stand without a value.
    """
    permit(by, "service.edit_checks")
    low, high = fields.get("low"), fields.get("high")
    if low is not None and high is not None and low > high:
        raise OperationError(_("The lower bound lies above the upper one."), field="high")
    if (low is not None or high is not None) and not fields.get("is_measured"):
        raise OperationError(_("Bounds need a value that is measured."), field="is_measured")
    if fields.get("better") and not fields.get("is_measured"):
        raise OperationError(_("Only a measured value has a better direction."), field="better")
    if point is None:
        made = FunctionCheck.objects.create(**fields)
        history.append(made, "register", by=by, changes={"name": [None, made.name]}, is_first=True)
        return made
    row = locked(FunctionCheck, point.pk, revision=revision)
    history.change(row, by=by, **fields)
    return row
