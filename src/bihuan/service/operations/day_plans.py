"""Planning a whole day: worked out in the background, accepted job by job (SVC-08)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.kernel.tasks import task
from bihuan.organization.models import Outlet, Staff
from bihuan.service.models import DayPlan, ServiceRequest, WorkOrder
from bihuan.service.operations.calendar import put_to
from bihuan.service.operations.crew import add_helper, remove_helper
from bihuan.service.operations.dispatch import Assignment, dispatch, reassign
from bihuan.service.queries.planned_day import PlannedDay
from bihuan.service.rules.crews import seated
from bihuan.service.rules.planning import Plan, Problem, by_insertion
from bihuan.service.rules.routing import by_vroom, is_installed
from bihuan.service.states.orders import MOVABLE

STEP = 10  # jobs between two words about the progress


@transaction.atomic
def begin_plan(day: date, *, outlet: Outlet | None, by: Any, is_again: bool = False) -> DayPlan:
    """Have a day planned in the background.

    Args:
        is_again: lay out anew what was planned before and nobody has set out for; of somebody who is away it is
            laid out anew in any case.

    Raises:
        OperationError: the day is over.
    """
    permit(by, "service.plan_days")
    if day < timezone.localdate():
        raise OperationError(_("This day is over."), field="day")
    plan: DayPlan = DayPlan.objects.create(day=day, outlet=outlet, made_by=by, is_again=is_again)
    history.append(plan, "register", by=by, is_first=True)
    work_out.enqueue(plan_id=plan.pk)
    return plan


@task
def work_out(plan_id: int) -> None:
    """Work a plan out and keep it; done twice it stays the first."""
    plan = DayPlan.objects.select_related("outlet", "made_by").filter(pk=plan_id, content__isnull=True).first()
    if plan is None:
        return
    asked = PlannedDay(plan.day, plan.outlet, plan.made_by, is_again=plan.is_again)
    problem = asked.problem()
    DayPlan.objects.filter(pk=plan.pk).update(total=len(problem.jobs))

    def tell(done: int, total: int) -> None:
        if done % STEP == 0 or done == total:
            DayPlan.objects.filter(pk=plan.pk).update(done=done)

    seats = seated(problem)
    name, rest = _solved(seats.problem, tell)
    found = seats.joined(rest)
    DayPlan.objects.filter(pk=plan.pk, content__isnull=True).update(
        content=asked.kept(problem, found), solver=name, done=len(problem.jobs)
    )


def _solved(problem: Problem, tell: Any) -> tuple[str, Plan]:
    """Return the better of the solvers' plans and whose it is; the solver minds neither late jobs nor fair shares."""
    own = by_insertion(problem, progress=tell)
    other = by_vroom(problem) if is_installed() else own
    return ("vroom", other) if other.worth < own.worth else ("insertion", own)


def accept_plan(plan: DayPlan, requests: Iterable[int], *, by: Actor, backs: Iterable[int] = ()) -> dict[str, int]:
    """Dispatch the chosen jobs of a plan, each by itself: what can't go any more is told, the rest goes on.

    Each job is a transaction of its own: many in one would hold each other's locks crosswise when two
    dispatchers accept at once. Begun again, it goes on where it stopped. What was planned before goes to its new
    technician or time; where one job waits for the place of another, it is tried again after that one.

    Args:
        backs: planned jobs that found no place; they wait to be dispatched again.

    Returns:
        how many were sent (`sent`), wait for approval (`asked`), couldn't be sent (`refused`).
    """
    permit(by, "service.plan_days")
    wanted, given_back, counts = set(requests), set(backs), {"sent": 0, "asked": 0, "refused": 0}
    plan.refresh_from_db()
    content = plan.content or {"lines": [], "left": []}
    stops = [(line["technician"], stop) for line in content["lines"] for stop in line["stops"]]
    stops += [(None, one) for one in content["left"] if one.get("was") and one["request"] in given_back]
    chosen = wanted | given_back
    pending = [one for one in stops if one[1]["request"] in chosen and str(one[1]["request"]) not in plan.taken]
    while pending:
        tried = [(one, *_sent(*one, by=by)) for one in pending]
        done = [one for one in tried if one[1] != "refused"]
        last = not done or len(done) == len(tried)
        for (_technician, stop), outcome, words in tried if last else done:
            counts[outcome] += 1
            plan = _noted(plan, stop["request"], words, by=by)
        pending = [] if last else [one for one, outcome, _words in tried if outcome == "refused"]
    return counts


@transaction.atomic
def _noted(plan: DayPlan, request: int, words: str, *, by: Actor) -> DayPlan:
    plan = locked(DayPlan, plan.pk)
    history.change(plan, by=by, verb="accept_plan", taken={**plan.taken, str(request): words})
    return plan


def _sent(technician: int | None, stop: dict[str, Any], *, by: Actor) -> tuple[str, str]:
    """Return what became of one job: `sent`, `asked` or `refused`, and the sentence for it."""
    try:
        with transaction.atomic():
            request = ServiceRequest.objects.visible_to(by).get(pk=stop["request"])
            if stop.get("was"):
                order = _again(technician, stop, by=by)
            else:
                order = dispatch(request, _chosen(technician, stop), by=by)
    except OperationError as refusal:
        return "refused", str(refusal.message)
    except (PermissionDenied, ServiceRequest.DoesNotExist):
        return "refused", str(_("Not yours to dispatch."))
    return ("sent", "") if order else ("asked", str(_("awaits the superior's approval")))


def _chosen(technician: int | None, stop: dict[str, Any]) -> Assignment:
    reason = str(_("Plan of the day, %(way)s minutes on the way") % {"way": stop["way"]})
    return Assignment(
        technician_id=technician or 0, planned_at=datetime.fromisoformat(stop["start"]), reason=reason,
        planned_minutes=stop["minutes"], helpers=tuple(stop.get("helpers") or ()),
    )  # fmt: skip


def _again(technician: int | None, stop: dict[str, Any], *, by: Actor) -> WorkOrder | None:
    """Give a planned job to another technician, put it to another time or back to those that wait.

    Raises:
        OperationError: it is no longer where the plan found it, or what `reassign` and `put_to` refuse.
    """
    was, note = stop["was"], str(_("The day was planned anew."))
    order = locked(WorkOrder, was["order"])
    if (order.technician_id, order.planned_at) != (was["technician"], datetime.fromisoformat(was["start"])):
        raise OperationError(_("It was changed meanwhile."))
    if order.state not in MOVABLE:
        raise OperationError(_("Only a job that has not begun can be put to another time."))
    if technician is None:
        return _give_back(order, note=note, by=by)
    chosen = replace(_chosen(technician, stop), reason=note)
    if technician != order.technician_id:
        return reassign(order.request, chosen, by=by)
    if order.planned_at != chosen.planned_at:
        at = datetime.fromisoformat(stop["start"])
        put_to(order, planned_at=at, planned_minutes=stop["minutes"], note=note, by=by)
    for person in Staff.objects.filter(pk__in={*was["helpers"]} - {*chosen.helpers}):
        remove_helper(order, person, note=note, by=by)
    for person in Staff.objects.filter(pk__in={*chosen.helpers} - {*was["helpers"]}):
        add_helper(order, person, by=by)
    return order


def _give_back(order: WorkOrder, *, note: str, by: Actor) -> WorkOrder:
    """Let a job wait to be dispatched again: nobody has time for it that day."""
    request = locked(ServiceRequest, order.request_id)
    permit(by, "service.dispatch_request", request)
    perform(order, "withdraw", by=by, note=note)
    perform(request, "recall", by=SYSTEM, note=note, changes={"technician": None})
    return order
