"""The printed forms of the workshop: receipt, estimate, hand-over sheet, shelf label and front tag (SVC-12, SVC-15)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, company
from bihuan.regulations.queries import paper_meta, ruleset
from bihuan.service.models import BenchJob, Estimate, EstimateLine, ServiceRequest
from bihuan.service.queries.bench import declined_fee, terms_clause
from bihuan.service.queries.papers import customer_block, moment, product_block, spent
from bihuan.service.queries.record import track_token
from bihuan.service.states import BenchState, ServiceClass

UNREPAIRED = (BenchState.DECLINED, BenchState.BEYOND_REPAIR)


def _track(request: ServiceRequest) -> str:
    return f"{settings.BIHUAN_ADDRESS}/t/{track_token(request)}/"


def _product(job: BenchJob) -> dict[str, str]:
    return {**product_block(job.request), "model": job.model_text, "serial": job.serial_text}


def _class(request: ServiceRequest) -> str:
    label = ServiceClass(request.service_class).label if request.service_class else ""
    until = str((request.entitlement or {}).get("until") or "")
    in_warranty = until and request.service_class == ServiceClass.C
    return f"{label}　{_('in warranty until %(day)s') % {'day': until}}" if in_warranty else str(label)


def _picture(name: str, kept: Any, is_paper: bool = False) -> dict[str, bytes]:
    return {name: kept.read()} if kept is not None and kept.is_image and not is_paper else {}


def _signed(title: str, at: Any, image: str = "") -> dict[str, Any]:
    return {"title": title, **({"date": moment(at)[:10]} if at else {}), **({"image": image} if image else {})}


def yuan(amount: Decimal) -> str:
    """Return an amount with two decimals and thousands separated."""
    return f"{amount:,.2f}"


def receipt(job: BenchJob, by: Actor) -> Sheet:
    """Return the 「客户商品领取收据」 (SVC-12)."""
    request = job.request
    name = job.received_by.name if job.received_by else ""
    data = {
        "number": job.number, "work_order": job.order.number if job.order else request.number,
        "date": moment(job.received_at)[:10], "customer": customer_block(request),
        "product": {**_product(job), "class": _class(request), "condition": job.condition,
                    "accessories": "、".join(job.accessories) or _("none")},
        "repair": {"fault": request.description, "reason": job.reason or str(job.get_origin_display()),
                   "due": moment(job.promised_at), "locked": _("sealed, on file") if job.lock_code else ""},
        "signatures": [
            _signed(_("Taken in by %(name)s") % {"name": name}, job.received_at),
            _signed(_("Customer hands over: %(name)s") % {"name": job.signer_name}, job.received_at, "signature"),
            _signed(_("Checked by the workshop"), None),
            _signed(_("Customer has it back, complete"), None),
        ],
        "note": _("Collect against this receipt; if it is lost, bring a proof of identity and the serial number. "
                  "What can't be repaired is told truthfully and costs nothing."),
    }  # fmt: skip
    return Sheet(
        data=data, meta=paper_meta("goods_receipt", job.facts()),
        images=_picture("signature", job.signature, job.is_paper),
        qr=_track(request), qr_note=_("scan to follow the repair"),
    )  # fmt: skip


def _row(number: int, line: EstimateLine) -> list[str]:
    return [str(number), str(line.get_kind_display()), line.text, line.code, f"{line.quantity.normalize():f}",
            yuan(line.unit_price), yuan(line.amount), line.free_words]  # fmt: skip


def _rows(estimate: Estimate | None) -> list[list[str]]:
    return [_row(n, line) for n, line in enumerate(estimate.lines.all(), 1)] if estimate else []


def quotation(job: BenchJob, by: Actor) -> Sheet:
    """Return the 「报价单」: the newest edition of the estimate, with the customer's answer."""
    estimate, request = job.estimate, job.request
    assert estimate is not None
    facts = job.facts()
    clause = terms_clause(facts)
    words = {"fee": yuan(declined_fee(facts)), "clause": clause.label if clause else ""}
    answer = ""
    if estimate.answered_at:
        verdict = _("agreed") if estimate.is_accepted else _("declined")
        answer = f"{verdict}　{estimate.answered_by}　{moment(estimate.answered_at)}　{estimate.get_way_display()}"
    data = {
        "number": str(estimate), "work_order": job.number, "date": moment(estimate.sent_at)[:10],
        "customer": customer_block(request), "product": {**_product(job), "class": _class(request)},
        "fault": {"told": request.description, "found": job.findings, "code": str(job.fault_code or ""),
                  "cause": str(job.get_cause_display())},
        "plan": estimate.plan, "due": moment(estimate.promised_at), "valid": str(estimate.valid_until),
        "lines": _rows(estimate), "total": yuan(estimate.total), "answer": answer,
        "signatures": [
            _signed(_("Made by %(name)s") % {"name": estimate.made_by.name if estimate.made_by else ""},
                    estimate.sent_at),
            _signed(_("Customer agrees to plan and price"), estimate.answered_at if estimate.is_accepted else None),
            _signed(_("Customer declines"), None),
        ],
        "notes": [
            (_("If you decline, you get it back as it is; that costs %(fee)s yuan. %(clause)s") if declined_fee(facts)
             else _("If you decline, you get it back as it is; that costs nothing. %(clause)s")) % words,
            _("If it turns out that more must be done, we ask again before going on."),
        ],
    }  # fmt: skip
    return Sheet(
        data=data, meta=paper_meta("estimate", facts), qr=_track(request), qr_note=_("scan to follow the repair")
    )


def outcome(job: BenchJob) -> str:
    """Return how the repair ended, in words."""
    if job.beyond_reason and not job.tested_at:
        return _("Beyond repair, nothing charged: %(why)s") % {"why": job.beyond_reason}
    if job.declined_at and not job.tested_at:
        return _("Given back unrepaired at the customer's wish")
    return _("Repaired, function test passed")


def handover(job: BenchJob, by: Actor) -> Sheet:
    """Return the hand-over sheet: what was done, the function test point by point, what it costs, who has it back."""
    request, estimate = job.request, job.estimate
    test = job.tests.order_by("-pk").first() if job.tested_at else None
    is_charged = bool(estimate and estimate.is_accepted and job.tested_at)
    total = estimate.total if estimate and is_charged else (job.declined_fee or Decimal(0))
    data = {
        "number": job.number, "work_order": job.order.number if job.order else request.number,
        "date": moment(job.handed_over_at)[:10], "customer": customer_block(request),
        "product": {**_product(job), "class": _class(request), "accessories": "、".join(job.accessories)},
        "replacement": job.replacement_serial, "outcome": outcome(job),
        "fault": {"told": request.description, "code": str(job.fault_code or ""), "found": job.findings,
                  "cause": str(job.get_cause_display())},
        "done": job.work_done, "spent": spent(job.minutes_spent),
        "points": [point_row(n, one) for n, one in enumerate(test.points if test else [], 1)],
        "lines": _rows(estimate) if is_charged else [], "total": yuan(total), "remark": job.return_note,
        "signatures": [
            _signed(_("Technician %(name)s") % {"name": job.technician.name if job.technician else ""}, job.tested_at),
            _signed(_("Collected by %(name)s") % {"name": job.returned_to}, job.handed_over_at, "signature"),
            _signed(_("Service manager"), None),
        ],
        "notes": [_("Accessories and product were checked together on hand-over.")],
    }  # fmt: skip
    return Sheet(
        data=data, meta=paper_meta("bench_return", job.facts()), images=_picture("signature", job.return_signature),
        qr=_track(request), qr_note=_("scan to rate the service"),
    )  # fmt: skip


def point_row(number: int, point: Mapping[str, Any]) -> list[str]:
    """Return one point of a checklist as a row of a printed form."""
    low, high = point.get("low"), point.get("high")
    bounds = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else ""
    value = f"{point['value']} {point['unit']}".strip() if point.get("value") else ""
    return [str(number), str(point["name"]), f"{bounds} {point['unit']}".strip() if bounds else "", value,
            _("Passed") if point["ok"] else _("Not passed")]  # fmt: skip


def masked(name: str) -> str:
    """Return a customer's name as it may stand on a shelf: the first sign alone."""
    return f"{name[:1]}**" if name else ""


def shelf_label(job: BenchJob, by: Actor) -> Sheet:
    """Return the label for the shelf: code, masked customer, promised day (60 × 40 mm)."""
    data = {
        "number": job.number, "customer": masked(job.request.contact_name), "model": job.model_text,
        "serial": job.serial_text, "due": moment(job.promised_at)[5:], "shelf": job.shelf,
        "accessories": "、".join(job.accessories), "received": moment(job.received_at)[5:10],
        "fault": job.request.description.split("\n")[0],
    }  # fmt: skip
    address = f"{settings.BIHUAN_ADDRESS}{reverse('service:bench_job', args=[job.pk])}"
    return Sheet(data=data, qr=address)


def front_tag(job: BenchJob, by: Actor) -> Sheet:
    """Return the tag for the front of a repaired product, with the cause of its fault (FULL 4.10, SVC-15)."""
    profile, facts = company(), job.facts()
    warranty = ruleset().matching("repair_warranty", facts)
    days = max((int(view.data["days"]) for view in warranty), default=0)
    code = str(job.fault_code or "").lstrip("— ")  # a product that shows no code has a dash for one
    cause = "；".join(part for part in (job.findings.split("\n")[0], str(job.get_cause_display())) if part)
    data = {
        "number": job.number, "company": " ".join(filter(None, [profile.short_name or profile.name, profile.hotline])),
        "cause": job.findings.split("\n")[0] or job.request.description.split("\n")[0],
        "detail": " · ".join(filter(None, [code, str(job.get_cause_display())])) or cause,
        "product": job.model_text, "serial": job.replacement_serial or job.serial_text,
        "done": job.work_done.split("\n")[0] or outcome(job),
        "test": _("function test passed") if job.tested_at else "—",
        "repaired": f"{job.technician.name if job.technician else ''}　{moment(job.tested_at or job.ready_at)[:10]}",
        "foot": " · ".join(filter(None, [
            _("on the front of the product"), _tag_form(facts),
            _("repair warranty %(days)s days") % {"days": days} if days and job.tested_at else "",
        ])),
    }  # fmt: skip
    return Sheet(data=data, qr=_track(job.request))


def _tag_form(facts: Mapping[str, Any]) -> str:
    known = paper_meta("bench_tag", facts)
    return _("form %(form)s") % known if known.get("form") else ""
