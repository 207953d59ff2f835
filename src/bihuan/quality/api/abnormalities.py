"""Incoming abnormalities for other systems: registered by the inspection's own system, read by the others."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, visible
from bihuan.products.models import Supplier
from bihuan.quality.api.routes import router
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities as operations
from bihuan.quality.states.abnormalities import DefectKind

READ, WRITE = TokenAuth("abnormalities:read"), TokenAuth("abnormalities:write")
MOST = 10_000_000


class AbnormalityIn(Schema):
    """An inspection with its verdict; the supplier by name or code."""

    supplier: str = Field(min_length=1, max_length=80)
    material: str = Field(min_length=1, max_length=80)
    lot: str = Field(min_length=1, max_length=60)
    lot_quantity: Decimal = Field(gt=0, max_digits=14, decimal_places=3)
    standard: str = Field(min_length=1, max_length=120)
    sample_size: int = Field(ge=1, le=MOST)
    defective: int = Field(ge=1, le=MOST)
    affected: Decimal | None = Field(None, gt=0, max_digits=14, decimal_places=3)
    defect_class: str = Field(max_length=24)
    defect_kind: DefectKind
    defects: list[str] = Field(default_factory=list, max_length=20)
    description: str = Field(min_length=1, max_length=2000)
    order_no: str = Field("", max_length=40)
    unit_of_measure: str = Field("", max_length=12)


class LotLineOut(Schema):
    """What becomes of a part of the lot."""

    way: str
    kind: str
    label: str
    quantity: Decimal


class SupplierAnswerOut(Schema):
    """One round of the supplier's answer."""

    round: int
    state: str
    answer_by: datetime | None
    answered_at: datetime | None
    cause: str
    containment: str
    corrective: str
    preventive: str


class AbnormalityOut(Schema):
    """An incoming abnormality with its answers and dispositions."""

    id: int
    number: str
    state: str
    supplier: str = Field(alias="supplier.name")
    material: str = Field(alias="lot.material")
    lot: str = Field(alias="lot.code")
    order_no: str
    lot_quantity: Decimal
    affected: Decimal
    standard: str
    sample_size: int
    defective: int
    defect_class: str
    defect_kind: str
    defects: str
    description: str
    line_on: date | None
    settled_amount: Decimal | None
    found_at: datetime
    closed_at: datetime | None
    revision: int
    lines: list[LotLineOut]
    answers: list[SupplierAnswerOut]

    @staticmethod
    def resolve_lines(one: SupplierAbnormality) -> list[Any]:
        """Return the dispositions."""
        return list(one.lines.all())

    @staticmethod
    def resolve_answers(one: SupplierAbnormality) -> list[Any]:
        """Return the answers in their order."""
        return list(one.answers.all())


class AbnormalityQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    supplier: str = ""
    number: str = ""


@router.post(
    "/supplier-abnormalities", auth=WRITE, response=answers({201: AbnormalityOut}),
    summary="Register an incoming abnormality",
)  # fmt: skip
@idempotent(AbnormalityOut, status=201)
def register(request: StaffRequest, payload: AbnormalityIn) -> SupplierAbnormality:
    """Register a lot that is not in order; its time limits start at once."""
    values = payload.dict()
    name = values.pop("supplier").strip()
    known = Supplier.objects.visible_to(request.user)
    supplier = known.filter(name=name).first() or known.filter(code=name).first()
    if supplier is None:
        raise OperationError(_("There is no such supplier."), field="supplier")
    return operations.find(operations.Inspection(supplier=supplier, **values), by=request.user, source="api")


@router.get(
    "/supplier-abnormalities", auth=READ, response=answers({200: Page[AbnormalityOut]}),
    summary="List incoming abnormalities",
)  # fmt: skip
def abnormalities(request: StaffRequest, query: Query[AbnormalityQuery]) -> dict[str, Any]:
    """List visible abnormalities, the latest first."""
    rows: QuerySet[SupplierAbnormality] = SupplierAbnormality.objects.visible_to(request.user)
    rows = rows.select_related("supplier", "lot").prefetch_related("lines", "answers")
    rows = narrowed(rows, query, "state", "number", supplier="supplier__name")
    return page(rows, query, order=("-found_at", "-pk"))


@router.get(
    "/supplier-abnormalities/{pk}", auth=READ, response=answers({200: AbnormalityOut}),
    summary="Read an incoming abnormality",
)  # fmt: skip
def abnormality(request: StaffRequest, pk: int) -> SupplierAbnormality:
    """Read one."""
    return visible(SupplierAbnormality, request, pk=pk)
