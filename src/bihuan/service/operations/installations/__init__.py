"""Every write about installations, one verb each (SVC-18, WAR-01)."""

from bihuan.service.operations.installations.accepting import accept, countersign, mend, refuse
from bihuan.service.operations.installations.crew import entrust
from bihuan.service.operations.installations.ledger import DeliveryRow, bring_in
from bihuan.service.operations.installations.planning import Order, cancel, comment, plan
from bihuan.service.operations.installations.working import Training, commission, deliver, make_good, train

__all__ = [
    "DeliveryRow", "Order", "Training", "accept", "bring_in", "cancel", "comment", "commission", "countersign",
    "deliver", "entrust", "make_good", "mend", "plan", "refuse", "train",
]  # fmt: skip
