"""Statutory repair, replacement and refund: proposed, decided, carried out (WAR-04)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.products.rules import Refund
from bihuan.regulations.queries import ruleset
from bihuan.service.models import Remedy, ServiceRequest
from bihuan.service.operations.entitlement import decide_again
from bihuan.service.queries.faults import repair_waits_since
from bihuan.service.queries.parts import WAITING
from bihuan.service.queries.remedies import depreciation_of
from bihuan.service.states import OPEN, Result
from bihuan.service.states.remedies import RemedyKind, RemedyOrigin, RemedyProposed, RemedyState

BY_RULE = ("failed_repairs", "parts_missing")
RUNNING = (RemedyState.PROPOSED, RemedyState.AGREED)
DECIDER = Post.SERVICE_MANAGER  # where a clause names nobody


def propose_by_rule(request: ServiceRequest) -> Remedy | None:
    """Propose what the clauses grant after repairs in vain or a part missing too long; once for each unit and rule."""
    for right in request.entitlement.get("rights") or ():
        if right["trigger"] in BY_RULE and request.unit_id and not _is_known(request, right):
            return _begin(request, right, origin=RemedyOrigin.RULE, by=SYSTEM, reason="")
    return None


def _is_known(request: ServiceRequest, right: Mapping[str, Any]) -> bool:
    mine = Remedy.objects.filter(unit=request.unit_id)
    same = mine.filter(request=request.pk, rule=right["name"])
    return same.exists() or mine.filter(state__in=RUNNING).exists()


@transaction.atomic
def ask_remedy(request: ServiceRequest, *, kind: str, reason: str, by: Actor, revision: int | None = None) -> Remedy:
    """Enter that the customer asks for repair, replacement or refund.

    Args:
        kind: what he asks for.
        reason: his words.

    Raises:
        OperationError: the product is unknown, something is being decided for it already, or no reason is given.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    permit(by, "service.handle_request", request)
    if request.unit is None:
        raise OperationError(_("First the product must be known: enter its serial number."))
    if Remedy.objects.filter(unit=request.unit_id, state__in=RUNNING).exists():
        raise OperationError(_("A repair, replacement or refund of this unit is being decided already."))
    if kind not in RemedyKind.values:
        raise OperationError(_("Choose what the customer asks for."), field="kind")
    said = required(reason, _("Write why he asks for it."), field="reason")
    rights = [right for right in request.entitlement.get("rights") or () if kind in right["offers"]]
    right = rights[0] if rights else {"name": "", "trigger": "", "offers": [kind], "clause": None, "facts": {}}
    return _begin(request, right, origin=RemedyOrigin.CUSTOMER, by=by, reason=said, kind=kind)


def _begin(
    request: ServiceRequest, right: Mapping[str, Any], *, origin: str, by: Actor, reason: str, kind: str = ""
) -> Remedy:
    view = ruleset().by_id.get(right["clause"] or 0)
    says: Mapping[str, Any] = view.data if view else {}
    now = timezone.now()
    remedy = Remedy(
        state=RemedyState.PROPOSED, request=request, unit=request.unit, origin=origin, rule=right["name"],
        trigger=right["trigger"], evidence=dict(right["facts"]), parameter_id=right["clause"],
        offers=list(right["offers"]), decider=says.get("decided_by") or DECIDER,
        needs_responsibility=_responsibility_first(request), reason=reason, proposed_at=now,
        kind_of=kind or (right["offers"][0] if right["offers"] else ""),
    )  # fmt: skip
    remedy.number = next_number("RM", at=now)
    begin(remedy, by=by, event=RemedyProposed, note=reason)
    request.entitlement["remedy"] = remedy.number  # its page asks for the panel only then
    request.save(update_fields=["entitlement"])
    return remedy


def _responsibility_first(request: ServiceRequest) -> bool:
    """Tell whether a clause wants responsibility settled before anything goes back (FOOD 2.9)."""
    return any(view.data.get("responsibility_first") for view in ruleset().matching("remedy", request.facts()))


@transaction.atomic
def settle_responsibility(remedy: Remedy, *, note: str, by: Actor, revision: int | None = None) -> Remedy:
    """Write down whose responsibility it is: first responsibility, then return (FOOD 2.9).

    Raises:
        OperationError: nothing was written.
    """
    remedy = locked(Remedy, remedy.pk, revision=revision)
    text = required(note, _("Write whose responsibility it is, and why."))
    perform(remedy, "settle_responsibility", by=by, note=text, changes={"responsibility": text})
    return remedy


@transaction.atomic
def agree(
    remedy: Remedy, *, kind: str, price: Decimal | None = None, note: str = "", by: Actor, revision: int | None = None
) -> Remedy:
    """Agree to a remedy; a refund is reckoned with what use takes off, by the clause.

    Args:
        kind: repair, replacement or refund.
        price: what the customer paid, in yuan; needed for a refund.

    Raises:
        OperationError: not among what is offered, or a refund without price.
        EvidenceMissing: responsibility has to be settled first.
        PermissionDenied: the clause names another post.
    """
    remedy = locked(Remedy, remedy.pk, revision=revision)
    check(remedy, "agree", by=by)
    if kind not in remedy.offers:
        raise OperationError(_("This is not among what is offered."), field="kind")
    changes: dict[str, Any] = {"kind_of": kind, "decided_at": timezone.now()}
    if isinstance(by, Staff):
        changes["decided_by"] = by
    if kind == RemedyKind.REFUND:
        found = _reckoned(remedy, price)
        changes |= {
            "price": found.price, "used_days": found.days, "percent": found.percent,
            "depreciation": found.depreciation, "refund_amount": found.amount,
        }  # fmt: skip
    perform(remedy, "agree", by=by, note=note.strip(), changes=changes)
    return remedy


def _reckoned(remedy: Remedy, price: Decimal | None) -> Refund:
    if price is None or price <= 0:
        raise OperationError(_("Give the price that was paid."), field="price")
    return depreciation_of(remedy.unit, price)


@transaction.atomic
def refuse_remedy(remedy: Remedy, *, note: str, by: Actor, revision: int | None = None) -> Remedy:
    """Decline a remedy, with the reason the customer is told.

    Raises:
        OperationError: no reason given.
    """
    remedy = locked(Remedy, remedy.pk, revision=revision)
    text = required(note, _("Write the reason."))
    perform(remedy, "refuse", by=by, note=text, changes={"decided_at": timezone.now()})
    return remedy


@transaction.atomic
def carry_out(
    remedy: Remedy, *, replacement_serial: str = "", note: str = "", by: Actor, revision: int | None = None
) -> Remedy:
    """Write down that the customer has what was agreed; a replacement takes the unit's place and its term anew.

    Args:
        replacement_serial: number of the unit he got, for a replacement.

    Raises:
        OperationError: the number is missing or can't be that of the replacement.
    """
    remedy = locked(Remedy, remedy.pk, revision=revision)
    is_replaced = remedy.kind_of == RemedyKind.REPLACEMENT
    changes: dict[str, Any] = {"done_at": timezone.now()}
    permit(by, "service.handle_remedy", remedy)
    if is_replaced and remedy.state == RemedyState.AGREED:
        reason = f"{remedy.number} {remedy.get_kind_of_display()}"
        unit = Unit.objects.get(pk=remedy.unit_id)
        changes["replacement"] = products.replace_unit(
            unit, replacement_serial=replacement_serial, reason=reason, by=SYSTEM
        )
    perform(remedy, "carry_out", by=by, note=note.strip(), changes=changes)
    return remedy


@transaction.atomic
def withdraw_remedy(remedy: Remedy, *, note: str, by: Actor, revision: int | None = None) -> Remedy:
    """The customer does without.

    Raises:
        OperationError: no reason given.
    """
    remedy = locked(Remedy, remedy.pk, revision=revision)
    perform(remedy, "withdraw", by=by, note=required(note, _("Write the reason.")))
    return remedy


def on_registered(event: Any) -> None:
    """A fault that came back may open a replacement."""
    propose_by_rule(event.record)


def on_order_completed(event: Any) -> None:
    """A repair in vain is judged anew at once."""
    if event.record.result == Result.UNSOLVED:
        decide_again(event.record.request, by=SYSTEM)
        propose_by_rule(event.record.request)


def on_request_completed(event: Any) -> None:
    """Leave the days of a repair under warranty out of the term, as the clause says; a reopened one counts once."""
    request = event.record
    labour = (request.entitlement.get("lines") or {}).get("labour") or {}
    unit = request.unit
    if unit is None or labour.get("step") != "warranty":
        return
    clause = ruleset().one("warranty", "warranty", unit.facts())
    if clause is None or not clause.data.get("leaves_out_repair"):
        return
    days = (timezone.localdate(event.at) - timezone.localdate(request.reported_at)).days
    known = int(request.entitlement.get("left_out") or 0)
    if days > known:
        products.leave_out(unit, days - known, note=request.number, by=SYSTEM)
        request.entitlement["left_out"] = days
        request.save(update_fields=["entitlement"])


@transaction.atomic
def look_for_missing_parts() -> int:
    """Judge anew the requests that wait for a part, so that replacement is proposed in time; return how many were."""
    lacks = Q(orders__result=Result.PROVISIONAL) | Q(part_requests__state__in=WAITING)
    rows = ServiceRequest.objects.filter(lacks, state__in=[*OPEN, "completed"])
    found = 0
    for pk in rows.exclude(unit=None).values_list("pk", flat=True).distinct():
        request = locked(ServiceRequest, pk)
        if repair_waits_since(request) is None:
            continue
        decide_again(request, by=SYSTEM)
        found += propose_by_rule(request) is not None
    return found
