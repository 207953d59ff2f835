"""Setting a decision otherwise by hand: at once within one's limit, else once it is approved (SVC-09, WAR-02)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.products.rules import BASES, LINES, ruled, verdict_of
from bihuan.service.models import ServiceRequest
from bihuan.service.operations.entitlement import decide_again, use_quotas
from bihuan.service.queries.classes import class_for
from bihuan.service.queries.limits import approver_of, may_decide
from bihuan.service.queries.lines import line_changes
from bihuan.signoff import operations as signoff

FORM = "entitlement_override"
KINDS = ("goodwill", "override")


@transaction.atomic
def override(
    request: ServiceRequest, *, lines: Sequence[str], basis: str, kind: str, amount: Decimal, note: str, by: Actor,
    revision: int | None = None,
) -> bool:  # fmt: skip
    """Set a decision, whole or line by line, otherwise than the clauses have it.

    Args:
        lines: labour, parts, travel, shipping; all of them for the whole decision.
        basis: free, cost or list.
        kind: goodwill, or override: the decision rests on wrong facts.
        amount: what it comes to, estimated, in yuan; who may decide that much, the clause says.
        note: the reason.

    Returns:
        True when it holds at once, False when it was laid before whoever approves that amount. Until he has
        agreed the old decision holds.

    Raises:
        OperationError: no reason, no line, or another override waits for approval already.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    check(request, "override", by=by)
    asked = _checked(request, lines, basis, kind, amount, note)
    limit = approver_of(FORM, request.facts(), amount)
    if limit is None or may_decide(by, limit):
        _rule(request, asked | {"clause": limit.clause if limit else None}, by=by, move="override")
        return True
    asked["clause"] = limit.clause
    perform(request, "ask_override", by=SYSTEM, note=_said(by, asked), changes={
        "entitlement": {**request.entitlement, "asked": asked}
    })  # fmt: skip
    if signoff.start(request, FORM, by=by, facts={"amount": amount}) is None:
        raise OperationError(_("No clause says which way an override is approved. Add a route for it."))
    return False


def _said(by: Actor, asked: dict[str, Any]) -> str:
    return f"{by.display_name}：{asked['note']}"


def _checked(
    request: ServiceRequest, lines: Sequence[str], basis: str, kind: str, amount: Decimal, note: str
) -> dict[str, Any]:
    if request.entitlement.get("asked"):
        raise OperationError(_("An override waits for approval already."))
    chosen = [name for name in LINES if name in lines]
    if not chosen:
        raise OperationError(_("Choose what it is about."), field="lines")
    if basis not in BASES or kind not in KINDS:
        raise OperationError(_("Choose at what it is charged."), field="basis")
    if amount < 0:
        raise OperationError(_("The amount can't be less than nothing."), field="amount")
    return {"lines": chosen, "basis": basis, "kind": kind, "amount": str(amount), "note": required(
        note, _("Write the reason."))}  # fmt: skip


def _rule(request: ServiceRequest, asked: dict[str, Any], *, by: Actor, move: str) -> None:
    """Lay a ruling over the lines it is about."""
    ruling = {name: asked[name] for name in ("basis", "kind", "clause", "note")}
    rulings = {**request.entitlement.get("rulings", {}), **dict.fromkeys(asked["lines"], ruling)}
    before = {key: value for key, value in request.entitlement.items() if key != "asked"}
    explained = ruled(before, rulings)
    changes: dict[str, Any] = {"entitlement": explained}
    if not request.is_class_overridden:
        changes["service_class"] = class_for(verdict_of(explained), request.facts())
    note = "；".join(filter(None, [line_changes(request.entitlement, explained), asked["note"]]))
    perform(request, move, by=by, note=note, changes=changes)
    use_quotas(request)


def _waits(event: Any) -> ServiceRequest | None:
    if not isinstance(event.record, ServiceRequest) or event.circulation.form != FORM:
        return None
    request = locked(ServiceRequest, event.record.pk)
    return request if request.entitlement.get("asked") else None


def on_agreed(event: Any) -> None:
    """Let the override hold that was agreed to."""
    if request := _waits(event):
        _rule(request, request.entitlement["asked"], by=SYSTEM, move="approve_override")


def on_refused(event: Any) -> None:
    """Drop the override that was turned down or taken back; the old decision stays."""
    if request := _waits(event):
        kept = {key: value for key, value in request.entitlement.items() if key != "asked"}
        perform(request, "refuse_override", by=SYSTEM, note=str(event.circulation), changes={"entitlement": kept})


@transaction.atomic
def undo_override(request: ServiceRequest, *, note: str, by: Actor, revision: int | None = None) -> ServiceRequest:
    """Take all rulings back: what the clauses say holds again.

    Raises:
        OperationError: nothing was set by hand, or no reason is given.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    check(request, "undo_override", by=by)
    if not (request.entitlement.get("rulings") or request.is_class_overridden):
        raise OperationError(_("Nothing was set by hand."))
    kept = {key: value for key, value in request.entitlement.items() if key != "rulings"}
    text = required(note, _("Write the reason."))
    perform(request, "undo_override", by=by, note=text, changes={"entitlement": kept, "is_class_overridden": False})
    decide_again(request, by=by)
    return request
