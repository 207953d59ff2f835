"""What the 「不合格品评审处置报告单」 shows on paper (QUA-06)."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, label_of
from bihuan.quality.rules.dispositions import plain
from bihuan.quality.states.dispositions import DispositionKind
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment
from bihuan.signoff.models import Circulation

FORM = "nonconformity"


def review_report(one: Nonconformity, by: Actor) -> Sheet:
    """Return the 「不合格品评审处置报告单」: what was found, the dispositions, review, results, concessions."""
    rows = list(one.dispositions.select_related("responsible", "inspected_by").prefetch_related(
        "batches", "lots", "uses__booked_by"))  # fmt: skip
    opinions, images = _opinions(one)
    totals = one.totals
    data = {
        "number": one.number, "date": moment(one.reported_at)[:10], "found": moment(one.found_at),
        "stage": one.get_stage_display(), "place": one.place, "finder": one.found_by.name,
        "model": f"{one.model.name} {one.model.code}" if one.model else one.product, "product": one.product,
        "batches": "、".join([*(one_.code for one_ in one.batches.all()), *(str(lot) for lot in one.lots.all())]),
        "inspected": plain(one.inspected) if one.inspected else "—", "quantity": plain(one.quantity),
        "unit": one.unit_of_measure, "nature": label_of(NATURE, one.nature),
        "class": label_of(CLASS, one.class_code), "description": one.description,
        "department": one.department.name if one.department else "—", "subject": one.subject_number or "—",
        "kinds": [(str(kind.label), kind in totals) for kind in DispositionKind],
        "lines": [_line(row) for row in rows], "opinions": opinions,
        "disposed": plain(one.quantity - one.left_over), "left": plain(one.left_over),
        "uses": [_use(row, use) for row in rows for use in row.uses.all()], "loss": f"{one.loss:,.2f}",
        "minutes": str(sum(row.minutes for row in rows)), "state": one.state_label,
        "closed": moment(one.closed_at)[:10],
    }  # fmt: skip
    return Sheet(
        data=data, title=_("Review and disposition of nonconforming pieces"), meta=paper_meta(FORM, one.facts()),
        images=images,
    )  # fmt: skip


def _line(row: Disposition) -> dict[str, str]:
    terms = [row.instruction, row.condition, _("until %(day)s") % {"day": row.expires_on} if row.expires_on else ""]
    return {
        "kind": row.get_kind_of_display(), "quantity": plain(row.quantity),
        "lots": "、".join([*(one.code for one in row.batches.all()), *(one.code for one in row.lots.all())]),
        "how": "；".join(filter(None, terms)), "responsible": row.responsible.name, "due": f"{row.due_on}",
        "accepted": plain(row.accepted), "rejected": plain(row.rejected), "result": row.result,
        "inspector": row.inspected_by.name if row.inspected_by else "",
    }  # fmt: skip


def _use(row: Disposition, use: Any) -> dict[str, str]:
    return {
        "day": f"{use.used_on}", "quantity": plain(use.quantity), "used_for": use.used_for,
        "by": use.booked_by.name if use.booked_by else "",
    }  # fmt: skip


def _opinions(one: Nonconformity) -> tuple[list[dict[str, str | None]], dict[str, bytes]]:
    """Return the stations of the last review with their opinions, and the signatures drawn on it."""
    form = Circulation.objects.of(one).filter(form=FORM).first()
    found: list[dict[str, str | None]] = []
    images: dict[str, bytes] = {}
    for station in form.stations.select_related("signed_by", "signature") if form else ():
        name = f"station-{station.pk}" if station.signature else None
        if name and station.signature:
            images[name] = station.signature.read()
        found.append({
            "title": station.name, "opinion": " ".join(filter(None, [station.get_verdict_display(), station.opinion])),
            "name": station.signed_by.name if station.signed_by else "", "image": name,
            "date": moment(station.signed_at)[:10],
        })  # fmt: skip
    return found, images
