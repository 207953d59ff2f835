"""Exchanges with customers: noted, followed up, handed on (ORD-04, COMM 5.4)."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer, Exchange
from bihuan.customers.operations.files import standing
from bihuan.customers.states.exchanges import ExchangeState, ExchangeTopic, ExchangeWay, FollowUpWanted
from bihuan.kernel import search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff

SERIES = "GT"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the form asks, in its order."""

    held_at: datetime
    way: str
    topic: str
    theirs: str
    subject: str
    content: str
    held_by: Staff
    also_there: str = ""
    order_no: str = ""
    agreed: str = ""
    todo: str = ""
    owner: Staff | None = None
    due_on: date | None = None


@transaction.atomic
def note(customer: Customer, said: Said, *, by: Actor, source: str = "web") -> Exchange:
    """Note an exchange; one that leaves something to be done waits for whoever sees to it.

    Raises:
        OperationError: a line is empty, it lies in the future, or somebody is to see to nothing.
    """
    permit(by, "customers.exchange", customer)
    row = standing(customer)
    said = _cleaned(said)
    state = ExchangeState.OPEN if said.todo else ExchangeState.NOTED
    values = {name: getattr(said, name) for name in asdict(replace(said, held_by=None, owner=None))}  # type: ignore[arg-type]
    one = Exchange(customer=row, state=state, number=next_number(SERIES, at=timezone.now()), **values)
    begin(one, by=by, event=FollowUpWanted if said.todo else None, source=source)
    search.index(one.kind(), one.pk, f"{one.number} {one.subject} {one.order_no} {row.name} {one.content}")
    return one


@transaction.atomic
def settle(exchange: Exchange, *, outcome: str, by: Actor, revision: int | None = None) -> Exchange:
    """Write what came of it."""
    row = locked(Exchange, exchange.pk, revision=revision)
    text = required(outcome, _("Write what came of it."), field="outcome")
    perform(row, "settle", by=by, changes={"outcome": text, "done_at": timezone.now()})
    return row


@transaction.atomic
def hand_on(
    exchange: Exchange, *, owner: Staff, by: Actor, note: str = "", revision: int | None = None
) -> Exchange:  # fmt: skip
    """Have somebody else see to it.

    Raises:
        OperationError: he does already.
    """
    row = locked(Exchange, exchange.pk, revision=revision)
    if owner.pk == row.owner_id:
        raise OperationError(_("Choose somebody else."), field="owner")
    perform(row, "hand_on", by=by, note=note.strip(), changes={"owner": owner})
    return row


@transaction.atomic
def follow_up(
    exchange: Exchange, *, todo: str, owner: Staff, by: Actor, due_on: date | None = None, revision: int | None = None
) -> Exchange:
    """Something is to be done after all, or again."""
    row = locked(Exchange, exchange.pk, revision=revision)
    text = required(todo, _("Write what is to be done."), field="todo")
    changes: dict[str, Any] = {"todo": text[:200], "owner": owner, "due_on": due_on, "outcome": "", "done_at": None}
    perform(row, "follow_up", by=by, note=row.outcome, changes=changes)
    return row


def _cleaned(said: Said) -> Said:
    if said.held_at > timezone.now():
        raise OperationError(_("This lies in the future."), field="held_at")
    if said.way not in ExchangeWay.values or said.topic not in ExchangeTopic.values:
        raise OperationError(_("Choose how and about what."), field="way")
    todo = said.todo.strip()
    if todo and said.owner is None:
        raise OperationError(_("Say who sees to it."), field="owner")
    if not todo and (said.owner or said.due_on):
        raise OperationError(_("Write what is to be done."), field="todo")
    return replace(
        said, todo=todo, theirs=required(said.theirs, _("Write who spoke for the customer."), field="theirs"),
        subject=required(said.subject, _("Write the subject in a line."), field="subject"),
        content=required(said.content, _("Write what was said."), field="content"),
        agreed=said.agreed.strip(), order_no=said.order_no.strip(), also_there=said.also_there.strip(),
    )  # fmt: skip
