"""What 「故障报告」, 「工作联络单」 and the record of an emergency show on paper."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, form, typeset
from bihuan.kernel.templatetags.bihuan import verb_label
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import ContactSheet, Emergency, EmergencyPlan, FailureReport
from bihuan.service.queries.emergencies import Line, call_list, roll_call
from bihuan.service.queries.papers import moment


def _said(record: Any, *verbs: str) -> list[dict[str, str]]:
    """Return the history of these verbs: when, who, what."""
    return [
        {"at": moment(entry.at), "who": entry.who, "what": verb_label(entry, record), "note": entry.note}
        for entry in history.of(record.kind(), record.pk)
        if not verbs or entry.verb in verbs
    ]


def failure_report(report: FailureReport, by: Actor) -> Sheet:
    """Return the 「故障报告」 (SVC-20)."""
    receipts = [
        {
            "role": one.get_role_display(), "name": one.staff.name, "told": moment(one.told_at),
            "noted": moment(one.acknowledged_at),
        }
        for one in report.receipts.select_related("staff")
    ]  # fmt: skip
    data = {
        "number": report.number, "date": moment(report.reported_at)[:10],
        "request": report.request.number if report.request else "",
        "customer": report.customer.name if report.customer else "",
        "product": f"{report.unit.model.code} {report.unit.serial}" if report.unit else "",
        "occurred": moment(report.occurred_at), "place": report.place, "symptom": report.symptom, "plan": report.plan,
        "reporter": report.reporter.name, "reported": moment(report.reported_at), "salesman": report.salesman.name,
        "manager": report.owner.name, "outcome": report.outcome, "closed": moment(report.closed_at),
        "receipts": receipts, "progress": _said(report, "file", "inform", "track", "close"),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("failure_report", report.facts()))


def contact_sheet(sheet: ContactSheet, by: Actor) -> Sheet:
    """Return the 「工作联络单」 (SVC-21)."""
    data = {
        "number": sheet.number, "date": moment(sheet.asked_at)[:10],
        "request": sheet.request.number if sheet.request else "", "from": sheet.from_department.name,
        "to": sheet.to_department.name, "asked_by": sheet.asked_by.name, "asked": moment(sheet.asked_at),
        "wanted": moment(sheet.wanted_at), "subject": sheet.subject, "content": sheet.content,
        "after_fact": sheet.is_after_fact, "declined": sheet.state == "declined" or bool(sheet.dispute),
        "accepted": bool(sheet.answered_at) and sheet.state != "declined" and not sheet.dispute,
        "answer": sheet.answer, "answered": moment(sheet.answered_at), "dispute": sheet.dispute,
        "ruling": sheet.ruling, "ruled_by": sheet.ruled_by.name if sheet.ruled_by else "",
        "ruled": moment(sheet.ruled_at), "result": sheet.result, "done": moment(sheet.done_at),
        "confirmed": moment(sheet.confirmed_at),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("contact_sheet", sheet.facts()))


def emergency(record: Emergency, by: Actor) -> Sheet:
    """Return the record of an emergency: what happened when, who was called, what was learned (SVC-23)."""
    roll = roll_call(record)
    calls = [
        {
            "name": call.person, "for": call.stands_for.name if call.stands_for else "", "task": call.task,
            "asked": moment(call.asked_at)[11:], "reply": call.get_reply_display(),
            "replied": moment(call.replied_at)[11:], "note": call.note,
        }
        for call in roll.calls
    ]  # fmt: skip
    data = {
        "number": record.number, "date": moment(record.declared_at)[:10], "plan": record.plan.name,
        "level": record.get_level_display(), "place": record.place, "situation": record.situation,
        "request": record.request.number if record.request else "", "declared_by": record.declared_by.name,
        "declared": moment(record.declared_at), "owner": record.owner.name, "measures": record.plan.measures,
        "needed": record.needed, "coming": len(roll.coming), "clause": str(record.clause or ""),
        "mobilised": moment(record.mobilised_at), "stood_down": moment(record.stood_down_at),
        "lessons": record.lessons, "lessons_for": record.lessons_for.name if record.lessons_for else "",
        "lessons_by": str(record.lessons_by or ""), "calls": calls, "log": _said(record),
        "printed": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("emergency", record.facts()))


def call_list_sheet(plan: EmergencyPlan, by: Actor, phones: Mapping[int, str] | None = None) -> Sheet:
    """Return a plan's 「应急呼叫名单」 in calling order (SVC-23).

    Args:
        phones: in clear, by line, where their display was logged; masked without.
    """
    lines = [_on_call(line, (phones or {}).get(line.entry.pk)) for line in call_list(plan)]
    data = {
        "plan": plan.name, "business": plan.business or _("all"), "measures": plan.measures, "lines": lines,
        "printed": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("call_list", {}))


def _on_call(line: Line, phone: str | None) -> dict[str, Any]:
    entry, today = line.entry, ""
    if line.is_away:
        today = _("away, %(name)s stands in") % {"name": line.deputy} if line.deputy else _("away, passed over")
    unit = str(entry.staff.outlet or entry.staff.department or "") if entry.staff else _("from outside")
    shown = phone if phone is not None else str(entry.reached_at.phone or "")
    return {"order": str(entry.order), "name": entry.person, "unit": unit, "phone": shown, "task": entry.task,
            "today": today}  # fmt: skip


def call_list_pdf(plan: EmergencyPlan, phones: Mapping[int, str], by: Actor) -> bytes:
    """Return the call list as PDF with the phones in clear."""
    spec = form("call_list")
    assert spec is not None
    return typeset(spec, partial(call_list_sheet, plan, by, phones))
