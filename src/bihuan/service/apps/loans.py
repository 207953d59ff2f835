"""Loaners offered with a repair, and how the loan goes on."""

from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.states import RungsFired
from bihuan.kernel import events, panels
from bihuan.parts.states.loans import LoanDropped, LoanLent, LoanLost, LoanReturned
from bihuan.service import states
from bihuan.service.operations import loans
from bihuan.service.queries import loans as queries


def register() -> None:
    """Offer loaners when a limit says so and show them with the repair."""
    events.subscribe(RungsFired, loans.on_rungs_fired)
    events.subscribe(LoanLent, loans.on_lent)
    for ending in (LoanDropped, LoanLost, LoanReturned):
        events.subscribe(ending, loans.on_loan_ended)
    for over in (states.RequestCompleted, states.RequestCancelled):
        events.subscribe(over, loans.on_request_over)
    for kind, facts in (
        ("service.servicerequest", queries.of_request), ("service.workorder", queries.of_order),
        ("products.unit", queries.of_unit),
    ):  # fmt: skip
        panels.register(kind, panels.Panel("loans", _("Loaner"), "service/loans_panel.html", facts, order=25))
