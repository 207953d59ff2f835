"""What the printed forms of the service department show. Paper forms are Chinese, whoever prints them."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bihuan.kernel import wording
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.organization.models import Outlet, Staff
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.service.queries.crew import day_span, technicians_seen_by
from bihuan.service.queries.entitlement import explained
from bihuan.service.queries.further import further
from bihuan.service.queries.record import track_token
from bihuan.service.queries.register import done_orders
from bihuan.service.queries.reports import daily
from bihuan.service.states import Result, ServiceClass

MOST = 500
BLANK = "　"
Builder = Callable[..., Sheet]


def in_chinese(build: Builder) -> Builder:
    """Have a form built in Chinese, whatever language its reader works in."""

    @wraps(build)
    def wrapped(*args: Any, **kwargs: Any) -> Sheet:
        with translation.override("zh-hans"):
            return build(*args, **kwargs)

    return wrapped


def _time(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _clock(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


def _minutes(value: int | None) -> str:
    return wording.span(value * 60) if value else ""


def _meta(form: str, days_of: Mapping[str, Any]) -> dict[str, str]:
    """Return how long the form is kept, from the retention clause."""
    clause = ruleset().one("retention", form, days_of)
    months = clause.data.get("months") if clause else None
    return {"keep": _("%(years)g years") % {"years": int(months) / 12}} if months else {}


def _further(form: str, request: ServiceRequest) -> tuple[tuple[str, str], ...]:
    """Return the fields of clauses on a form: those asked at intake with their values, the form's own as blank lines."""
    own = [(str(view.data.get("label", "")), "") for view in ruleset().fields(form, request.facts())]
    return (*((one.label, one.value) for one in further(request)), *own)


def _customer(request: ServiceRequest) -> dict[str, str]:
    """Return the customer's block; the paper goes to him, so it isn't masked."""
    return {
        "name": request.contact_name or (request.customer.name if request.customer else ""),
        "phone": _plain(request.phone), "address": _plain(request.address),
    }  # fmt: skip


def _plain(value: Any) -> str:
    return value.reveal() if hasattr(value, "reveal") else str(value or "")


def _product(request: ServiceRequest) -> dict[str, str]:
    unit, until = request.unit, (request.entitlement or {}).get("until")
    model = request.model
    return {
        "name": model.name if model else "", "model": request.model_text, "serial": unit.serial if unit else request.serial_text,
        "warranty": str(until or ""),
    }  # fmt: skip


def _signatures(order: WorkOrder, voucher: ServiceVoucher | None) -> list[dict[str, Any]]:
    customer: dict[str, Any] = {"title": _("Customer's signature")}
    if voucher:
        customer |= {
            "title": f"{customer['title']} {voucher.signer_name}",
            "image": "signature",
            "date": _time(voucher.signed_at)[:10],
        }
    technician = {"title": _("Technician %(name)s") % {"name": order.technician.name}}
    if order.completed_at:
        technician["date"] = _time(order.completed_at)[:10]
    return [customer, technician, {"title": _("Service manager")}]


def _qr(request: ServiceRequest) -> str:
    return f"{settings.BIHUAN_ADDRESS}/t/{track_token(request)}/"


def _pictures(voucher: ServiceVoucher | None) -> dict[str, bytes]:
    is_drawn = voucher is not None and voucher.signature.is_image
    return {"signature": voucher.signature.read()} if voucher and is_drawn else {}


@in_chinese
def voucher(record: ServiceVoucher, by: Actor) -> Sheet:
    """Return the 「维修服务凭证」 of a signed job (SVC-10)."""
    order = record.order
    return _voucher(order, record)


@in_chinese
def draft_voucher(order: WorkOrder, by: Actor) -> Sheet:
    """Return the 「维修服务凭证」 of a job that is to be signed on paper."""
    return _voucher(order, getattr(order, "voucher", None))


def _voucher(order: WorkOrder, signed: ServiceVoucher | None) -> Sheet:
    request = order.request
    told = explained(request)
    results = [(str(label), order.result == value) for value, label in Result.choices]
    data = {
        "number": signed.number if signed else "", "work_order": order.number,
        "date": _time(signed.signed_at if signed else order.completed_at or timezone.now())[:10],
        "customer": _customer(request), "product": _product(request),
        "times": {
            "reported": _time(request.reported_at), "arrived": _time(order.arrived_at), "arrival_note": "",
            "finished": _time(order.completed_at), "spent": _minutes(order.minutes_spent),
        },
        "classes": [(str(label), request.service_class == value) for value, label in ServiceClass.choices],
        "class_reason": told.reasons or told.verdict,
        "fault": {
            "told": request.description, "code": str(order.fault_code or ""),
            "cause": "；".join(part for part in (order.findings, order.get_cause_display()) if part),
            "done": order.work_done,
        },
        "payment": [
            (_("collected on the spot"), False), (_("invoiced against the voucher"), False), (_("invoiced on return"), False),
            (_("free of charge"), request.service_class in {ServiceClass.B, ServiceClass.C, ServiceClass.D}),
        ],
        "result": results, "statement": signed.customer_note if signed else "",
        "signatures": _signatures(order, signed),
        "notes": [_("The customer signs after the test run."), _("Scan the code to follow the case and to rate the service.")],
    }  # fmt: skip
    return Sheet(
        data=data, meta=_meta("voucher", request.facts()), extra=_further("voucher", request),
        images=_pictures(signed), qr=_qr(request), qr_note=_("scan to follow and rate"),
    )  # fmt: skip


@in_chinese
def return_slip(order: WorkOrder, by: Actor) -> Sheet:
    """Return the 「回执单」 that the engineer brings back signed (CO, SVC-07)."""
    request, signed = order.request, getattr(order, "voucher", None)
    data = {
        "number": order.number.replace("WO", "RS", 1), "work_order": order.number, "date": _time(order.assigned_at)[:10],
        "customer": _customer(request), "product": _product(request), "technician": order.technician.name,
        "times": {"arrived": _time(order.arrived_at), "finished": _time(order.completed_at)},
        "class": request.get_service_class_display(), "fault": request.description, "done": order.work_done,
        "result": [(str(label), order.result == value) for value, label in Result.choices],
        "opinion": signed.customer_note if signed else "", "signatures": _signatures(order, signed)[:2], "note": "",
    }  # fmt: skip
    return Sheet(
        data=data, meta=_meta("receipt", request.facts()), extra=_further("receipt", request),
        images=_pictures(signed), qr=_qr(request), qr_note=_("scan to follow and rate"),
    )  # fmt: skip


# -- lists and periods ---------------------------------------------------------------------------------


def _period(parameters: Mapping[str, str]) -> tuple[Any, Any, str]:
    """Return first day, last day and their words; this month by default."""
    today = timezone.localdate()
    first = parse_date(parameters.get("from", "")) or today.replace(day=1)
    last = parse_date(parameters.get("to", "")) or today
    return first, last, _("%(first)s to %(last)s") % {"first": first, "last": last}


def _place(parameters: Mapping[str, str]) -> tuple[Outlet | None, str]:
    pk = parameters.get("outlet", "")
    outlet = Outlet.objects.filter(pk=int(pk)).first() if pk.isdecimal() else None
    return outlet, outlet.name if outlet else _("whole company")


def _ids(parameters: Mapping[str, str]) -> list[int]:
    return [int(part) for part in parameters.get("ids", "").split(",") if part.isdecimal()][:MOST]


@in_chinese
def register(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the 「报修登记簿」 of a period, or of chosen requests (`ids`); phones stay masked (SVC-01)."""
    rows: QuerySet[Any] = ServiceRequest.objects.visible_to(by)
    outlet, place = _place(parameters)
    if ids := _ids(parameters):
        rows, period = rows.filter(pk__in=ids), ""
    else:
        first, last, period = _period(parameters)
        rows = rows.filter(reported_at__gte=day_span(first)[0], reported_at__lt=day_span(last)[1])
        rows = rows.filter(outlet=outlet) if outlet else rows
    related = rows.select_related(
        "customer", "received_by", "technician", "region", "model__line", "outlet__department"
    )
    found = list(related.order_by("reported_at", "pk")[:MOST])
    lines = [_register_line(one) for one in found]
    if found and not period:
        period = _("%(first)s to %(last)s") % {
            "first": _time(found[0].reported_at)[:10],
            "last": _time(found[-1].reported_at)[:10],
        }
    data = {"place": place, "period": period, "rows": lines}
    extra = tuple((str(view.data.get("label", "")), "") for view in ruleset().fields("repair_register", {}))
    return Sheet(data=data, meta=_meta("repair_register", {}), extra=extra)


def _register_line(one: ServiceRequest) -> dict[str, str]:
    extra = "；".join(f"{value}" for value in (one.extra or {}).values())
    return {
        "number": one.number, "reported": _time(one.reported_at), "channel": one.get_channel_display(),
        "customer": one.contact_name or _("unknown"), "phone": str(one.phone or ""), "address": str(one.address or ""),
        "model": one.model_text, "serial": one.serial_text, "fault": one.description, "extra": extra,
        "receiver": one.received_by.name if one.received_by else "",
        "technician": one.technician.name if one.technician else "",
        "finished": _time(one.completed_at), "result": one.state_label,
    }  # fmt: skip


@in_chinese
def ledger(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the 「服务台帐」 of a period, for all or one technician (CO, SVC-07)."""
    first, last, period = _period(parameters)
    outlet, place = _place(parameters)
    rows: QuerySet[Any] = done_orders(by).filter(
        completed_at__gte=day_span(first)[0], completed_at__lt=day_span(last)[1]
    )
    rows = rows.filter(outlet=outlet) if outlet else rows
    who = parameters.get("technician", "")
    technician = Staff.objects.filter(pk=int(who)).first() if who.isdecimal() else None
    rows = rows.filter(technician=technician) if technician else rows
    related = rows.select_related("request__customer", "technician", "voucher")
    lines = [_ledger_line(order) for order in related.order_by("completed_at", "pk")[:MOST]]
    data = {"place": place, "period": period, "rows": lines, "technician": technician.name if technician else _("all")}
    return Sheet(data=data, meta=_meta("service_ledger", {}))


def _ledger_line(order: WorkOrder) -> dict[str, Any]:
    request, signed = order.request, getattr(order, "voucher", None)
    return {
        "number": order.number, "voucher": signed.number if signed else "", "customer": request.contact_name,
        "phone": str(request.phone or ""), "model": request.model_text, "serial": request.serial_text,
        "class": request.service_class, "fault": request.description, "cause": order.findings, "done": order.work_done,
        "extra": order.get_result_display(), "dispatched": _time(order.assigned_at)[5:], "arrived": _time(order.arrived_at)[5:],
        "finished": _time(order.completed_at)[5:], "spent": str(order.minutes_spent or ""),
        "technician": order.technician.name, "approved_by": "", "slip": signed is not None,
    }  # fmt: skip


@in_chinese
def daily_report(parameters: Mapping[str, str], by: Any) -> Sheet:
    """Return the 「技术员工作日报表」 of one technician's day (FULL 4.9, SVC-16)."""
    who, day = parameters.get("technician", ""), parse_date(parameters.get("day", "")) or timezone.localdate()
    seen: Iterable[Staff] = technicians_seen_by(by)
    technician = next((one for one in seen if str(one.pk) == who), None)
    if technician is None:
        return Sheet(
            data={"technician": "", "date": str(day), "rows": [], "classes": [], "spent": "", "signatures": []}
        )
    sheet = daily(technician, day)
    report = sheet.report
    reviewer = {"title": _("Service manager")}
    if report and report.reviewed_by:
        reviewer = {
            "title": f"{_('Service manager')} {report.reviewed_by.name}",
            "date": _time(report.reviewed_at)[:10],
        }
    data = {
        "technician": technician.name, "staff_number": technician.staff_number,
        "place": technician.outlet.name if technician.outlet else "", "date": day.isoformat(),
        "rows": [_daily_line(order) for order in sheet.orders],
        "classes": [{"name": line.label, "count": line.jobs, "spent": _minutes(line.minutes)} for line in sheet.classes],
        "spent": _minutes(sheet.minutes), "note": "", "opinion": report.remark if report else "",
        "signatures": [{"title": _("Technician %(name)s") % {"name": technician.name}}, reviewer],
    }  # fmt: skip
    extra = tuple((str(view.data.get("label", "")), "") for view in ruleset().fields("daily_report", {}))
    return Sheet(data=data, meta=_meta("daily_report", {}), extra=extra)


def _daily_line(order: WorkOrder) -> dict[str, Any]:
    request, signed = order.request, getattr(order, "voucher", None)
    return {
        "number": order.number, "customer": request.contact_name, "model": request.model_text, "serial": request.serial_text,
        "class": request.service_class, "departed": _clock(order.departed_at), "arrived": _clock(order.arrived_at),
        "finished": _clock(order.completed_at), "minutes": str(order.minutes_spent or ""), "fault": order.findings or request.description,
        "done": order.work_done, "result": order.get_result_display(), "voucher": signed.number if signed else "",
    }  # fmt: skip
