"""Every write about installations, one verb each (SVC-18, WAR-01)."""

from bihuan.service.operations.installations.accepting import accept, countersign, mend, refuse
from bihuan.service.operations.installations.planning import Order, cancel, comment, entrust, plan
from bihuan.service.operations.installations.working import Training, commission, deliver, make_good, train

__all__ = [
    "Order", "Training", "accept", "cancel", "comment", "commission", "countersign", "deliver", "entrust", "make_good",
    "mend", "plan", "refuse", "train",
]  # fmt: skip
