"""Planning a whole day: worked out in the background, accepted job by job (SVC-08)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.kernel.tasks import task
from bihuan.organization.models import Outlet
from bihuan.service.models import DayPlan, ServiceRequest
from bihuan.service.operations.dispatch import Assignment, dispatch
from bihuan.service.queries.day_plans import PlannedDay
from bihuan.service.rules.planning import Plan, Problem, by_insertion
from bihuan.service.rules.routing import by_vroom, is_installed

STEP = 10  # jobs between two words about the progress


@transaction.atomic
def begin_plan(day: date, *, outlet: Outlet | None, by: Any) -> DayPlan:
    """Have a day planned in the background.

    Raises:
        OperationError: the day is over.
    """
    permit(by, "service.plan_days")
    if day < timezone.localdate():
        raise OperationError(_("This day is over."), field="day")
    plan: DayPlan = DayPlan.objects.create(day=day, outlet=outlet, made_by=by)
    history.append(plan, "register", by=by, is_first=True)
    work_out.enqueue(plan_id=plan.pk)
    return plan


@task
def work_out(plan_id: int) -> None:
    """Work a plan out and keep it; done twice it stays the first."""
    plan = DayPlan.objects.select_related("outlet", "made_by").filter(pk=plan_id, content__isnull=True).first()
    if plan is None:
        return
    asked = PlannedDay(plan.day, plan.outlet, plan.made_by)
    problem = asked.problem()
    DayPlan.objects.filter(pk=plan.pk).update(total=len(problem.jobs))

    def tell(done: int, total: int) -> None:
        if done % STEP == 0 or done == total:
            DayPlan.objects.filter(pk=plan.pk).update(done=done)

    name, found = _solved(problem, tell)
    DayPlan.objects.filter(pk=plan.pk, content__isnull=True).update(
        content=asked.kept(problem, found), solver=name, done=len(problem.jobs)
    )


def _solved(problem: Problem, tell: Any) -> tuple[str, Plan]:
    """Return the better of the solvers' plans and whose it is; the solver minds neither late jobs nor fair shares."""
    own = by_insertion(problem, progress=tell)
    other = by_vroom(problem) if is_installed() else own
    return ("vroom", other) if other.worth < own.worth else ("insertion", own)


def accept_plan(plan: DayPlan, requests: Iterable[int], *, by: Actor) -> dict[str, int]:
    """Dispatch the chosen jobs of a plan, each by itself: what can't go any more is told, the rest goes on.

    Each job is a transaction of its own: many in one would hold each other's locks crosswise when two
    dispatchers accept at once. Begun again, it goes on where it stopped.

    Returns:
        how many were sent (`sent`), wait for approval (`asked`), couldn't be sent (`refused`).
    """
    permit(by, "service.plan_days")
    wanted, counts = set(requests), {"sent": 0, "asked": 0, "refused": 0}
    plan.refresh_from_db()
    for line in (plan.content or {"lines": []})["lines"]:
        for stop in line["stops"]:
            if stop["request"] in wanted and str(stop["request"]) not in plan.taken:
                outcome, words = _sent(line["technician"], stop, by=by)
                counts[outcome] += 1
                plan = _noted(plan, stop["request"], words, by=by)
    return counts


@transaction.atomic
def _noted(plan: DayPlan, request: int, words: str, *, by: Actor) -> DayPlan:
    plan = locked(DayPlan, plan.pk)
    history.change(plan, by=by, verb="accept_plan", taken={**plan.taken, str(request): words})
    return plan


def _sent(technician: int, stop: dict[str, Any], *, by: Actor) -> tuple[str, str]:
    """Return what became of one job: `sent`, `asked` or `refused`, and the sentence for it."""
    at = datetime.fromisoformat(stop["start"])
    reason = str(_("Plan of the day, %(way)s minutes on the way") % {"way": stop["way"]})
    chosen = Assignment(technician_id=technician, planned_at=at, planned_minutes=stop["minutes"], reason=reason)
    try:
        with transaction.atomic():
            order = dispatch(ServiceRequest.objects.visible_to(by).get(pk=stop["request"]), chosen, by=by)
    except OperationError as refusal:
        return "refused", str(refusal.message)
    except (PermissionDenied, ServiceRequest.DoesNotExist):
        return "refused", str(_("Not yours to dispatch."))
    return ("sent", "") if order else ("asked", str(_("awaits the superior's approval")))
