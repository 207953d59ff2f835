"""A whole day as the planning rules want it, and their plan ready to be kept (SVC-08)."""

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.organization.models import Outlet
from bihuan.organization.states import OutletKind
from bihuan.service.models import CrewMember, ServiceRequest, WorkOrder
from bihuan.service.queries.board import LENGTH, Waiting, laid_out, need_of, waiting
from bihuan.service.queries.crew import Member, crew, crew_clause, day_span, dispatch_rule, place_of, weights
from bihuan.service.queries.stranded import is_away
from bihuan.service.rules.planning import STEP, Fixed, Job, Plan, Problem, Stop, Worker
from bihuan.service.states.orders import MOVABLE

MOST = 300


class PlannedDay:
    """A day to be planned: the technicians and what waits, in minutes from midnight.

    What was planned for somebody who is away is laid out anew, with `is_again` everything that nobody has set
    out for: the first stays with whom and when it was told as far as it can.
    """

    def __init__(self, day: date, outlet: Outlet | None, user: Actor, *, is_again: bool = False) -> None:
        self.day, self.now, self.is_again = day, timezone.now(), is_again
        self.start, self.end = day_span(day)
        self.members = crew(day, outlet=outlet)
        self.waiting = {item.request.pk: item for item in waiting(user, outlet=outlet, most=MOST)}
        self.orders = {order.request_id: order for member in self.members for order in self._again(member)}
        rows = ServiceRequest.objects.visible_to(user).filter(pk__in=list(self.orders)[:MOST])
        before = {item.request.pk: item for item in laid_out(rows)}
        self.orders = {pk: order for pk, order in self.orders.items() if pk in before}
        self.waiting |= before
        self._set_free({order.pk for order in self.orders.values()})
        self.elsewhere = [pk for pk, item in self.waiting.items() if self._is_elsewhen(item.request)]

    def _again(self, member: Member) -> list[WorkOrder]:
        """Return the jobs of a technician's day that are laid out anew."""
        return [one for one in self._ahead(member.orders) if self.is_again or is_away(member.leaves, one)] + [
            one for one in self._ahead(member.helping) if is_away(member.leaves, one)
        ]

    def _ahead(self, orders: list[WorkOrder]) -> list[WorkOrder]:
        """Return the jobs nobody has set out for whose lead is among those planned for."""
        here = {member.staff.pk for member in self.members}
        return [
            one for one in orders
            if one.state in MOVABLE and one.planned_at and one.planned_at > self.now and one.technician_id in here
        ]  # fmt: skip

    def _set_free(self, orders: set[int]) -> None:
        """Take these jobs out of everybody's day."""
        for member in self.members:
            member.orders = [one for one in member.orders if one.pk not in orders]
            member.helping = [one for one in member.helping if one.pk not in orders]
        rows = CrewMember.objects.filter(order__in=orders, removed_at=None).values_list("order", "person")
        self.helped: dict[int, list[int]] = {}
        for order, person in rows.order_by("pk"):
            self.helped.setdefault(order, []).append(person)

    def _is_elsewhen(self, request: ServiceRequest) -> bool:
        if request.pk in self.orders:
            return False
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
        order, clause = self.orders.get(request.pk), crew_clause(request.facts(), need.skill)
        told = self.minute(order.planned_at) if order and order.planned_at else None
        rule, others = dispatch_rule(request.facts()), replace(need, engineer_id=None)
        return Job(
            key=request.pk, place=need.place, skill=need.skill,
            minutes=order.planned_minutes if order else int(LENGTH.total_seconds() // 60),
            workers=frozenset(self._may(member, need) for member in self.members) - {0},
            due=self.minute(item.limit.due_at) if item.limit else None,
            opens=self.minute(at) if at else told or 0, closes=self.minute(at) if at else None, told=told,
            stays=order.technician_id if order and not self._has_leave(order) else None,
            people=max(int(clause.data["people"]) if clause else 1, 1 + len(self._helpers(order))),
            helpers=frozenset(self._may(member, others) for member in self.members) - {0},
            helper_skill=need.skill if rule and rule.data.get("helpers_certified") else "",
        )  # fmt: skip

    def _helpers(self, order: WorkOrder | None) -> list[int]:
        return self.helped.get(order.pk, []) if order else []

    def _has_leave(self, order: WorkOrder) -> bool:
        return any(member.staff.pk == order.technician_id and is_away(member.leaves, order) for member in self.members)

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
            skills=frozenset(member.skills), most=MOST if member.limit is None else max(0, member.limit - member.jobs),
        )  # fmt: skip

    def kept(self, problem: Problem, plan: Plan) -> dict[str, Any]:
        """Return a plan ready for JSON: a line for each technician, what is left over with its reason."""
        workers = {worker.key: worker for worker in problem.workers}
        lines = [
            self._line(problem, member, workers[member.staff.pk], plan.routes.get(member.staff.pk, []))
            for member in self.members
        ]
        reasons = {**plan.left, **dict.fromkeys(self.elsewhere, "other_day")}
        left = [{**self._request(pk), "reason": reason, "was": self._was(pk)} for pk, reason in reasons.items()]
        self._show_helpers(lines)
        return {"lines": lines, "left": left}

    def _show_helpers(self, lines: list[dict[str, Any]]) -> None:
        """Let a job of several people stand in the day of everybody who goes along."""
        by_key = {line["technician"]: line for line in lines}
        for line in lines:
            for stop in line["stops"]:
                stop["helper_names"] = [by_key[pk]["name"] for pk in stop["helpers"]]
                words = _("goes along with %(name)s: %(number)s") % {"name": line["name"], "number": stop["number"]}
                for pk in stop["helpers"]:
                    by_key[pk]["fixed"].append({"start": stop["start"], "end": stop["end"], "title": words})
                    by_key[pk]["after"] += 1

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
            "stops": [self._stop(stop, member) for stop in stops], "way": way,
            "before": self._way_before(problem, worker),
            "idle": max(0, open_minutes - work - way - sum(_inside(one, worker) for one in worker.fixed)),
        }  # fmt: skip

    def _way_before(self, problem: Problem, worker: Worker) -> int:
        place, way = worker.home, 0
        for one in worker.fixed:
            if one.place:
                way += problem.way(place, one.place)
                place = one.place
        return way

    def _stop(self, stop: Stop, member: Member) -> dict[str, Any]:
        start, was = self.moment(stop.start), self._was(stop.job.key)
        if was:
            is_other, is_moved = was["technician"] != member.staff.pk, stop.start - (stop.job.told or 0) >= STEP
            has_crew = sorted(was["helpers"]) == sorted(stop.helpers)
            was["change"] = "technician" if is_other else "time" if is_moved else "" if has_crew else "crew"
        return {
            **self._request(stop.job.key), "start": start.isoformat(), "end": self.moment(stop.end).isoformat(),
            "minutes": stop.job.minutes, "way": stop.way, "late": stop.late, "helpers": list(stop.helpers), "was": was,
        }  # fmt: skip

    def _was(self, pk: int) -> dict[str, Any] | None:
        """Return where a job stood before; None of one that waits."""
        order = self.orders.get(pk)
        if order is None or order.planned_at is None:
            return None
        name = next(member.staff.name for member in self.members if member.staff.pk == order.technician_id)
        return {
            "order": order.pk, "technician": order.technician_id, "name": name,
            "start": timezone.localtime(order.planned_at).isoformat(), "helpers": self._helpers(order),
            "is_away": self._has_leave(order),
        }  # fmt: skip

    def _request(self, pk: int) -> dict[str, Any]:
        request = self.waiting[pk].request
        place = request.region.name if request.region else ""
        return {"request": pk, "number": request.number, "title": request.title, "place": place}


def _inside(fixed: Fixed, worker: Worker) -> int:
    return sum(max(0, min(closes, fixed.end) - max(opens, fixed.start)) for opens, closes in worker.windows)
