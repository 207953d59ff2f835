"""Emergency plans and their call lists (SVC-23)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy.unmasking import unmask
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.service.models import EmergencyPlan, OnCall


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
def put_on_call(
    plan: EmergencyPlan, *, staff: Staff | None = None, order: int, by: Actor, task: str = "", name: str = "",
    phone: str = "",
) -> None:  # fmt: skip
    """Put somebody on the call list, or move him to another place.

    Args:
        name, phone: of a helper from outside, who has no account and answers by a link.

    Raises:
        OperationError: neither a colleague nor a name, both of them, or a helper without a phone.
    """
    permit(by, "service.edit_plans")
    plan, name = locked(EmergencyPlan, plan.pk), name.strip()
    if (staff is None) == (not name):
        raise OperationError(_("Choose a colleague, or write a helper's name."), field="name")
    values = {"order": order, "task": task.strip()[:60]}
    if staff is not None:
        plan.on_call.update_or_create(staff=staff, defaults=values)
    else:
        values["phone"] = required(phone, _("Write the phone he can be reached at."), field="phone")
        plan.on_call.update_or_create(staff=None, name=name[:40], defaults=values)
    history.append(plan, "put_on_call", by=by, note=f"{order}. {staff.name if staff else name}")


@transaction.atomic
def take_off_call(line: OnCall, *, by: Actor) -> None:
    """Take somebody off the call list; done twice it changes nothing."""
    permit(by, "service.edit_plans")
    plan = locked(EmergencyPlan, line.plan_id)
    if plan.on_call.filter(pk=line.pk).delete()[0]:
        history.append(plan, "take_off_call", by=by, note=line.person)


@transaction.atomic
def reveal_phones(plan: EmergencyPlan, *, reason: str, by: Actor) -> dict[int, str]:
    """Return the phones on a call list in clear by line, to be printed; each display is logged (SEC-01).

    Raises:
        OperationError: no reason.
    """
    permit(by, "service.print_call_list", plan)
    lines = plan.on_call.select_related("staff")
    return {line.pk: unmask(line.reached_at, "phone", by=by, reason=reason) for line in lines}
