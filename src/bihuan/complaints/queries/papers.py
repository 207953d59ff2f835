"""What the printed forms of complaints show."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Compensation, Complaint, Inspection
from bihuan.complaints.queries.clauses import kinds
from bihuan.complaints.queries.complaints import files, follow_token
from bihuan.complaints.states.compensations import STANDING
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history, wording
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.privacy import revealed
from bihuan.kernel.templatetags.bihuan import verb_label
from bihuan.organization.states import Post
from bihuan.quality.queries.actions import of as actions_of
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment
from bihuan.signoff.models import Circulation, Station

FORMS = ("complaint_form", "abnormality")


def _pieces(number: int | None) -> str:
    return "" if number is None else str(number)


def _facts(record: Complaint) -> dict[str, Any]:
    """Return the block that all these forms share: number, customer, product, what is complained of."""
    named = kinds()
    chosen = [(kind.label, kind.code == record.kind_of) for kind in named if kind.group == record.group]
    return {
        "number": record.number, "received": moment(record.complained_at), "date": moment(record.complained_at)[:10],
        "grade": record.get_severity_display() if record.severity else "", "who": record.get_complainant_display(),
        "customer": {
            "name": record.customer.name if record.customer else record.contact_name, "contact": record.contact_name,
            "phone": str(record.phone or ""), "address": revealed(record.address),
            "other": str(record.other_contact or ""),
            "background": str(record.background or ""), "channel": record.get_channel_display(),
        },
        "product": {
            "model": _model(record),
            "serial": record.serial_text, "order": record.order_no, "batch": record.batch, "packing": record.packing,
            "delivered": str(record.delivered_on or ""), "quantity": _pieces(record.quantity),
            "bad": _pieces(record.defective), "returned": _pieces(record.returned), "place": record.bought_at,
            "sample": record.get_sample_display(),
        },
        "kinds": [list(one) for one in chosen], "story": record.description, "circumstances": record.circumstances,
        "wish": " ".join(filter(None, [record.get_demand_display(), _claim(record), record.demand_words])),
        "recorder": record.recorded_by.name if record.recorded_by else "",
        "request": record.request.number if record.request else "",
        "concerned": record.concerned.name if record.concerned else "",
        "about": record.about_staff.name if record.about_staff else "",
        "responsible": record.responsible.name if record.responsible else "",
        "cause": record.cause, "countermeasure": record.countermeasure, "decision": record.decision,
        "decided": moment(record.decided_at), "reply": record.reply, "reply_by": record.get_reply_by_display(),
        "replied": moment(record.replied_at), "verdict": record.get_verdict_display(),
        "verdict_words": record.verdict_words, "called_back": moment(record.called_back_at),
        "called_back_by": record.called_back_by.name if record.called_back_by else "",
        "replied_by": record.replied_by.name if record.replied_by else "", "remarks": record.remarks,
        "compensations": [_paid(one) for one in record.compensations.filter(state__in=STANDING).order_by("pk")],
    }  # fmt: skip


def _paid(one: Compensation) -> dict[str, str]:
    return {
        "number": one.number, "amount": f"¥{one.amount:,.2f}", "form": one.get_form_display(), "state": one.state_label,
        "ground": one.ground, "decision": one.decision, "paid": str(one.paid_on or ""), "proof": one.proof,
    }  # fmt: skip


def _model(record: Complaint) -> str:
    name = record.model.name if record.model and record.model.name != record.model_text else ""
    year = _("%(year)s model") % {"year": record.model_year} if record.model_year else ""
    return " ".join(filter(None, [record.model_text, name, year, record.variant]))


def _claim(record: Complaint) -> str:
    return f"¥{record.claimed:,.2f}" if record.claimed is not None else ""


def _sheet(key: str, record: Complaint, data: dict[str, Any], title: str, images: Any = None) -> Sheet:
    return Sheet(
        data=data, title=title, meta=paper_meta(key, record.facts()), images=images or {},
        qr=f"{settings.BIHUAN_ADDRESS}{record.get_absolute_url()}", qr_note=_("scan to follow"),
    )  # fmt: skip


def circulated(record: Complaint, by: Actor) -> Sheet:
    """Return the 「客户抱怨处理表」 or 「异常处理单」 with every station's opinion and signature (CMP-05)."""
    form = Circulation.objects.of(record).filter(form__in=FORMS).first()
    rows = form.stations.exclude(state="skipped").select_related("signed_by", "signed_for", "signature") if form else ()
    stations = list(rows)
    signed = {f"sign{one.pk}": one.signature.read() for one in stations if one.signature}
    limits = _limits(form) if form else {}
    data = {**_facts(record), "stations": [_stop(one, limits.get(one.deadline_name)) for one in stations]}
    clause = form.clause if form else None
    data["note"] = _("By %(clause)s.") % {"clause": clause} if clause else ""
    return _sheet(form.form if form else FORMS[0], record, data, form.label if form else "", signed)


def _limits(form: Circulation) -> dict[str, Deadline]:
    return {row.name: row for row in Deadline.objects.of(form.kind(), form.pk).order_by("pk")}


def _stop(station: Station, limit: Deadline | None) -> dict[str, str]:
    name = station.signed_by.name if station.signed_by else ""
    if station.signed_for and station.signed_for != station.signed_by:
        name = _("%(name)s for %(other)s") % {"name": name, "other": station.signed_for.name}
    used = station.signed_at - station.opened_at if station.signed_at and station.opened_at else None
    return {
        "no": str(station.order), "unit": station.get_post_display(), "task": station.name, "opinion": station.opinion,
        "sign": f"sign{station.pk}" if station.signature else "", "name": name,
        "date": moment(station.signed_at)[5:], "limit": wording.span((station.limit_minutes or 0) * 60),
        "used": wording.span(int(used.total_seconds())) if used else "",
    }  # fmt: skip


def record(record: Complaint, by: Actor) -> Sheet:
    """Return the 「产品投诉记录表」, for service the 「客户投诉记录表」 (CMP-01, CMP-08)."""
    key, title = (
        ("service_complaint_record", _("Record of a service complaint"))
        if record.is_service else ("complaint_record", _("Record of a complaint"))
    )  # fmt: skip
    return _sheet(key, record, _facts(record), title)


def result(record: Complaint, by: Actor) -> Sheet:
    """Return the written handling document, to be signed by the head of quality or of the company (CMP-11)."""
    signer = record.document_signed_by
    data = {**_facts(record), "signed": signer.name if signer else "", "signed_on": _day(record.document_signed_at)}
    data["by_quality"] = bool(signer and signer.holds(Post.QUALITY))
    drawn = {"signature": record.document_signature.read()} if record.document_signature else {}
    return _sheet("complaint_result", record, data, "", drawn)


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


def report(record: Complaint, by: Actor) -> Sheet:
    """Return the 「客户投诉登记及处理报告」: sales registers, quality answers (COMM 2.1, CMP-01)."""
    demands = [
        {
            "number": one.number, "who": one.department.name, "action": one.action, "due": str(one.due_on or ""),
            "verified": one.verification, "verified_at": moment(one.verified_at)[:10],
        }
        for one in actions_of(record)
    ]  # fmt: skip
    data = {**_facts(record), "demands": demands, "judgement": record.judgement, "judged": moment(record.judged_at)}
    data["is_ours"] = "" if record.judged_at is None else ("no" if record.state == "unjustified" else "yes")
    return _sheet("complaint", record, data, "")


def inspection(record: Inspection, by: Actor) -> Sheet:
    """Return the 「会勘报告」: who went, what was found, the report, the general manager's instruction (CMP-06)."""
    photos = [one for one in files(record) if one.content_type.startswith("image/")][:4]
    shown = {f"photo{one.pk}": one.read() for one in photos}
    names = {
        "sales": record.sales, "quality": record.quality, "stand_in": record.stand_in, "production": record.production,
        "called_by": record.called_by, "reported_by": record.reported_by, "instructed_by": record.instructed_by,
        "named_by": record.named_by,
    }  # fmt: skip
    data = {
        **{name: one.name if one else "" for name, one in names.items()},
        "number": record.number, "complaint": _facts(record.complaint), "purpose": record.purpose,
        "called": moment(record.called_at), "held": moment(record.held_at), "place": record.place,
        "present": record.present, "excuse": record.excuse, "findings": record.findings, "handling": record.handling,
        "report": record.report, "reported": moment(record.reported_at), "instruction": record.instruction,
        "instructed": moment(record.instructed_at), "photos": list(shown),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("inspection", record.facts()), images=shown)


def compensation(record: Compensation, by: Actor) -> Sheet:
    """Return the 「赔偿审批单」 with every station's opinion and signature, and the receipt (CMP-14)."""
    form = Circulation.objects.of(record).order_by("-pk").first()
    rows = form.stations.exclude(state="skipped").select_related("signed_by", "signed_for", "signature") if form else ()
    stations = list(rows)
    limits = _limits(form) if form else {}
    data = {
        **_paid(record), "complaint": _facts(record.complaint), "counted": f"¥{record.counted:,.2f}",
        "details": record.details, "proposed": moment(record.proposed_at), "payee": record.payee,
        "proposed_by": record.proposed_by.name if record.proposed_by else "",
        "paid_by": record.paid_by.name if record.paid_by else "",
        "stations": [_stop(one, limits.get(one.deadline_name)) for one in stations],
    }  # fmt: skip
    signed = {f"sign{one.pk}": one.signature.read() for one in stations if one.signature}
    return Sheet(data=data, meta=paper_meta("compensation", record.facts()), images=signed)


def follow_up(record: Complaint, by: Actor) -> Sheet:
    """Return the 「产品投诉处理跟进表」: every step with its time and who took it (CMP-13)."""
    steps = [
        {"at": moment(entry.at), "who": entry.who, "what": verb_label(entry, record), "note": entry.note}
        for entry in history.of(record.kind(), record.pk)
        if not entry.verb.startswith("deadline")
    ]
    return _sheet("complaint_follow_up", record, {**_facts(record), "steps": steps}, "")


def letter(record: Complaint, by: Actor) -> Sheet:
    """Return the letter to the customer, with the way to follow his complaint (CMP-09)."""
    data = {**_facts(record), "text": record.reply or record.decision}
    return Sheet(
        data=data, meta=paper_meta("complaint_letter", record.facts()),
        qr=f"{settings.BIHUAN_ADDRESS}/k/{follow_token(record)}/", qr_note=_("scan to follow"),
    )  # fmt: skip
