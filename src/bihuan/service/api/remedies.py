"""Statutory repair, replacement and refund for other systems, to read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import router
from bihuan.service.models import Remedy
from bihuan.service.queries.remedies import clause_of, opened, reason_of

READ = TokenAuth("remedies:read")


class RemedyOut(Schema):
    """A repair, replacement or refund; amounts in yuan."""

    id: int
    number: str
    state: str
    request_id: int
    unit_id: int
    serial: str
    origin: str
    trigger: str
    reason: str
    clause: str
    offers: list[str]
    kind: str
    decider: str
    responsibility: str
    price: Decimal | None
    used_days: int | None
    depreciation: Decimal | None
    refund_amount: Decimal | None
    replacement_id: int | None
    proposed_at: datetime
    decided_at: datetime | None
    done_at: datetime | None
    revision: int

    @staticmethod
    def resolve_serial(remedy: Remedy) -> str:
        """Return the serial number of the unit."""
        return remedy.unit.serial

    @staticmethod
    def resolve_kind(remedy: Remedy) -> str:
        """Return what the customer gets."""
        return remedy.kind_of

    @staticmethod
    def resolve_reason(remedy: Remedy) -> str:
        """Return why, in words."""
        return reason_of(remedy)

    @staticmethod
    def resolve_clause(remedy: Remedy) -> str:
        """Return the clause behind it."""
        found = clause_of(remedy)
        return found.label if found else ""


class RemedyQuery(PageQuery):
    """Filters of remedies."""

    state: str = ""
    request_id: int | None = None
    unit_id: int | None = None


def _rows(request: StaffRequest) -> QuerySet[Remedy]:
    permit(request.user, "service.view_remedies")
    return opened(request.user)


@router.get("/remedies", auth=READ, response=answers({200: Page[RemedyOut]}), summary="List remedies")
def remedies(request: StaffRequest, query: Query[RemedyQuery]) -> dict[str, Any]:
    """List visible remedies, the newest first."""
    rows = narrowed(_rows(request), query, "state", "request_id", "unit_id")
    return page(rows, query)


@router.get("/remedies/{int:pk}", auth=READ, response=answers({200: RemedyOut}), summary="One remedy")
def remedy(request: StaffRequest, pk: int) -> Remedy:
    """Return a visible remedy."""
    return _rows(request).get(pk=pk)
