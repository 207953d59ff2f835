"""Exchanges on the customer's page, on the desk, on paper (ORD-04)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import Customer, Exchange
from bihuan.customers.queries import timeline
from bihuan.customers.states.exchanges import ExchangeState, ExchangeTopic, ExchangeWay
from bihuan.kernel import hanging
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.organization.models import Staff
from bihuan.regulations.queries.papers import paper_meta

SHOWN, AT_MOST, ON_PAPER = 5, 30, 60


def of_customer(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return the last exchanges for the panel on the customer's page."""
    rows = Exchange.objects.visible_to(user).filter(customer=customer.pk).select_related("owner")
    has = hanging.has(customer, Exchange)
    found = list(rows.order_by("-held_at", "-pk")[: SHOWN + 1]) if has else []
    may = user.has_perm("customers.exchange", customer)
    if not found and not may:
        return None
    return {"exchanges": found[:SHOWN], "may": may, "has_more": len(found) > SHOWN}


def waiting(user: Staff) -> list[Exchange]:
    """Return what this colleague has to follow up, the most urgent first; one query."""
    rows = Exchange.objects.filter(owner=user.pk, state=ExchangeState.OPEN).select_related("customer")
    return list(rows.order_by("due_on", "held_at")[:AT_MOST])


def told(row: Exchange) -> timeline.Told:
    """Return an exchange's line on the time line."""
    return timeline.Told(row.subject, row.get_absolute_url(), row.number, row.state_label, row.get_way_display())


SOURCE = timeline.Source(
    "exchanges", lazy("Exchanges"),
    lambda customer, user: Exchange.objects.visible_to(user).filter(customer=customer.pk),
    "held_at", told, icon="message-circle",
)  # fmt: skip


def record_sheet(record: Exchange, by: Actor) -> Sheet:
    """Return the 「顾客沟通情况记录表」 of one exchange."""
    return _sheet(record.customer, [record], record.number)


def customer_sheet(record: Customer, by: Actor) -> Sheet:
    """Return the 「顾客沟通情况记录表」 of a customer: his last exchanges, in the order of time."""
    rows = Exchange.objects.visible_to(by).filter(customer=record.pk).select_related("held_by", "owner", "customer")
    return _sheet(record, list(rows.order_by("-held_at", "-pk")[:ON_PAPER])[::-1], record.number)


def _sheet(customer: Customer, rows: list[Exchange], number: str) -> Sheet:
    data = {"number": number, "customer": customer.name, "lines": [_line(row) for row in rows]}
    return Sheet(data=data, meta=paper_meta("exchange", customer.facts()))


def _line(row: Exchange) -> dict[str, Any]:
    return {
        "number": row.number, "at": timezone.localtime(row.held_at).strftime("%Y-%m-%d %H:%M"),
        "ways": [[str(label), value == row.way] for value, label in ExchangeWay.choices],
        "topics": [[str(label), value == row.topic] for value, label in ExchangeTopic.choices],
        "theirs": row.theirs, "held_by": row.held_by.name, "also": row.also_there, "order_no": row.order_no,
        "subject": row.subject, "content": row.content, "agreed": row.agreed, "todo": row.todo,
        "owner": row.owner.name if row.owner else "", "due": row.due_on.isoformat() if row.due_on else "",
        "outcome": row.outcome,
        "done": timezone.localtime(row.done_at).strftime("%Y-%m-%d") if row.done_at else "",
    }  # fmt: skip
