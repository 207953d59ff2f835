"""Editing the classification of requests (GEN, SVC-02)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.regulations.queries import ruleset
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.operations.intake import change

SCHEME = "fault_class"  # what clauses call this classification


@transaction.atomic
def save_class(row: FaultClass, *, by: Actor) -> FaultClass:
    """Add a class or group, or change one.

    Raises:
        OperationError: a group with classes can't itself become a class of another group.
    """
    permit(by, "service.edit_classes")
    if row.pk and row.parent_id and row.children.exists():
        raise OperationError(_("A group that has classes stays a group."), field="parent")
    names = ("code", "name", "parent", "skill", "is_active")
    if row.pk is None:
        row.save()
        history.append(row, "add", by=by, changes={"name": [None, row.name]}, is_first=True)
        return row
    kept = locked(FaultClass, row.pk)
    history.change(kept, by=by, **{name: getattr(row, name) for name in names})
    return kept


@transaction.atomic
def preset_classes(*, by: Actor) -> int:
    """Enter the classes that the clauses in force preset, where none are kept yet; return how many (GEN 5.2).

    Afterwards the classification is the service manager's to edit; a second call does nothing.
    """
    permit(by, "service.edit_classes")
    if FaultClass.objects.exists():
        return 0
    made: dict[str, FaultClass] = {}
    for view in ruleset().matching("classification", {}, scheme=SCHEME):
        for item in view.data["items"]:
            row = FaultClass(code=item["code"], name=item["label"], parent=made.get(item.get("parent", "")))
            made[row.code] = save_class(row, by=by)
    return len(made)


@transaction.atomic
def classify(requests: list[ServiceRequest], fault_class: FaultClass, *, by: Actor) -> int:
    """Put several requests into one class; return how many were changed."""
    others = [request for request in requests if request.fault_class_id != fault_class.pk]
    for request in others:
        change(request, by=by, fault_class=fault_class)
    return len(others)
