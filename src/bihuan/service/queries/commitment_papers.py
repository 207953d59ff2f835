"""The 「服务承诺书」 as it is handed to the customer (WAR-05)."""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, company
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import ServiceCommitment
from bihuan.service.queries.papers import moment


def commitment(one: ServiceCommitment, by: Actor) -> Sheet:
    """Return a commitment with its promises as a numbered table, each with its clause."""
    unit, customer = one.unit, one.customer
    place = unit.site.address if unit.site and unit.site.address else customer.address
    rows = [
        {"heading": item["heading"], "lines": [[line["text"], line["clause"]] for line in item["lines"]]}
        for item in one.items
    ]
    data = {
        "number": one.number, "edition": str(one.edition), "date": moment(one.issued_at)[:10], "clause": one.clause,
        "supplier": company().name, "hotline": company().hotline,
        "customer": {"name": customer.name, "phone": str(customer.phone or ""),
                     "address": place.reveal() if hasattr(place, "reveal") else str(place or "")},
        "product": {"name": unit.model.name, "model": unit.model.code, "serial": unit.serial,
                    "contract": unit.sales_contract, "produced": str(unit.produced_on or ""),
                    "sold": str(unit.sold_on or ""), "accepted": str(unit.accepted_on or "")},
        "items": rows,
        "signatures": [
            {"title": _("%(company)s (seal)") % {"company": company().name}, "date": moment(one.issued_at)[:10]},
            {"title": _("Customer received it (signature)")},
        ],
        "notes": [
            _("What this commitment says is kept as it stands here, also when the regulation is changed later."),
            _("Scan the code to report a fault or to follow your case."),
        ],
    }  # fmt: skip
    address = f"{settings.BIHUAN_ADDRESS}/q/{quote(unit.serial, safe='')}/"
    return Sheet(
        data=data, meta=paper_meta("commitment", unit.facts()), title=one.heading, qr=address,
        qr_note=_("scan to report a fault"),
    )  # fmt: skip
