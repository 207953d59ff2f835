"""Who hears of visits, their reports and relationship expenses: those concerned and those whose turn it is."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models.expenses import ExpenseSheet
from bihuan.customers.states.expenses import (
    AdvanceAsked,
    AdvanceDistributed,
    AdvanceHandedOut,
    ExpenseChecked,
    ExpenseVoided,
    SpecialVoided,
)
from bihuan.customers.states.visits import (
    VisitDaySubmitted,
    VisitMonthSubmitted,
    VisitPlanApproved,
    VisitUrgent,
    VisitUrgentInstructed,
)
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders, superior_of
from bihuan.organization.states import Post

VISITS, EXPENSES = "customers.visits", "customers.expenses"


def _tell(event: events.Event, topic: str, title: str, people: Iterable[Staff | None], *, urgent: bool = False) -> None:
    """Tell these, and whom the clauses in force want told of the event besides; never the one who did it."""
    record: Any = event.record
    wanted = dict.fromkeys(one for one in (*people, *deadlines.reported_to(event)) if one is not None)
    others = [one for one in wanted if one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=record.get_absolute_url(), record=record, is_urgent=urgent)


def _words(record: Any) -> dict[str, str]:
    return {"number": record.number, "title": record.title}


def plan_approved(event: VisitPlanApproved) -> None:
    """Tell the visitor, the technicians and who drew the plan up."""
    plan = event.record
    title = _("The visit plan %(number)s was approved: %(title)s") % _words(plan)
    _tell(event, VISITS, title, [plan.visitor, plan.made_by, *plan.technicians.all()])


def day_handed_in(event: VisitDaySubmitted) -> None:
    """Tell the visitor's superior."""
    title = _("The day's visits were handed in: %(title)s") % _words(event.record)
    _tell(event, VISITS, title, [superior_of(event.record.visitor)])


def urgent(event: VisitUrgent) -> None:
    """Tell whom the clause names, at once."""
    title = _("Urgent visit report %(number)s: %(title)s") % _words(event.record)
    _tell(event, VISITS, title, event.record.told.all(), urgent=True)


def instructed(event: VisitUrgentInstructed) -> None:
    """Tell who reported it, and the others it went to."""
    title = _("There is an instruction on the urgent report %(number)s: %(title)s") % _words(event.record)
    _tell(event, VISITS, title, [event.record.visitor, *event.record.told.all()], urgent=True)


def month_submitted(event: VisitMonthSubmitted) -> None:
    """Tell whom the clause names."""
    _tell(event, VISITS, _("The month's visit report was submitted: %(title)s") % _words(event.record), [])


def checked(event: ExpenseChecked) -> None:
    """Tell the salesman that his sheet was signed by all."""
    _tell(event, EXPENSES, _("Signed by all: %(title)s") % _words(event.record), [event.record.salesman])


def voided(event: ExpenseVoided) -> None:
    """Tell the salesman and his manager why nothing is paid."""
    row: ExpenseSheet = event.record
    title = _("Void, nothing is paid on it: %(title)s (%(why)s)") % {**_words(row), "why": row.void_reason}
    _tell(event, EXPENSES, title, [row.salesman, superior_of(row.salesman)], urgent=True)


def special_voided(event: SpecialVoided) -> None:
    """Tell the applicant and his manager."""
    row = event.record
    title = _("Void: %(title)s (%(why)s)") % {**_words(row), "why": row.void_reason}
    _tell(event, EXPENSES, title, [row.salesman, superior_of(row.salesman)], urgent=True)


def asked(event: AdvanceAsked) -> None:
    """Tell finance that cash is asked for."""
    _tell(event, EXPENSES, _("Cash is asked for: %(title)s") % _words(event.record), holders(Post.ACCOUNTANT))


def handed_out(event: AdvanceHandedOut) -> None:
    """Tell the salesman that he can have the cash."""
    _tell(event, EXPENSES, _("The cash was handed out: %(title)s") % _words(event.record), [event.record.salesman])


def distributed(event: AdvanceDistributed) -> None:
    """Tell the manager whom to ask back."""
    row = event.record
    names = "、".join(str(one.customer) for one in row.checks.select_related("customer"))
    title = _("Paid out, now ask back: %(names)s (%(title)s)") % {**_words(row), "names": names or "—"}
    _tell(event, EXPENSES, title, [superior_of(row.salesman)])


def register() -> None:
    """Subscribe to the events and name the topics."""
    outbox.register_topic(VISITS, lazy("Visits"))
    outbox.register_topic(EXPENSES, lazy("Customer expenses"))
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (VisitPlanApproved, plan_approved), (VisitDaySubmitted, day_handed_in), (VisitUrgent, urgent),
        (VisitUrgentInstructed, instructed), (VisitMonthSubmitted, month_submitted), (ExpenseChecked, checked),
        (ExpenseVoided, voided), (SpecialVoided, special_voided), (AdvanceAsked, asked), (AdvanceHandedOut, handed_out),
        (AdvanceDistributed, distributed),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
