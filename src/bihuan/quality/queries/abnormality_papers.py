"""What the 「供应商异常矫正单」 shows on paper (SUP-01). Paper forms are Chinese, whoever prints them."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import ConcessionHours, NextLot, SupplierAbnormality, SupplierAnswer
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.states.abnormalities import AbnormalityState, DefectKind
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment

PICTURES = 2


def corrective_request(one: SupplierAbnormality, by: Actor) -> Sheet:
    """Return the 「供应商异常矫正单」: inspection, verdicts, answer, meeting, disposition, deduction, next lots."""
    files = attachments.of(one.kind(), one.pk).filter(purpose="inspection", content_type__startswith="image/")
    images = {f"photo-{file.pk}": file.read() for file in files[:PICTURES]}
    data = {
        **_found(one), **_ended(one), "answer": _answer(one.answers.order_by("round").last()),
        "meeting": _meeting(one), "photos": list(images), "rounds": str(one.answers.count()),
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("supplier_abnormality", one.facts()), images=images)


def _found(one: SupplierAbnormality) -> dict[str, Any]:
    words = set(one.defects.split("、"))
    known = clauses.items(clauses.DEFECTS[DefectKind(one.defect_kind)])
    return {
        "number": one.number, "date": moment(one.found_at)[:10], "supplier": one.supplier.name,
        "code": one.supplier.code, "material": one.lot.material, "lot": one.lot.code, "order": one.order_no,
        "quantity": _number(one.lot_quantity, one.lot.unit_of_measure), "standard": one.standard,
        "affected": _number(one.affected, one.lot.unit_of_measure),
        "sample": str(one.sample_size), "defective": str(one.defective), "rate": f"{one.defect_rate} %",
        "classes": [[label, code == one.defect_class] for code, label in clauses.items(clauses.CLASSES)],
        "kinds": [[str(kind.label), kind == one.defect_kind] for kind in DefectKind],
        "defects": [[label, label in words] for _code, label in known],
        "description": one.description, "from": one.subject_number, "demand": one.demand,
        "found_by": _who(one.found_by, one.found_at), "checked_by": _who(one.checked_by, one.checked_at),
        "confirmed_by": _who(one.confirmed_by, one.confirmed_at), "issued_by": _who(one.issued_by, one.issued_at),
        "is_refuted": one.state == AbnormalityState.REFUTED, "opinion": one.opinion,
    }  # fmt: skip


def _answer(last: SupplierAnswer | None) -> dict[str, str]:
    if last is None:
        names = ("cause", "containment", "corrective", "preventive", "by", "until", "verdict")
        return dict.fromkeys(names, "")
    return {
        "cause": last.cause, "containment": last.containment, "corrective": last.corrective,
        "preventive": last.preventive, "until": moment(last.answer_by),
        "by": f"{last.answered_by}　{moment(last.answered_at)}".strip("　"),
        "verdict": f"{last.state_label}　{last.opinion}　{_who(last.judged_by, last.judged_at)}".rstrip("　"),
    }  # fmt: skip


def _meeting(one: SupplierAbnormality) -> dict[str, Any]:
    last = one.meetings.select_related("chair").prefetch_related("seats__staff").last()
    line = f"{one.line_on or ''}　{one.line_note}".strip("　")
    if last is None:
        return {"held": "", "chair": "", "seats": "", "conclusion": "", "line": line}
    seats = [f"{seat.label}：{seat.staff.name if seat.staff else seat.absence}" for seat in last.seats.all()]
    return {
        "held": str(last.held_on), "chair": last.chair.name, "conclusion": last.conclusion, "line": line,
        "seats": "；".join([*seats, *filter(None, [last.others])]),
    }  # fmt: skip


def _ended(one: SupplierAbnormality) -> dict[str, Any]:
    lines = {line.kind: line.quantity for line in one.lines.all()}
    hours = list(one.hours.all())
    return {
        "ways": [
            [way.words, way.label, _number(lines.get(way.key)), way.key in lines] for way in clauses.ways()
        ],
        "decision": one.decision,
        "hours": "；".join(_hours(row) for row in hours),
        "charge": f"¥{one.charge}" if hours else "", "price": f"¥{one.rate}" if one.rate is not None else "",
        "settled": f"¥{one.settled_amount}　{one.settled_note}".strip("　") if one.settled_at else "",
        "settled_by": _who(one.settled_by, one.settled_at),
        "lots": "；".join(_lot(lot) for lot in one.next_lots.all()) or one.no_further,
        "closed": moment(one.closed_at),
    }  # fmt: skip


def _hours(row: ConcessionHours) -> str:
    words = {"day": row.worked_on, "work": row.work, "people": row.people, "hours": row.hours}
    return _("%(day)s %(work)s, %(people)s people, %(hours)s hours") % words


def _lot(lot: NextLot) -> str:
    verdict = _("in order") if lot.is_in_order else _("not in order")
    return f"{lot.code}（{lot.inspected_on}，{lot.defective}/{lot.sample_size}，{verdict}）"


def _number(value: Any, measure: str = "") -> str:
    return "" if value is None else f"{value.normalize():f} {measure}".strip()


def _who(person: Any, at: Any) -> str:
    return f"{person.name}　{moment(at)}" if person else ""
