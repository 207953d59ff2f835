"""Complaints for other systems: registered, read, brought along step by step."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.complaints import operations, queries
from bihuan.complaints.api.routes import READ, WRITE, router
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import Complainant, ComplaintChannel, ComplaintKind, Demand, Satisfaction, Severity
from bihuan.kernel.api import Moment, OnDay, Page, PageQuery, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.organization.models import Department
from bihuan.service.states import ReplyBy


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
    fault_codes: list[str] = Field([], max_length=20, description="Codes, the one that matters most first")
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
    variant: str
    model_year: int | None
    fault_codes: list[str]
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
    def resolve_fault_codes(record: Complaint) -> list[str]:
        """Return every code the complaint names, its own first."""
        return [one.code.code for one in record.faults.all()]

    @staticmethod
    def resolve_phone(record: Complaint) -> str:
        """Return the masked phone."""
        return str(record.phone)


class ComplaintStep(StrEnum):
    """The steps of a complaint; each takes the fields named like its form's."""

    CONTACT = "contact"
    JUDGE = "judge"
    TURN_DOWN = "turn_down"
    EXPLAIN = "explain"
    HAND_ON = "hand_on"
    FIND = "find"
    DECIDE = "decide"
    REPLY = "reply"
    CALL_BACK = "call_back"
    HANDLE_AGAIN = "handle_again"
    CLOSE = "close"
    URGE = "urge"
    SAY = "say"
    REOPEN = "reopen"
    CANCEL = "cancel"


class ComplaintStepIn(Schema):
    """What a step needs; `revision` is the one you read."""

    revision: int | None = None
    note: str = Field("", max_length=2000)
    kind: ComplaintKind | None = None
    severity: Severity | None = None
    judgement: str = Field("", max_length=2000)
    department: str = Field("", max_length=20, description="Code of the department responsible")
    cause: str = Field("", max_length=2000)
    countermeasure: str = Field("", max_length=2000)
    proposal: str = Field("", max_length=2000)
    decision: str = Field("", max_length=2000)
    text: str = Field("", max_length=2000)
    reply_by: ReplyBy | None = None
    verdict: Satisfaction | None = None
    said: str = Field("", max_length=2000)
    same_as: str = Field("", max_length=40, description="Number of the complaint that stands")

    def value(self, name: str) -> Any:
        """Return what an operation takes under a name; what was not sent is empty.

        Raises:
            OperationError: there is no such department.
        """
        if name == "responsible":
            return _department(self.department)
        found = getattr(self, {"kind_of": "kind"}.get(name, name))
        return "" if found is None else found


def _department(code: str) -> Department | None:
    found: Department | None = Department.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise OperationError(_("There is no such department."), field="department")
    return found


def _hand_on(complaint: Complaint, *, responsible: Department | None, **values: Any) -> Complaint:
    if responsible is None:
        raise OperationError(_("Choose the department responsible."), field="department")
    return operations.hand_on(complaint, responsible=responsible, **values)


_STEPS: dict[ComplaintStep, tuple[Callable[..., Complaint], tuple[str, ...]]] = {
    ComplaintStep.CONTACT: (operations.contact, ("note",)),
    ComplaintStep.JUDGE: (operations.judge, ("kind_of", "severity", "judgement")),
    ComplaintStep.TURN_DOWN: (operations.turn_down, ("judgement",)),
    ComplaintStep.EXPLAIN: (operations.explain, ("text", "reply_by")),
    ComplaintStep.HAND_ON: (_hand_on, ("responsible", "note")),
    ComplaintStep.FIND: (operations.find, ("cause", "responsible", "countermeasure", "proposal")),
    ComplaintStep.DECIDE: (operations.decide, ("decision", "cause")),
    ComplaintStep.REPLY: (operations.reply, ("text", "reply_by")),
    ComplaintStep.CALL_BACK: (operations.call_back, ("verdict", "said")),
    ComplaintStep.HANDLE_AGAIN: (operations.handle_again, ("note",)),
    ComplaintStep.CLOSE: (operations.close, ("note",)),
    ComplaintStep.URGE: (operations.urge, ("note",)),
    ComplaintStep.SAY: (operations.say, ("text",)),
    ComplaintStep.REOPEN: (operations.reopen, ("note",)),
    ComplaintStep.CANCEL: (operations.cancel, ("note", "same_as")),
}
UNLOCKED = (ComplaintStep.URGE, ComplaintStep.SAY)  # added to whatever stands there now


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
    rows: QuerySet[Complaint] = Complaint.objects.visible_to(request.user).prefetch_related("faults__code")
    return page(narrowed(rows, query, "state", "number", kind="kind_of"), query, order=("-complained_at", "-pk"))


@router.get("/complaints/{int:pk}", auth=READ, response=answers({200: ComplaintOut}), summary="One complaint")
def one_complaint(request: StaffRequest, pk: int) -> Complaint:
    """Return a visible complaint."""
    return queries.opened(request.user).get(pk=pk)


@router.post(
    "/complaints/{int:pk}/{step}", auth=WRITE, response=answers({200: ComplaintOut}), summary="A step of a complaint"
)
@idempotent(ComplaintOut, status=200)
def take_step(request: StaffRequest, pk: int, step: ComplaintStep, payload: ComplaintStepIn) -> Complaint:
    """Bring a complaint one step along; what the table of moves wants, it wants here too."""
    operation, names = _STEPS[step]
    values = {name: payload.value(name) for name in names}
    locks = {} if step in UNLOCKED else {"revision": payload.revision}
    return operation(queries.opened(request.user).get(pk=pk), by=request.user, **values, **locks)
