"""Who hears of loaners: whoever hands one over, and whoever keeps the pool when one is harmed."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts.models import Loan
from bihuan.parts.states.loans import LoanLost, LoanReserved, LoanReturned

TOPICS = {
    "loan.reserved": lazy("A loaner is to be handed over"),
    "loan.harmed": lazy("A loaner came back damaged or was lost"),
}


def reserved(event: LoanReserved) -> None:
    """Tell the technician who hands it over."""
    loan: Loan = event.record
    if loan.technician is None or loan.technician_id == event.by.pk:
        return
    title = _("%(number)s: take %(loaner)s to %(borrower)s") % {
        "number": loan.about_number, "loaner": loan.loaner, "borrower": loan.borrower,
    }  # fmt: skip
    outbox.notify([loan.technician], topic="loan.reserved", title=title, url=loan.get_absolute_url(), record=loan)


def harmed(event: LoanReturned | LoanLost) -> None:
    """Tell the warehouse and the manager of damage, missing accessories and losses."""
    loan: Loan = event.record
    if not loan.damage:
        return
    people = [*holders(Post.WAREHOUSE, at=timezone.now()), *holders(Post.SERVICE_MANAGER, at=timezone.now())]
    title = _("%(loaner)s: %(damage)s") % {"loaner": loan.loaner, "damage": loan.damage}
    others = [one for one in people if one.pk != event.by.pk]
    outbox.notify(others, topic="loan.harmed", title=title, url=loan.get_absolute_url(), record=loan)


def register() -> None:
    """Subscribe, and name the topics people choose."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(LoanReserved, reserved)
    events.subscribe(LoanReturned, harmed)
    events.subscribe(LoanLost, harmed)
