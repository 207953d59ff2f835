"""Who decides on a recall is the clause's word; the highest level decides (CMP-12)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import locked
from bihuan.products.models import Recall
from bihuan.products.operations.recalls.closing import FORM as CLOSING_FORM
from bihuan.products.operations.recalls.closing import closed, kept_open
from bihuan.products.operations.recalls.drafting import FORM, decide_scopes
from bihuan.products.states import RecallState
from bihuan.signoff import operations as signoff


@transaction.atomic
def ask_decision(recall: Recall, *, by: Actor, revision: int | None = None) -> Recall:
    """Lay a draft before whom the clause names; without such a clause it is decided at once.

    Raises:
        EvidenceMissing: reason, hazard or the units are missing.
        Stale: somebody else changed it.
    """
    row = locked(Recall, recall.pk, revision=revision)
    perform(row, "ask_decision", by=by)
    if signoff.start(row, FORM, by=by) is None:
        _decide(row, note="")
    return row


def _decide(row: Recall, *, note: str) -> None:
    now = timezone.now()
    row.scopes.filter(decided_at=None).update(decided_at=now)
    perform(row, "decide", by=SYSTEM, changes={"decided_at": now}, note=note)


def _ours(event: Any) -> Recall | None:
    return locked(Recall, event.record.pk) if isinstance(event.record, Recall) else None


def on_agreed(event: Any) -> None:
    """Begin, widen or close the recall that was agreed to."""
    row = _ours(event)
    if row is None:
        return
    note = f"{event.circulation.label} · {event.by}"
    if event.circulation.form == CLOSING_FORM and row.state == RecallState.CLOSING:
        closed(row, note=note)
    elif event.circulation.form == FORM and row.state == RecallState.DECIDING:
        _decide(row, note=note)
    elif event.circulation.form == FORM and row.is_running:
        decide_scopes(row, by=SYSTEM, note=note, until=event.circulation.begun_at)
        _ask_about_the_rest(row, by=event.by)


def on_refused(event: Any) -> None:
    """Give the draft back, leave out what was added, or keep the recall open."""
    row = _ours(event)
    if row is None:
        return
    note = str(event.circulation)
    if event.circulation.form == CLOSING_FORM and row.state == RecallState.CLOSING:
        kept_open(row, note=note)
    elif event.circulation.form == FORM and row.state == RecallState.DECIDING:
        perform(row, "turn_down", by=SYSTEM, note=note)
    elif event.circulation.form == FORM and row.is_running:
        for scope in row.scopes.filter(decided_at=None, added_at__lte=event.circulation.begun_at):
            history.append(row, "drop_scope", by=SYSTEM, note=f"{scope}，{note}")
            scope.delete()
        _ask_about_the_rest(row, by=event.by)


def _ask_about_the_rest(row: Recall, *, by: Actor) -> None:
    """Lay before who decides what was added while a form was on its way: not every station had seen it."""
    if row.scopes.filter(decided_at=None).exists() and signoff.start(row, FORM, by=by) is None:
        decide_scopes(row, by=SYSTEM)
