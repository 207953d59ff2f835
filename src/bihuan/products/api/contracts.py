"""Maintenance contracts over the API, to read: whose, from when to when, what they give and what is left of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.products.models import ContractQuota, ServiceContract
from bihuan.products.queries.contracts import quota_use

router = Router(tags=["contracts"])
READ = TokenAuth("contracts:read")


class QuotaOut(Schema):
    """What a contract gives in each of its years; parts are counted in yuan."""

    kind: str
    amount: Decimal


class ContractFacts(Schema):
    """A contract; its customer by key, so that personal data stays with the customer."""

    id: int
    number: str
    customer: int = Field(alias="customer_id")
    starts_on: date
    ends_on: date
    covers_all: bool
    revision: int


class ContractOut(ContractFacts):
    """A contract with what it gives."""

    quotas: list[QuotaOut]


class UsedQuotaOut(QuotaOut):
    """A quota with what is used of it and left in the contract year of today."""

    used: Decimal
    left: Decimal


class ContractUseOut(ContractFacts):
    """A contract with its quotas in the contract year of today; of one that has ended, in its last."""

    year_from: date
    year_until: date
    quotas: list[UsedQuotaOut]


class ContractQuery(PageQuery):
    """Filters of contracts."""

    number: str = Field("", max_length=40)
    customer: int | None = Field(None, description="Key of the customer.")
    on: date | None = Field(None, description="In force on this day.")


def _rows(request: StaffRequest) -> QuerySet[ServiceContract]:
    permit(request.user, "products.view")
    quotas = Prefetch("quotas", ContractQuota.objects.order_by("kind"))
    rows: QuerySet[ServiceContract] = ServiceContract.objects.visible_to(request.user).prefetch_related(quotas)
    return rows


@router.get("/contracts", auth=READ, response=answers({200: Page[ContractOut]}), summary="List contracts")
def index(request: StaffRequest, query: Query[ContractQuery]) -> dict[str, Any]:
    """List visible contracts, the newest first."""
    rows = _rows(request)
    if query.number:
        rows = rows.filter(number=query.number)
    if query.customer:
        rows = rows.filter(customer_id=query.customer)
    if query.on:
        rows = rows.filter(starts_on__lte=query.on, ends_on__gte=query.on)
    return page(rows, query)


@router.get("/contracts/{int:pk}", auth=READ, response=answers({200: ContractUseOut}), summary="One contract")
def read(request: StaffRequest, pk: int) -> dict[str, Any]:
    """Return a visible contract with what is left of its quotas."""
    found = _rows(request).get(pk=pk)
    (first, last), quotas = quota_use(found, timezone.localdate())
    names = ("id", "number", "customer_id", "starts_on", "ends_on", "covers_all", "revision")
    return {name: getattr(found, name) for name in names} | {
        "year_from": first, "year_until": last,
        "quotas": [{"kind": one.kind, "amount": one.limit, "used": one.used, "left": one.left} for one in quotas],
    }  # fmt: skip
