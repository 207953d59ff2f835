"""The plan of a whole day: the problem as the planning rules want it, and a plan as a page shows it (SVC-08)."""

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.kernel import wording
from bihuan.kernel.actors import Actor
from bihuan.organization.models import Outlet
from bihuan.organization.states import OutletKind
from bihuan.service.models import DayPlan, ServiceRequest
from bihuan.service.queries.board import LENGTH, Waiting, need_of, waiting
from bihuan.service.queries.crew import Member, crew, day_span, place_of, weights
from bihuan.service.rules.planning import Fixed, Job, Plan, Problem, Stop, Worker
from bihuan.service.states import RequestState

MOST = 300
REASONS = {
    "no_certificate": gettext_noop("nobody on duty has the certificate"),
    "nobody": gettext_noop("nobody who may: another outlet's, or the contract's engineer"),
    "no_room": gettext_noop("no time left that day"),
    "other_day": gettext_noop("the appointment is on another day"),
}


class PlannedDay:
    """A day to be planned: the technicians and what waits, in minutes from midnight."""

    def __init__(self, day: date, outlet: Outlet | None, user: Actor) -> None:
        self.day, self.now = day, timezone.now()
        self.start, self.end = day_span(day)
        self.members = crew(day, outlet=outlet)
        self.waiting = {item.request.pk: item for item in waiting(user, outlet=outlet, most=MOST)}
        self.elsewhere = [pk for pk, item in self.waiting.items() if self._is_elsewhen(item.request)]

    def _is_elsewhen(self, request: ServiceRequest) -> bool:
        at = request.appointment_at
        return bool(at and at > self.now and not self.start <= at < self.end)

    def minute(self, at: datetime, *, up: bool = False) -> int:
        """Return a moment in minutes from the day's midnight, the begun minute counted if `up`."""
        minutes = (at - self.start).total_seconds() / 60
        return math.ceil(minutes) if up else math.floor(minutes)

    def moment(self, minute: int) -> datetime:
        """Return a minute of the day as a moment."""
        return self.start + timedelta(minutes=minute)

    def problem(self) -> Problem:
        """Return the day as the planning rules want it."""
        jobs = tuple(self._job(item) for pk, item in self.waiting.items() if pk not in self.elsewhere)
        return Problem(jobs, tuple(self._worker(member) for member in self.members), weights().minutes_per_km)

    def _job(self, item: Waiting) -> Job:
        request, need = item.request, need_of(item.request, self.members, self.now, knows_last=False)
        at = request.appointment_at if request.appointment_at and request.appointment_at > self.now else None
        return Job(
            key=request.pk, minutes=int(LENGTH.total_seconds() // 60), place=need.place, skill=need.skill,
            workers=frozenset(self._may(member, need) for member in self.members) - {0},
            due=self.minute(item.limit.due_at) if item.limit else None,
            opens=self.minute(at) if at else 0, closes=self.minute(at) if at else None,
        )  # fmt: skip

    @staticmethod
    def _may(member: Member, need: Any) -> int:
        """Return a technician's key if outlet and contract let him, else 0."""
        outlet = member.outlet
        is_foreign = bool(outlet and outlet.outlet_kind == OutletKind.OUTSOURCED and outlet.pk != need.outlet_id)
        is_other = bool(need.engineer_id and not need.engineer_away and need.engineer_id != member.staff.pk)
        return 0 if is_foreign or is_other else member.staff.pk

    def _worker(self, member: Member) -> Worker:
        soonest = max(self.start, self.now)
        windows = [(max(opens, soonest), closes) for opens, closes in member.windows if closes <= self.end]
        fixed = [
            Fixed(self.minute(one.starts_at), self.minute(one.ends_at), one.place)
            for one in member.taken(self.now)
            if one.starts_at < self.end and one.ends_at > self.start
        ]
        return Worker(
            key=member.staff.pk,
            windows=tuple((self.minute(one, up=True), self.minute(end)) for one, end in windows if one < end),
            fixed=tuple(sorted(fixed, key=lambda one: one.start)), home=place_of(member.outlet),
            skills=frozenset(member.skills), most=max(0, member.limit - member.jobs),
        )  # fmt: skip

    def kept(self, problem: Problem, plan: Plan) -> dict[str, Any]:
        """Return a plan ready for JSON: a line for each technician, what is left over with its reason."""
        workers = {worker.key: worker for worker in problem.workers}
        lines = [
            self._line(problem, member, workers[member.staff.pk], plan.routes.get(member.staff.pk, []))
            for member in self.members
        ]
        reasons = {**plan.left, **dict.fromkeys(self.elsewhere, "other_day")}
        left = [{**self._request(pk), "reason": reason} for pk, reason in reasons.items()]
        return {"lines": lines, "left": left}

    def _line(self, problem: Problem, member: Member, worker: Worker, stops: list[Stop]) -> dict[str, Any]:
        taken = sorted(
            (one for one in member.taken(self.now) if one.starts_at < self.end and one.ends_at > self.start),
            key=lambda one: one.starts_at,
        )
        fixed = [
            {"start": max(one.starts_at, self.start).isoformat(), "end": one.ends_at.isoformat(), "title": one.label}
            for one in taken
        ]
        open_minutes = sum(closes - opens for opens, closes in worker.windows)
        way = sum(stop.way for stop in stops)
        work = sum(stop.job.minutes for stop in stops)
        return {
            "technician": member.staff.pk, "name": member.staff.name,
            "outlet": member.outlet.name if member.outlet else "", "fixed": fixed, "jobs": member.jobs,
            "after": member.jobs + len(stops),
            "stops": [self._stop(stop) for stop in stops], "way": way, "before": self._way_before(problem, worker),
            "idle": max(0, open_minutes - work - way - sum(_inside(one, worker) for one in worker.fixed)),
        }  # fmt: skip

    def _way_before(self, problem: Problem, worker: Worker) -> int:
        place, way = worker.home, 0
        for one in worker.fixed:
            if one.place:
                way += problem.way(place, one.place)
                place = one.place
        return way

    def _stop(self, stop: Stop) -> dict[str, Any]:
        return {
            **self._request(stop.job.key), "start": self.moment(stop.start).isoformat(),
            "end": self.moment(stop.end).isoformat(), "minutes": stop.job.minutes, "way": stop.way, "late": stop.late,
        }  # fmt: skip

    def _request(self, pk: int) -> dict[str, Any]:
        request = self.waiting[pk].request
        place = request.region.name if request.region else ""
        return {"request": pk, "number": request.number, "title": request.title, "place": place}


def _inside(fixed: Fixed, worker: Worker) -> int:
    return sum(max(0, min(closes, fixed.end) - max(opens, fixed.start)) for opens, closes in worker.windows)


def shown(plan: DayPlan) -> dict[str, Any]:
    """Return a plan for its page: moments as moments, what became of each job, what is still to be accepted."""
    content = plan.content or {"lines": [], "left": []}
    states = dict(
        ServiceRequest.objects.filter(pk__in=_keys(content["lines"])).values_list("pk", "state")
    )  # who took it meanwhile is seen before one tries
    lines = []
    for line in content["lines"]:
        entries = [{**one, "is_fixed": True} for one in line["fixed"]] + [
            {
                **one,
                "is_fixed": False,
                "late_words": _late(one),
                "said": plan.taken.get(str(one["request"])),
                "is_open": _is_open(one, plan, states),
            }
            for one in line["stops"]
        ]
        for one in entries:
            one["start"], one["end"] = datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])
        lines.append({**line, "entries": sorted(entries, key=lambda one: one["start"])})
    return {
        "lines": lines, "left": [{**one, "why": _why(one)} for one in content["left"]],
        "open": sum(1 for line in lines for one in line["entries"] if one.get("is_open")),
        "planned": sum(len(line["stops"]) for line in content["lines"]),
    }  # fmt: skip


def _late(stop: dict[str, Any]) -> str:
    return wording.span(stop["late"] * 60) if stop["late"] else ""


def _why(left: dict[str, Any]) -> str:
    said = REASONS[left["reason"]]
    return _(said)


def _keys(lines: Iterable[dict[str, Any]]) -> list[int]:
    return [stop["request"] for line in lines for stop in line["stops"]]


def _is_open(stop: dict[str, Any], plan: DayPlan, states: dict[int, str]) -> bool:
    return str(stop["request"]) not in plan.taken and states.get(stop["request"]) == RequestState.REGISTERED
