"""A recall closes when every unit is accounted for, or when letting the rest go was approved (WAR-07)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import locked, required
from bihuan.products.models import Recall
from bihuan.signoff import operations as signoff

FORM = "recall_close"


@transaction.atomic
def close(recall: Recall, *, by: Actor, revision: int | None = None) -> Recall:
    """Close a recall whose every unit is remedied, scrapped or was searched for in vain.

    Raises:
        EvidenceMissing: some are outstanding, or units are still being collected.
    """
    row = locked(Recall, recall.pk, revision=revision)
    perform(row, "close", by=by, changes={"closed_at": timezone.now()})
    return row


@transaction.atomic
def ask_close(recall: Recall, *, note: str, by: Actor, revision: int | None = None) -> Recall:
    """Ask whom the clause names to let the outstanding units go.

    Raises:
        OperationError: no reason.
    """
    row = locked(Recall, recall.pk, revision=revision)
    reason = required(note, _("Write why the rest is let go."))
    perform(row, "ask_close", by=by, changes={"closing_reason": reason}, note=reason)
    if signoff.start(row, FORM, by=by) is None:
        closed(row, note=reason)
    return row


def closed(row: Recall, *, note: str) -> None:
    """Close a locked recall early."""
    perform(row, "close_early", by=SYSTEM, changes={"closed_at": timezone.now()}, note=note)


def kept_open(row: Recall, *, note: str) -> None:
    """Go on with a locked recall."""
    perform(row, "keep_on", by=SYSTEM, changes={"closing_reason": ""}, note=note)
