"""Zeroings for other systems, to read."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest, visible
from bihuan.quality.api.routes import router
from bihuan.quality.models.zeroing import Zeroing

READ = TokenAuth("zeroings:read")


class ZeroingQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    side: str = ""


class CriterionOut(Schema):
    """One criterion: what is written, and whether it is accepted as it stands."""

    code: str
    label: str
    state: str
    text: str
    opinion: str
    written_at: datetime | None
    reviewed_at: datetime | None
    is_accepted: bool


class ZeroingOut(Schema):
    """A zeroing with its criteria."""

    id: int
    number: str
    state: str
    side: str
    problem: str
    phenomenon: str
    subject_kind: str
    subject_id: int | None
    subject_number: str
    model_id: int | None
    happened_on: date
    occasion: str
    department_id: int
    times: int
    opened_at: datetime
    zeroed_at: datetime | None
    criteria: list[CriterionOut]

    @staticmethod
    def resolve_criteria(zeroing: Zeroing) -> list[Any]:
        """Return the criteria in their order."""
        return list(zeroing.criteria.all())


def _rows(request: StaffRequest) -> QuerySet[Zeroing]:
    rows: QuerySet[Zeroing] = Zeroing.objects.visible_to(request.user)
    return rows.prefetch_related("criteria")


@router.get("/zeroings", auth=READ, response=answers({200: Page[ZeroingOut]}), summary="List zeroings")
def zeroings(request: StaffRequest, query: Query[ZeroingQuery]) -> dict[str, Any]:
    """List visible zeroings, the latest first."""
    rows = narrowed(_rows(request), query, "state", "side")
    return page(rows, query, order=("-opened_at", "-pk"))


@router.get("/zeroings/{pk}", auth=READ, response=answers({200: ZeroingOut}), summary="Read a zeroing")
def zeroing(request: StaffRequest, pk: int) -> Zeroing:
    """Read one zeroing."""
    return visible(Zeroing, request, pk=pk)
