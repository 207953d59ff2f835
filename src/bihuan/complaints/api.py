"""Complaints for other systems: registered, read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from ninja import Field, Query, Router, Schema

from bihuan.complaints import operations, queries
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import Complainant, ComplaintChannel, ComplaintKind, Demand
from bihuan.kernel.api import Moment, OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.web import StaffRequest

router = Router(tags=["complaints"])
READ, WRITE = TokenAuth("complaints:read"), TokenAuth("complaints:write")


class ComplaintIn(Schema):
    """A complaint to register; all but what it is about may be unknown."""

    description: str = Field(min_length=1, max_length=4000)
    kind: ComplaintKind = ComplaintKind.QUALITY
    complainant: Complainant = Complainant.CUSTOMER
    contact_name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=200)
    serial: str = Field("", max_length=60)
    model: str = Field("", max_length=120)
    batch: str = Field("", max_length=60)
    order_no: str = Field("", max_length=40)
    quantity: int | None = Field(None, ge=0, le=10_000_000)
    defective: int | None = Field(None, ge=0, le=10_000_000)
    demand: Demand | None = None
    claimed: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    happened_on: OnDay | None = None
    complained_at: Moment | None = None


class ComplaintOut(Schema):
    """A complaint; the phone is masked."""

    id: int
    number: str
    state: str
    kind: str = Field(alias="kind_of")
    group: str
    severity: str
    description: str
    contact_name: str
    phone: str
    model: str = Field(alias="model_text")
    serial: str = Field(alias="serial_text")
    batch: str
    order_no: str
    quantity: int | None
    defective: int | None
    customer_id: int | None
    unit_id: int | None
    request_id: int | None
    cause: str
    decision: str
    reply: str
    verdict: str
    complained_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    revision: int

    @staticmethod
    def resolve_phone(record: Complaint) -> str:
        """Return the masked phone."""
        return str(record.phone)


class ComplaintQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    kind: str = ""
    number: str = ""


@router.post("/complaints", auth=WRITE, response=answers({201: ComplaintOut}), summary="Register a complaint")
@idempotent(ComplaintOut, status=201)
def register(request: StaffRequest, payload: ComplaintIn) -> Complaint:
    """Register a complaint; its time limits start at once."""
    values = payload.dict()
    grievance = operations.Grievance(
        kind_of=values.pop("kind"), serial_text=values.pop("serial"), model_text=values.pop("model"),
        demand=values.pop("demand") or "", channel=ComplaintChannel.API, **values,
    )  # fmt: skip
    return operations.register(grievance, by=request.user, source="api")


@router.get("/complaints", auth=READ, response=answers({200: Page[ComplaintOut]}), summary="List complaints")
def complaints(request: StaffRequest, query: Query[ComplaintQuery]) -> dict[str, Any]:
    """List visible complaints, the latest first."""
    rows: QuerySet[Complaint] = Complaint.objects.visible_to(request.user)
    wanted = {"state": query.state, "kind_of": query.kind, "number": query.number}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page(rows, query, order=("-complained_at", "-pk"))


@router.get("/complaints/{int:pk}", auth=READ, response=answers({200: ComplaintOut}), summary="One complaint")
def one_complaint(request: StaffRequest, pk: int) -> Complaint:
    """Return a visible complaint."""
    return queries.opened(request.user).get(pk=pk)
