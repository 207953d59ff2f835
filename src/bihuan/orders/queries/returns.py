"""Returns as their page, the panels of other records and the desk show them."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import prepared
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import Move, available
from bihuan.kernel.records import is_visible, resolve
from bihuan.kernel.wording import daytime
from bihuan.orders.models import GoodsReturn, Order, OrderLine, ProductionNotice
from bihuan.orders.queries.clauses import Repayment, repayment
from bihuan.orders.queries.goods import at_hand
from bihuan.orders.queries.orders import AT_MOST, SHOWN, files
from bihuan.orders.states.papers import NoticeState
from bihuan.orders.states.returns import ReturnState
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel, Unit
from bihuan.quality.models import Nonconformity
from bihuan.service.queries.matters import Waiting

NEAR = (
    "customer", "order", "unit", "model__line", "registered_by", "owner", "taken_by", "inspected_by",
)  # fmt: skip


def opened(user: Actor) -> QuerySet[GoodsReturn]:
    """Return visible returns with all that their page names joined in."""
    rows: QuerySet[GoodsReturn] = GoodsReturn.objects.visible_to(user).select_related(*NEAR)
    return rows


def searchable(one: GoodsReturn) -> str:
    """Return the words a return is found by; personal data is not among them."""
    order, unit = one.order.number if one.order else "", one.unit.serial if one.unit else ""
    parts = [one.number, one.customer.name, one.model.code, one.batch, order, unit, one.subject_number, one.reason]
    return " ".join(filter(None, parts))


def times(record: GoodsReturn) -> dict[str, str]:
    """Return when each state on the path was reached."""
    moments = {
        ReturnState.REGISTERED: record.registered_at, ReturnState.ARRIVED: record.arrived_at,
        ReturnState.INSPECTED: record.inspected_at, ReturnState.DECIDED: record.decided_at,
        ReturnState.REPLIED: record.replied_at, ReturnState.CLOSED: record.closed_at,
    }  # fmt: skip
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


def repayment_of(one: GoodsReturn, quantity: int) -> Repayment | None:
    """Return what paying back so many pieces comes to, as of the day the goods came; None without a price."""
    if one.price is None or not quantity:
        return None
    day = timezone.localdate(one.arrived_at) if one.arrived_at else timezone.localdate()
    rested = one.unit.left_out_days if one.unit else 0
    return repayment(
        one.facts(), one.price * quantity, bought_on=one.bought_on, returned_on=day, out_of_use_days=rested
    )


def returned_of(order: Order, model: ProductModel, *, without: int | None = None) -> int:
    """Return how many pieces of a model came back from an order, or are announced and not here yet."""
    rows = GoodsReturn.objects.filter(order=order, model=model).exclude(state=ReturnState.CANCELLED)
    pieces = Sum(Coalesce("received", "quantity"))
    return int(rows.exclude(pk=without or 0).aggregate(sum=pieces)["sum"] or 0)


def shipped_of(order: Order, model: ProductModel) -> int:
    """Return how many pieces of a model an order has shipped."""
    rows = OrderLine.objects.filter(order=order, model=model, ended_version=None)
    return int(rows.aggregate(sum=Sum("shipped"))["sum"] or 0)


def page(one: GoodsReturn, user: Any) -> dict[str, Any]:
    """Return what stands on a return's page beside its buttons and history."""
    found = one.nonconformity_id and is_visible(Nonconformity.kind(), one.nonconformity_id, user)
    about = one.subject_kind and one.subject_id and is_visible(one.subject_kind, one.subject_id, user)
    stock = at_hand(one, [one.model_id]).get(one.model_id, 0)
    notices = prepared.read(one.notices.prefetch_related("lines__model"))
    return {
        "moves": useful(one, user, stock, notices),
        "subject": resolve(one.subject_kind, one.subject_id) if about and one.subject_id else None,
        "nonconformity": (
            Nonconformity.objects.get(pk=one.nonconformity_id) if found and one.nonconformity_id else None
        ),
        "stock": stock, "notices": notices,
        "deliveries": prepared.read(one.deliveries.prefetch_related("lines__model")),
        "files": files(one), "may_unmask": user.has_perm("orders.unmask_return", one),
        "full_price": one.refund_amount + one.depreciation,
    }  # fmt: skip


def useful(one: GoodsReturn, user: Any, stock: int, notices: list[ProductionNotice]) -> list[Move]:
    """Return the buttons of a return, without those that have nothing to do: no refund owed, nothing to replenish."""
    under_way = any(notice.state == NoticeState.ISSUED for notice in notices)
    idle = {
        "contact": one.contacted_at is not None, "refund": not one.owes_refund,
        "replenish": not one.left_to_replenish or not stock,
        "produce": one.left_to_replenish <= stock or under_way,
    }  # fmt: skip
    return [move for move in available(one, user) if not idle.get(move.name)]


def start(*, order: Order | None = None, unit: Unit | None = None, subject: Any = None) -> dict[str, Any]:
    """Return what a new return begins with, from the order, the unit or the complaint it is about."""
    found: dict[str, Any] = {}
    if subject is not None:
        unit = unit or getattr(subject, "unit", None)
        customer = getattr(subject, "customer", None)
        found |= {
            "customer": customer.number if customer else "", "model": getattr(subject, "model_id", None),
            "batch": getattr(subject, "batch", ""), "reason": getattr(subject, "description", ""),
            "contact_name": getattr(subject, "contact_name", ""), "quantity": getattr(subject, "defective", None) or 1,
        }  # fmt: skip
    if unit is not None:
        found |= {"model": unit.model_id, "serial": unit.serial, "bought_on": unit.sold_on, "quantity": 1}
        found |= {"customer": unit.customer.number} if unit.customer else {}
    if order is not None:
        found |= {"customer": order.customer.number, "order_no": order.number, "contact_name": order.contact_name}
        if line := next(iter(order.positions()), None):
            found |= {"model": line.model_id, "price": line.price, "bought_on": delivered_on(order)}
    return found


def delivered_on(order: Order) -> date | None:
    """Return when the customer got his goods: the last receipt, else the last shipment."""
    last = order.deliveries.order_by("-sent_at").first()
    return (last.received_on or timezone.localdate(last.sent_at)) if last else None


def _panel(rows: Any, user: Any, url: str) -> dict[str, Any] | None:
    found = prepared.read(rows.select_related("customer", "model").order_by("-registered_at", "-pk")[:SHOWN])
    may = user.has_perm("orders.register_return")
    if not found and not may:
        return None
    return {"returns": found, "url": url if may else "", "count": len(found) or None}


def of_customer(record: Any, user: Any) -> dict[str, Any] | None:
    """Return a customer's returns for his page."""
    rows = GoodsReturn.objects.visible_to(user).filter(customer=record.pk)
    return _panel(rows, user, f"{reverse('orders:register_return')}?customer={record.number}")


def of_unit(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the returns of a unit for its page."""
    rows = GoodsReturn.objects.visible_to(user).filter(unit=record.pk)
    return _panel(rows, user, f"{reverse('orders:register_return')}?unit={record.pk}")


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the returns that follow from a record, a complaint say, for its page."""
    rows = GoodsReturn.objects.visible_to(user).filter(subject_kind=record.kind(), subject_id=record.pk)
    return _panel(rows, user, f"{reverse('orders:register_return')}?kind={record.kind()}&id={record.pk}")


def pieces_about(kind: str, pk: int) -> int:
    """Return how many pieces came or are to come back because of a record."""
    rows = GoodsReturn.objects.filter(subject_kind=kind, subject_id=pk).exclude(state=ReturnState.CANCELLED)
    return sum(one.quantity if one.received is None else one.received for one in rows)


def waiting(user: Staff) -> list[Waiting]:
    """Return the returns that wait for a colleague: his own, those to be taken in, inspected, paid, replenished."""
    mine = Q(pk__in=[])
    if user.has_perm("orders.keep_return"):
        mine |= Q(owner=user.pk, state__in=[ReturnState.INSPECTED, ReturnState.DECIDED, ReturnState.REPLIED])
        mine |= Q(owner=user.pk, state=ReturnState.REGISTERED, contacted_at=None)
    if user.has_perm("orders.receive_return"):
        mine |= Q(state=ReturnState.REGISTERED)
    if user.has_perm("orders.inspect_return"):
        mine |= Q(state=ReturnState.ARRIVED)
    if user.has_perm("orders.pay_refund"):
        mine |= Q(state__in=[ReturnState.DECIDED, ReturnState.REPLIED], refund_amount__gt=0, refunded_on=None)
    if user.has_perm("orders.ship_order"):
        owed = Q(replenished__lt=F("replenish_quantity"))
        mine |= owed & Q(state__in=[ReturnState.DECIDED, ReturnState.REPLIED])
    rows = GoodsReturn.objects.visible_to(user).filter(mine).select_related("customer", "model")
    return [
        Waiting(one, one.order.number if one.order_id and one.order else "", _next(one, user), one.get_absolute_url())
        for one in rows.select_related("order").order_by("registered_at", "pk")[:AT_MOST]
    ]


def _next(one: GoodsReturn, user: Staff) -> str:
    """Return what this colleague can do next: the warehouse ships, the accountant pays, sales answer."""
    move = next((move for move in available(one, user) if not move.is_hidden), None)
    return str(move.label) if move else _("Open")
