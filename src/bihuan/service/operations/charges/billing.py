"""Drawing up a bill from the work order, changing its lines, voiding it (SVC-11, WAR-03)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import MoveForbidden, begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.parts.models import Part
from bihuan.service.models import Charge, ChargeLine, ServiceRequest, WorkOrder
from bihuan.service.operations.charges import quotas
from bihuan.service.operations.charges.gifts import given_away, refuse_gift
from bihuan.service.queries import charges as queries
from bihuan.service.queries.limits import approver_of, may_decide
from bihuan.service.rules.charging import (
    COMPANY,
    CUSTOMER,
    BillLine,
    needs_agreement,
    owed,
    price_for,
    propose,
)
from bihuan.service.states.charges import UNPRICED, ChargeKind, ChargeProposed, ChargeState

SERIES = "BL"


@dataclass(frozen=True)
class Entry:
    """One line as somebody types it; prices in yuan."""

    kind: str
    text: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    code: str = ""
    is_covered: bool = False


def decided_lines(request: ServiceRequest) -> Mapping[str, Mapping[str, Any]]:
    """Return the entitlement's lines by kind: payer, basis, step, clause."""
    found: Mapping[str, Mapping[str, Any]] = (request.entitlement or {}).get("lines") or {}
    return found


@transaction.atomic
def bill(order: WorkOrder, *, by: Actor) -> Charge:
    """Draw up the bill of a job from what was done; a draft is drawn up anew, what was typed by hand stays.

    Raises:
        OperationError: the customer bears nothing of it, or the bill has gone beyond a draft.
    """
    request = locked(ServiceRequest, order.request_id)
    order = WorkOrder.objects.select_related("request__fault_class__parent").get(pk=order.pk)
    known = queries.of_order(order)
    permit(by, "service.edit_charge", known or order)
    if not queries.is_billable(order):
        raise OperationError(_("Nothing of this job is the customer's to pay."))
    # The bill before the contract, as everywhere: and it may have been quoted since it was looked for.
    charge = locked(Charge, known.pk) if known else None
    if charge is not None and charge.state != ChargeState.DRAFT:
        raise OperationError(_("There is a bill already: %(number)s.") % {"number": charge.number})
    lines = drawn(order)
    if charge is not None:
        return drawn_anew(charge, lines, by=by)
    values = {"order": order, "outlet": order.outlet or request.outlet, "technician": order.technician}
    return opened(Charge(request=order.request, **values), lines, by=by)


def drawn(order: WorkOrder) -> list[BillLine]:
    """Return the lines of what was done on a job, the contract bearing parts as far as its amount goes."""
    lines = propose(
        decided_lines(order.request), queries.work_of(order), queries.prices_on(_day(order)),
        allowed=queries.allowed_kinds(order.request.facts()),
    )  # fmt: skip
    return quotas.shared(order, lines)


def _day(order: WorkOrder) -> Any:
    return timezone.localdate(order.completed_at) if order.completed_at else timezone.localdate()


def opened(
    charge: Charge, lines: Sequence[BillLine], *, by: Actor, state: str = ChargeState.DRAFT, note: str = ""
) -> Charge:
    """Begin a bill with its lines."""
    now = timezone.now()
    if charge.job is None and Charge.objects.filter(request=charge.request_id, job=None, state__in=UNPRICED).exists():
        raise OperationError(_("Another bill of this request is still open."))
    charge.state, charge.number = state, next_number(SERIES, at=now)
    _reckon(charge, lines)
    begin(charge, by=by, event=ChargeProposed, note=note, changes={"amount": [None, str(charge.amount)]})
    _keep(charge, lines)
    search.index(Charge.kind(), charge.pk, queries.searchable(charge))
    return charge


def _reckon(charge: Charge, lines: Iterable[Any]) -> dict[str, Any]:
    """Set sum, amount, and whether it must be agreed, from the lines; return what was set."""
    total = owed(lines)
    if charge.discount and charge.discount >= total:
        raise OperationError(_("The discount is more than what is left. Take it back first."), field="lines")
    amount = total - charge.discount
    start = queries.amount_of(queries.quotation_clause(charge.request.facts()))
    values = {
        "total": total, "amount": amount,
        "must_agree": needs_agreement(amount, start, is_carried_in=charge.is_carried_in),
    }  # fmt: skip
    for name, value in values.items():
        setattr(charge, name, value)
    return values


def _keep(charge: Charge, lines: Sequence[BillLine]) -> None:
    charge.lines.all().delete()
    ChargeLine.objects.bulk_create(
        ChargeLine(
            charge=charge, position=number, kind=line.kind, text=line.text[:120], code=line.code,
            quantity=line.quantity, unit_price=line.unit_price, payer=line.payer, basis=line.basis, step=line.step,
            is_barred=line.is_barred, parameter_id=line.clause, price_id=line.price,
        )
        for number, line in enumerate(lines, 1)
    )  # fmt: skip
    if paper := quotas.of_bill(charge):
        quotas.book(paper, lines)


def drawn_anew(charge: Charge, lines: list[BillLine], *, by: Actor) -> Charge:
    """Put what was done in place of what a locked bill said; what was typed by hand stays.

    Raises:
        OperationError: the discount is more than what is left.
    """
    typed = [_plain(line) for line in charge.lines.all() if line.step == queries.BY_HAND]
    before = charge.amount
    values = _reckon(charge, [*lines, *typed])
    _keep(charge, [*lines, *typed])
    charge.revision += 1
    Charge.objects.filter(pk=charge.pk).update(**values, revision=charge.revision)
    if before != charge.amount:
        history.append(charge, "amend", by=by, changes={"amount": [str(before), str(charge.amount)]})
    return charge


def _plain(line: ChargeLine) -> BillLine:
    return BillLine(
        line.kind, line.text, line.quantity, line.unit_price, line.payer, line.basis, line.step, line.parameter_id,
        line.code, line.price_id, line.is_barred,
    )  # fmt: skip


@transaction.atomic
def amend(charge: Charge, *, lines: Sequence[Entry], by: Actor, revision: int | None = None) -> Charge:
    """Put other lines on a bill that isn't due yet; above what was agreed the customer is asked again.

    Raises:
        OperationError: no line, a line that can't be, a cost no clause lets us charge, above cost where cost is
            what the clause grants, or less than what was done comes to: that is a discount.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    permit(by, "service.edit_charge", charge)
    if charge.state not in UNPRICED:
        raise MoveForbidden(charge, charge.moves.get("amend"))
    if not lines:
        raise OperationError(_("Write at least one line."), field="lines")
    kept = [_plain(line) for line in charge.lines.all()]
    wanted = [_wanted(charge, _taken_from(kept, entry), entry) for entry in lines]
    if paper := quotas.of_bill(charge):
        wanted = quotas.shared(paper, wanted)
    _refuse_gift(charge, wanted, by)
    before = charge.amount
    values = _reckon(charge, wanted)
    _keep(charge, wanted)
    charge.amount = before
    is_above = charge.agreed_amount is not None and values["amount"] > charge.agreed_amount
    if charge.state == ChargeState.QUOTED or (charge.state == ChargeState.AGREED and is_above):
        perform(charge, "quote_anew", by=SYSTEM)
    perform(charge, "amend", by=by, changes=values)
    return charge


def _taken_from(kept: list[BillLine], entry: Entry) -> BillLine | None:
    """Take the line that an entry means out of those that stood there, each once; of twins that borne alike."""
    twins = [line for line in kept if _key(line) == _key(entry)]
    found = next((line for line in twins if (line.payer != CUSTOMER) == entry.is_covered), next(iter(twins), None))
    if found is not None:
        del kept[next(at for at, line in enumerate(kept) if line is found)]
    return found


def _key(line: Any) -> tuple[Any, ...]:
    return (line.kind, line.text, line.code, Decimal(line.quantity), Decimal(line.unit_price))


def _wanted(charge: Charge, known: BillLine | None, entry: Entry) -> BillLine:
    """Return the line that stood there, free where that is ticked; a new one, or one unticked, is made anew."""
    if known is None or (known.step == queries.BY_HAND and known.payer == COMPANY and not entry.is_covered):
        return _typed(charge, entry)
    is_given = entry.is_covered and known.payer == CUSTOMER
    return replace(known, payer=COMPANY, step=queries.BY_HAND) if is_given else known


def _refuse_gift(charge: Charge, wanted: Sequence[BillLine], by: Actor) -> None:
    """Refuse to let go by hand what was done or stands on the price list, where that much is another's to decide."""
    typed = [line for line in wanted if line.step == queries.BY_HAND]
    advice = _("Write the listed price; what shall be less goes through as a discount, with its reason.")
    refuse_gift(charge.request, given_away(charge.request, typed), by, advice)
    if charge.order is None or charge.order.completed_at is None:
        return
    less = owed(drawn(charge.order)) - owed(wanted)
    limit = approver_of(queries.DISCOUNT, charge.request.facts(), less) if less > 0 else None
    if limit is not None and not may_decide(by, limit):
        words = _("That is ¥%(amount)s less than what was done comes to. Enter it as a discount, with its reason.")
        raise OperationError(words % {"amount": less}, field="lines")


def _typed(charge: Charge, entry: Entry) -> BillLine:
    """Return a line typed by hand, borne by whom the entitlement names, within what clauses let us charge."""
    text = required(entry.text, _("A line needs a name."), field="lines")
    if entry.kind not in ChargeKind.values or entry.unit_price < 0 or entry.quantity <= 0:
        raise OperationError(_("A line needs a name, a quantity above zero and a price."), field="lines")
    says = decided_lines(charge.request).get(entry.kind) or {}
    payer = COMPANY if entry.is_covered else str(says.get("payer") or CUSTOMER)
    line = BillLine(
        entry.kind, text, entry.quantity, entry.unit_price, payer, str(says.get("basis") or "list"), queries.BY_HAND,
        says.get("clause"), entry.code.strip(),
    )  # fmt: skip
    if payer == CUSTOMER:
        _may_charge(charge, line)
    return line


def _may_charge(charge: Charge, line: BillLine) -> None:
    facts = charge.request.facts()
    allowed = queries.allowed_kinds(facts)
    if allowed is not None and line.kind not in allowed:
        clause = queries.basis_clause(facts)
        raise OperationError(
            _("%(clause)s names no such cost: %(kind)s can't be charged.")
            % {"clause": clause.label if clause else "", "kind": ChargeKind(line.kind).label},
            field="lines",
        )
    most = _at_cost(charge, line) if line.basis == "cost" else None
    if most is not None and line.unit_price > most:
        raise OperationError(
            _("%(text)s is charged at cost: at most ¥%(most)s.") % {"text": line.text, "most": most}, field="lines"
        )


def _at_cost(charge: Charge, line: BillLine) -> Decimal | None:
    """Return the cost price of what a line is for, None when it isn't on a list."""
    if line.kind == ChargeKind.PARTS:
        return Part.objects.filter(code=line.code).values_list("cost_price", flat=True).first() if line.code else None
    if charge.order is None:
        return None
    work = queries.work_of(charge.order)
    price = price_for(queries.prices_on(work.day), line.kind, work)
    return price.cost_price if price else None


@transaction.atomic
def void(charge: Charge, *, note: str, by: Actor, revision: int | None = None) -> Charge:
    """Void a bill nothing was paid on, with the reason.

    Raises:
        OperationError: no reason, or money was received.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    text = required(note, _("Write the reason."))
    perform(charge, "void", by=by, note=text, changes={"void_reason": text[:200]})
    return charge


def on_order_completed(event: Any) -> None:
    """Draw up the bill when the work is done, if the customer bears any of it."""
    order: WorkOrder = event.record
    known = queries.of_order(order)
    is_open = known is None or known.state == ChargeState.DRAFT
    if not (queries.is_billable(order) and is_open) or _is_asked(order):
        return
    if known is None and not queries.pays(order.request) and not owed(lines := drawn(order)):
        quotas.book(order, lines)  # the contract bears it all: there is nothing to bill
        return
    bill(order, by=SYSTEM)


def _is_asked(order: WorkOrder) -> bool:
    """Tell whether another bill of the request is open, so that none can be begun now."""
    rows = Charge.objects.filter(request=order.request_id, job=None, state__in=UNPRICED).exclude(order=order.pk)
    return rows.exists()


def on_cancelled(event: Any) -> None:
    """Void what is open on a cancelled request."""
    for charge in Charge.objects.filter(request=event.record.pk, state__in=UNPRICED):
        row = locked(Charge, charge.pk)
        perform(row, "void", by=SYSTEM, changes={"void_reason": _("The request was cancelled.")})


__all__ = ["Entry", "amend", "bill", "decided_lines", "on_cancelled", "on_order_completed", "opened", "void"]
