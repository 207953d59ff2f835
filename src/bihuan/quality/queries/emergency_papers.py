"""What the record of an emergency procedure and its circular show on paper (EMER, QUA-10)."""

from typing import Any

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import IssueEmergency
from bihuan.quality.queries.classing import class_label
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment
from bihuan.signoff.models import Circulation


def _by(person: Any, at: Any) -> str:
    return f"{person.name if person else ''} {moment(at)}".strip() if at else ""


def _answered(one: IssueEmergency) -> str:
    return f"{one.answered_by} {one.get_answer_way_display()} {moment(one.answered_at)}"


def _place(name: str, at: Any, image: str | None = None) -> dict[str, str]:
    """Return who signed: the paper knows for whom; a date and a signature where there is one."""
    return {"who": name, **({"date": moment(at)[:10]} if at else {}), **({"image": image} if image else {})}


def _head(one: IssueEmergency) -> dict[str, Any]:
    issue = one.issue
    return {
        "number": one.number, "date": moment(one.opened_at)[:10], "issue": issue.number, "subject": issue.subject,
        "model": str(issue.model or "—"), "batch": issue.batch or "—", "class": class_label(issue, issue.class_code),
        "customer": one.customer_name, "contact": one.contact, "department": one.department.name,
        "owner": one.owner.name, "state": one.state_label,
    }  # fmt: skip


def record(one: IssueEmergency, by: Actor) -> Sheet:
    """Return the record: report, disposition with the customer's answer, meeting, rectification, verification."""
    meeting = getattr(one, "meeting", None)
    images = {"customer": one.signature.read()} if one.signature else {}
    data = {
        **_head(one), "situation": one.situation, "told": "、".join(one.told),
        "opened": _by(one.opened_by, one.opened_at),
        "containment": one.issue.containment, "disposition": one.disposition,
        "disposed": _by(one.disposed_by, one.disposed_at),
        "answer": one.get_answer_display() if one.answer else "",
        "answer_words": one.answer_words,
        "answered": _answered(one) if one.answer else "",
        "meeting": None if meeting is None else {
            "held": moment(meeting.held_at), "chair": meeting.chair.name, "resolutions": meeting.lines,
            "attended": "、".join([*(person.name for person in meeting.attended.order_by("pk")),
                                  *filter(None, [meeting.guests])]),
        },
        "order": one.order_text, "ordered": _by(one.ordered_by, one.ordered_at), "due": str(one.order_due_on or ""),
        "measures": one.measures, "measured": _by(one.measured_by, one.measured_at),
        "approved": _by(one.approved_by, one.approved_at), "verification": one.verification,
        "verified": _by(one.verified_by, one.verified_at), "circular": one.circular_title,
        "published": moment(one.published_at)[:10],
        "standard": f"{one.standard.title}：{one.standard_change}" if one.standard else "",
        "places": [
            _place(one.answered_by, one.answered_at, "customer" if images else None),
            _place(one.approved_by.name if one.approved_by else "", one.approved_at),
            _place(one.verified_by.name if one.verified_by else "", one.verified_at),
        ],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("issue_emergency", one.facts()), images=images)


def circular(one: IssueEmergency, by: Actor) -> Sheet:
    """Return the 「通报」 with the executives' approval, and the departments it goes to."""
    form = Circulation.objects.of(one).filter(form="quality_circular").first()
    stations = list(form.stations.select_related("signed_by").exclude(signed_at=None)) if form else []
    approved = "；".join(f"{one.name}：{one.signed_by.name} {moment(one.signed_at)[:10]}" for one in stations)
    data = {
        **_head(one), "title": one.circular_title, "text": [line for line in one.circular.splitlines() if line.strip()],
        "goes_to": "、".join(department.name for department in one.departments.order_by("code")),
        "drafted": one.drafted_by.name if one.drafted_by else "", "approved": approved,
        "published": moment(one.published_at)[:10], "is_published": one.published_at is not None,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("quality_circular", one.facts()))
