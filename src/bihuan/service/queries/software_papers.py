"""The 「软件安装升级记录」: versions and every point before and after, signed by both (SVC-19)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import SoftwareJob
from bihuan.service.queries.papers import customer_block, moment, product_block
from bihuan.service.queries.software import point_rows

VERDICT = {"ok": gettext_noop("not worse"), "worse": gettext_noop("worse than before")}


def sheet(job: SoftwareJob, by: Actor) -> Sheet:
    """Return the sheet of one piece of software work."""
    order, request = job.order, job.order.request
    voucher = getattr(order, "voucher", None)
    signer = job.consent_name or (voucher.signer_name if voucher else "")
    data = {
        "number": job.number, "work_order": order.number, "date": moment(job.checked_at or job.prepared_at)[:10],
        "customer": customer_block(request), "product": product_block(request),
        "software": job.software.name, "way": job.get_way_display(), "cause": order.get_cause_display(),
        "before": job.version_before.version if job.version_before else "", "after": job.version_after.version,
        "prepared": moment(job.prepared_at), "checked": moment(job.checked_at), "state": job.state_label,
        "points": [[str(n), row["name"], _better(row["better"]), row["before"], row["after"], _said(row["verdict"])]
                   for n, row in enumerate(point_rows(job), 1)],
        "note": job.note, "consent": job.consent_name,
        "signatures": [
            {"title": _("Technician %(name)s") % {"name": order.technician.name}, "date": moment(job.checked_at)[:10]},
            {"title": " ".join([_("Customer's signature"), signer]), "image": "customer"},
        ],
    }  # fmt: skip
    kept = job.consent or (voucher.signature if voucher else None)
    images = {"customer": kept.read()} if kept and kept.is_image else {}
    return Sheet(data=data, meta=paper_meta("software_sheet", request.facts()), images=images)


def _said(verdict: str) -> str:
    return _(VERDICT[verdict]) if verdict else ""


def _better(direction: str) -> str:
    return _("%(direction)s is better") % {"direction": direction} if direction else ""
