"""The investigation on paper: comparisons, findings, whys, influences, cause (CMP-10, QUA-08)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.complaints.models import Investigation
from bihuan.complaints.queries import comparing, investigations, verdicts
from bihuan.complaints.queries.investigations import Found, Shown
from bihuan.complaints.states.investigations import InvestigationState
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.queries.causes import category_of
from bihuan.regulations.queries import holding_rules, paper_meta
from bihuan.service.queries.papers import moment

FORM = "investigation"


def investigation(record: Investigation, by: Actor) -> Sheet:
    """Return the 「投诉调查报告」 as things stand."""
    complaint = record.complaint
    with holding_rules():
        beside = comparing.beside(complaint)
        told = verdicts.said(beside)
    found, (made, _all) = investigations.found(record), investigations.made(complaint, by)
    data = {
        "number": record.number, "begun": moment(record.begun_at), "begun_by": _name(record.begun_by),
        "concluded": moment(record.concluded_at), "concluded_by": _name(record.concluded_by),
        "is_concluded": record.state == InvestigationState.CONCLUDED,
        "customer": complaint.customer.name if complaint.customer else complaint.contact_name,
        "model": complaint.model_text, "serial": complaint.serial_text, "batch": complaint.batch,
        "story": complaint.description, "received": moment(complaint.complained_at),
        "span": f"{beside.span.first} – {beside.span.last}", "headline": verdicts.headline(beside, told),
        "compared": beside.compared,
        "lines": [
            {"label": one.line.label, "about": one.line.about, "here": str(one.line.here), "here_rate": one.here,
             "else": str(one.line.elsewhere), "else_rate": one.elsewhere, "short": one.short, "long": one.long}
            for one in told
        ],
        "made": [
            {"day": str(row.done_on), "what": f"{row.get_record_kind_display()} {row.step}".strip(), "about": row.about,
             "machine": " ".join(filter(None, [row.machine, row.shift])),
             "people": " ".join(filter(None, [row.people, row.inspector])),
             "result": " ".join(filter(None, [row.get_result_display() if row.result else "", row.readings]))}
            for row in made
        ],
        "findings": [_finding(one) for one in found.findings], "whys": [_why(one) for one in found.whys],
        "influences": _influences(found), "cause": record.cause,
    }  # fmt: skip
    return Sheet(
        data=data, title=_("Investigation report"), meta=paper_meta(FORM, record.facts()),
        qr=f"{settings.BIHUAN_ADDRESS}{record.get_absolute_url()}", qr_note=_("scan to follow"),
    )  # fmt: skip


def _name(person: Any) -> str:
    return person.name if person else ""


def _finding(one: Shown) -> dict[str, str]:
    row = one.row
    pieces = (
        f"{row.reproduced if row.reproduced is not None else '?'} / {row.checked}" if row.checked is not None else ""
    )
    danger = row.get_hazard_display() if row.hazard else ""
    return {
        "aspect": row.get_aspect_display(), "day": str(row.found_on), "who": _name(row.found_by), "pieces": pieces,
        "outcome": " ".join(filter(None, [row.get_outcome_display(), danger])), "text": row.text,
        "files": "、".join(file.name for file in one.files),
    }  # fmt: skip


def _why(one: Shown) -> dict[str, str]:
    row = one.row
    shown = [row.evidence, str(row.finding) if row.finding else "", "、".join(file.name for file in one.files)]
    return {"question": row.question, "answer": row.answer, "evidence": "；".join(filter(None, shown))}


def _influences(found: Found) -> list[dict[str, str]]:
    rows = []
    for one in found.influences:
        row = one.row
        category = category_of(row.scheme, row.category)
        state = row.get_rank_display() if row.rank else row.get_state_display()
        shown = [row.evidence, str(row.finding) if row.finding else ""]
        rows.append({
            "category": category.label if category else row.category, "text": row.text, "state": state,
            "evidence": "；".join(filter(None, shown)),
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["category"])
