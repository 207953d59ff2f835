"""What the printed lists of the service department show: register, ledger, daily report."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.organization.models import Outlet, Staff
from bihuan.regulations.queries import paper_meta, ruleset
from bihuan.service.models import Appointment, CrewMember, ServiceRequest, WorkOrder
from bihuan.service.queries.crew import day_span, technicians_seen_by
from bihuan.service.queries.papers import clock, moment, spent
from bihuan.service.queries.register import done_orders
from bihuan.service.queries.reports import Daily, daily, worked_on

MOST = 500


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
            "first": moment(found[0].reported_at)[:10],
            "last": moment(found[-1].reported_at)[:10],
        }
    data = {"place": place, "period": period, "rows": lines}
    extra = tuple((str(view.data.get("label", "")), "") for view in ruleset().fields("repair_register", {}))
    return Sheet(data=data, meta=paper_meta("repair_register", {}), extra=extra)


def _register_line(one: ServiceRequest) -> dict[str, str]:
    extra = "；".join(f"{value}" for value in (one.extra or {}).values())
    return {
        "number": one.number, "reported": moment(one.reported_at), "channel": one.get_channel_display(),
        "customer": one.contact_name or _("unknown"), "phone": str(one.phone or ""), "address": str(one.address or ""),
        "model": one.model_text, "serial": one.serial_text, "fault": one.description, "extra": extra,
        "receiver": one.received_by.name if one.received_by else "",
        "technician": one.technician.name if one.technician else "",
        "finished": moment(one.completed_at), "result": one.state_label,
    }  # fmt: skip


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
    return Sheet(data=data, meta=paper_meta("service_ledger", {}))


def _ledger_line(order: WorkOrder) -> dict[str, Any]:
    request, signed = order.request, getattr(order, "voucher", None)
    return {
        "number": order.number,
        "voucher": signed.number if signed else "",
        "customer": request.contact_name,
        "phone": str(request.phone or ""),
        "model": request.model_text,
        "serial": request.serial_text,
        "class": request.service_class,
        "fault": request.description,
        "cause": order.findings,
        "done": order.work_done,
        "extra": order.get_result_display(),
        "dispatched": moment(order.assigned_at)[5:],
        "arrived": moment(order.arrived_at)[5:],
        "finished": moment(order.completed_at)[5:],
        "spent": str(order.minutes_spent or ""),
        "technician": order.technician.name,
        "approved_by": "",
        "slip": signed is not None,
    }


def daily_report(parameters: Mapping[str, str], by: Any) -> Sheet:
    """Return the 「技术员工作日报表」 of a technician's day, or of all who worked that day (FULL 4.9, SVC-16)."""
    who, day = parameters.get("technician", ""), parse_date(parameters.get("day", "")) or timezone.localdate()
    seen: Iterable[Staff] = technicians_seen_by(by)
    asked = [one for one in seen if str(one.pk) == who] if who else _worked(seen, day)
    sheets = [_daily_sheet(daily(one, day)) for one in asked]
    extra = tuple((str(view.data.get("label", "")), "") for view in ruleset().fields("daily_report", {}))
    data = {"sheets": sheets or [_no_sheet(day)], "number": day.isoformat()}
    return Sheet(data=data, meta=paper_meta("daily_report", {}), extra=extra)


def _worked(technicians: Iterable[Staff], day: date) -> list[Staff]:
    """Return those who finished or began a job on a day."""
    start, end = day_span(day)
    done = Q(completed_at__gte=start, completed_at__lt=end) | Q(arrived_at__gte=start, arrived_at__lt=end)
    at_work = set(WorkOrder.objects.filter(done).values_list("technician", flat=True).distinct()) | worked_on(day)
    return [one for one in technicians if one.pk in at_work]


def _no_sheet(day: date) -> dict[str, Any]:
    signatures = [{"title": _("Technician")}, {"title": _("Service manager")}]
    return {
        "technician": "", "date": day.isoformat(), "rows": [], "classes": [], "spent": "", "signatures": signatures
    }  # fmt: skip


def _daily_sheet(sheet: Daily) -> dict[str, Any]:
    report, technician = sheet.report, sheet.technician
    reviewer = {"title": _("Service manager")}
    if report and report.reviewed_by:
        reviewer = {
            "title": f"{_('Service manager')} {report.reviewed_by.name}",
            "date": moment(report.reviewed_at)[:10],
        }
    own = {"title": _("Technician %(name)s") % {"name": technician.name}}
    if report and report.submitted_at:
        own["date"] = moment(report.submitted_at)[:10]
    return {
        "technician": technician.name,
        "staff_number": technician.staff_number,
        "place": technician.outlet.name if technician.outlet else "",
        "date": sheet.day.isoformat(),
        "rows": [
            *(_daily_line(order) for order in sheet.orders),
            *(_helped_line(member) for member in sheet.helped),
            *(_own_line(one) for one in sheet.appointments),
        ],
        "classes": [{"name": line.label, "count": line.jobs, "spent": spent(line.minutes)} for line in sheet.classes],
        "spent": spent(sheet.minutes),
        "note": report.summary if report else "",
        "opinion": report.remark if report else "",
        "signatures": [own, reviewer],
    }


def _helped_line(member: CrewMember) -> dict[str, Any]:
    """Return a job somebody helped on; the voucher is its lead's."""
    line = _daily_line(member.order)
    words = _("helped %(name)s") % {"name": member.order.technician.name}
    return {**line, "minutes": str(member.minutes or ""), "done": words, "voucher": ""}


def _own_line(one: Appointment) -> dict[str, Any]:
    """Return general administration or an installation from the calendar."""
    return {
        "number": "", "customer": "", "model": "", "serial": "", "class": one.service_class, "departed": "",
        "arrived": clock(one.starts_at), "finished": clock(one.ends_at), "minutes": str(one.minutes),
        "fault": str(one.get_appointment_kind_display()), "done": one.subject, "result": "", "voucher": "",
    }  # fmt: skip


def _daily_line(order: WorkOrder) -> dict[str, Any]:
    request, signed = order.request, getattr(order, "voucher", None)
    return {
        "number": order.number,
        "customer": request.contact_name,
        "model": request.model_text,
        "serial": request.serial_text,
        "class": request.service_class,
        "departed": clock(order.departed_at),
        "arrived": clock(order.arrived_at),
        "finished": clock(order.completed_at),
        "minutes": str(order.minutes_spent or ""),
        "fault": order.findings or request.description,
        "done": order.work_done,
        "result": order.get_result_display(),
        "voucher": signed.number if signed else "",
    }
