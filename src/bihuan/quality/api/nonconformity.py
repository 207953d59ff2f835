"""Nonconformities for other systems: an inspection system reports them, and reads what became of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, visible
from bihuan.products.models import Batch, ProductModel
from bihuan.quality.api.routes import router
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.operations import nonconformity as operations

READ, WRITE = TokenAuth("nonconformities:read"), TokenAuth("nonconformities:write")


class NonconformityIn(Schema):
    """What was found; model and batches by their codes."""

    stage: str
    quantity: Decimal = Field(gt=0, max_digits=14, decimal_places=3)
    nature: str
    class_code: str
    description: str
    found_at: datetime | None = None
    place: str = Field("", max_length=80)
    model: str = ""
    product: str = Field("", max_length=80)
    batches: list[str] = []
    inspected: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=3)
    unit_of_measure: str = Field("", max_length=12)
    unit_cost: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)


class DispositionOut(Schema):
    """One disposition with its result so far."""

    id: int
    kind: str
    state: str
    quantity: Decimal
    accepted: Decimal
    rejected: Decimal
    responsible_id: int
    due_on: date
    condition: str
    expires_on: date | None
    minutes: int
    cost: Decimal

    @staticmethod
    def resolve_kind(line: Disposition) -> str:
        """Return its kind."""
        return line.kind_of


class NonconformityOut(Schema):
    """A nonconformity with its dispositions."""

    id: int
    number: str
    state: str
    stage: str
    place: str
    model_id: int | None
    product: str
    batches: list[str]
    inspected: Decimal | None
    quantity: Decimal
    unit_of_measure: str
    nature: str
    class_code: str
    description: str
    subject_kind: str
    subject_id: int | None
    subject_number: str
    found_at: datetime
    reported_at: datetime
    decided_at: datetime | None
    closed_at: datetime | None
    dispositions: list[DispositionOut]

    @staticmethod
    def resolve_batches(one: Nonconformity) -> list[str]:
        """Return the codes of its batches."""
        return [batch.code for batch in one.batches.all()]

    @staticmethod
    def resolve_dispositions(one: Nonconformity) -> list[Any]:
        """Return the dispositions in their order."""
        return list(one.dispositions.all())


class NonconformityQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    stage: str = ""


@router.post(
    "/nonconformities", auth=WRITE, response=answers({201: NonconformityOut}), summary="Report nonconforming pieces"
)
@idempotent(NonconformityOut, status=201)
def report(request: StaffRequest, payload: NonconformityIn) -> Nonconformity:
    """Report nonconforming pieces; their batches are held back from now on."""
    values = payload.dict()
    model = _model(values.pop("model"))
    values["batches"] = [_batch(model, code) for code in values["batches"]]
    values["found_at"] = values["found_at"] or timezone.now()
    return operations.report(operations.Finding(model=model, **values), by=request.user, source="api")


def _model(code: str) -> ProductModel | None:
    found = ProductModel.objects.filter(code__iexact=code.strip()).first() if code.strip() else None
    if code.strip() and found is None:
        raise OperationError(_("There is no such model."), field="model")
    return found


def _batch(model: ProductModel | None, code: str) -> Batch:
    found: Batch | None = Batch.objects.filter(model=model, code=code.strip()).first() if model else None
    if found is None:
        raise OperationError(_("There is no such batch."), field="batches")
    return found


def _rows(request: StaffRequest) -> QuerySet[Nonconformity]:
    rows: QuerySet[Nonconformity] = Nonconformity.objects.visible_to(request.user)
    return rows.prefetch_related("dispositions", "batches")


@router.get(
    "/nonconformities", auth=READ, response=answers({200: Page[NonconformityOut]}), summary="List nonconformities"
)
def nonconformities(request: StaffRequest, query: Query[NonconformityQuery]) -> dict[str, Any]:
    """List visible nonconformities, the last found first."""
    rows = narrowed(_rows(request), query, "state", "stage")
    return page(rows, query, order=("-found_at", "-pk"))


@router.get(
    "/nonconformities/{pk}", auth=READ, response=answers({200: NonconformityOut}), summary="Read a nonconformity"
)
def nonconformity(request: StaffRequest, pk: int) -> Nonconformity:
    """Read one nonconformity."""
    return visible(Nonconformity, request, pk=pk)
