"""A recall drafted, and which units it means: more may come in while it is under way."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products.models import Recall, RecallScope
from bihuan.products.queries.recalls import Scope, units_in
from bihuan.products.states import DRAFT, RecallState
from bihuan.signoff import operations as signoff

FORM = "recall"


@transaction.atomic
def draft(*, subject: str, reason: str, hazard: str, by: Actor, **fields: Any) -> Recall:
    """Draft a recall; nobody is told before it is decided (CMP-12).

    Args:
        fields: `severity`, `advice`, `remedy`.

    Raises:
        OperationError: subject, reason or hazard is empty.
    """
    permit(by, DRAFT)
    now = timezone.now()
    recall = Recall(
        number=next_number("RC", at=now), state=RecallState.DRAFT, drafted_at=now,
        subject=required(subject, _("Write what is recalled."), field="subject"),
        reason=required(reason, _("Write the reason."), field="reason"),
        hazard=required(hazard, _("Write what may happen."), field="hazard"),
        owner=by if isinstance(by, Staff) else None, **fields,
    )  # fmt: skip
    begin(recall, by=by)
    search.index(Recall.kind(), recall.pk, f"{recall.number} {recall.subject}")
    return recall


@transaction.atomic
def change_recall(recall: Recall, *, by: Actor, revision: int | None = None, **fields: Any) -> Recall:
    """Change the words of a draft.

    Raises:
        Stale: somebody else changed it.
        OperationError: it is decided already.
    """
    permit(by, DRAFT)
    row = locked(Recall, recall.pk, revision=revision)
    if row.state != RecallState.DRAFT:
        raise OperationError(_("It is laid before who decides; its words stay."))
    history.change(row, by=by, source="web", **fields)
    search.index(Recall.kind(), row.pk, f"{row.number} {row.subject}")
    return row


@transaction.atomic
def add_scope(recall: Recall, scope: Scope, *, by: Actor) -> RecallScope:
    """Add units by model, batch, lot, serial numbers or days of production.

    While the recall is under way, the new ones are decided on like the first, and they alone are told.

    Raises:
        OperationError: the scope names nothing, its ranges run backwards, or no unit fits.
        MoveForbidden: the recall is over.
    """
    row = locked(Recall, recall.pk)
    permit(by, DRAFT)
    expected = units_in(scope).count()
    if not expected:
        raise OperationError(_("No unit fits this description."), field="model")
    if row.state != RecallState.DRAFT:
        check(row, "widen", by=by)
    fields = {name: getattr(scope, name) for name in ("serial_from", "serial_to", "produced_from", "produced_to")}
    made = RecallScope.objects.create(
        recall=row, added_at=timezone.now(), expected=expected, model_id=_key(scope.model), batch_id=_key(scope.batch),
        lot_id=_key(scope.lot), **fields,
    )  # fmt: skip
    said = f"{made}（{expected}）"
    if row.state == RecallState.DRAFT:
        history.append(row, "add_scope", by=by, note=said)
    else:
        perform(row, "widen", by=by, note=said)
        if signoff.start(row, FORM, by=by) is None:
            decide_scopes(row, by=by)
    return made


def _key(one: Any) -> int | None:
    key: int | None = getattr(one, "pk", one)
    return key


def decide_scopes(row: Recall, *, by: Actor, note: str = "", until: datetime | None = None) -> None:
    """Take what was added to a recall under way as decided.

    Args:
        until: only what was there when the form set out; None for all.
    """
    waiting = row.scopes.filter(decided_at=None)
    if (waiting.filter(added_at__lte=until) if until else waiting).update(decided_at=timezone.now()):
        perform(row, "spread", by=by, note=note)


@transaction.atomic
def drop_scope(scope: RecallScope, *, by: Actor) -> None:
    """Take a description of units back before anybody decided on it.

    Raises:
        OperationError: it is decided already.
    """
    permit(by, DRAFT)
    row = locked(Recall, scope.recall_id)
    if row.state != RecallState.DRAFT or scope.decided_at:
        raise OperationError(_("It is decided; its units stay in the recall."))
    history.append(row, "drop_scope", by=by, note=str(scope))
    scope.delete()


@transaction.atomic
def call_off(recall: Recall, *, note: str, by: Actor, revision: int | None = None) -> None:
    """Drop a draft with a reason.

    Raises:
        OperationError: no reason.
    """
    row = locked(Recall, recall.pk, revision=revision)
    perform(row, "call_off", by=by, note=required(note, _("Write why.")))
