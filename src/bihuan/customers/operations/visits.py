"""Visits: made, put off, written down with customer card and inquiry card; urgent reports (CSM 9 and 11, CUS-04)."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.customers.models.visit_reports import VisitDay, VisitUrgentReport
from bihuan.customers.models.visits import Visit, VisitPlan
from bihuan.customers.operations.files import approach
from bihuan.customers.operations.leads import hear_need
from bihuan.customers.operations.plans import VISITS, may_visit
from bihuan.customers.queries import visits as queries
from bihuan.customers.states.care import LeadSource
from bihuan.customers.states.visits import DayState, UrgentState, VisitState, VisitUrgent
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, events, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.regulations.queries import ParameterView

LIMIT, URGENT, DAYS = "visit_day", "XU", "XR"
GRACE = 60  # minutes after the visit, where the clause says nothing
CARD = ("business", "stock", "purchases", "sales")
TOLD = ("met_who", "wishes", "complaint", "needs", "market", "technical", "effect", "handled", "other")


@transaction.atomic
def add_visit(customer: Customer, *, on: date, by: Staff) -> Visit:
    """Put a visit that no plan has into one's own days.

    Raises:
        OperationError: he is the salesman of that area, or the day has passed.
    """
    permit(by, "customers.add_visit")
    customer = approach(customer)
    if customer.region is not None:
        may_visit(VisitPlan(region=customer.region, visitor=by, made_by=by), [customer])
    if on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="on")
    now = timezone.now()
    visit = Visit(
        number=next_number(VISITS, at=now), state=VisitState.PLANNED, customer=customer, visitor=by, planned_on=on,
        business=customer.business,
    )  # fmt: skip
    begin(visit, by=by, at=now)
    search.index(Visit.kind(), visit.pk, f"{visit.number} {customer.name}")
    return visit


@transaction.atomic
def reschedule(visit: Visit, *, planned_on: date, note: str, by: Actor, revision: int | None = None) -> Visit:
    """Put a visit on another day.

    Raises:
        OperationError: no reason, a day that has passed, or one outside the plan.
    """
    row: Visit = locked(Visit.objects.select_related("plan"), visit.pk, revision=revision)
    words = required(note, _("Write why it is put on another day."))
    if planned_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="planned_on")
    if row.plan and planned_on > row.plan.ends_on:
        raise OperationError(
            _("The plan ends on %(day)s; put it before that.") % {"day": row.plan.ends_on}, field="planned_on"
        )
    perform(row, "reschedule", by=by, note=words, changes={"planned_on": planned_on})
    return row


@transaction.atomic
def drop_visit(visit: Visit, *, note: str, by: Actor, revision: int | None = None) -> Visit:
    """Drop a visit, with the reason."""
    row = locked(Visit, visit.pk, revision=revision)
    perform(row, "drop", by=by, note=required(note, _("Write why it is dropped.")))
    return row


@transaction.atomic
def record(
    visit: Visit, *, told: Mapping[str, str], answers: Mapping[str, str] | None = None, by: Actor,
    visited_at: datetime | None = None, photos: Iterable[Content] = (), revision: int | None = None,
) -> Visit:  # fmt: skip
    """Write down a visit: whom one met, the customer card, the inquiry card, what came of it; the day's report opens.

    A need becomes a lead. Written again on the same day it is corrected, until that day's report has been handed in.

    Raises:
        EvidenceMissing: whom one met, or what came of it, is not said.
        OperationError: the day's report has been handed in, or the time lies ahead.
    """
    row: Visit = locked(Visit.objects.select_related("customer", "visitor"), visit.pk, revision=revision)
    now = timezone.now()
    at = visited_at or row.visited_at or now
    if at > now:
        raise OperationError(_("This lies in the future."), field="visited_at")
    for day in {timezone.localdate(at), timezone.localdate(row.visited_at or at)}:
        if VisitDay.objects.filter(visitor=row.visitor_id, day=day).exclude(state=DayState.OPEN).exists():
            raise OperationError(_("The report of that day has been handed in; it can't be changed any more."))
    values: dict[str, Any] = {name: told[name].strip() for name in (*CARD, *TOLD) if name in told}
    if answers is not None:
        known = {code for code, _label in queries.questions()}
        values["answers"] = {code: words.strip() for code, words in answers.items() if code in known and words.strip()}
    needs = values.get("needs", row.needs)
    if needs and row.lead_id is None:
        occasion = _("Told on visit %(number)s") % {"number": row.number}
        values["lead"] = hear_need(row.customer, needs, told=occasion, source=LeadSource.VISIT, by=by)
    perform(row, "record", by=by, changes={**values, "visited_at": at}, at=now)
    for content in photos:
        attachments.attach(row, content, by=by)
    search.index(Visit.kind(), row.pk, f"{row.number} {row.customer.name} {row.wishes} {row.market} {row.effect}")
    _open_day(row.visitor, timezone.localdate(at), now)
    return row


def _open_day(visitor: Staff, day: date, now: datetime) -> VisitDay:
    Staff.objects.select_for_update().get(pk=visitor.pk)
    if known := VisitDay.objects.filter(visitor=visitor, day=day).first():
        return cast(VisitDay, known)
    report = VisitDay(number=next_number(DAYS, at=now), visitor=visitor, day=day, state=DayState.OPEN)
    begin(report, by=SYSTEM, at=now)
    if rule := queries.day_rule():
        _start_limit(report, rule, now)
    return report


def _start_limit(report: VisitDay, rule: ParameterView, now: datetime) -> None:
    clock = timezone.make_aware(datetime.combine(report.day, time.fromisoformat(rule.data["time"])))
    due = max(clock, now + timedelta(minutes=rule.data.get("grace_minutes") or GRACE))
    deadlines.start_for(
        report, name=LIMIT, label=str(rule.data["label"]), calendar_code="always", by=SYSTEM, at=now,
        limit_minutes=max(1, math.ceil((due - now).total_seconds() / 60)), owner_id=report.visitor_id, parameter=rule,
        ladder=[{"at": 100, "tell": "owner"}, {"at": 150, "tell": "superior"}],
    )  # fmt: skip


@transaction.atomic
def hand_in_day(report: VisitDay, *, summary: str = "", by: Actor, revision: int | None = None) -> VisitDay:
    """Hand in the day's report with the customer cards; it can't be changed any more."""
    row = locked(VisitDay, report.pk, revision=revision)
    now = timezone.now()
    perform(row, "submit", by=by, changes={"summary": summary.strip(), "submitted_at": now}, at=now)
    running = Deadline.objects.of(row.kind(), row.pk).running().filter(name=LIMIT)
    deadlines.meet(list(running.select_for_update(of=("self",))), by=by, at=now)
    return row


@transaction.atomic
def read_day(report: VisitDay, *, note: str = "", by: Actor, revision: int | None = None) -> VisitDay:
    """Put the superior's name under a day."""
    row = locked(VisitDay, report.pk, revision=revision)
    changes = {"remark": note.strip(), "read_at": timezone.now(), "read_by": by if isinstance(by, Staff) else None}
    perform(row, "read", by=by, changes=changes)
    return row


@transaction.atomic
def report_urgently(
    *, matter: str, content: str, by: Staff, proposal: str = "", visit: Visit | None = None,
    customer: Customer | None = None,
) -> VisitUrgentReport:  # fmt: skip
    """Report at once what one's unit can't see to itself; it goes to whom the clause names.

    Raises:
        OperationError: nothing written, a matter that the clause doesn't have, or one that nobody would hear of.
    """
    permit(by, "customers.add_visit")
    known, clause = queries.matters()
    if matter not in dict(known):
        raise OperationError(_("Choose the matter."), field="matter")
    now = timezone.now()
    row = VisitUrgentReport(
        number=next_number(URGENT, at=now), state=UrgentState.SENT, visitor=by, visit=visit, matter=matter,
        customer=visit.customer if visit else customer, matter_label=dict(known)[matter],
        clause_id=clause.clause_id if clause else None, reported_at=now, proposal=proposal.strip(),
        content=required(content, _("Describe the situation."), field="content"),
    )  # fmt: skip
    return _send(row, by, now)


def _send(row: VisitUrgentReport, by: Staff, now: datetime) -> VisitUrgentReport:
    begin(row, by=by, at=now)
    search.index(VisitUrgentReport.kind(), row.pk, f"{row.number} {row.matter_label} {row.content}")
    event = VisitUrgent(record=row, at=now, by=by, is_new=True)
    people = [one for one in deadlines.reported_to(event) if one.pk != by.pk]
    if not people:
        raise OperationError(_("No clause in force says whom urgent reports go to."))
    row.told.set(people)
    events.publish(event)
    return row


@transaction.atomic
def instruct(
    report: VisitUrgentReport, *, instruction: str, by: Actor, revision: int | None = None
) -> VisitUrgentReport:
    """Say what is to be done about an urgent report."""
    row = locked(VisitUrgentReport, report.pk, revision=revision)
    words = required(instruction, _("Write the instruction."), field="instruction")
    changes = {
        "instruction": words,
        "instructed_at": timezone.now(),
        "instructed_by": by if isinstance(by, Staff) else None,
    }
    perform(row, "instruct", by=by, changes=changes)
    return row


@transaction.atomic
def close_urgent(
    report: VisitUrgentReport, *, handling: str, by: Actor, revision: int | None = None
) -> VisitUrgentReport:
    """Say what was done about an urgent report."""
    row = locked(VisitUrgentReport, report.pk, revision=revision)
    words = required(handling, _("Write how it was dealt with."), field="handling")
    perform(row, "close", by=by, changes={"handling": words, "closed_at": timezone.now()})
    return row
