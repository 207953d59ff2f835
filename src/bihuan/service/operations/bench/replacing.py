"""Another unit in place of the faulty one: both serial numbers are kept, the history follows (SVC-13)."""

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.products.rules import serial_key
from bihuan.service.models import BenchJob
from bihuan.service.queries import bench as queries


@transaction.atomic
def replace(job: BenchJob, *, serial: str, note: str, by: Actor, revision: int | None = None) -> BenchJob:
    """Give the customer another unit; owner, site and contract go over to it.

    Args:
        serial: of the replacement; one that is not on file yet is entered.
        note: why it is replaced, and on whose decision.

    Raises:
        OperationError: the serial is the faulty one's own, or another customer's.
        MoveForbidden: it was handed over, or nothing is decided yet.
    """
    job = locked(BenchJob, job.pk, revision=revision)
    check(job, "replace", by=by)
    text = required(note, _("Write why it is replaced."))
    new = required(serial, _("Give the serial number of the replacement."), field="serial")
    if job.replacement_serial:
        raise OperationError(_("It was replaced by %(serial)s already.") % {"serial": job.replacement_serial})
    if serial_key(new) == serial_key(job.serial_text):
        raise OperationError(_("This is the faulty unit's own serial number."), field="serial")
    unit = _put_in_place(job.unit, new, f"{job.number} {text}", by=by) if job.unit else None
    changes = {"replacement": unit, "replacement_serial": unit.serial if unit else new}
    perform(job, "replace", by=by, note=text, changes=changes)
    search.index(BenchJob.kind(), job.pk, queries.searchable(job))
    return job


def _put_in_place(faulty: Unit, serial: str, reason: str, *, by: Actor) -> Unit:
    try:
        return products.replace_unit(faulty, replacement_serial=serial, reason=reason, by=by)
    except OperationError as refusal:
        raise OperationError(refusal.message, field="serial") from refusal
