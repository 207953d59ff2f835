"""Call-backs for other systems, such as a telephone system: what is to be called, and what was said."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Query, Router, Schema

from bihuan.feedback.models import CallBack
from bihuan.feedback.operations import callbacks as operations
from bihuan.feedback.states.callbacks import Trouble
from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.web import StaffRequest, visible

router = Router(tags=["call-backs"])
READ = TokenAuth("callbacks:read")
WRITE = TokenAuth("callbacks:write", perm="feedback.work_calls")


class CallBackQuery(PageQuery):
    """Which call-backs."""

    state: str = Field("", max_length=12)
    planned_until: date | None = None


class CallBackOut(Schema):
    """A call-back; personal data stays behind."""

    id: int
    number: str
    customer: int = Field(alias="customer_id")
    way: str
    state: str
    planned_on: date
    due_on: date
    assignee: int | None = Field(alias="assignee_id")
    tries: int
    answers: dict[str, Any]
    score: Decimal | None
    is_good: bool | None
    words: str
    need: str
    ended_at: datetime | None
    missed_at: datetime | None
    request: int | None = Field(alias="request_id")
    complaint: int | None = Field(alias="complaint_id")


class ResultIn(Schema):
    """What was said: for each question of the script yes, no, a score, or words."""

    answers: dict[str, str | int] = Field(default_factory=dict, max_length=40)
    contact_name: str = Field("", max_length=80)
    words: str = Field("", max_length=2000)
    opens: Trouble = Trouble.NONE
    trouble: str = Field("", max_length=1000)
    need: str = Field("", max_length=1000)


class AgainIn(Schema):
    """When to call again."""

    again_on: date
    note: str = Field("", max_length=200)


@router.get("/callbacks", auth=READ, response=answers({200: Page[CallBackOut]}))
def index(request: StaffRequest, query: Query[CallBackQuery]) -> dict[str, Any]:
    """List call-backs, newest first."""
    permit(request.user, "feedback.view_calls")
    rows = CallBack.objects.visible_to(request.user)
    rows = rows.filter(state=query.state) if query.state else rows
    return page(rows.filter(planned_on__lte=query.planned_until) if query.planned_until else rows, query)


@router.get("/callbacks/{pk}", auth=READ, response=answers({200: CallBackOut}))
def read(request: StaffRequest, pk: int) -> CallBack:
    """Return one call-back."""
    call = visible(CallBack, request, pk=pk)
    permit(request.user, "feedback.view_calls", call)
    return call


@router.post("/callbacks/{pk}/take", auth=WRITE, response=answers({200: CallBackOut}))
@idempotent(CallBackOut, status=200)
def take(request: StaffRequest, pk: int) -> CallBack:
    """Take it: nobody else calls meanwhile."""
    return operations.take(visible(CallBack, request, pk=pk), by=request.user)


@router.post("/callbacks/{pk}/result", auth=WRITE, response=answers({200: CallBackOut}))
@idempotent(CallBackOut, status=200)
def finish(request: StaffRequest, pk: int, body: ResultIn) -> CallBack:
    """Write down what was said."""
    result = operations.Result(**body.dict())
    return operations.finish(visible(CallBack, request, pk=pk), result, by=request.user)


@router.post("/callbacks/{pk}/not-reached", auth=WRITE, response=answers({200: CallBackOut}))
@idempotent(CallBackOut, status=200)
def not_reached(request: StaffRequest, pk: int, body: AgainIn) -> CallBack:
    """Write down that nobody answered."""
    return operations.not_reached(visible(CallBack, request, pk=pk), **body.dict(), by=request.user)
