"""Where a written service commitment stands: given, received, taken over by a newer one (WAR-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Evidence, Move, MoveTable


class CommitmentState(models.TextChoices):
    """Where it stands; what it promised is kept whatever comes later."""

    ISSUED = "issued", pgettext_lazy("commitment", "Issued")
    RECEIVED = "received", pgettext_lazy("commitment", "Customer has it")
    SUPERSEDED = "superseded", pgettext_lazy("commitment", "Newer one given")


class CommitmentWay(models.TextChoices):
    """How the customer came to have it."""

    LINK = "link", _("By the link")
    PAPER = "paper", _("On paper")


IS_NAMED = Evidence("name", _("who received it"), lambda one: bool(one.received_by))

COMMITMENT_MOVES = MoveTable(
    CommitmentState,
    [
        Move("receive", _("Customer has it"), (CommitmentState.ISSUED,), CommitmentState.RECEIVED,
             "service.hand_commitment", evidence=(IS_NAMED,), is_primary=True),
        Move("supersede", _("Newer one given"), (CommitmentState.ISSUED, CommitmentState.RECEIVED),
             CommitmentState.SUPERSEDED, "service.run_request", is_internal=True),
    ],
    path=(CommitmentState.ISSUED, CommitmentState.RECEIVED),
)  # fmt: skip
