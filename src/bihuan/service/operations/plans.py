"""Emergency plans and their call lists (SVC-23)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.service.models import EmergencyPlan


@transaction.atomic
def save_plan(plan: EmergencyPlan | None, *, by: Actor, revision: int | None = None, **values: Any) -> EmergencyPlan:
    """Write a plan, or a new one: name, business, first measures, when which level is declared.

    Raises:
        OperationError: another plan has this name.
    """
    permit(by, "service.edit_plans")
    same = EmergencyPlan.objects.filter(name=values.get("name", ""))
    if same.exclude(pk=plan.pk if plan else None).exists():
        raise OperationError(_("There is a plan of this name."), field="name")
    if plan is None:
        plan = EmergencyPlan.objects.create(**values)
        history.append(plan, "create", by=by, is_first=True)
        return plan
    plan = locked(EmergencyPlan, plan.pk, revision=revision)
    history.change(plan, by=by, **values)
    return plan


@transaction.atomic
def put_on_call(plan: EmergencyPlan, *, staff: Staff, order: int, by: Actor, task: str = "") -> None:
    """Put somebody on the call list, or move him to another place."""
    permit(by, "service.edit_plans")
    plan = locked(EmergencyPlan, plan.pk)
    plan.on_call.update_or_create(staff=staff, defaults={"order": order, "task": task.strip()[:60]})
    history.append(plan, "put_on_call", by=by, note=f"{order}. {staff.name}")


@transaction.atomic
def take_off_call(plan: EmergencyPlan, *, staff: Staff, by: Actor) -> None:
    """Take somebody off the call list."""
    permit(by, "service.edit_plans")
    plan = locked(EmergencyPlan, plan.pk)
    if plan.on_call.filter(staff=staff).delete()[0]:
        history.append(plan, "take_off_call", by=by, note=staff.name)
