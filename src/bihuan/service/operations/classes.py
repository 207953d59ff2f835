"""Editing the classification of requests (GEN, SVC-02)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.regulations.models import Parameter, RegulationVersion
from bihuan.regulations.queries import previous_of, ruleset
from bihuan.regulations.states import RegulationInForce
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.operations.intake import change

LONGEST_CODE = 12
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
def follow_classification(version: RegulationVersion, *, by: Actor) -> int:
    """Let the classes follow the clause of a version that comes into force (GEN 5.2); return how many changed.

    For the codes a clause lists it is the truth: new ones are added, others take its words. A code it no longer
    lists goes out of use, never away, as requests stand in it; classes that no clause ever listed stay as they are.

    Raises:
        OperationError: a code is too long for a class.
    """
    items, before = _listed(version), _listed(previous_of(version))
    known = {row.code: row for row in FaultClass.objects.all()}
    if not known or not (items or before):
        return 0
    changed = 0
    for code, (name, group) in items.items():
        values = {"name": name, "parent": known.get(group), "is_active": True}
        changed += _follow(known, code, values, version, by)
    for code in before.keys() - items.keys() & known.keys():
        changed += _follow(known, code, {"is_active": False}, version, by)
    return changed


def on_in_force(event: RegulationInForce) -> None:
    """Follow a version's classification on the day it begins to count."""
    follow_classification(event.record, by=event.by)


def _listed(version: RegulationVersion | None) -> dict[str, tuple[str, str]]:
    """Return what a version's classification lists: code to name and group."""
    rows = Parameter.objects.filter(clause__version=version, kind="classification") if version else []
    items = [item for row in rows if row.data.get("scheme") == SCHEME for item in row.data["items"]]
    return {item["code"]: (item["label"][:60], item.get("parent", "")) for item in items}


def _follow(
    known: dict[str, FaultClass], code: str, values: dict[str, Any], version: RegulationVersion, by: Actor
) -> bool:
    if len(code) > LONGEST_CODE:
        raise OperationError(_("The class code %(code)s is too long.") % {"code": code})
    if code in known:
        return history.change(locked(FaultClass, known[code].pk), by=by, note=version.number, **values)
    known[code] = FaultClass.objects.create(code=code, **values)
    history.append(known[code], "add", by=by, note=version.number, is_first=True)
    return True


@transaction.atomic
def classify(requests: list[ServiceRequest], fault_class: FaultClass, *, by: Actor) -> int:
    """Put several requests into one class; return how many were changed."""
    others = [request for request in requests if request.fault_class_id != fault_class.pk]
    for request in others:
        change(request, by=by, fault_class=fault_class)
    return len(others)
