"""Production and inspection records, from a form or the works' ledgers (CMP-10)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import Batch, ProductionRecord, ProductModel, Unit
from bihuan.products.operations.materials import EDIT, batch_named
from bihuan.products.queries import recognise


@dataclass(kw_only=True)
class RecordRow:
    """One line of the works' records; unit or batch must be known, the model follows from the unit."""

    record_kind: str
    done_on: date
    serial: str = ""
    model: str = ""
    batch: str = ""
    step: str = ""
    workshop: str = ""
    machine: str = ""
    shift: str = ""
    people: str = ""
    inspector: str = ""
    quantity: int | None = None
    failed: int | None = None
    result: str = ""
    readings: str = ""
    remarks: str = ""
    source_no: str = ""


TEXTS = ("step", "workshop", "machine", "shift", "people", "inspector", "readings", "remarks", "source_no")


@transaction.atomic
def keep_record(row: RecordRow, *, by: Actor, source: str = "web") -> ProductionRecord:
    """Enter a record; one with the same number is corrected, not doubled.

    Raises:
        OperationError: neither unit nor batch is named, one is unknown, they belong to different models, the day
            lies ahead, or more pieces failed than there were.
    """
    permit(by, EDIT)
    values = _values(row, by=by, source=source)
    known = _known(row)
    if known is not None:
        history.change(known, by=by, source=source, **values)
        return known
    record = ProductionRecord.objects.create(**values)
    history.append(record, "register", by=by, source=source, is_first=True)
    return record


@transaction.atomic
def correct_record(
    record: ProductionRecord, row: RecordRow, *, by: Actor, revision: int | None = None
) -> ProductionRecord:
    """Correct a record; what stood there before is in its history.

    Raises:
        Stale: somebody else changed it first; OperationError: as for `keep_record`.
    """
    permit(by, EDIT)
    kept: ProductionRecord = locked(ProductionRecord, record.pk, revision=revision)
    history.change(kept, by=by, **_values(row, by=by, source="web"))
    return kept


def _known(row: RecordRow) -> ProductionRecord | None:
    if not row.source_no.strip():
        return None
    rows = ProductionRecord.objects.select_for_update(of=("self",))
    return rows.filter(record_kind=row.record_kind, source_no=row.source_no.strip()).first()


def _values(row: RecordRow, *, by: Actor, source: str) -> dict[str, Any]:
    if row.done_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="done_on")
    if row.failed is not None and row.failed > (row.quantity if row.quantity is not None else row.failed):
        raise OperationError(_("More pieces failed than there were."), field="failed")
    unit, batch = _about(row, by=by, source=source)
    model: ProductModel = unit.model if unit else batch.model  # type: ignore[union-attr]  # one of them is there
    texts = {name: getattr(row, name).strip() for name in TEXTS}
    return {
        "record_kind": row.record_kind, "done_on": row.done_on, "unit": unit, "batch": batch, "model": model,
        "quantity": row.quantity, "failed": row.failed, "result": row.result, **texts,
    }  # fmt: skip


def _about(row: RecordRow, *, by: Actor, source: str) -> tuple[Unit | None, Batch | None]:
    unit = recognise(row.serial) if row.serial.strip() else None
    if row.serial.strip() and unit is None:
        raise OperationError(_("There is no such unit; leave the serial number out to record it for the batch."),
                             field="serial")  # fmt: skip
    if not row.batch.strip():
        if unit is None:
            raise OperationError(_("Name the unit or the batch."), field="batch")
        return unit, unit.batch
    if unit is None:
        return None, batch_named(row.model, row.batch, by=by, source=source)
    if row.model.strip() and unit.model.code.upper() != row.model.strip().upper():
        raise OperationError(_("%(serial)s is on file as another model.") % {"serial": unit.serial}, field="model")
    return unit, batch_named(unit.model.code, row.batch, by=by, source=source)
