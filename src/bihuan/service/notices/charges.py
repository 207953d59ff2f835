"""Who hears of bills: the owner when the customer answers, the accountant of cash, and what is open at night."""

from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.models import CashHandover, Charge
from bihuan.service.operations import charges
from bihuan.service.queries import money
from bihuan.service.states.charges import (
    CashConfirmed,
    CashHandedOver,
    ChargeAgreed,
    ChargeOutdated,
    ChargeState,
    ChargeVoided,
)

TOPICS = {
    "charge.answered": lazy("A customer answered a quotation"),
    "cash.handed_over": lazy("Cash was handed over"),
    "charge.outdated": lazy("Parts changed after a bill"),
    "charge.open": lazy("Charges are open at the end of the day"),
}


def _tell(people: list[Any], event: events.Event, topic: str, title: str) -> None:
    record: Model = event.record
    others = [person for person in people if person is not None and person.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=event.record.get_absolute_url(), record=record)


def agreed(event: ChargeAgreed) -> None:
    """Tell the technician that he may begin."""
    charge: Charge = event.record
    title = _("The customer agreed: %(number)s, ¥%(amount)s") % {"number": charge.number, "amount": charge.amount}
    _tell([charge.technician], event, "charge.answered", title)


def voided(event: ChargeVoided) -> None:
    """Tell the technician that the customer declined."""
    charge: Charge = event.record
    if charge.state == ChargeState.VOID and event.by.actor_kind == "customer":
        title = _("The customer declined the quotation %(number)s") % {"number": charge.number}
        _tell([charge.technician], event, "charge.answered", title)


def outdated(event: ChargeOutdated) -> None:
    """Tell the accountants that a bill no longer fits the parts of its job."""
    charge: Charge = event.record
    title = _("Parts of %(order)s changed after bill %(number)s, ¥%(amount)s: put it right with the customer") % {
        "order": charge.order.number if charge.order else "", "number": charge.number, "amount": charge.amount,
    }  # fmt: skip
    _tell(list(holders(Post.ACCOUNTANT, at=timezone.now())), event, "charge.outdated", title)


def handed_over(event: CashHandedOver) -> None:
    """Tell the accountants that cash waits to be counted."""
    row: CashHandover = event.record
    title = _("%(name)s hands over ¥%(amount)s in cash") % {"name": row.technician.name, "amount": row.amount}
    _tell(list(holders(Post.ACCOUNTANT, at=timezone.now())), event, "cash.handed_over", title)


def confirmed(event: CashConfirmed) -> None:
    """Tell the technician that his cash was counted."""
    row: CashHandover = event.record
    title = _("Your cash %(number)s was counted: ¥%(amount)s") % {"number": row.number, "amount": row.counted}
    _tell([row.technician], event, "cash.handed_over", title)


@scheduled(every=timedelta(minutes=10), label=gettext_lazy("Hold vouchers against bills"))
def reconcile_charges() -> None:
    """At the clause's hour hold vouchers, cash and invoices against each other, and tell whom it names."""
    for day in money.days_to_check(timezone.localtime()):
        row = charges.reconcile(day)
        if row.count:
            title = _("%(day)s: %(a)s without a bill, %(b)s in cash not handed over, %(c)s invoices to write") % {
                "day": day.isoformat(), "a": row.unbilled, "b": row.in_hand, "c": row.uninvoiced,
            }  # fmt: skip
            people = [one for post in money.checkers() for one in holders(post)]
            outbox.notify(people, topic="charge.open", title=title, url="/service/books/")


def register() -> None:
    """Subscribe, and name the topics people choose among."""
    events.subscribe(ChargeAgreed, agreed)
    events.subscribe(ChargeVoided, voided)
    events.subscribe(ChargeOutdated, outdated)
    events.subscribe(CashHandedOver, handed_over)
    events.subscribe(CashConfirmed, confirmed)
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
