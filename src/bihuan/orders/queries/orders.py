"""All that an order's page, its panels, the lists and the desk show."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, prepared
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.moves import Move, available
from bihuan.kernel.records import Tracked
from bihuan.kernel.wording import daytime
from bihuan.orders.models import Delivery, Order, OrderChange, ProductionNotice
from bihuan.orders.queries.clauses import REASONS, REQUIREMENTS, change_reasons, checklist, scheme
from bihuan.orders.queries.goods import SHIPS, at_hand, lacking, unmade
from bihuan.orders.states.changes import OPEN_CHANGES, ChangeState
from bihuan.orders.states.orders import OrderState
from bihuan.orders.states.papers import NoticeState
from bihuan.organization.models import Staff
from bihuan.service.queries.matters import Waiting

AT_MOST, SHOWN = 20, 6
NEAR = ("customer", "owner", "registered_by", "checked_by")


def opened(user: Actor) -> QuerySet[Order]:
    """Return visible orders with all that their page names joined in."""
    rows: QuerySet[Order] = Order.objects.visible_to(user).select_related(*NEAR).prefetch_related("lines__model__line")
    return rows


def searchable(order: Order) -> str:
    """Return the words an order is found by; personal data is not among them (SEC-01)."""
    lines = " ".join(line.model.code for line in order.lines.select_related("model"))
    parts = [order.number, order.their_number, order.customer.name, order.customer.number, order.contact_name, lines]
    return " ".join(filter(None, parts))


def times(record: Order) -> dict[str, str]:
    """Return when each state on the path was reached."""
    moments = {
        OrderState.REGISTERED: record.received_at, OrderState.SHIPPED: record.shipped_at,
        OrderState.CLOSED: record.closed_at,
    }  # fmt: skip
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


@dataclass(frozen=True)
class LineRow:
    """A position as it is drawn: with what lies in stock for it; one that a change has ended is struck out."""

    line: Any
    stock: int
    is_ended: bool
    is_new: bool


def line_rows(order: Order) -> list[LineRow]:
    """Return all positions, ended ones among them, with what lies in stock that nobody else has reserved."""
    lines = list(order.lines.all())
    there = at_hand(order, {line.model_id for line in lines})
    return [
        LineRow(line, there.get(line.model_id, 0), line.ended_version is not None, line.since_version > 1)
        for line in lines
    ]  # fmt: skip


def points(order: Order) -> list[tuple[str, str, str]]:
    """Return (code, point, what was found) of the requirements' checklist; points looked at before are kept."""
    named = checklist()
    codes = {code for code, _label in named}
    old = [(code, code, words) for code, words in order.checks.items() if code not in codes]
    return [(code, label, order.checks.get(code, "")) for code, label in named] + old


def page(order: Order, user: Any) -> dict[str, Any]:
    """Return what stands on an order's page beside its buttons and history."""
    questions = prepared.read(order.questions.select_related("asked_by"))
    lines = line_rows(order)
    short = lacking(order) if order.state in SHOWS_STOCK else []
    return {
        "moves": useful(order, user, lines, short), "lines": lines, "points": points(order),
        "point_clause": scheme(REQUIREMENTS),
        "questions": questions, "open_questions": [one for one in questions if one.answered_at is None],
        "lacking": short,
        "notices": prepared.read(order.notices.select_related("issued_by").prefetch_related("lines__model")),
        "deliveries": prepared.read(order.deliveries.prefetch_related("lines__model")),
        "changes": prepared.read(order.changes.all()), "returns": prepared.read(order.returns.select_related("model")),
        "files": files(order), "may_keep": user.has_perm("orders.keep_order", order),
        "may_unmask": user.has_perm("orders.unmask", order),
        "may_return": user.has_perm("orders.register_return") and bool(order.deliveries.exists()),
    }  # fmt: skip


def useful(order: Order, user: Any, lines: list[LineRow], short: list[Any]) -> list[Move]:
    """Return the buttons of an order, without those that have nothing to do: no stock to ship, nothing to make.

    Where the stock lacks something, the review is what comes next.
    """
    there = any(row.stock and row.line.left for row in lines if not row.is_ended)
    idle = {
        "release": bool(short), "send_round": order.state == OrderState.TO_SHIP and not short,
        "ship": order.state in SHIPS and not there,
        "produce": not unmade(order) if order.state in (OrderState.AGREED, OrderState.PRODUCING) else False,
    }  # fmt: skip
    found = [move for move in available(order, user) if not idle.get(move.name)]
    if any(move.is_primary for move in found):
        return found
    return [replace(move, is_primary=move.name == "send_round") for move in found]


SHOWS_STOCK = (
    OrderState.REGISTERED, OrderState.UNCLEAR, OrderState.REVIEW, OrderState.NEGOTIATING, OrderState.AGREED,
    OrderState.TO_SHIP,
)  # fmt: skip


def files(record: Tracked) -> list[Attachment]:
    """Return the files on a record."""
    return prepared.read(attachments.of(record.kind(), record.pk).order_by("pk"))


def change_page(change: OrderChange, user: Any) -> dict[str, Any]:
    """Return what stands on a change's page: each position as it was and as it shall be.

    Ours wants the customer's consent, his a review: the other button is left out.
    """
    other = "send_round" if change.is_ours else "consent"
    rows = change.lines.select_related("replaces__model", "model")
    return {
        "moves": [move for move in available(change, user) if move.name != other], "lines": list(rows),
        "cause": dict(change_reasons()).get(change.reason_code, change.reason_code),
        "cause_clause": scheme(REASONS) if change.is_ours else None, "files": files(change),
        "notices": list(change.order.notices.filter(version=change.version)) if change.version else [],
    }  # fmt: skip


def of_customer(record: Any, user: Any) -> dict[str, Any] | None:
    """Return a customer's orders for his page."""
    rows = Order.objects.visible_to(user).filter(customer=record.pk).prefetch_related("lines__model")
    found = prepared.read(rows.order_by("-received_at", "-pk")[:SHOWN])
    may = user.has_perm("orders.register")
    if not found and not may:
        return None
    url = f"{reverse('orders:register')}?customer={record.number}" if may else ""
    return {"orders": found, "url": url, "count": len(found) or None}


def waiting(user: Staff) -> list[Waiting]:
    """Return what waits for a colleague: his orders, changes and shipments, and what is to be made."""
    return [*_orders(user), *_changes(user), *_notices(user), *_deliveries(user)][:AT_MOST]


def _orders(user: Staff) -> list[Waiting]:
    mine = Q(pk__in=[])
    if user.has_perm("orders.keep_order"):
        states = [OrderState.REGISTERED, OrderState.UNCLEAR, OrderState.NEGOTIATING, OrderState.AGREED]
        mine |= Q(owner=user.pk) & (Q(state__in=states) | Q(state=OrderState.PRODUCING, answered_at=None))
    if user.has_perm("orders.ship_order"):
        mine |= Q(state=OrderState.TO_SHIP)
    rows = Order.objects.visible_to(user).filter(mine).select_related("customer").prefetch_related("lines__model")
    return [
        Waiting(one, one.their_number, _next(one), one.get_absolute_url())
        for one in rows.order_by("received_at", "pk")[:AT_MOST]
    ]  # fmt: skip


def _next(order: Order) -> str:
    words = {
        OrderState.REGISTERED: _("Review the order"), OrderState.UNCLEAR: _("Ask the customer"),
        OrderState.NEGOTIATING: _("Negotiate with the customer"), OrderState.AGREED: _("Issue the production notice"),
        OrderState.PRODUCING: _("Answer the delivery date"), OrderState.TO_SHIP: _("Ship it"),
    }  # fmt: skip
    return str(words.get(OrderState(order.state), _("Open")))


def _changes(user: Staff) -> list[Waiting]:
    if not user.has_perm("orders.run_change"):
        return []
    rows = OrderChange.objects.visible_to(user).filter(state__in=OPEN_CHANGES, order__owner=user.pk)
    rows = rows.exclude(state=ChangeState.REVIEW).select_related("order__customer")
    words = {ChangeState.ASKED: _("Bring the change along"), ChangeState.AGREED: _("Put the change into force")}
    return [
        Waiting(one, one.order.customer.name, str(words[ChangeState(one.state)]), one.get_absolute_url())
        for one in rows.order_by("asked_at", "pk")[:AT_MOST]
    ]  # fmt: skip


def _notices(user: Staff) -> list[Waiting]:
    if not user.has_perm("orders.stock_goods"):
        return []
    rows = ProductionNotice.objects.visible_to(user).filter(state=NoticeState.ISSUED)
    rows = rows.select_related("order__customer", "goods_return__customer").prefetch_related("lines__model")
    return [
        Waiting(one, _("by %(day)s") % {"day": one.due_on}, str(_("Into stock")), one.get_absolute_url())
        for one in rows.order_by("due_on", "pk")[:AT_MOST]
    ]  # fmt: skip


def _deliveries(user: Staff) -> list[Waiting]:
    if not user.has_perm("orders.keep_order"):
        return []
    rows = Delivery.objects.visible_to(user).filter(state="sent", order__owner=user.pk)
    rows = rows.select_related("order__customer").prefetch_related("lines__model")
    return [
        Waiting(one, one.waybill, str(_("Ask for the receipt")), one.get_absolute_url())
        for one in rows.order_by("sent_at", "pk")[:AT_MOST]
    ]  # fmt: skip
