"""Whether an action was effective: computed when the window is over, confirmed by somebody else (QUA-07)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import EvidenceMissing, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.quality.models import ActionRound, CorrectiveAction
from bihuan.quality.operations.actions import attach, check_only_state
from bihuan.quality.queries import figures
from bihuan.quality.queries.actions import scope_of
from bihuan.quality.rules.effectiveness import Window, is_met
from bihuan.quality.states.actions import WINDOW_OVER

# What a new round begins without; figure, limit and window stay as a proposal until it is planned anew.
EMPTY: dict[str, Any] = {
    "cause": "", "action": "", "due_on": None, "planned_at": None, "baseline": None, "begun_at": None, "result": "",
    "done_at": None, "verified_by_id": None, "verified_at": None, "verification": "", "window_from": None,
    "window_until": None, "value": None, "counted": None, "base": None, "computed_at": None, "measured_by_id": None,
    "confirmed_by_id": None, "confirmed_at": None,
}  # fmt: skip


@transaction.atomic
def compute(action: CorrectiveAction) -> CorrectiveAction:
    """Compute the figure over the window that is over, and go by it: to be confirmed, a new round, or watch longer.

    Raises:
        EvidenceMissing: the window is not over.
        OperationError: its value is measured by hand.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk)
    one, window = figures.figure(row.figure), _over(row, "judge")
    if one is None:
        raise OperationError(_("The value of %(number)s is measured by hand.") % {"number": row.number})
    assert row.limit is not None
    found, now = figures.measure(one, scope_of(row), window), timezone.now()
    if found.exact is None:
        later = window.lengthened()
        note = _("Nothing to compute from until %(day)s.") % {"day": window.last}
        perform(row, "extend", by=SYSTEM, at=now, note=note, changes={"window_until": later.last})
        return row
    changes = {
        "value": found.value, "counted": found.tally.count, "base": found.tally.base, "computed_at": now,
    }  # fmt: skip
    if is_met(found.exact, row.limit, row.better):
        perform(row, "judge", by=SYSTEM, at=now, changes=changes)
        return row
    return _new_round(row, "find_ineffective", by=SYSTEM, at=now, found=changes, reason=_over_limit(row, found.value))


def _over(row: CorrectiveAction, move: str) -> Window:
    check_only_state(row, move, SYSTEM)
    if not WINDOW_OVER.holds(row) or row.window is None:
        raise EvidenceMissing(row.moves.get(move), [WINDOW_OVER])
    return row.window


def _over_limit(row: CorrectiveAction, value: Decimal | None) -> str:
    return _("Not effective: %(value)s instead of %(better)s %(limit)s.") % {
        "value": value, "better": row.get_better_display(), "limit": row.limit,
    }  # fmt: skip


@transaction.atomic
def measure(
    action: CorrectiveAction, *, value: Decimal, proofs: Sequence[Content], note: str = "", by: Actor,
    revision: int | None = None,
) -> CorrectiveAction:  # fmt: skip
    """Enter the value where no figure can be computed, with what shows it; the limit set before decides.

    Raises:
        PermissionDenied: not quality, the owner himself, or a figure is computed here.
        EvidenceMissing: the window is not over, or no file shows the value.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    check_only_state(row, "measure", by)
    _over(row, "measure")
    if not proofs:
        raise OperationError(_("Add the file that shows the value."), field="proofs")
    assert row.limit is not None
    attach(row, proofs, "effect", by)
    now = timezone.now()
    changes = {"value": value, "computed_at": now, "measured_by_id": by.pk}
    if is_met(value, row.limit, row.better):
        perform(row, "measure", by=by, at=now, note=note.strip(), changes=changes)
        return row
    reason = "\n".join(filter(None, [_over_limit(row, value), by.display_name, note.strip()]))
    return _new_round(row, "find_ineffective", by=SYSTEM, at=now, found=changes, reason=reason)


@transaction.atomic
def confirm(action: CorrectiveAction, *, note: str = "", by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Confirm that it was effective, as somebody else than the owner; the value was computed before.

    Raises:
        PermissionDenied: the owner himself, not quality, or no person.
    """
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    if by.actor_kind != "staff":
        raise PermissionDenied(_("A person confirms the effect."))
    now = timezone.now()
    changes = {"confirmed_by_id": by.pk, "confirmed_at": now}
    perform(row, "confirm", by=by, at=now, note=note.strip(), changes=changes)
    return row


@transaction.atomic
def reopen(action: CorrectiveAction, *, note: str, by: Actor, revision: int | None = None) -> CorrectiveAction:
    """Begin a new round although the figure kept to the limit, with the reason: it happened again."""
    row: CorrectiveAction = locked(CorrectiveAction, action.pk, revision=revision)
    words = required(note, _("Write the reason."))
    return _new_round(row, "reopen", by=by, at=timezone.now(), found={}, reason=words)


def _new_round(
    row: CorrectiveAction, move: str, *, by: Actor, at: datetime, found: dict[str, Any], reason: str
) -> CorrectiveAction:
    """Keep the round as it ended and begin the next one."""
    ActionRound.objects.create(
        corrective_action=row, number=row.round, cause=row.cause, action=row.action, due_on=row.due_on,
        result=row.result, measure=row.measure, limit=row.limit, window_from=row.window_from,
        window_until=row.window_until, value=found.get("value", row.value), reason=reason, ended_at=at,
    )  # fmt: skip
    perform(row, move, by=by, at=at, note=reason, changes={**EMPTY, "round": row.round + 1})
    return row
