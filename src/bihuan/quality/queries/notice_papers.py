"""What notices, answers and records of problems on site show on paper (QPROC 2.3 to 2.7, QUA-12)."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import NoticeAnswer, RectificationNotice
from bihuan.quality.queries.notices import answers_of
from bihuan.quality.states.notices import NoticeKind
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment

MOST_PHOTOS = 4
KIND = NoticeKind


def _facts(notice: RectificationNotice) -> dict[str, Any]:
    person = notice.owner.name if notice.owner else notice.person
    clause = str(notice.clause or "")
    return {
        "number": notice.number, "outside_number": notice.issuer_number, "date": moment(notice.issued_at)[:10],
        "kind": notice.kind_of, "project": notice.project or "—", "place": notice.place or "—",
        "subject": notice.subject, "sender": notice.sender, "to": notice.answerer, "person": person,
        "content": notice.content, "violated": "；".join(filter(None, [notice.violated, clause])) or "—",
        "demand": notice.demand, "opinions": notice.opinions, "due": str(notice.due_on or "—"),
        "from": notice.subject_number, "state": notice.state_label, "closed": moment(notice.closed_at)[:10],
    }  # fmt: skip


def _pictures(files: list[Attachment], images: dict[str, bytes]) -> list[str]:
    names = []
    for file in [one for one in files if one.is_image][:MOST_PHOTOS]:
        name = f"photo-{file.pk}"
        images[name] = file.read()
        names.append(name)
    return names


def _answer(row: NoticeAnswer, files: list[Attachment], images: dict[str, bytes]) -> dict[str, Any]:
    signature = None
    if row.signature:
        signature = f"signature-{row.pk}"
        images[signature] = row.signature.read()
    return {
        "round": str(row.round), "cause": row.cause, "measures": row.measures, "by": row.answerer,
        "at": moment(row.answered_at)[:10], "image": signature, "is_open": row.is_accepted is None,
        "is_accepted": bool(row.is_accepted), "opinion": row.opinion, "inspected": moment(row.inspected_at)[:10],
        "inspector": row.inspected_by.name if row.inspected_by else "", "photos": _pictures(files, images),
    }  # fmt: skip


def notice_paper(notice: RectificationNotice, by: Actor) -> Sheet:
    """Return the 「质量整改通知单」, or what a supervising engineer's notice said."""
    images: dict[str, bytes] = {}
    photos, _answers = answers_of(notice)
    data = {**_facts(notice), "photos": _pictures(photos, images)}
    title = notice.get_kind_of_display() if notice.kind_of == KIND.SUPERVISOR else _("Quality rectification notice")
    return Sheet(data=data, title=title, meta=paper_meta("rectification_notice", notice.facts()), images=images)


def reply_paper(notice: RectificationNotice, by: Actor) -> Sheet:
    """Return the 「质量整改回复单」 or 「监理工程师通知回复单」 with the last answer."""
    images: dict[str, bytes] = {}
    _photos, answers = answers_of(notice)
    last = _answer(answers[-1].row, answers[-1].files, images) if answers else None
    is_supervisor = notice.kind_of == KIND.SUPERVISOR
    title = _("Answer to the supervising engineer's notice") if is_supervisor else _("Quality rectification answer")
    form = "supervisor_reply" if is_supervisor else "rectification_reply"
    data = {**_facts(notice), "answer": last, "rounds": len(answers)}
    return Sheet(data=data, title=title, meta=paper_meta(form, notice.facts()), images=images)


def record_paper(notice: RectificationNotice, by: Actor) -> Sheet:
    """Return the record of an equipment, material or construction problem and its handling."""
    images: dict[str, bytes] = {}
    photos, answers = answers_of(notice)
    is_material = notice.kind_of == KIND.MATERIAL
    title = _("Handling of an equipment or material problem")
    data = {
        **_facts(notice), "photos": _pictures(photos, images),
        "answers": [_answer(one.row, one.files, images) for one in answers],
    }  # fmt: skip
    form = "material_record" if is_material else "construction_record"
    if not is_material:
        title = _("Inspection and handling of a construction problem")
    return Sheet(data=data, title=title, meta=paper_meta(form, notice.facts()), images=images)
