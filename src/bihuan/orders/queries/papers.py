"""What the printed forms of orders and returns show."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.privacy import revealed
from bihuan.orders.models import Delivery, GoodsReturn, Order, OrderChange, ProductionNotice
from bihuan.orders.queries.clauses import change_reasons
from bihuan.orders.queries.orders import line_rows, points
from bihuan.orders.states.changes import Side
from bihuan.orders.states.choices import OrderWay, Settlement, Wish
from bihuan.orders.states.orders import OrderState
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment
from bihuan.service.states import ReplyBy
from bihuan.signoff.models import Circulation

Opinions = tuple[list[dict[str, str]], dict[str, bytes]]


def _sheet(key: str, record: Any, data: dict[str, Any], title: str, images: Any = None) -> Sheet:
    return Sheet(
        data=data, title=title, meta=paper_meta(key, record.facts()), images=images or {},
        qr=f"{settings.BIHUAN_ADDRESS}{record.get_absolute_url()}", qr_note=_("scan to follow"),
    )  # fmt: skip


def _name(person: Any) -> str:
    return person.name if person else ""


def _yuan(value: Any) -> str:
    return "" if value is None else f"{value:,.2f}"


def _order(order: Order) -> dict[str, Any]:
    """Return the block that the papers of an order share."""
    rows = line_rows(order)
    return {
        "number": order.number, "received": moment(order.received_at), "date": moment(order.received_at)[:10],
        "customer": order.customer.name, "customer_no": order.customer.number, "contact": order.contact_name,
        "phone": str(order.phone or ""), "address": revealed(order.deliver_to), "theirs": order.their_number,
        "version": str(order.version), "requirements": order.requirements, "remarks": order.remarks,
        "ways": [[str(way.label), way == order.way] for way in OrderWay if way not in (OrderWay.API, OrderWay.IMPORT)],
        "lines": [_line(row) for row in rows], "total": _yuan(order.amount),
        "promised": str(order.promised_on or ""), "answer": order.answer, "answered": moment(order.answered_at),
        "answer_way": order.get_answer_way_display(), "owner": _name(order.owner),
        "registrar": _name(order.registered_by), "state": order.state_label,
    }  # fmt: skip


def _line(row: Any) -> dict[str, Any]:
    line = row.line
    return {
        "model": line.model.code, "name": line.model.name, "quantity": str(line.quantity), "price": _yuan(line.price),
        "amount": _yuan(line.amount), "wanted": str(line.wanted_on or ""), "words": line.requirements,
        "stock": str(row.stock), "shipped": str(line.shipped), "is_ended": row.is_ended,
    }  # fmt: skip


def order_record(order: Order, by: Actor) -> Sheet:
    """Return the 「订货记录」: the order as it came, what was unclear, how it was answered (ORD-01)."""
    asked = order.questions.select_related("asked_by")
    data = {
        **_order(order),
        "questions": [[moment(one.asked_at), one.text, one.answer, one.answered_by] for one in asked],
        "deliveries": [
            [one.number, moment(one.sent_at)[:10], "、".join(map(str, one.lines.select_related("model"))), one.receiver]
            for one in order.deliveries.order_by("pk")
        ],
    }  # fmt: skip
    return _sheet("order_record", order, data, _("Record of an order"))


def order_review(order: Order, by: Actor) -> Sheet:
    """Return the 「合同评审表」: requirements, stock, each department's opinion, the conclusion (ORD-02)."""
    opinions, images = _opinions(order, "order_review")
    notices = order.notices.order_by("pk")
    data = {
        **_order(order), "points": [[label, words] for _code, label, words in points(order)], "opinions": opinions,
        "checked_by": _name(order.checked_by),
        "from_stock": not opinions and order.state in (OrderState.TO_SHIP, OrderState.SHIPPED, OrderState.CLOSED),
        "is_met": bool(opinions) and all(one["verdict"] for one in opinions) and not _refused(opinions),
        "is_refused": _refused(opinions),
        "notices": [[one.number, str(one.due_on), one.state_label, one.is_void] for one in notices],
        "changes": [
            [one.number, one.state_label, str(one.version or "")] for one in order.changes.order_by("pk")
        ],
    }  # fmt: skip
    return _sheet("order_review", order, data, _("Contract review"), images)


def _refused(opinions: list[dict[str, str]]) -> bool:
    return any(one["is_refused"] for one in opinions)


def _opinions(record: Any, form: str) -> Opinions:
    """Return the stations of the last review with their opinions, and the signatures drawn on it."""
    last = Circulation.objects.of(record).filter(form=form).order_by("-pk").first()
    found: list[dict[str, str]] = []
    images: dict[str, bytes] = {}
    rows = last.stations.exclude(state="skipped").select_related("signed_by", "signature") if last else ()
    for station in rows:
        if station.signature:
            images[f"sign{station.pk}"] = station.signature.read()
        is_refused = station.verdict == "refuse"
        found.append({
            "title": station.name, "unit": station.get_post_display(), "opinion": station.opinion,
            "verdict": (_("can't be met") if is_refused else _("can be met")) if station.signed_at else "",
            "is_refused": "1" if is_refused else "", "name": _name(station.signed_by),
            "sign": f"sign{station.pk}" if station.signature else "", "date": moment(station.signed_at)[:16],
        })  # fmt: skip
    return found, images


def order_change(change: OrderChange, by: Actor) -> Sheet:
    """Return the 「合同评审变更登记表」: reason, before and after, consent or review, the notices (ORD-03)."""
    order = change.order
    opinions, images = _opinions(change, "order_change")
    old = list(order.notices.filter(void_reason__startswith=change.number).order_by("pk"))
    new = list(order.notices.filter(version=change.version).order_by("pk")) if change.version else []
    data = {
        "number": change.number, "order": order.number, "customer": order.customer.name, "theirs": order.their_number,
        "asked": moment(change.asked_at), "asked_by": _name(change.asked_by), "reason": change.reason,
        "sides": [[str(side.label), side == change.side] for side in Side],
        "causes": [[label, code == change.reason_code] for code, label in change_reasons()],
        "lines": [_changed(line) for line in change.lines.select_related("replaces__model", "model")],
        "promised": str(change.promised_on or ""), "requirements": change.requirements,
        "consent": {
            "by": change.consent_by, "way": change.get_consent_way_display(), "on": str(change.consented_on or ""),
            "words": change.consent_words, "has_file": "1" if change.consent_file_id else "",
        },
        "opinions": opinions, "old": [[one.number, moment(one.voided_at)] for one in old],
        "new": [[one.number, str(one.due_on)] for one in new], "version": str(change.version or ""),
        "done": moment(change.done_at), "state": change.state_label, "outcome": change.outcome,
        "owner": _name(order.owner),
    }  # fmt: skip
    return _sheet("order_change", change, data, _("Register of a change in the contract review"), images)


def _changed(line: Any) -> dict[str, str]:
    old = line.replaces
    was = {"quantity": str(old.quantity), "wanted": str(old.wanted_on or ""), "price": _yuan(old.price)} if old else {}
    return {
        "model": line.model.code, "quantity": str(line.quantity), "wanted": str(line.wanted_on or ""),
        "price": _yuan(line.price), "words": line.requirements, "was_quantity": was.get("quantity", "—"),
        "was_wanted": was.get("wanted", "—"), "was_price": was.get("price", "—"),
    }  # fmt: skip


def production_notice(notice: ProductionNotice, by: Actor) -> Sheet:
    """Return the 「生产通知单」; it bears 「补货」 for a return, a void one is struck out (ORD-02, RET-02)."""
    about = notice.about
    later = notice.replaced_by.order_by("pk").first()
    data = {
        "number": notice.number, "about": about.number, "customer": about.customer.name,
        "issued": moment(notice.issued_at), "issued_by": _name(notice.issued_by), "due": str(notice.due_on),
        "is_replenishment": notice.is_replenishment, "is_void": notice.is_void, "voided": moment(notice.voided_at),
        "void_reason": notice.void_reason, "replaces": notice.replaces.number if notice.replaces else "",
        "replaced_by": later.number if later else "", "version": str(notice.version),
        "instructions": notice.instructions, "state": notice.state_label,
        "lines": [
            {"model": line.model.code, "name": line.model.name, "quantity": str(line.quantity), "made": str(line.made),
             "note": line.note}
            for line in notice.lines.select_related("model")
        ],
    }  # fmt: skip
    return _sheet("production_notice", notice, data, _("Production notice"))


def delivery_note(delivery: Delivery, by: Actor) -> Sheet:
    """Return the 「出货单」; it bears 「补货」 where it replenishes a return (RET-02)."""
    about = delivery.about
    data = {
        "number": delivery.number, "about": about.number, "theirs": getattr(about, "their_number", ""),
        "customer": about.customer.name, "contact": about.contact_name, "phone": str(about.phone or ""),
        "address": revealed(delivery.deliver_to), "sent": moment(delivery.sent_at), "sent_by": _name(delivery.sent_by),
        "carrier": delivery.carrier, "waybill": delivery.waybill, "note": delivery.note,
        "is_replenishment": delivery.is_replenishment, "receiver": delivery.receiver,
        "received": str(delivery.received_on or ""),
        "lines": [
            {"model": line.model.code, "name": line.model.name, "quantity": str(line.quantity)}
            for line in delivery.lines.select_related("model")
        ],
        "total": str(sum(line.quantity for line in delivery.lines.all())),
    }  # fmt: skip
    return _sheet("delivery_note", delivery, data, _("Delivery note"))


def goods_return(one: GoodsReturn, by: Actor) -> Sheet:
    """Return the 「退货登记及处理记录」: registered, inspected, settled, answered (RET-01)."""
    papers = [*one.notices.order_by("pk"), *one.deliveries.order_by("pk")]
    data = {
        "number": one.number, "date": moment(one.registered_at)[:10], "registered": moment(one.registered_at),
        "registrar": _name(one.registered_by), "owner": _name(one.owner), "way": one.get_way_display(),
        "customer": one.customer.name, "contact": one.contact_name, "phone": str(one.phone or ""),
        "address": revealed(one.address), "order": one.order.number if one.order else "",
        "subject": one.subject_number, "model": f"{one.model.code} {one.model.name}", "batch": one.batch,
        "serial": one.unit.serial if one.unit else "", "bought": str(one.bought_on or ""),
        "quantity": str(one.quantity), "reason": one.reason,
        "wishes": [[str(wish.label), wish == one.wish] for wish in Wish], "contacted": moment(one.contacted_at),
        "arrived": moment(one.arrived_at), "received": _count(one.received), "carrier": one.carrier,
        "taken_by": _name(one.taken_by), "good": _count(one.good), "bad": _count(one.bad), "findings": one.findings,
        "inspected": moment(one.inspected_at), "inspector": _name(one.inspected_by),
        "nonconformity": one.nonconformity_number, "decision": one.decision, "decided": moment(one.decided_at),
        "replenish": str(one.replenish_quantity or ""), "replenished": str(one.replenished or ""),
        "papers": "　".join(paper.number for paper in papers), "price": _yuan(one.price),
        "refund_quantity": str(one.refund_quantity or ""), "used_days": str(one.used_days or ""),
        "depreciation": _yuan(one.depreciation) if one.refund_quantity else "",
        "refund": _yuan(one.refund_amount) if one.refund_quantity else "", "clause": one.refund_clause,
        "proof": one.refund_proof, "refunded": str(one.refunded_on or ""), "reply": one.reply,
        "reply_ways": [[str(way.label), way == one.reply_by] for way in ReplyBy], "replied": moment(one.replied_at),
        "verdicts": [[str(kind.label), kind == one.verdict] for kind in Settlement], "words": one.verdict_words,
        "closed": moment(one.closed_at), "printed": str(timezone.localdate()),
    }  # fmt: skip
    return _sheet("goods_return", one, data, _("Record of returned goods"))


def _count(number: int | None) -> str:
    return "" if number is None else str(number)
