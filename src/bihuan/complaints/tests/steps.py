"""A batch with more complaints than its share, among others of its model and line."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.complaints.states import ComplaintState
from bihuan.products.models import Batch, FaultCode, ProductModel, Unit
from bihuan.products.rules import serial_key

BATCH = "2608-C"


def told(model, fault, at, **values):
    """Return an unsaved complaint of the ledger, as an import makes them."""
    told.last += 1
    return Complaint(
        number=f"T-{told.last}", state=ComplaintState.REPLIED, complained_at=at, channel="hotline", kind_of="quality",
        group="product", description="结冰", model=model, model_text=model.code, fault_code=fault, **values,
    )  # fmt: skip


told.last = 0


def troubled(cast):
    """Return a complaint of a batch: 80 units, five complaints in eight weeks; beside it 920 with twelve in 26."""
    now, model = timezone.now(), cast.unit.model
    fault = FaultCode.objects.create(code="F1", name="结冰", line=model.line)
    other = ProductModel.objects.create(code="KFR-50LW", name="柜机", line=model.line)
    batch, rest = (Batch.objects.create(code=code, model=model) for code in (BATCH, "2603-A"))
    sold = timezone.localdate() - timedelta(days=500)
    units = [(model, batch)] * 80 + [(model, rest)] * 920 + [(other, None)] * 500
    Unit.objects.bulk_create([
        Unit(serial=f"U-{n:05}", serial_key=serial_key(f"U-{n:05}"), model=one, batch=of, customer=cast.customer,
             sold_on=sold)
        for n, (one, of) in enumerate(units)
    ])  # fmt: skip
    weeks = [now - timedelta(weeks=n) for n in range(26)]
    rows = [told(model, fault, weeks[n % 8], batch=BATCH) for n in range(4)]
    rows += [told(model, fault, weeks[2 * n], batch="2603-A") for n in range(12)]
    rows += [told(other, fault, weeks[3], batch="")]
    rows += [told(model, None, weeks[5], batch="2603-A")]
    rows += [told(model, fault, weeks[1], batch=BATCH)]
    rows[-1].state = ComplaintState.CANCELLED
    Complaint.objects.bulk_create(rows)
    named = Complaint.objects.exclude(fault_code=None)
    ComplaintFault.objects.bulk_create([ComplaintFault(complaint=row, code=fault) for row in named])
    words = {"description": "冷藏室结冰，压缩机不停机", "serial_text": "U-00001", "fault_code": fault}
    complaint = operations.register(operations.Grievance(**words), by=cast.caoli)
    return SimpleNamespace(complaint=complaint, model=model, fault=fault, other=other, batch=batch)
