"""What clauses, prices and the work order say about a bill, and what its pages show (SVC-11, WAR-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import links
from bihuan.kernel.actors import Actor
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import Charge, ChargeLine, FaultClass, PartUsage, PriceItem, ServiceRequest, WorkOrder
from bihuan.service.queries.lines import BASIS_WORDS, STEP_WORDS
from bihuan.service.queries.software import fees_of
from bihuan.service.rules.charging import QUOTA, Price, UsedPart, Work, is_small
from bihuan.service.states import Result
from bihuan.service.states.charges import ChargeKind, ChargeState

QUOTATION, BY_HAND, DISCOUNT = "quotation", "by_hand", "discount"
UNBILLABLE = (Result.UNSOLVED, Result.TAKEN_IN)
Facts = Mapping[str, Any]


def basis_clause(facts: Facts) -> ParameterView | None:
    """Return the clause that names what may be charged at all (FULL 3.2)."""
    found = ruleset().matching("charge_basis", facts)
    return max(found, key=lambda one: one.rank) if found else None


def allowed_kinds(facts: Facts) -> frozenset[str] | None:
    """Return the kinds that may be charged; None where no clause says anything."""
    clause = basis_clause(facts)
    return frozenset(row["code"] for row in clause.data["charges"]) if clause else None


def small_clause(facts: Facts) -> ParameterView | None:
    """Return the clause with the highest sum that is collected on the spot (FULL 4.4)."""
    return ruleset().one("amount", "on_site_collection", facts)


def quotation_clause(facts: Facts) -> ParameterView | None:
    """Return the clause with the sum from which the customer agrees before the work."""
    return ruleset().one("amount", "quotation_from", facts)


def amount_of(clause: ParameterView | None) -> Decimal | None:
    """Return a clause's amount in yuan; None where the company has not set it yet."""
    amount = clause.data.get("amount") if clause else None
    return None if amount in (None, "") else Decimal(str(amount))


def is_small_sum(charge: Charge) -> bool:
    """Tell whether a bill may be collected on site."""
    return is_small(charge.amount, amount_of(small_clause(charge.request.facts())))


def overdue_days() -> int | None:
    """Return after how many days an unpaid invoice is overdue; None where no clause says so."""
    clause = ruleset().one("threshold", "overdue_receivable", {})
    return int(Decimal(str(clause.data["value"]))) if clause else None


def same_day_clause(charge: Charge) -> ParameterView | None:
    """Return the clause by which the invoice is written the same day (FULL 4.4, 4.6)."""
    name = "invoice_returned" if charge.is_carried_in else "invoice_on_site"
    return ruleset().one("same_day", name, charge.facts())


def prices_on(day: date) -> list[Price]:
    """Return the price list of a day."""
    return [row.plain() for row in PriceItem.objects.valid(day)]


@dataclass(frozen=True)
class Unpriced:
    """What a clause lets us charge and the company has set no price for."""

    clause: ParameterView
    kinds: list[str]


def unpriced(day: date) -> list[Unpriced]:
    """Return by clause the kinds that may be charged and stand on no price list of a day; parts have theirs."""
    priced = {*PriceItem.objects.valid(day).values_list("kind_of", flat=True), ChargeKind.PARTS.value}
    found = (
        Unpriced(view, [row["label"] for row in view.data["charges"] if row["code"] not in priced])
        for view in ruleset().all("charge_basis")
    )
    return [one for one in found if one.kinds]


def work_of(order: WorkOrder) -> Work:
    """Return what a work order has to charge for: minutes of the whole crew, parts that stayed, the way there."""
    request = order.request
    helped = order.crew.filter(removed_at=None).values_list("minutes", flat=True)
    return Work(
        day=timezone.localdate(order.completed_at) if order.completed_at else timezone.localdate(),
        minutes=(order.minutes_spent or 0) + sum(minutes or 0 for minutes in helped), area=request.area,
        fault_classes=_classes(request), line=_line(request),
        parts=(*(_used(row) for row in _usages(order) if row.kept > 0), *fees_of(order)),
    )  # fmt: skip


def work_without_visit(request: ServiceRequest, day: date) -> Work:
    """Return what prices of a request go by when nobody has worked yet: its region, fault and product line."""
    return Work(day=day, area=request.area, fault_classes=_classes(request), line=_line(request), is_visit=False)


def _usages(order: WorkOrder) -> QuerySet[PartUsage]:
    return PartUsage.objects.filter(order=order).select_related("part").order_by("pk")


def _used(row: PartUsage) -> UsedPart:
    return UsedPart(row.part.name, Decimal(row.kept), row.list_price, row.cost_price, row.part.code)


def _line(request: ServiceRequest) -> int | None:
    model = request.model or (request.unit.model if request.unit else None)
    return model.line_id if model else None


def _classes(request: ServiceRequest) -> tuple[int, ...]:
    """Return the fault's class and those above it, the nearest first."""
    found: list[int] = []
    one: FaultClass | None = request.fault_class
    while one is not None and one.pk not in found:
        found.append(one.pk)
        one = one.parent
    return tuple(found)


def decided(request: ServiceRequest, kind: str) -> Facts:
    """Return what the entitlement says of a kind of line: payer, basis, step, clause; empty where nothing."""
    lines: Mapping[str, Facts] = (request.entitlement or {}).get("lines") or {}
    return lines.get(kind) or {}


def rests_on_quota(request: ServiceRequest) -> bool:
    """Tell whether a contract's yearly amount bears the parts, as far as it lasts."""
    return decided(request, "parts").get("basis") == QUOTA


def pays(request: ServiceRequest) -> bool:
    """Tell whether the customer bears a line of this request for sure."""
    lines = (request.entitlement or {}).get("lines") or {}
    return any(line["payer"] == "customer" for line in lines.values()) if lines else request.service_class == "A"


def is_charged(request: ServiceRequest) -> bool:
    """Tell whether the customer bears anything of this request, or may: parts beyond his contract's amount."""
    return pays(request) or rests_on_quota(request)


def is_billable(order: WorkOrder) -> bool:
    """Tell whether a job is billed by its work order: what was not solved, or taken along, is not."""
    return order.result not in UNBILLABLE and is_charged(order.request)


def opened(user: Actor) -> QuerySet[Charge]:
    """Return visible bills with all that their page names joined in."""
    return Charge.objects.visible_to(user).select_related(
        "request__customer", "request__model__line", "request__region", "request__unit__model", "request__outlet",
        "order", "job", "outlet__department", "technician", "invoice",
    )  # fmt: skip


@dataclass(frozen=True)
class ShownLine:
    """A line of a bill with the reason it costs what it costs."""

    line: ChargeLine
    why: str
    clause: Any = None


def shown_lines(charge: Charge) -> list[ShownLine]:
    """Return a bill's lines, each with its reason and its clause."""
    barred = basis_clause(charge.facts())
    return [_shown(line, barred) for line in charge.lines.all()]


def _shown(line: ChargeLine, barred: ParameterView | None) -> ShownLine:
    if line.is_barred:
        return ShownLine(line, _("not among what may be charged"), barred)
    step, basis = STEP_WORDS.get(line.step, ""), BASIS_WORDS.get(line.basis, "")
    said = _("entered by hand") if line.step == BY_HAND else str(step)
    why = " · ".join(part for part in (said, str(basis)) if part)
    return ShownLine(line, why, ruleset().by_id.get(line.parameter_id or 0))


def of_order(order: WorkOrder) -> Charge | None:
    """Return the bill of a job, void ones left out."""
    rows = order.charges.exclude(state=ChargeState.VOID)
    return rows.select_related("request").order_by("-pk").first()


def of_request(request: Any, user: Any) -> dict[str, Any] | None:
    """Return the bills of a request, for its page; no query where the customer never had anything to pay."""
    if not (is_charged(request) or request.is_class_overridden or (request.entitlement or {}).get("rulings")):
        return None
    found = list(Charge.objects.filter(request=request.pk).order_by("-pk")[:6])
    return {"charges": found, "count": len(found)} if found else None


def on_phone(order: Any, user: Any) -> dict[str, Any] | None:
    """Return the bill of a job, for the technician's page; None where the customer pays nothing."""
    found = of_order(order)
    if found is None and not is_charged(order.request):
        return None
    return {
        "order": order, "charge": found, "lines": list(found.lines.all()) if found else [],
        "may_edit": user.has_perm("service.edit_charge", order) and is_billable(order),
        "may_collect": found is not None and found.state == ChargeState.DUE and is_small_sum(found)
        and user.has_perm("service.collect_charge", found),
    }  # fmt: skip


def quotation_token(charge: Charge) -> str:
    """Return the token of the link by which the customer answers a quotation."""
    until = charge.valid_until or timezone.localdate()
    return links.make(QUOTATION, charge, days=max(1, (until - timezone.localdate()).days + 1))


def charge_by(pk: int) -> Charge:
    """Return a bill with all that the customer's page shows.

    Raises:
        Charge.DoesNotExist: it is gone.
    """
    rows = Charge.objects.select_related("request__model", "order", "job", "outlet")
    found: Charge = rows.prefetch_related("lines").get(pk=pk)
    return found


def searchable(charge: Charge) -> str:
    """Return the words a bill is found by, its invoice's number among them."""
    invoice = getattr(charge, "invoice", None)
    request = charge.request
    parts = [charge.number, request.number, request.contact_name, request.model_text, request.serial_text]
    if invoice is not None:
        parts += [invoice.number, invoice.buyer]
    return " ".join(part for part in parts if part)
