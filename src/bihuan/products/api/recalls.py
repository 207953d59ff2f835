"""Recalls over the API: which there are, how far each has come, and its units."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Query, Router, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.products.models import Recall, RecallUnit
from bihuan.products.queries.recalls import progress

router = Router(tags=["recalls"])
READ, VIEW = TokenAuth("recalls:read"), "products.view_recalls"


class RecallOut(Schema):
    """A recall."""

    id: int
    number: str
    subject: str
    severity: str
    state: str
    reason: str
    hazard: str
    remedy: str
    decided_at: datetime | None
    closed_at: datetime | None


class RecallFigures(RecallOut):
    """A recall with how far it has come; the rate is of remedied and scrapped among all units, in per cent."""

    units: int
    done: int
    outstanding: int
    unreachable: int
    rate: Decimal | None


class RecallUnitOut(Schema):
    """A unit under recall."""

    id: int
    number: str
    serial: str = Field(alias="unit.serial")
    model: str = Field(alias="unit.model.code")
    customer: int | None = Field(alias="customer_id")
    state: str
    whereabouts: str
    wished_on: date | None
    request_number: str


@router.get("/recalls", auth=READ, response=answers({200: Page[RecallOut]}))
def index(request: StaffRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """List recalls, newest first."""
    permit(request.user, VIEW)
    return page(Recall.objects.visible_to(request.user), query)


@router.get("/recalls/{pk}", auth=READ, response=answers({200: RecallFigures}))
def read(request: StaffRequest, pk: int) -> dict[str, Any]:
    """Return one recall with its figures."""
    permit(request.user, VIEW)
    recall = Recall.objects.visible_to(request.user).get(pk=pk)
    figures = progress(recall)
    known = {name: getattr(recall, name) for name in RecallOut.model_fields}
    return {**known, "units": figures.total, "done": figures.done, "outstanding": figures.outstanding,
            "unreachable": figures.unreachable, "rate": figures.rate}  # fmt: skip


@router.get("/recalls/{pk}/units", auth=READ, response=answers({200: Page[RecallUnitOut]}))
def units(request: StaffRequest, pk: int, query: Query[PageQuery]) -> dict[str, Any]:
    """List a recall's units, newest first."""
    permit(request.user, VIEW)
    recall = Recall.objects.visible_to(request.user).get(pk=pk)
    return page(RecallUnit.objects.filter(recall=recall).select_related("unit__model"), query)
