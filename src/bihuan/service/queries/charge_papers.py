"""The printed forms of a bill: quotation and receipt (SVC-11)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import Charge
from bihuan.service.queries.charges import quotation_token, shown_lines
from bihuan.service.queries.charges_on_voucher import yuan
from bihuan.service.queries.papers import customer_block, moment, product_block
from bihuan.service.rules.capitals import capitals
from bihuan.service.states.charges import ChargeState


def _rows(charge: Charge) -> list[list[str]]:
    rows = []
    for number, one in enumerate(shown_lines(charge), 1):
        line = one.line
        why = one.why if line.is_charged else _("free of charge")
        rows.append([
            str(number), str(line.get_kind_display()), line.text, line.code, f"{line.quantity.normalize():f}",
            yuan(line.unit_price), yuan(line.amount), why,
        ])  # fmt: skip
    return rows


def _data(charge: Charge, title: str, date: str) -> dict[str, Any]:
    request = charge.request
    return {
        "title": title, "number": charge.number,
        "work_order": charge.order.number if charge.order else request.number, "date": date,
        "customer": customer_block(request),
        "product": {**product_block(request), "class": str(request.get_service_class_display())},
        "lines": _rows(charge), "discount": yuan(charge.discount) if charge.discount else "",
        "total": yuan(charge.amount), "words": capitals(charge.amount), "payments": [], "answer": "", "valid": "",
    }  # fmt: skip


def quotation(charge: Charge, by: Actor) -> Sheet:
    """Return the 「报价单」 of a bill, with the customer's answer."""
    data = _data(charge, _("Quotation"), moment(charge.quoted_at or charge.created_at)[:10])
    if charge.agreed_at:
        way = charge.get_agreed_way_display()
        data["answer"] = f"{_('agreed')}　{charge.agreed_by}　{moment(charge.agreed_at)}　{way}"
    data["valid"] = str(charge.valid_until or "")
    name = charge.technician.name if charge.technician else ""
    signed: list[dict[str, str]] = [
        {"title": _("Made by %(name)s") % {"name": name}, "date": moment(charge.quoted_at)[:10]},
        {"title": _("Customer agrees to plan and price"), "date": moment(charge.agreed_at)[:10]},
    ]
    data["signatures"] = [{key: text for key, text in one.items() if text} for one in signed]
    data["notes"] = [_("If it turns out that more must be done, we ask again before going on.")]
    waits = charge.state == ChargeState.QUOTED
    link = f"{settings.BIHUAN_ADDRESS}{reverse('portal:quotation', args=[quotation_token(charge)])}" if waits else ""
    return Sheet(data=data, meta=paper_meta("charge_quotation", charge.facts()), qr=link,
                 qr_note=_("scan to answer") if link else "")  # fmt: skip


def receipt(charge: Charge, by: Actor) -> Sheet:
    """Return the 「收款收据」: what was paid, how, to whom."""
    paid = list(charge.payments.select_related("received_by"))
    last = paid[-1] if paid else None
    data = _data(charge, _("Receipt of payment"), moment(last.received_at if last else None)[:10])
    data["number"] = last.number if last else charge.number
    data["payments"] = [
        [one.number, moment(one.received_at), f"{one.get_method_display()} {one.reference}".strip(),
         one.received_by.name if one.received_by else "", yuan(one.amount)]
        for one in paid
    ]  # fmt: skip
    data["total"], data["words"] = yuan(charge.paid), capitals(charge.paid)
    data["signatures"] = [{"title": _("Money received by")}, {"title": _("Customer")}, {"title": _("Accountant")}]
    data["notes"] = [_("This receipt is no invoice; the invoice follows.")]
    return Sheet(data=data, meta=paper_meta("charge_receipt", charge.facts()))
