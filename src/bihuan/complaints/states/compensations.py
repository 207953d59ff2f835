"""Where a compensation stands, its moves and what it announces (FULL 2.6, PHONE, CMP-14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class CompensationProposed(Event):
    """A compensation was proposed; whoever the limit names decides."""

    name = "compensation.proposed"


class CompensationApproved(Event):
    """It was approved, and is to be handed over."""

    name = "compensation.approved"


class CompensationRefused(Event):
    """It was refused."""

    name = "compensation.refused"


class CompensationPaid(Event):
    """The customer has it."""

    name = "compensation.paid"


class CompensationCancelled(Event):
    """It was taken back before the customer had it."""

    name = "compensation.cancelled"


class CompensationState(models.TextChoices):
    """Where a compensation stands."""

    PROPOSED = "proposed", pgettext_lazy("compensation", "Proposed")
    APPROVED = "approved", pgettext_lazy("compensation", "To be handed over")
    REFUSED = "refused", pgettext_lazy("compensation", "Refused")
    PAID = "paid", pgettext_lazy("compensation", "Handed over")
    CANCELLED = "cancelled", pgettext_lazy("compensation", "Taken back")


class CompensationForm(models.TextChoices):
    """In what the customer is compensated."""

    MONEY = "money", _("Money")
    GOODS = "goods", pgettext_lazy("compensation", "Goods")
    SERVICE = "service", _("Free service")
    REDUCTION = "reduction", _("Price reduction")


C = CompensationState
OPEN_COMPENSATIONS = (C.PROPOSED, C.APPROVED)
STANDING = (C.PROPOSED, C.APPROVED, C.PAID)
HAS_PROOF = Evidence("proof", _("receipt or voucher no."), lambda record: bool(record.proof and record.paid_on))
DECIDE = "complaints.decide_compensation"

COMPENSATION_MOVES = MoveTable(
    CompensationState,
    (
        Move("approve", pgettext_lazy("compensation", "Approve"), (C.PROPOSED,), C.APPROVED, DECIDE,
             CompensationApproved, is_primary=True),
        Move("refuse", pgettext_lazy("compensation", "Refuse"), (C.PROPOSED,), C.REFUSED, DECIDE, CompensationRefused),
        Move("pay", pgettext_lazy("compensation", "Handed over"), (C.APPROVED,), C.PAID,
             "complaints.pay_compensation", CompensationPaid, evidence=(HAS_PROOF,), is_primary=True),
        Move("take_back", _("Take back"), (C.PROPOSED, C.APPROVED), C.CANCELLED, "complaints.take_back_compensation",
             CompensationCancelled, is_hidden=True),
    ),
    path=(C.PROPOSED, C.APPROVED, C.PAID),
)  # fmt: skip
