"""The investigation of a complaint among a hundred thousand others: its page, the Pareto (CMP-10)."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import seed
from bench.figures import median
from bihuan.complaints import operations
from bihuan.complaints.models import Complaint, ComplaintFault, Investigation
from bihuan.complaints.operations.investigating import InfluenceRow, WhyRow, ask_why, weigh
from bihuan.customers.models import Customer
from bihuan.kernel import bulk
from bihuan.organization.models import Staff
from bihuan.products.models import Batch, FaultCode, ProductLine, ProductModel, Unit
from bihuan.products.rules import serial_key

CHUNK = 10_000
MODELS, BATCHES, FAULTS = 50, 20, 60
YEARS = 3
TIMES = 15


def grow(complaints: int) -> None:
    """Enter so many complaints of three years and twice as many units, over fifty models of one line."""
    seed._quickly()
    line = ProductLine.objects.create(code="BENCH", name="BENCH")
    models = [ProductModel.objects.create(code=f"BM-{n}", name="BENCH", line=line) for n in range(MODELS)]
    faults = [FaultCode.objects.create(code=f"BF{n}", name="BENCH", line=line) for n in range(FAULTS)]
    batches = [[Batch.objects.create(code=f"B{n}", model=one) for n in range(BATCHES)] for one in models]
    owner = Customer.objects.order_by("pk")[0]
    for start in range(0, 2 * complaints, CHUNK):
        bulk.insert([_unit(n, models, batches, owner) for n in range(start, min(start + CHUNK, 2 * complaints))])
    now = timezone.now()
    for start in range(0, complaints, CHUNK):
        rows = [_complaint(n, models, batches, faults, now) for n in range(start, min(start + CHUNK, complaints))]
        bulk.insert(rows)
        bulk.insert([ComplaintFault(complaint=row, code=row.fault_code) for row in rows])
    seed._tidy()


def _unit(n: int, models: list[ProductModel], batches: list[list[Batch]], owner: Customer) -> Unit:
    at, serial = _model(n), f"BI-{n:08d}"
    return Unit(
        serial=serial, serial_key=serial_key(serial), model=models[at], batch=batches[at][n % BATCHES], customer=owner,
        sold_on=date(2023, 1, 1) + timedelta(days=n % 1000),
    )  # fmt: skip


def _model(n: int) -> int:
    """Return whose it is: every fifth row is the first model's."""
    return 0 if n % 5 == 0 else n % MODELS


def _complaint(
    n: int, models: list[ProductModel], batches: list[list[Batch]], faults: list[FaultCode], now: Any
) -> Complaint:
    at = _model(n)
    when = now - timedelta(minutes=5 + n * 7919 % (YEARS * 365 * 1440))
    return Complaint(
        number=f"CB-{n:07d}", state="replied", complained_at=when, channel="hotline", kind_of="quality",
        group="product", model=models[at], model_text=models[at].code, batch=batches[at][n % BATCHES].code,
        fault_code=faults[n * 31 % FAULTS], description="BENCH", severity="general",
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """Open the investigation of a complaint of the largest model, and the Pareto; returns milliseconds and queries."""
    settings.ALLOWED_HOSTS = ["testserver"]
    quality = Staff.objects.filter(post_holdings__post="quality").order_by("pk")[0]
    complaint = Complaint.objects.filter(model_text="BM-0").exclude(batch="").latest("complained_at")
    record = operations.investigate(complaint, by=quality)
    for n in range(5):
        ask_why(record, row=WhyRow(question=f"{n}?", answer="BENCH", evidence="BENCH"), by=quality)
        weigh(record, row=InfluenceRow(scheme="prodq", category="material", text=f"BENCH {n}"), by=quality)
    client = Client()
    client.force_login(quality, backend="django.contrib.auth.backends.ModelBackend")
    pages = {
        "investigation": Investigation.objects.get(pk=record.pk).get_absolute_url(),
        "pareto by fault": "/complaints/pareto/", "pareto by model": "/complaints/pareto/?by=model",
        "pareto of a model": f"/complaints/pareto/?model={complaint.model_id}",
    }  # fmt: skip
    found: dict[str, Any] = {"complaints": Complaint.objects.count(), "pages": {}}
    for name, url in pages.items():
        _opened(client, url)
        found["pages"][name] = median(lambda url=url: _opened(client, url), TIMES)
    with CaptureQueriesContext(connection) as asked:
        _opened(client, pages["investigation"])
    found["queries"] = len(asked)
    found["slowest"] = max(float(query["time"]) for query in asked.captured_queries) * 1000
    return found


def _opened(client: Client, url: str) -> None:
    answer = client.get(url, secure=True)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
