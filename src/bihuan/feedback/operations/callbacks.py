"""Calling customers back: taken by one, done with the script, tried again, given up; what comes of it (VIS-01)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import operations as complaints
from bihuan.complaints.states import ComplaintChannel, ComplaintKind
from bihuan.customers.operations.leads import hear_need
from bihuan.customers.states.care import LeadSource
from bihuan.feedback import queries, rules
from bihuan.feedback.models import CallBack, OpinionCase
from bihuan.feedback.operations.callback_opening import open_on
from bihuan.feedback.queries import callback_clauses
from bihuan.feedback.rules.callbacks import satisfaction
from bihuan.feedback.states import CaseKind, CaseOpened, CaseState
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, CallBackWay, Trouble
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.service import operations as service

FARTHEST = timedelta(days=60)


@dataclass(kw_only=True)
class Result:
    """What the clerk or visitor writes down.

    Attributes:
        answers: for each question of the script yes or no, a score, or words.
        opens: what is opened where the customer is not content; "" leaves it to the clause on bad grades.
        trouble: what is out of order; a service request is registered for it.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    contact_name: str = ""
    words: str = ""
    opens: str = Trouble.NONE
    need: str = ""
    trouble: str = ""
    unit: Unit | None = None
    signature: Content | None = None


@transaction.atomic
def take(call: CallBack, *, by: Actor, revision: int | None = None) -> CallBack:
    """Take a call-back to make it now; nobody else can meanwhile.

    Raises:
        OperationError: a colleague has it.
    """
    call = locked(CallBack, call.pk)
    if call.state == CallBackState.TAKEN and call.assignee_id != by.pk:
        raise OperationError(_("%(name)s is calling this customer already.") % {"name": call.assignee})
    if call.state == CallBackState.TAKEN:
        return call
    perform(call, "take", by=by, changes={"assignee": _staff(by) or call.assignee, "taken_at": timezone.now()})
    return call


@transaction.atomic
def take_next(*, by: Actor, after: int = 0) -> CallBack | None:
    """Take the next call of the day that is free, or the one already begun; None when all are made.

    Args:
        after: leave out this one, which was just put back.
    """
    permit(by, "feedback.work_calls")
    for pk in queries.callbacks.next_calls(by, leave_out=after):
        call = CallBack.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if call is not None and call.state in OPEN_CALLS and call.assignee_id in (None, by.pk):
            return take(call, by=by)
    return None


@transaction.atomic
def release(call: CallBack, *, by: Actor) -> CallBack:
    """Put a call-back back, for another time or another colleague."""
    call = locked(CallBack, call.pk)
    keeps = call.assignee if call.way == "visit" else None
    perform(call, "release", by=by, changes={"assignee": keeps, "taken_at": None})
    return call


@transaction.atomic
def assign(call: CallBack, *, to: Staff, by: Actor, revision: int | None = None) -> CallBack:
    """Give a call-back to a colleague; a visitor gets the address with it."""
    call = locked(CallBack, call.pk, revision=revision)
    changes: dict[str, Any] = {"assignee": to}
    if call.way == "visit":
        changes |= queries.callbacks.whom(call)
    perform(call, "assign", by=by, changes=changes)
    return call


@transaction.atomic
def put_off(call: CallBack, *, day: date, note: str, by: Actor, revision: int | None = None) -> CallBack:
    """Put a call-back to another day; its limit stays."""
    call = locked(CallBack, call.pk, revision=revision)
    _check_free(call, day, "day")
    perform(call, "put_off", by=by, note=required(note, _("Write the reason.")), changes={"planned_on": day})
    return call


@transaction.atomic
def not_reached(call: CallBack, *, again_on: date, by: Actor, note: str = "") -> CallBack:
    """Write down that nobody answered, and when he is called again."""
    call = locked(CallBack, call.pk)
    permit(by, "feedback.hold_call", call)
    _check_free(call, again_on, "again_on")
    keeps = call.assignee if call.way == "visit" else None
    changes = {"tries": call.tries + 1, "planned_on": again_on, "assignee": keeps, "taken_at": None}
    perform(call, "not_reached", by=by, note=note, changes=changes)
    return call


def _check_free(call: CallBack, day: date, name: str) -> None:
    today = timezone.localdate()
    if not today <= day <= today + FARTHEST:
        raise OperationError(_("Choose a day from today on, within two months."), field=name)
    other = open_on(call.customer_id, day, call.route)
    if other is not None and other.pk != call.pk:
        said = {"number": other.number}
        raise OperationError(_("%(number)s calls this customer on that day already.") % said, field=name)


@transaction.atomic
def refuse(call: CallBack, *, note: str, by: Actor) -> CallBack:
    """Write down that the customer doesn't want to be called."""
    return _end(call, "refuse", required(note, _("Write what he said.")), by)


@transaction.atomic
def give_up(call: CallBack, *, note: str, by: Actor) -> CallBack:
    """Give up on somebody whom so many tries as the clause asks for didn't reach.

    Raises:
        OperationError: he was tried too few times.
    """
    wanted = callback_clauses.tries()
    row: CallBack = locked(CallBack, call.pk)
    if row.tries < wanted:
        raise OperationError(_("The clause wants %(count)s tries first.") % {"count": wanted}, field="note")
    return _end(row, "give_up", required(note, _("Write the reason.")), by)


def _end(call: CallBack, move: str, note: str, by: Actor) -> CallBack:
    row: CallBack = locked(CallBack, call.pk)
    changes = {"outcome": note[:200], "ended_at": timezone.now(), "assignee": _staff(by) or row.assignee}
    perform(row, move, by=by, note=note, changes=changes)
    return row


@transaction.atomic
def finish(call: CallBack, result: Result, *, by: Actor) -> CallBack:
    """Write down what the customer said, and open what follows from it, linked to the call-back.

    A need becomes a lead, a trouble a service request, somebody who isn't content an opinion case or a complaint.

    Raises:
        OperationError: a question of the script has no answer, or the customer's signature is missing.
    """
    call = locked(CallBack, call.pk)
    permit(by, "feedback.hold_call", call)
    call.form = queries.callbacks.script_of(call)
    answers = _checked(call, result.answers)
    grades = [answers[one["code"]] for one in call.form.get("questions", ()) if one["answered"] == "graded"]
    best = max((score for score, _label in rules.choices(call.form)), default=0)
    bad, serious = queries.grade_bounds(call)
    graded = {str(n): grade for n, grade in enumerate(grades)}
    score, is_bad = satisfaction(grades, best), rules.is_at_most(graded, bad)
    changes: dict[str, Any] = {
        "form": call.form, "answers": answers, "score": Decimal(str(score)) if score is not None else None,
        "is_good": (not is_bad and result.opens == Trouble.NONE) if grades or result.opens else None,
        "contact_name": result.contact_name.strip(), "words": result.words.strip(), "need": result.need.strip(),
        "ended_at": timezone.now(),
    }  # fmt: skip
    if result.signature:
        changes["signature"] = attachments.attach(call, result.signature, by=by, purpose="signature")
    if result.trouble.strip():
        changes["request"] = _request(call, result, by)
    if need := result.need.strip():
        source = LeadSource.VISIT if call.way == CallBackWay.VISIT else LeadSource.CALL
        told = _("Told on call-back %(number)s") % {"number": call.number}
        changes["lead"] = hear_need(call.customer, need, told=told, source=source, by=by)
    if result.opens == Trouble.COMPLAINT:
        changes["complaint"] = _complaint(call, result, by)
    perform(call, "finish", by=by, changes=changes)
    if result.opens == Trouble.CASE or (is_bad and result.opens != Trouble.COMPLAINT):
        _case(call, rules.severity(graded, bad=bad, serious=serious), by)
    return call


def _checked(call: CallBack, answers: Mapping[str, Any]) -> dict[str, Any]:
    offered = {score for score, _label in rules.choices(call.form)}
    found: dict[str, Any] = {}
    for question in call.form.get("questions", ()):
        answer, code = answers.get(question["code"]), question["code"]
        if question["answered"] == "graded" and answer not in offered:
            raise OperationError(_("Please choose a grade."), field=code)
        if question["answered"] == "yes_no" and answer not in ("yes", "no"):
            raise OperationError(_("Yes or no?"), field=code)
        found[code] = answer
    return found


def _request(call: CallBack, result: Result, by: Actor) -> Any:
    """Register the trouble; in the clerk's name where he may take in, else by the dispatcher on duty."""
    if result.unit is not None and result.unit.customer_id != call.customer_id:
        raise OperationError(_("This product belongs to another customer."), field="unit")
    intake = service.Intake(
        description=result.trouble, customer=call.customer, unit=result.unit, contact_name=result.contact_name,
        remarks=_("Told on call-back %(number)s") % {"number": call.number}, asks_further=False,
    )  # fmt: skip
    return service.register(intake, by=by if by.has_perm("service.take_in") else SYSTEM)


def _complaint(call: CallBack, result: Result, by: Actor) -> Any:
    words = required(result.words, _("Write what the customer is not content with."), field="words")
    grievance = complaints.Grievance(
        description=words, kind_of=ComplaintKind.OTHER, channel=ComplaintChannel.HOTLINE, customer=call.customer,
        contact_name=result.contact_name or call.customer.name, phone=str(call.customer.phone or ""),
        background=_("Told on call-back %(number)s") % {"number": call.number},
    )  # fmt: skip
    return complaints.register(grievance, by=by if by.has_perm("complaints.register") else SYSTEM)


def _case(call: CallBack, severity: str, by: Actor) -> OpinionCase:
    now = timezone.now()
    case = OpinionCase(
        call=call, state=CaseState.OPEN, kind_of=CaseKind.GRIEVANCE if call.words else CaseKind.BAD_GRADE,
        severity=severity, opened_at=now, owner=next(iter(holders(Post.SERVICE_MANAGER, at=now)), None),
        description=call.words or _("Graded badly, nothing written"),
    )  # fmt: skip
    case.number = next_number("OP", at=now)
    begin(case, by=by, event=CaseOpened, at=now)
    return case


def _staff(by: Actor) -> Staff | None:
    return by if isinstance(by, Staff) else None
