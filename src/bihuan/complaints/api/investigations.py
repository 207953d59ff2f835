"""Investigations for other systems: findings, whys, influences, the cause chosen among them (CMP-10, QUA-08)."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.complaints import operations
from bihuan.complaints.api.routes import READ, WRITE, router
from bihuan.complaints.models import Complaint, Finding, Influence, Investigation, Why
from bihuan.complaints.operations import investigating
from bihuan.complaints.states.investigations import Aspect, Hazard, InfluenceState, Outcome
from bihuan.kernel.actors import permit
from bihuan.kernel.api import OnDay, Page, PageQuery, answers, idempotent, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, visible


class FindingOut(Schema):
    """What was looked at, and what it says about the fault."""

    id: int
    aspect: str
    found_on: date
    text: str
    outcome: str
    checked: int | None
    reproduced: int | None
    hazard: str


class WhyOut(Schema):
    """A step of the chain of whys."""

    id: int
    order: int
    question: str
    answer: str
    evidence: str
    finding_id: int | None


class InfluenceOut(Schema):
    """A possible cause, how far it was checked, and what it is in the end."""

    id: int
    scheme: str
    category: str
    text: str
    state: str
    evidence: str
    finding_id: int | None
    rank: str


class InvestigationOut(Schema):
    """A complaint looked into."""

    id: int
    number: str
    state: str
    complaint_id: int
    cause: str
    cause_scheme: str
    cause_category: str
    findings: list[FindingOut]
    whys: list[WhyOut]
    influences: list[InfluenceOut]
    begun_at: datetime
    concluded_at: datetime | None
    revision: int

    @staticmethod
    def resolve_findings(record: Investigation) -> list[Finding]:
        """Return what was looked at."""
        return list(record.findings.all())

    @staticmethod
    def resolve_whys(record: Investigation) -> list[Why]:
        """Return the chain of whys."""
        return list(record.whys.all())

    @staticmethod
    def resolve_influences(record: Investigation) -> list[Influence]:
        """Return the bones of the fish."""
        return list(record.influences.all())


class FindingIn(Schema):
    """A finding to record."""

    aspect: Aspect
    found_on: OnDay
    text: str = Field(min_length=1, max_length=4000)
    outcome: Outcome
    checked: int | None = Field(None, ge=0, le=10_000_000)
    reproduced: int | None = Field(None, ge=0, le=10_000_000)
    hazard: Hazard | None = None
    revision: int | None = None


class WhyIn(Schema):
    """A step to add to the chain."""

    question: str = Field(min_length=1, max_length=160)
    answer: str = Field(min_length=1, max_length=4000)
    evidence: str = Field("", max_length=4000)
    finding_id: int | None = None
    revision: int | None = None


class InfluenceIn(Schema):
    """A possible cause to weigh, in a category of the cause scheme."""

    scheme: str = Field(max_length=40)
    category: str = Field(max_length=40)
    text: str = Field(min_length=1, max_length=60)
    state: InfluenceState = InfluenceState.OPEN
    evidence: str = Field("", max_length=4000)
    finding_id: int | None = None
    revision: int | None = None


class ConcludeIn(Schema):
    """The causes chosen among the confirmed influences."""

    primary_id: int
    secondary_ids: list[int] = []
    cause: str = Field(min_length=1, max_length=4000)
    revision: int | None = None


class ResumeIn(Schema):
    """Why it is looked into further."""

    note: str = Field(min_length=1, max_length=2000)
    revision: int | None = None


class InvestigationQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    complaint_id: int | None = None


def _rows(request: StaffRequest) -> QuerySet[Investigation]:
    rows: QuerySet[Investigation] = Investigation.objects.visible_to(request.user)
    return rows.prefetch_related("findings", "whys", "influences")


def _again(request: StaffRequest, pk: int) -> Investigation:
    return _rows(request).get(pk=pk)


def _finding(of: Investigation, pk: int | None) -> Finding | None:
    found = of.findings.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise OperationError(_("This finding belongs to another investigation."), field="finding_id")
    return found


@router.get("/investigations", auth=READ, response=answers({200: Page[InvestigationOut]}), summary="Investigations")
def investigations(request: StaffRequest, query: Query[InvestigationQuery]) -> dict[str, Any]:
    """List visible investigations, the latest first."""
    wanted = {"state": query.state, "complaint": query.complaint_id}
    rows = _rows(request).filter(**{name: value for name, value in wanted.items() if value})
    return page(rows, query, order=("-pk",))


@router.get("/investigations/{int:pk}", auth=READ, response=answers({200: InvestigationOut}), summary="One of them")
def investigation(request: StaffRequest, pk: int) -> Investigation:
    """Return a visible investigation with findings, whys and influences."""
    return _again(request, pk)


@router.post("/investigations/of/{int:pk}", auth=WRITE, response=answers({201: InvestigationOut}),
             summary="Look into a complaint")  # fmt: skip
@idempotent(InvestigationOut, status=201)
def begin(request: StaffRequest, pk: int) -> Investigation:
    """Begin to look into a complaint, named by its id; begun twice, it is the same investigation."""
    return _again(request, operations.investigate(visible(Complaint, request, pk=pk), by=request.user).pk)


@router.post("/investigations/{int:pk}/findings", auth=WRITE, response=answers({201: InvestigationOut}),
             summary="Record a finding")  # fmt: skip
@idempotent(InvestigationOut, status=201)
def add_finding(request: StaffRequest, pk: int, payload: FindingIn) -> Investigation:
    """Record what was looked at."""
    values = payload.dict(exclude={"revision"})
    row = investigating.FindingRow(**{**values, "hazard": payload.hazard or ""})
    investigating.record(_again(request, pk), row=row, by=request.user, revision=payload.revision)
    return _again(request, pk)


@router.post("/investigations/{int:pk}/whys", auth=WRITE, response=answers({201: InvestigationOut}),
             summary="Add a why")  # fmt: skip
@idempotent(InvestigationOut, status=201)
def add_why(request: StaffRequest, pk: int, payload: WhyIn) -> Investigation:
    """Add a step at the end of the chain."""
    of = _again(request, pk)
    values = payload.dict(exclude={"revision", "finding_id"})
    row = investigating.WhyRow(**values, finding=_finding(of, payload.finding_id))
    investigating.ask_why(of, row=row, by=request.user, revision=payload.revision)
    return _again(request, pk)


@router.post("/investigations/{int:pk}/influences", auth=WRITE, response=answers({201: InvestigationOut}),
             summary="Add an influence")  # fmt: skip
@idempotent(InvestigationOut, status=201)
def add_influence(request: StaffRequest, pk: int, payload: InfluenceIn) -> Investigation:
    """Add a possible cause to a category of the cause scheme."""
    of = _again(request, pk)
    values = payload.dict(exclude={"revision", "finding_id"})
    row = investigating.InfluenceRow(**values, finding=_finding(of, payload.finding_id))
    investigating.weigh(of, row=row, by=request.user, revision=payload.revision)
    return _again(request, pk)


@router.post("/investigations/{int:pk}/conclude", auth=WRITE, response=answers({200: InvestigationOut}),
             summary="Choose the cause")  # fmt: skip
@idempotent(InvestigationOut, status=200)
def conclude(request: StaffRequest, pk: int, payload: ConcludeIn) -> Investigation:
    """Choose primary and secondary cause; they are proposed to the complaint."""
    of = _again(request, pk)
    permit(request.user, "complaints.investigate", of)  # who may not needn't learn which influences there are
    known = {one.pk: one for one in of.influences.all()}
    if unknown := {payload.primary_id, *payload.secondary_ids} - set(known):
        raise OperationError(_("No influence of this investigation: %(ids)s.") % {"ids": sorted(unknown)})
    investigating.conclude(
        of, primary=known[payload.primary_id], secondary=[known[one] for one in payload.secondary_ids],
        cause=payload.cause, by=request.user, revision=payload.revision,
    )  # fmt: skip
    return _again(request, pk)


@router.post("/investigations/{int:pk}/resume", auth=WRITE, response=answers({200: InvestigationOut}),
             summary="Look further")  # fmt: skip
@idempotent(InvestigationOut, status=200)
def resume(request: StaffRequest, pk: int, payload: ResumeIn) -> Investigation:
    """Look further; what was concluded is no longer proposed."""
    investigating.resume(_again(request, pk), note=payload.note, by=request.user, revision=payload.revision)
    return _again(request, pk)
