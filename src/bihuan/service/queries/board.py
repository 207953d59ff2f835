"""The dispatch board: what waits, the technicians' day lines, a proposal with its reasons (SVC-08)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor
from bihuan.organization.models import Outlet
from bihuan.products.queries import contract_for
from bihuan.regulations.models import Clause
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import FaultClass, ServiceRequest, WorkOrder
from bihuan.service.queries.crew import (
    AT_WORK,
    Member,
    crew_clause,
    day_span,
    dispatch_rule,
    place_of,
    span_of,
    weights,
)
from bihuan.service.queries.van import on_vans
from bihuan.service.rules import Candidate, Cell, Need, Ranked, Span, Taken, clash, distance, lane, rank
from bihuan.service.states import OrderState, RequestState

MOST = 60
LENGTH = timedelta(minutes=60)  # of a job whose length nobody has said
FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True)
class Waiting:
    """A request to be dispatched: its nearest time limit and the certificate it needs."""

    request: ServiceRequest
    limit: Deadline | None
    clause: Clause | None
    skill: str


def waiting(user: Actor, *, outlet: Outlet | None = None, most: int = MOST) -> list[Waiting]:
    """Return the visible requests without a technician, the most urgent first; three queries."""
    rows = ServiceRequest.objects.visible_to(user).filter(state=RequestState.REGISTERED)
    if outlet is not None:
        rows = rows.filter(Q(outlet=outlet) | Q(outlet__isnull=True))
    return laid_out(rows.order_by("reported_at", "pk")[:most])


def laid_out(rows: QuerySet[ServiceRequest]) -> list[Waiting]:
    """Return requests with their limits and certificates, the most urgent first; three queries."""
    rows = rows.select_related(
        "customer", "region__outlet", "fault_class__parent", "model__line", "outlet__department", "unit__site",
        "unit__contract",
    )  # fmt: skip
    requests = list(rows)
    limits = deadlines.nearest(ServiceRequest.kind(), [one.pk for one in requests])
    ids = {limit.clause_id for limit in limits.values() if limit.clause_id}
    clauses = Clause.objects.select_related("version__regulation").in_bulk(ids) if ids else {}
    found = [
        Waiting(
            one,
            limit := limits.get(one.pk),
            clauses.get(limit.clause_id) if limit and limit.clause_id else None,
            skill_of(one.fault_class),
        )
        for one in requests
    ]
    far = timezone.now() + timedelta(days=3650)
    return sorted(found, key=lambda item: (item.limit.due_at if item.limit else far, item.request.pk))


def skill_of(fault_class: FaultClass | None) -> str:
    """Return the certificate a class of faults needs: its own, or its group's."""
    if fault_class is None:
        return ""
    return fault_class.skill or (fault_class.parent.skill if fault_class.parent else "")


# -- day lines --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayLine:
    """A technician's line: who, how many jobs, the cells of his day."""

    member: Member
    cells: list[Cell]
    away: str


@dataclass(frozen=True)
class Day:
    """The board's grid: the hours above, the lines, where «now» stands (None: not today)."""

    on: date
    hours: list[str]
    lines: list[DayLine]
    now_x: float | None
    opens_at: datetime


def day_of(members: list[Member], on: date, *, proposed: "Proposal | None" = None) -> Day:
    """Return the day lines of the technicians; the proposed job stands among them, dashed."""
    now, start = timezone.now(), day_span(on)[0]
    opens_at, closes_at = start + timedelta(hours=FIRST_HOUR), start + timedelta(hours=LAST_HOUR)
    lines = [_line(member, opens_at, closes_at, now, proposed) for member in members]
    share = (now - opens_at) / (closes_at - opens_at)
    hours = [f"{hour}:00" for hour in range(FIRST_HOUR, LAST_HOUR)]
    return Day(on, hours, lines, round(share * 1000, 1) if 0 < share < 1 else None, opens_at)


def _rests(member: Member, opens_at: datetime, closes_at: datetime) -> list[Span]:
    """Return the time between two moments that is no working time of a technician."""
    rests, at = [], opens_at
    windows = [(first, last) for first, last in member.windows if first < closes_at and last > opens_at]
    for first, last in [*windows, (closes_at, closes_at)]:
        if first > at:
            rests.append(Span(at, first, "rest"))
        at = max(at, last)
    return rests


def _line(
    member: Member,
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    proposed: "Proposal | None",
) -> DayLine:
    spans = [span for order in member.orders for span in spans_of(order, now)]
    spans += [Span(*span_of(one, now), "help", job_label(one), one.get_absolute_url()) for one in member.helping]
    for one in member.appointments:
        url = one.get_absolute_url()
        spans.append(Span(one.starts_at, one.ends_at, one.shade, str(one), url, one.move_url))
    spans += [Span(leave.starts_at, leave.ends_at, "off", _away_label(leave)) for leave in member.leaves]
    best = proposed.best if proposed else None
    if proposed and best and best.candidate.pk == member.staff.pk and proposed.arrives_at:
        label = _("Proposed: %(name)s") % {"name": proposed.request.contact_name or proposed.request.number}
        spans.append(Span(proposed.arrives_at, proposed.leaves_at, "new", label))  # type: ignore[arg-type]
    away = member.away(max(now, opens_at))
    return DayLine(
        member,
        lane(opens_at, closes_at, spans, _rests(member, opens_at, closes_at)),
        str(away.get_leave_kind_display()) if away else "",
    )


def _away_label(leave: Any) -> str:
    until = timezone.localtime(leave.ends_at).strftime("%m-%d %H:%M")
    return _("%(kind)s until %(until)s") % {"kind": leave.get_leave_kind_display(), "until": until}


def spans_of(order: WorkOrder, now: datetime) -> list[Span]:
    """Return what a job fills of the day: the way there apart from the work, where the times are known."""
    start, end = span_of(order, now)
    url, label = reverse("service:request", args=[order.request_id]), job_label(order)
    if order.completed_at:
        return [Span(start, end, "done", label, url)]
    if order.state in AT_WORK:
        return [Span(order.arrived_at or start, end, "now", label, url)]
    if order.state == OrderState.DEPARTED:
        way = timedelta(minutes=30)
        return [Span(start, start + way, "go", "", url), Span(start + way, max(end, now) + way, "plan", label, url)]
    return [Span(start, end, "plan", label, url, reverse("service:put_to", args=[order.pk]))]


def job_label(order: WorkOrder) -> str:
    """Return a job in two words: where and what."""
    request = order.request
    place = request.region.name.rstrip("区县市") if request.region else request.contact_name
    fault = request.fault_class.name if request.fault_class else request.model_text or request.description[:8]
    return f"{place} {fault}".strip()


# -- the proposal ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """Who should go, when he could be there, why he, and why not the others.

    Attributes:
        best: None when no technician may go.
        crew: the clause that wants several people on this job, None where one will do.
        helpers: who should go along, free when the best is there.
        approval: the route that asks a superior before the best is sent, None when nobody is asked (CO, SVC-07).
    """

    request: ServiceRequest
    need: Need
    ranked: list[Ranked]
    approval: Any
    arrivals: dict[int, datetime]
    crew: ParameterView | None = None
    helpers: tuple[Candidate, ...] = ()

    @property
    def people(self) -> int:
        """Return how many people the job takes."""
        return int(self.crew.data["people"]) if self.crew else 1

    @property
    def best(self) -> Ranked | None:
        return self.ranked[0] if self.ranked and self.ranked[0].is_fit else None

    @property
    def others(self) -> list[Ranked]:
        return self.ranked[1:] if self.best else self.ranked

    @property
    def arrives_at(self) -> datetime | None:
        return self.best.candidate.free_at if self.best else None

    @property
    def leaves_at(self) -> datetime | None:
        return self.arrives_at + LENGTH if self.arrives_at else None

    def arrival(self, ranked: Ranked) -> datetime | None:
        """Return the earliest moment a technician could be at the customer's."""
        return None if ranked.candidate.away else ranked.candidate.free_at


def propose(request: ServiceRequest, members: list[Member], *, now: datetime | None = None) -> Proposal:
    """Return the ranking for one request (SVC-08): a few queries beside what `crew` read."""
    now = now or timezone.now()
    scale = weights()
    need = need_of(request, members, now)
    candidates, arrivals = [], {}
    for member in members:
        way = timedelta(minutes=round((distance(need.place, place_of(member.outlet)) or 0) * scale.minutes_per_km))
        at, busy = fitting(member, request, now, way)
        arrivals[member.staff.pk] = at or now
        candidates.append(member.candidate(now, free_at=at, busy=busy))
    shares = on_vans(request, [member.staff for member in members])
    ranked = rank(need, [replace(one, van=shares.get(one.pk)) for one in candidates], scale)
    first = ranked[0].candidate.pk if ranked and ranked[0].is_fit else None
    doing = next((member.outlet for member in members if member.staff.pk == first), None)
    route, crew = ruleset().route("dispatch", request.facts(outlet=doing)), crew_clause(request.facts(), need.skill)
    found = Proposal(request, need, ranked, route, arrivals, crew)
    return replace(found, helpers=_helpers(found, members, candidates, now)) if crew and found.best else found


def _helpers(
    found: Proposal, members: list[Member], candidates: list[Candidate], now: datetime
) -> tuple[Candidate, ...]:
    """Return who should go along with the best: free while he works, certified where a clause wants that."""
    best, at = found.best, found.arrives_at
    if best is None or at is None:
        return ()
    rule = dispatch_rule(found.request.facts())
    must = bool(rule and rule.data.get("helpers_certified"))
    need = found.need if must else replace(found.need, skill="")
    free = {one.staff.pk for one in members if clash(at, at + LENGTH, one.taken(now)) is None}
    others = [one for one in candidates if one.pk in free and one.pk != best.candidate.pk]
    fit = [one.candidate for one in rank(replace(need, engineer_id=None), others, weights()) if one.is_fit]
    return tuple(fit[: found.people - 1])


def need_of(request: ServiceRequest, members: Iterable[Member], now: datetime, *, knows_last: bool = True) -> Need:
    """Return what a request asks for of whoever is sent.

    Args:
        knows_last: look up who was there last time.
    """
    outlet = request.outlet or (request.region.outlet if request.region else None)
    engineer = contract_engineer(request)
    lead = next((member for member in members if member.staff.pk == engineer), None)
    away = "" if engineer is None else (lead.away_words(now) if lead else _("no longer on duty"))
    return Need(
        skill=skill_of(request.fault_class),
        outlet_id=outlet.pk if outlet else None,
        place=place_of(request.unit.site if request.unit else None) or place_of(request.region) or place_of(outlet),
        last_technician_id=_last_technician(request) if knows_last else None,
        engineer_id=engineer,
        engineer_away=away,
    )


def contract_engineer(request: ServiceRequest) -> int | None:
    """Return the engineer whom the customer's contract names for this unit, None when it names nobody."""
    contract = contract_for(request.unit, timezone.localdate()) if request.unit else None
    return contract.engineer_id if contract else None


def fitting(
    member: Member, request: ServiceRequest, now: datetime, way: timedelta, length: timedelta = LENGTH
) -> tuple[datetime | None, str]:
    """Return when somebody could begin a job, or why he can't: at its appointment, else in his first free time."""
    wished = request.appointment_at
    if wished and wished > now:
        hit = clash(wished - way, wished + length + way, member.taken(now))
        if hit is None:
            return wished, ""
        return None, clash_words(hit)
    at = member.slot(now, length, after=now, way=way)
    return at, "" if at else _("no free time within a week")


def clash_words(hit: Taken) -> str:
    """Return what stands in the way, with its time."""
    start, end = timezone.localtime(hit.starts_at), timezone.localtime(hit.ends_at)
    return _("%(start)s–%(end)s: %(what)s") % {
        "start": start.strftime("%m-%d %H:%M"), "end": end.strftime("%H:%M"), "what": hit.label,
    }  # fmt: skip


def _last_technician(request: ServiceRequest) -> int | None:
    same = Q(request__unit=request.unit_id) if request.unit_id else Q(pk__in=[])
    if request.customer_id:
        same |= Q(request__customer=request.customer_id)
    if not same:
        return None
    rows = WorkOrder.objects.filter(same, completed_at__isnull=False).exclude(request=request.pk)
    return rows.order_by("-completed_at").values_list("technician", flat=True).first()
