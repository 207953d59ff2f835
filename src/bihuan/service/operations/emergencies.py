"""Emergencies: declared, people called until enough have said yes, stood down, reviewed (PROP, SVC-23).

Everything that counts answers happens under the emergency's lock: those who said yes and those still
asked are never more than are needed when somebody is called, and nobody counts twice.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.events import publish
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Leave, Staff
from bihuan.organization.rules import stand_in
from bihuan.organization.states import Post
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.regulations.queries.authority import authority, posts_for
from bihuan.service.models import Emergency, EmergencyCall, EmergencyPlan, ServiceRequest
from bihuan.service.states.emergencies import (
    COMING,
    RUNNING_EMERGENCY,
    CallListUsedUp,
    EmergencyDeclared,
    EmergencyMobilised,
    EmergencyState,
    PeopleCalled,
    Reply,
)

ACT = "declare_emergency"
ANSWERS = (*COMING, Reply.NO)
NAMELESS = (Post.GENERAL_MANAGER,)  # who declares where no clause says it


@transaction.atomic
def declare(
    plan: EmergencyPlan, *, level: str, place: str, situation: str, by: Staff, request: ServiceRequest | None = None
) -> Emergency:
    """Declare an emergency and call as many from the plan's list as the clause wants (SVC-23).

    Raises:
        OperationError: nothing written, the clause names other posts for this level, or no clause says how
            many people are needed.
    """
    permit(by, "service.declare_emergency")
    now = timezone.now()
    emergency = Emergency(
        plan=plan, level=level, request=request, outlet=request.outlet if request else by.outlet,
        place=required(place, _("Write where it happened."), field="place")[:120],
        situation=required(situation, _("Write what has happened."), field="situation"), declared_by=by,
        declared_at=now, owner=by, state=EmergencyState.CALLING,
    )  # fmt: skip
    _permit_level(emergency, by)
    terms = call_out(emergency)
    emergency.needed, emergency.clause_id = int(terms.data["people"]), terms.clause_id
    emergency.answer_minutes = int(terms.data["answer_minutes"])
    emergency.number = next_number("EM", at=now)
    begin(emergency, by=by, event=EmergencyDeclared, at=now, note=str(terms.label))
    search.index(emergency.kind(), emergency.pk, f"{emergency.number} {plan.name} {emergency.place} {situation}")
    _press_on(emergency, now)
    return emergency


def _permit_level(emergency: Emergency, by: Staff) -> None:
    clause = authority(ACT, emergency.facts())
    posts = posts_for(clause, NAMELESS)
    if not by.holds(*posts):
        names = "、".join(str(Post(post).label) for post in posts)
        said = _("By %(clause)s this level is declared by: %(posts)s.")
        raise OperationError(said % {"clause": clause.label if clause else "—", "posts": names}, field="level")


def call_out(emergency: Emergency) -> ParameterView:
    """Return the clause that says how many must come and how soon they answer.

    Raises:
        OperationError: no clause in force says so.
    """
    found = ruleset().strongest("call_out", emergency.facts())
    if found is None:
        raise OperationError(_("No clause in force says how many people an emergency needs."), field="plan")
    return found


def _press_on(emergency: Emergency, now: datetime) -> None:
    """Call as many more as are missing, and see whether there are enough; the emergency is locked."""
    coming, waiting = _counts(emergency)
    if emergency.state == EmergencyState.MOBILISED and coming < emergency.needed:
        perform(emergency, "fall_short", by=SYSTEM, at=now, changes={"mobilised_at": None})
    if emergency.state != EmergencyState.CALLING:
        return
    if coming >= emergency.needed:
        perform(emergency, "mobilise", by=SYSTEM, at=now, changes={"mobilised_at": now})
        return
    missing = emergency.needed - coming - waiting
    if missing > 0:
        _call(emergency, _next(emergency, now)[:missing], now)
        _say_when_used_up(emergency)


def _counts(emergency: Emergency) -> tuple[int, int]:
    """Return how many are coming, and how many have not answered yet."""
    replies = list(emergency.calls.values_list("reply", flat=True))
    return sum(reply in COMING for reply in replies), replies.count(Reply.WAITING)


def _say_when_used_up(emergency: Emergency) -> None:
    if sum(_counts(emergency)) < emergency.needed and not emergency.is_list_used_up:
        history.change(emergency, by=SYSTEM, verb="list_used_up", is_list_used_up=True)
        publish(CallListUsedUp(record=emergency, at=timezone.now(), by=SYSTEM))


def _next(emergency: Emergency, now: datetime) -> list[EmergencyCall]:
    """Return the calls still to be made, in the plan's order; deputies for those who are away."""
    called = set(emergency.calls.values_list("staff", flat=True))
    lines = set(emergency.calls.values_list("line", flat=True))
    away = {one.staff_id: one.deputy_id for one in Leave.objects.running(now)}
    entries = list(emergency.plan.on_call.select_related("staff"))
    active = set(Staff.objects.active().values_list("pk", flat=True))
    found: list[EmergencyCall] = []
    for entry in entries:
        if entry.staff_id is None:
            if entry.pk not in lines:
                found.append(_row(emergency, None, entry.task, now, line=entry, name=entry.name))
            continue
        pk = stand_in(entry.staff_id, away)
        if pk is None or pk in called or pk not in active:
            continue
        called.add(pk)
        stands_for = entry.staff_id if pk != entry.staff_id else None
        found.append(_row(emergency, pk, entry.task, now, stands_for))
    return found


def _row(
    emergency: Emergency, pk: int | None, task: str, now: datetime, stands_for: int | None = None, **outside: Any
) -> EmergencyCall:
    return EmergencyCall(
        emergency=emergency, staff_id=pk, stands_for_id=stands_for, task=task, asked_at=now,
        answer_by=now + timedelta(minutes=emergency.answer_minutes), **outside,
    )  # fmt: skip


def _call(emergency: Emergency, calls: list[EmergencyCall], now: datetime, by: Actor = SYSTEM) -> None:
    if not calls:
        return
    EmergencyCall.objects.bulk_create(calls)
    history.append(emergency, "called", by=by, at=now, note="、".join(call.person for call in calls))
    publish(PeopleCalled(record=emergency, at=now, by=by, calls=calls))


@transaction.atomic
def answer_call(call: EmergencyCall, *, reply: str, note: str = "", by: Actor) -> EmergencyCall:
    """Say yes, no or «on the way» to a call; a no, or a yes taken back, has the next ones called at once.

    The same answer twice changes nothing; who is on the way has said yes; a late yes counts.

    Args:
        by: the colleague who was called, or whoever opened the signed link of this call.

    Raises:
        OperationError: the emergency is over, or this is no answer.
    """
    if reply not in ANSWERS:
        raise OperationError(_("Answer yes, no, or that you are on the way."))
    permit(by, "service.answer_call", call)
    emergency = locked(Emergency, call.emergency_id)
    call = emergency.calls.select_for_update(of=("self",)).get(pk=call.pk)
    if emergency.state not in RUNNING_EMERGENCY:
        raise OperationError(_("This emergency is over; nobody need come any more."))
    if call.reply == reply or (call.reply == Reply.ON_WAY and reply == Reply.YES):
        return call
    now = timezone.now()
    call.reply, call.replied_at, call.note = reply, now, note.strip()[:120]
    call.save(update_fields=["reply", "replied_at", "note"])
    history.append(emergency, f"said_{reply}", by=by, at=now, note=call.note)
    _press_on(emergency, now)
    return call


def pass_over_silent(now: datetime | None = None) -> int:
    """Count as silent who has not answered within the clause's minutes, and call the next ones.

    Returns:
        how many did not answer.
    """
    moment = now or timezone.now()
    late = EmergencyCall.objects.filter(reply=Reply.WAITING, answer_by__lte=moment)
    late = late.filter(emergency__state__in=RUNNING_EMERGENCY)
    return sum(_pass_over(pk, moment) for pk in list(late.values_list("emergency", flat=True).distinct()))


@transaction.atomic
def _pass_over(pk: int, now: datetime) -> int:
    emergency = locked(Emergency, pk)
    rows = emergency.calls.filter(reply=Reply.WAITING, answer_by__lte=now).select_related("staff")
    late = list(rows) if emergency.state in RUNNING_EMERGENCY else []
    if late:
        rows.update(reply=Reply.SILENT)
        history.append(
            emergency, "did_not_answer", by=SYSTEM, at=now, note="、".join(call.person for call in late)
        )  # fmt: skip
        _press_on(emergency, now)
    return len(late)


@transaction.atomic
def call_one_more(emergency: Emergency, *, staff: Staff, task: str = "", by: Actor) -> EmergencyCall:
    """Call somebody who is not on the list, or not yet at his turn.

    Raises:
        OperationError: he has been called already.
    """
    emergency = locked(Emergency, emergency.pk)
    if emergency.calls.filter(staff=staff).exists():
        raise OperationError(_("He has been called already."), field="staff")
    perform(emergency, "call", by=by, note=staff.name)
    call = _row(emergency, staff.pk, task.strip()[:60], timezone.now())
    _call(emergency, [call], call.asked_at, by)
    return call


@transaction.atomic
def log(emergency: Emergency, *, text: str, by: Actor, at: datetime | None = None) -> Emergency:
    """Write into the log what happened when.

    Raises:
        OperationError: nothing written, or a time before the declaration or to come.
    """
    emergency = locked(Emergency, emergency.pk)
    if at and not emergency.declared_at.replace(second=0, microsecond=0) <= at <= timezone.now():
        raise OperationError(_("The time must lie between the declaration and now."), field="at")
    perform(emergency, "log", by=by, note=required(text, _("Write what happened."), field="text"), at=at)
    return emergency


@transaction.atomic
def stand_down(emergency: Emergency, *, note: str, by: Actor) -> Emergency:
    """End an emergency; those who come are told."""
    emergency = locked(Emergency, emergency.pk)
    now = timezone.now()
    waits = Deadline.objects.of(emergency.kind(), emergency.pk).running().filter(met_by=EmergencyMobilised.name)
    deadlines.cancel(list(waits.select_for_update(of=("self",))), by=by, at=now)
    text = required(note, _("Write how it ended."))
    perform(emergency, "stand_down", by=by, note=text, at=now, changes={"stood_down_at": now})
    return emergency


@transaction.atomic
def review(
    emergency: Emergency, *, lessons: str, lessons_for: Staff, lessons_by: date, by: Actor, revision: int | None = None
) -> Emergency:
    """Write down what was learned, who sees to it and until when."""
    emergency = locked(Emergency, emergency.pk, revision=revision)
    if lessons_by < timezone.localdate():
        raise OperationError(_("This day is over."), field="lessons_by")
    changes: dict[str, Any] = {
        "lessons": required(lessons, _("Write what was learned."), field="lessons"), "lessons_for": lessons_for,
        "lessons_by": lessons_by,
    }  # fmt: skip
    perform(emergency, "review", by=by, changes=changes)
    return emergency
