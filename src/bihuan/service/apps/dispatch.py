"""Dispatch: what a superior agreed to, and the oldest waiting job offered to whoever is free again."""

from bihuan.kernel import events
from bihuan.service import states
from bihuan.service.operations import approval, offering
from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn


def register() -> None:
    """Hear of approvals and of technicians who are free."""
    events.subscribe(CirculationAgreed, approval.on_agreed)
    for ending in (CirculationRefused, CirculationWithdrawn):
        events.subscribe(ending, approval.on_refused)
    for freed in (states.VoucherSigned, states.OrderWithdrawn):
        events.subscribe(freed, offering.on_free)
