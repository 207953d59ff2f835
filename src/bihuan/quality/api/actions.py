"""Corrective actions for other systems: required, planned, verified, confirmed (QUA-07).

What shows that an action was done is a file: it is reported done on its page.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import OnDay, Page, PageQuery, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError, model_of
from bihuan.kernel.web import StaffRequest, visible
from bihuan.products.queries import model_named
from bihuan.quality.api.issues import department_of, named
from bihuan.quality.api.routes import READ, WRITE, router
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions as operations
from bihuan.quality.operations import effects
from bihuan.quality.states.actions import Better


class SubjectKind(StrEnum):
    """What an action is required from."""

    COMPLAINT = "complaints.complaint"
    REQUEST = "service.servicerequest"
    FAILURE = "service.failurereport"
    ISSUE = "quality.qualityissue"


class ActionIn(Schema):
    """An action to require."""

    subject_kind: SubjectKind
    subject_id: int
    ground: str = Field(min_length=1, max_length=2000)
    owner: str = Field(min_length=1, max_length=150, description="Account of whoever finds the cause and acts")
    department: str = Field("", max_length=20, description="Code; the owner's own without one")


class ActionOut(Schema):
    """A corrective action; value, limit and window are those of the present round."""

    id: int
    number: str
    state: str
    subject_kind: str
    subject_id: int
    subject_number: str
    subject: str
    ground: str
    department_id: int
    owner_id: int
    model_id: int | None
    round: int
    cause: str
    action: str
    due_on: date | None
    figure: str
    measure: str
    better: str
    limit: Decimal | None
    window_days: int | None
    window_from: date | None
    window_until: date | None
    baseline: Decimal | None
    value: Decimal | None
    result: str
    verification: str
    required_at: datetime
    done_at: datetime | None
    verified_at: datetime | None
    confirmed_at: datetime | None
    revision: int


class ActionQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    subject_number: str = ""


class ActionStep(StrEnum):
    """The steps of an action."""

    PLAN = "plan"
    BEGIN = "begin"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CANCEL = "cancel"


class ActionStepIn(Schema):
    """What a step needs; `revision` is the one you read."""

    revision: int | None = None
    note: str = Field("", max_length=2000)
    cause: str = Field("", max_length=2000)
    action: str = Field("", max_length=2000)
    due_on: OnDay | None = None
    figure: str = Field("", max_length=40)
    limit: Decimal = Field(Decimal(0), ge=0, max_digits=12, decimal_places=2)
    days: int = Field(90, ge=1, le=730)
    measure: str = Field("", max_length=120)
    better: Better = Better.LOW
    model: str = Field("", max_length=120)

    def new(self) -> operations.Plan:
        """Return the plan.

        Raises:
            OperationError: no day is named.
        """
        if self.due_on is None:
            raise OperationError(_("Choose the day by which it is done."), field="due_on")
        judged = operations.Measure(
            figure=self.figure, limit=self.limit, days=self.days, name=self.measure, better=self.better
        )
        return operations.Plan(
            cause=self.cause, action=self.action, due_on=self.due_on, measure=judged, model=model_named(self.model)
        )


_STEPS: dict[ActionStep, tuple[Callable[..., CorrectiveAction], tuple[str, ...]]] = {
    ActionStep.PLAN: (operations.plan, ("new",)),
    ActionStep.BEGIN: (operations.begin, ()),
    ActionStep.VERIFY: (operations.verify, ("note",)),
    ActionStep.SEND_BACK: (operations.send_back, ("note",)),
    ActionStep.CONFIRM: (effects.confirm, ("note",)),
    ActionStep.REOPEN: (effects.reopen, ("note",)),
    ActionStep.CANCEL: (operations.cancel, ("note",)),
}


@router.post("/corrective-actions", auth=WRITE, response=answers({201: ActionOut}), summary="Require an action")
@idempotent(ActionOut, status=201)
def require(request: StaffRequest, payload: ActionIn) -> CorrectiveAction:
    """Require corrective action from a department about a record you may see."""
    subject = visible(model_of(payload.subject_kind), request, pk=payload.subject_id)
    permit(request.user, "quality.require_action", subject)
    return operations.require(
        subject,
        ground=payload.ground,
        owner=named(payload.owner),
        department=department_of(payload.department),
        by=request.user,
    )


@router.get("/corrective-actions", auth=READ, response=answers({200: Page[ActionOut]}), summary="List actions")
def actions(request: StaffRequest, query: Query[ActionQuery]) -> dict[str, Any]:
    """List visible corrective actions, the latest required first."""
    rows = narrowed(CorrectiveAction.objects.visible_to(request.user), query, "state", "subject_number")
    return page(rows, query, order=("-required_at", "-pk"))


@router.get("/corrective-actions/{int:pk}", auth=READ, response=answers({200: ActionOut}), summary="One action")
def one_action(request: StaffRequest, pk: int) -> CorrectiveAction:
    """Return a visible corrective action."""
    return visible(CorrectiveAction, request, pk=pk)


@router.post(
    "/corrective-actions/{int:pk}/{step}", auth=WRITE, response=answers({200: ActionOut}), summary="A step of an action"
)
@idempotent(ActionOut, status=200)
def take_action_step(request: StaffRequest, pk: int, step: ActionStep, payload: ActionStepIn) -> CorrectiveAction:
    """Bring an action one step along; nobody verifies or confirms his own."""
    action = visible(CorrectiveAction, request, pk=pk)
    operation, names = _STEPS[step]
    values = {name: getattr(payload, name) for name in names}
    given = {name: value() if callable(value) else value for name, value in values.items()}
    return operation(action, by=request.user, revision=payload.revision, **given)
