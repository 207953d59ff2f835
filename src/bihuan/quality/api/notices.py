"""Rectification notices for other systems, to read."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest, visible
from bihuan.quality.api.routes import router
from bihuan.quality.models import RectificationNotice

READ = TokenAuth("notices:read")


class NoticeAnswerOut(Schema):
    """One answer, and what the inspection found."""

    round: int
    cause: str
    measures: str
    answerer: str
    answered_at: datetime
    is_accepted: bool | None
    opinion: str
    inspected_at: datetime | None


class RectificationNoticeOut(Schema):
    """A notice with its answers."""

    id: int
    number: str
    state: str
    kind_of: str
    project: str
    place: str
    subject: str
    content: str
    violated: str
    demand: str
    department_id: int | None
    party: str
    issuer: str
    issuer_number: str
    due_on: date | None
    issued_at: datetime
    closed_at: datetime | None
    answers: list[NoticeAnswerOut]

    @staticmethod
    def resolve_answers(notice: RectificationNotice) -> list[Any]:
        """Return the answers in their order."""
        return list(notice.answers.all())


class NoticeQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    kind_of: str = ""


def _rows(request: StaffRequest) -> QuerySet[RectificationNotice]:
    rows: QuerySet[RectificationNotice] = RectificationNotice.objects.visible_to(request.user)
    return rows.prefetch_related("answers")


@router.get(
    "/rectification-notices", auth=READ, response=answers({200: Page[RectificationNoticeOut]}),
    summary="List rectification notices",
)  # fmt: skip
def notices(request: StaffRequest, query: Query[NoticeQuery]) -> dict[str, Any]:
    """List visible notices, the last issued first."""
    rows = narrowed(_rows(request), query, "state", "kind_of")
    return page(rows, query, order=("-issued_at", "-pk"))


@router.get(
    "/rectification-notices/{pk}", auth=READ, response=answers({200: RectificationNoticeOut}),
    summary="Read a rectification notice",
)  # fmt: skip
def notice(request: StaffRequest, pk: int) -> RectificationNotice:
    """Read one notice."""
    return visible(RectificationNotice, request, pk=pk)
