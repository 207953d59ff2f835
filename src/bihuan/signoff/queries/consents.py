"""Steps out of order: what may be asked for on a record, what is asked, what waits for whom (REG-06)."""

from typing import Any

from bihuan.kernel import hanging
from bihuan.signoff.models import OutOfOrder
from bihuan.signoff.operations.consents import subject_of
from bihuan.signoff.states import ConsentState


def steps_to_ask(record: Any, user: Any) -> list[tuple[str, str]]:
    """Return the steps this person could take on the record if it were consented to."""
    return [
        (move.name, str(move.label))
        for move in record.moves.moves
        if record.state in move.by_consent and user.has_perm(move.policy, record)
    ]


def panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the steps out of order on a record; None where none was asked for and none can be."""
    if not any(move.by_consent for move in record.moves.moves):
        return None
    rows = OutOfOrder.objects.visible_to(user).of(record).select_related("asked_by", "decided_by")
    found = hanging.rows(record, rows[:5])
    may_ask = bool(steps_to_ask(record, user))
    return {"consents": found, "may_ask": may_ask, "kind": record.kind()} if found or may_ask else None


def step_label(consent: OutOfOrder) -> str:
    """Return what the step is called."""
    return str(subject_of(consent).moves.get(consent.move).label)


def to_decide(user: Any) -> list[OutOfOrder]:
    """Return what waits for this person's consent."""
    if not user.has_perm("signoff.consent", OutOfOrder()):
        return []
    return list(OutOfOrder.objects.filter(state=ConsentState.ASKED).order_by("asked_at")[:20])
