"""Which fault codes a complaint names; it may name several, each counted by itself (RPT-03)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError
from bihuan.products import operations as products
from bihuan.products.models import FaultCode, ProductModel
from bihuan.products.queries import codes_for


def resolve(codes: Sequence[str], model: ProductModel | None, by: Actor) -> list[FaultCode]:
    """Return the fault codes in their order, those of the product's line first; unknown ones are entered.

    Raises:
        OperationError: one is unknown, and this person enters none.
    """
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    if not wanted:
        return []
    line = model.line_id if model else None
    rows = codes_for(model).filter(code__in=wanted)
    known = {row.code: row for row in sorted(rows, key=lambda row: row.line_id is not None and row.line_id == line)}
    missing = [code for code in wanted if code not in known]
    if missing and not by.has_perm("products.name_unknown"):
        raise OperationError(_("No such fault code: %(codes)s.") % {"codes": "、".join(missing)}, field="fault_codes")
    if missing:
        known |= products.name_faults(missing, by=by)
    return [known[code] for code in wanted]


def name(complaint: Complaint, faults: Sequence[FaultCode]) -> None:
    """Have a locked complaint name these faults and no others; the first is its own `fault_code`."""
    ComplaintFault.objects.filter(complaint=complaint).exclude(code__in=faults).delete()
    for position, code in enumerate(faults, start=1):
        ComplaintFault.objects.update_or_create(complaint=complaint, code=code, defaults={"position": position})


def named(complaint: Complaint) -> list[FaultCode]:
    """Return the faults a complaint names, its own first."""
    return [one.code for one in complaint.faults.select_related("code")]
