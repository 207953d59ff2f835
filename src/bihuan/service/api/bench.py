"""Products in the workshop for other systems, to read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import router
from bihuan.service.models import BenchJob
from bihuan.service.queries.bench import opened

READ = TokenAuth("orders:read")


class EstimateLineOut(Schema):
    """A line of the estimate that stands; amounts in yuan."""

    kind: str
    text: str
    code: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    is_covered: bool
    is_contract: bool


class BenchJobOut(Schema):
    """A product taken in for repair; its lock code is never given out."""

    id: int
    number: str
    state: str
    title: str
    origin: str
    request_id: int
    order_id: int | None
    unit_id: int | None
    model: str = Field(alias="model_text")
    serial: str = Field(alias="serial_text")
    replacement_serial: str
    accessories: list[str]
    condition: str
    technician_id: int | None
    received_at: datetime
    promised_at: datetime
    consented_at: datetime | None
    declined_at: datetime | None
    declined_fee: Decimal | None
    ready_at: datetime | None
    handed_over_at: datetime | None
    lines: list[EstimateLineOut]
    revision: int

    @staticmethod
    def resolve_lines(job: BenchJob) -> list[Any]:
        """Return the lines of the newest estimate."""
        return list(job.estimate.lines.all()) if job.estimate else []


class BenchQuery(PageQuery):
    """Filters of bench repairs."""

    state: str = ""
    request_id: int | None = None


@router.get("/bench-jobs", auth=READ, response=answers({200: Page[BenchJobOut]}), summary="List bench repairs")
def bench_jobs(request: StaffRequest, query: Query[BenchQuery]) -> dict[str, Any]:
    """List visible products in the workshop and those handed back, the newest first."""
    rows = narrowed(BenchJob.objects.visible_to(request.user), query, "state", "request_id")
    return page(rows.select_related("request", "estimate").prefetch_related("estimate__lines"), query)


@router.get("/bench-jobs/{int:pk}", auth=READ, response=answers({200: BenchJobOut}), summary="One bench repair")
def bench_job(request: StaffRequest, pk: int) -> BenchJob:
    """Return a visible bench repair."""
    return opened(request.user).get(pk=pk)
