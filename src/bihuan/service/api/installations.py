"""Installations for other systems, to read."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import router
from bihuan.service.models import Installation
from bihuan.service.queries.installations import opened

READ = TokenAuth("orders:read")


class InstallationOut(Schema):
    """An installation from the sales contract to the signed acceptance."""

    id: int
    number: str
    state: str
    title: str
    sales_contract: str
    customer_id: int
    site_id: int | None
    technician_id: int | None
    planned_at: datetime
    planned_minutes: int
    delivered_on: date | None
    is_complete: bool
    installed_at: datetime | None
    trained_at: datetime | None
    accepted_at: datetime | None
    serials: list[str]
    revision: int

    @staticmethod
    def resolve_serials(job: Installation) -> list[str]:
        """Return the serial numbers of its units."""
        return [line.unit.serial for line in job.lines.all()]


class InstallationQuery(PageQuery):
    """Filters of installations."""

    state: str = ""
    customer_id: int | None = None


def _rows(user: Any) -> QuerySet[Installation]:
    rows: QuerySet[Installation] = opened(user).prefetch_related("lines__unit")
    return rows


@router.get("/installations", auth=READ, response=answers({200: Page[InstallationOut]}), summary="List installations")
def installations(request: StaffRequest, query: Query[InstallationQuery]) -> dict[str, Any]:
    """List visible installations, the newest first."""
    rows = narrowed(_rows(request.user), query, "state", "customer_id")
    return page(rows, query)


@router.get("/installations/{int:pk}", auth=READ, response=answers({200: InstallationOut}), summary="One installation")
def installation(request: StaffRequest, pk: int) -> Installation:
    """Return a visible installation."""
    return _rows(request.user).get(pk=pk)
