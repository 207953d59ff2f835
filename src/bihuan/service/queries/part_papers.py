"""The 「领料单」 of a work order as it is printed (PRT-02)."""

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import PartUsage, WorkOrder
from bihuan.service.queries.papers import moment


def issue_slip(order: WorkOrder, by: Actor) -> Sheet:
    """Return the 「领料单」: what was issued for a job, from where, what came back, which faulty ones are due."""
    used = list(PartUsage.objects.filter(order=order).select_related("part", "place", "instead_of").order_by("pk"))
    request = order.request
    issued = moment(used[0].used_at)[:10] if used else ""
    data = {
        "number": order.number, "request": request.number, "date": issued,
        "customer": str(request.customer or ""), "technician": order.technician.name if order.technician else "",
        "model": request.model_text, "serial": request.serial_text, "rows": [_line(row) for row in used],
        "signatures": [
            {"title": _("Issued by")}, {"title": _("Parts received by"), "date": issued},
            {"title": _("Unused and faulty parts taken back")},
        ],
        "notes": [_("Unused parts go back to the store; faulty ones marked here are handed in.")],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("issue_slip", request.facts()))


def _line(row: PartUsage) -> dict[str, str]:
    name = row.part.name
    if row.instead_of is not None:
        name = _("%(part)s (instead of %(original)s)") % {"part": name, "original": row.instead_of.code}
    return {
        "code": row.part.code, "name": name, "place": row.place.name, "unit": row.part.unit_of_measure,
        "quantity": str(row.quantity), "returned": str(row.quantity_returned or ""), "kept": str(row.kept),
        "serial_out": row.serial_out, "serial_in": row.serial_in,
        "faulty": _("send back") if row.part.is_due_back else "",
    }  # fmt: skip
