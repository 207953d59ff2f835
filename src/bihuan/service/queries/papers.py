"""What the printed forms of the service department show. Paper forms are Chinese, whoever prints them."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import wording
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.privacy import revealed
from bihuan.regulations.queries import paper_meta, ruleset
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.service.queries.charges_on_voucher import voucher_charges
from bihuan.service.queries.entitlement import explained
from bihuan.service.queries.further import further
from bihuan.service.queries.helpers import names_of
from bihuan.service.queries.parts import voucher_lines
from bihuan.service.queries.record import track_token
from bihuan.service.queries.software import for_voucher
from bihuan.service.states import Result, ServiceClass


def moment(at: Any) -> str:
    """Return day and time, "" for none."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def clock(at: Any) -> str:
    """Return the time of day, "" for none."""
    return timezone.localtime(at).strftime("%H:%M") if at else ""


def spent(value: int | None) -> str:
    """Return minutes as people say them."""
    return wording.span(value * 60) if value else ""


def _further(form: str, request: ServiceRequest) -> tuple[tuple[str, str], ...]:
    """Return what clauses put on a form: what was asked at intake with its values, the form's own as blank lines."""
    own = [(str(view.data.get("label", "")), "") for view in ruleset().fields(form, request.facts())]
    return (*((one.label, one.value) for one in further(request)), *own)


def customer_block(request: ServiceRequest) -> dict[str, str]:
    """Return the customer's block; the phone stays masked, as paper lies about."""
    return {
        "name": request.contact_name or (request.customer.name if request.customer else ""),
        "phone": str(request.phone or ""), "address": revealed(request.address),
    }  # fmt: skip


def product_block(request: ServiceRequest) -> dict[str, str]:
    """Return the product's block."""
    unit, until = request.unit, (request.entitlement or {}).get("until")
    model = request.model
    return {
        "name": model.name if model else "",
        "model": request.model_text,
        "serial": unit.serial if unit else request.serial_text,
        "warranty": str(until or ""),
    }


def _classes(request: ServiceRequest) -> list[tuple[str, str, bool]]:
    """Return (code, name, chosen) of the service classes, named as the clauses in force name them."""
    named = {view.data.get("code"): view.data.get("label") for view in ruleset().matching("service_class", {})}
    return [
        (value, str(named.get(value) or label).removeprefix(value).strip(), request.service_class == value)
        for value, label in ServiceClass.choices
    ]


def _signatures(order: WorkOrder, voucher: ServiceVoucher | None) -> list[dict[str, Any]]:
    customer: dict[str, Any] = {"title": _("Customer's signature")}
    if voucher:
        customer |= {
            "title": f"{customer['title']} {voucher.signer_name}",
            "image": "signature",
            "date": moment(voucher.signed_at)[:10],
        }
    helpers = names_of(order)
    names = _("%(name)s, with %(helpers)s") % {"name": order.technician.name, "helpers": helpers}
    technician = {"title": _("Technician %(name)s") % {"name": names if helpers else order.technician.name}}
    if order.completed_at:
        technician["date"] = moment(order.completed_at)[:10]
    return [customer, technician, {"title": _("Service manager")}]


def _qr(request: ServiceRequest) -> str:
    return f"{settings.BIHUAN_ADDRESS}/t/{track_token(request)}/"


def _pictures(voucher: ServiceVoucher | None) -> dict[str, bytes]:
    is_drawn = voucher is not None and voucher.signature.is_image
    return {"signature": voucher.signature.read()} if voucher and is_drawn else {}


def voucher(record: ServiceVoucher, by: Actor) -> Sheet:
    """Return the 「维修服务凭证」 of a signed job (SVC-10)."""
    order = record.order
    return _voucher(order, record)


def draft_voucher(order: WorkOrder, by: Actor) -> Sheet:
    """Return the 「维修服务凭证」 of a job that is to be signed on paper."""
    return _voucher(order, getattr(order, "voucher", None))


def _voucher(order: WorkOrder, signed: ServiceVoucher | None) -> Sheet:
    request = order.request
    told = explained(request)
    results = [(str(label), order.result == value) for value, label in Result.choices]
    data = {
        "number": signed.number if signed else "",
        "work_order": order.number,
        "date": moment(signed.signed_at if signed else order.completed_at or timezone.now())[:10],
        "customer": customer_block(request),
        "product": product_block(request),
        "times": {
            "reported": moment(request.reported_at),
            "arrived": moment(order.arrived_at),
            "arrival_note": "",
            "finished": moment(order.completed_at),
            "spent": spent(order.minutes_spent),
        },
        "classes": _classes(request),
        "class_reason": told.reasons or told.verdict,
        "fault": {
            "told": request.description,
            "code": str(order.fault_code or ""),
            "cause": "；".join(part for part in (order.findings, order.get_cause_display()) if part),
            "done": order.work_done,
        },
        "payment": [
            (_("collected on the spot"), False),
            (_("invoiced against the voucher"), False),
            (_("invoiced on return"), False),
            (_("free of charge"), request.service_class in {ServiceClass.B, ServiceClass.C, ServiceClass.D}),
        ],
        "result": results,
        "parts": voucher_lines(order),
        "software": for_voucher(order),
        **voucher_charges(order),
        "statement": signed.customer_note if signed else "",
        "signatures": _signatures(order, signed),
        "notes": [
            _("The customer signs after the test run."),
            _("Scan the code to follow the case and to rate the service."),
        ],
    }
    return Sheet(
        data=data,
        meta=paper_meta("voucher", request.facts()),
        extra=_further("voucher", request),
        images=_pictures(signed),
        qr=_qr(request),
        qr_note=_("scan to follow and rate"),
    )


def return_slip(order: WorkOrder, by: Actor) -> Sheet:
    """Return the 「回执单」 that the engineer brings back signed (CO, SVC-07)."""
    request, signed = order.request, getattr(order, "voucher", None)
    data = {
        "number": order.number.replace("WO", "RS", 1),
        "work_order": order.number,
        "date": moment(order.assigned_at)[:10],
        "customer": customer_block(request),
        "product": product_block(request),
        "technician": order.technician.name,
        "times": {"arrived": moment(order.arrived_at), "finished": moment(order.completed_at)},
        "class": request.get_service_class_display(),
        "fault": request.description,
        "done": order.work_done,
        "result": [(str(label), order.result == value) for value, label in Result.choices],
        "opinion": signed.customer_note if signed else "",
        "signatures": _signatures(order, signed)[:2],
        "note": "",
    }
    return Sheet(
        data=data, meta=paper_meta("receipt", request.facts()), extra=_further("receipt", request),
        images=_pictures(signed), qr=_qr(request), qr_note=_("scan to follow and rate"),
    )  # fmt: skip
