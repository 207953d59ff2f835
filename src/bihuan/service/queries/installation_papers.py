"""The 「安装验收单」 and the 「产品验收证明书」 (SVC-18, WAR-01)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, company
from bihuan.products.queries import cover
from bihuan.products.rules import warranty_span
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import Installation
from bihuan.service.queries.bench_papers import point_row
from bihuan.service.queries.installations import installation_token, lines_of
from bihuan.service.queries.papers import moment


def _parts(job: Installation) -> dict[str, Any]:
    place = job.site
    address = place.address if place and place.address else job.customer.address
    return {
        "number": job.number, "contract": job.sales_contract, "date": moment(job.accepted_at)[:10],
        "customer": {"name": job.customer.name, "phone": str(job.customer.phone or ""),
                     "address": address.reveal() if hasattr(address, "reveal") else str(address or ""),
                     "site": place.name if place else ""},
    }  # fmt: skip


def _signatures(job: Installation) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    images: dict[str, bytes] = {}
    for name, kept in (("ours", job.our_signature), ("customer", job.customer_signature)):
        if kept is not None and kept.is_image and not job.is_paper:
            images[name] = kept.read()
    ours = job.our_signer or (job.technician.name if job.technician else "")
    day = {"date": moment(job.accepted_at)[:10]} if job.accepted_at else {}
    paper = _("(signed on paper)") if job.is_paper else ""
    places = [
        {"title": _("Supplier: %(name)s") % {"name": ours}, "image": "ours", **day},
        {"title": _("Customer: %(name)s") % {"name": f"{job.customer_signer}{paper}"}, "image": "customer", **day},
    ]
    return places, images


def _link(job: Installation) -> str:
    return f"{settings.BIHUAN_ADDRESS}/i/{installation_token(job)}/"


def acceptance(job: Installation, by: Actor) -> Sheet:
    """Return the 「安装验收单」: delivery, commissioning point by point, training, defects, both signatures."""
    places, images = _signatures(job)
    lines = lines_of(job)
    several = len(lines) > 1
    points = [(line.unit.serial if several else "", point) for line in lines for point in line.points]
    rows = [point_row(n, {**point, "name": f"{serial} {point['name']}".strip()})
            for n, (serial, point) in enumerate(points, 1)]  # fmt: skip
    data = {
        **_parts(job),
        "units": [[str(n), line.unit.model.name, line.unit.model.code, line.unit.serial]
                  for n, line in enumerate(lines, 1)],
        "delivery": {"day": str(job.delivered_on or ""), "by": job.received_by,
                     "found": job.damage or (_("complete and undamaged") if job.delivered_on else ""),
                     "made_good": job.made_good},
        "work": job.work_done, "installed": moment(job.installed_at),
        "people": "、".join(filter(None, [
            job.technician.name if job.technician else "", *(one.name for one in job.companions), job.helpers,
        ])),
        "points": rows,
        "training": [[str(one.held_on), one.trainees, one.topics, f"{one.hours.normalize():f}",
                      _("yes") if one.works_alone else _("not yet")] for one in job.sessions.all()],
        "defects": [[str(one.round), one.text, one.remedy, moment(one.mended_at)[:10]] for one in job.defects.all()],
        "remark": job.customer_note, "verdict": _("Acceptance passed") if job.accepted_at else "",
        "signatures": places,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("installation_acceptance", job.facts()), images=images, qr=_link(job),
                 qr_note=_("scan to follow\nthe installation"))  # fmt: skip


def certificate(job: Installation, by: Actor) -> Sheet:
    """Return the 「产品验收证明书」, from which warranty is registered: unit by unit from when to when."""
    places, images = _signatures(job)
    day = moment(job.accepted_at)[:10]
    rows = []
    for n, line in enumerate(lines_of(job), 1):
        unit = line.unit
        unit.accepted_on = unit.accepted_on or job.accepted_on
        since, until = warranty_span(cover(unit, unit.accepted_on)) if unit.accepted_on else (None, None)
        rows.append([str(n), unit.model.name, unit.model.code, unit.serial, str(unit.produced_on or ""),
                     f"{since} — {until}" if until else ""])  # fmt: skip
    data = {**_parts(job), "units": rows, "day": day, "supplier": company().name, "signatures": places}
    return Sheet(data=data, meta=paper_meta("acceptance_certificate", job.facts()), images=images, qr=_link(job),
                 qr_note=_("scan to follow\nthe installation"))  # fmt: skip
