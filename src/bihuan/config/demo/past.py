"""Bring in what is over: chunks of finished requests with papers, cards, histories and time limits, in bulk.

What an operation would have left behind is there: numbers by day, an entry for every step, every limit met
or missed at its time, every rung that fired meanwhile with those it told.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.stage import Heard, Said
from bihuan.config.demo.story import Story
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.operations.recipients import Directory
from bihuan.deadlines.operations.timing import clock_face, line
from bihuan.deadlines.rules import is_late
from bihuan.deadlines.states import DeadlineState
from bihuan.feedback.models import OpinionCase
from bihuan.kernel import attachments, bulk, history, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment, Content
from bihuan.kernel.numbering import take
from bihuan.kernel.tasks import enqueue_many
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.operations.voucher import archive_voucher
from bihuan.service.queries import searchable
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.states import CirculationState, Proof, StationState, Verdict

CHUNK = 100
PRINTED = timedelta(days=60)  # vouchers not older than this are printed by the worker after the start
TO_PRINT = archive_voucher.using(priority=-10)
DEADLINE_FIELDS = ["met_at", "cancelled_at", "state", "is_late", "waiting", "next_rung_at"]
Line = history.Line


class Archive:
    """Writes chunks of stories."""

    def __init__(self, clock: Clock, chance: random.Random, signature: Content, until: datetime) -> None:
        self.clock, self.chance, self.signature, self.until = clock, chance, signature, until
        self.sha256, self.path = attachments.store(signature)

    def keep(self, stories: Iterator[Story], progress: Callable[[int], None]) -> None:
        """Write all stories as they are told, the oldest first."""
        done = 0
        while chunk := list(islice(stories, CHUNK)):
            self.clock.now = max(said.at for story in chunk for said in story.said)
            self._write(chunk)
            done += len(chunk)
            progress(done)

    def _write(self, chunk: Sequence[Story]) -> None:
        requests = [story.request for story in chunk]
        self._save(requests, "SR", "reported_at")
        self._save([order for story in chunk for order in story.orders], "WO", "assigned_at", "request")
        self._vouchers(chunk)
        self._save([card for story in chunk for card in story.cards], "OC", "sent_at", "request", "order")
        cases = [case for story in chunk for case in story.cases]
        self._save(cases, "OP", "opened_at", "card")
        search.index_many(ServiceRequest.kind(), [(row.pk, searchable(row)) for row in requests])
        told = [(said.at, self._line(said)) for story in chunk for said in story.said]
        told += self._approvals(chunk)
        told += self._limits(chunk, cases)
        history.append_many([entry for _at, entry in sorted(told, key=lambda one: one[0])])

    def _save(self, rows: Sequence[Any], series: str, moment: str, *parents: str) -> None:
        """Give numbers by the day and save; parents saved meanwhile have keys now."""
        days: dict[date, list[Any]] = defaultdict(list)
        for row in sorted(rows, key=lambda one: getattr(one, moment)):
            days[timezone.localdate(getattr(row, moment))].append(row)
        for _day, found in sorted(days.items()):
            for row, number in zip(found, take(series, len(found), at=getattr(found[0], moment)), strict=True):
                row.number = number
        for row in rows:
            for parent in parents:
                setattr(row, parent, getattr(row, parent))
        bulk.insert(rows)

    def _vouchers(self, chunk: Sequence[Story]) -> None:
        vouchers = [voucher for story in chunk for voucher in story.vouchers]
        for voucher in vouchers:
            voucher.signature = self._signed(voucher.order, voucher.signed_at)
        bulk.insert([voucher.signature for voucher in vouchers])
        self._save(vouchers, "SV", "signed_at", "order", "signature")
        enqueue_many(TO_PRINT, [{"pk": row.pk} for row in vouchers if self.until - row.signed_at < PRINTED])

    def _signed(self, order: WorkOrder, at: datetime) -> Attachment:
        return Attachment(
            kind=order.kind(), subject_id=order.pk, purpose="signature", name=self.signature.name,
            content_type=self.signature.content_type, size=len(self.signature.data), sha256=self.sha256, path=self.path,
            uploaded_by=order.technician, uploaded_at=at, is_locked=True,
        )  # fmt: skip

    def _line(self, said: Said) -> Line:
        changes = {**said.changes, "sha256": [None, self.sha256]} if said.verb == "attach" else said.changes
        record = said.record
        return Line(
            record.kind(), record.pk, said.verb, said.by, changes, str(said.note), said.at, said.source, said.is_first
        )

    # -- approvals -------------------------------------------------------------------------------

    def _approvals(self, chunk: Sequence[Story]) -> list[tuple[datetime, Line]]:
        """Circulate the form by which the superior agreed to send an outsourced outlet (CO 1.2)."""
        told: list[tuple[datetime, Line]] = []
        for story in chunk:
            route = ruleset().route("dispatch", story.request.facts()) if story.asked else None
            for asked, agreed in story.asked if route else ():
                told += self._approval(story, route, asked, agreed)
        return told

    def _approval(self, story: Story, route: Any, asked: datetime, agreed: datetime) -> list[tuple[datetime, Line]]:
        request, by = story.request, story.stage.people["zhoumin"]
        manager, step = story.stage.people["hanli"], route.data["stations"][0]
        form = Circulation(
            subject_kind=request.kind(), subject_id=request.pk, subject_number=request.number,
            subject_title=request.title[:200], form="dispatch",
            label=route.data.get("label") or "dispatch", parameter_id=route.id, clause_id=route.clause_id,
            facts=request.facts(), state=CirculationState.AGREED, begun_by=by, begun_at=asked, ended_at=agreed,
            revision=2, created_at=asked, updated_at=agreed,
        )  # fmt: skip
        bulk.insert([form])
        station = Station(
            circulation=form,
            order=step["order"],
            name=step["name"],
            post=step["post"],
            clause_id=step.get("clause_id"),
            opinion_required=step.get("opinion_required", False),
            limit_minutes=step.get("limit_minutes"),
            state=StationState.SIGNED,
            opened_at=asked,
            verdict=Verdict.AGREE,
            opinion="同意派工",
            signed_by=manager,
            signed_at=agreed,
            proof=Proof.LOGIN,
        )
        bulk.insert([station])
        history.append_many([Line(form.kind(), form.pk, "begin", by, at=asked, is_first=True)])
        limit = deadlines.start_for(
            form, name=station.deadline_name, label=station.name, limit_minutes=step["limit_minutes"], by=by, at=asked,
            calendar_code="office", owner_id=manager.pk, parameter=ruleset().by_id.get(route.id),
            ladder=[{"at": 100, "tell": station.post}, {"at": 100, "tell": "superior"}],
        )  # fmt: skip
        deadlines.meet([limit], by=manager, at=agreed)
        said = {"station": station.pk, "verdict": station.verdict, "proof": station.proof, "for": None}
        notes = [
            (asked, "started", by, f"{form.label}（{route.label}）", {}),
            (agreed, "signed", manager, f"{station.name}：{station.opinion}", said),
            (agreed, "agreed", manager, form.label, {}),
        ]
        return [
            (
                at,
                Line(
                    request.kind(),
                    request.pk,
                    f"circulation.{verb}",
                    who,
                    {"circulation": {"id": form.pk, **more}},
                    note,
                    at,
                ),
            )
            for at, verb, who, note, more in notes
        ]

    # -- time limits -----------------------------------------------------------------------------

    def _limits(self, chunk: Sequence[Story], cases: list[OpinionCase]) -> list[tuple[datetime, Line]]:
        requests = [story.request for story in chunk]
        completed = [(row, row.completed_at) for row in requests if row.completed_at]
        deadlines.start_many([(row, row.reported_at) for row in requests], event_name="request.registered")
        deadlines.start_many(completed, event_name="request.completed")
        deadlines.start_many([(case, case.opened_at) for case in cases], event_name="case.opened")
        heard = {(story.request.kind(), story.request.pk): story.heard for story in chunk}
        heard |= {(case.kind(), case.pk): story.case_heard for story in chunk for case in story.cases}
        rows = list(Deadline.objects.of(ServiceRequest.kind(), *(row.pk for row in requests)).running())
        rows += Deadline.objects.of(OpinionCase.kind(), *(case.pk for case in cases)).running() if cases else []
        told = [(row.starts_at, self._started(row, heard)) for row in rows if row.started_by == "request.completed"]
        ends = {row.pk: _end(row, heard[row.kind, row.subject_id]) for row in rows}
        for row in rows:
            told += _close(row, ends[row.pk])
        told += self._climb(rows, ends)
        Deadline.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=DEADLINE_FIELDS)
        return told

    @staticmethod
    def _started(row: Deadline, heard: dict[tuple[str, int], list[Heard]]) -> Line:
        by = next(one.by for one in heard[row.kind, row.subject_id] if one.name == row.started_by)
        return line(row, "started", by=by, at=row.starts_at, note=clock_face(row.due_at), terms=[None, row.terms])

    def _climb(self, rows: list[Deadline], ends: dict[int, Heard | None]) -> list[tuple[datetime, Line]]:
        """Let every rung fire that was due before its limit was closed; the others never will."""
        told: list[tuple[datetime, Line]] = []
        fired: list[Rung] = []
        directory = Directory(rows, {step["tell"] for row in rows for step in row.terms["ladder"]}, self.clock.now)
        for row in rows:
            end, later = ends[row.pk], []
            for step in row.steps:
                at = step.at and step.at + timedelta(seconds=self.chance.randint(1, 20))
                if at is None or at >= (end.at if end else self.until):
                    later.append(step)
                    continue
                names = [person.name for person in directory.told(row, step.tells)]
                words = f"{step.percent} % → {'、'.join(names) or step.tells}"
                said = [None, [step.percent, step.tells]]
                told.append((at, line(row, "escalated", by=SYSTEM, at=at, note=words, rung=said)))
                fired.append(Rung(deadline=row, percent=step.percent, tells=step.tells, fired_at=at, told=names))
            row.wait_for([] if end else later)
        bulk.insert(fired)
        return told


def _end(row: Deadline, heard: list[Heard]) -> Heard | None:
    """Return what met or dropped a limit; None when it still runs."""
    for one in sorted(heard, key=lambda event: event.at):
        if one.at >= row.starts_at and (one.name == row.met_by or one.name == "request.cancelled"):
            return one
    return None


def _close(row: Deadline, end: Heard | None) -> list[tuple[datetime, Line]]:
    if end is None:
        return []
    if end.name == row.met_by:
        row.met_at, row.state, row.is_late = end.at, DeadlineState.MET, is_late(row.due_at, end.at)
        return [(end.at, line(row, "met", by=end.by, at=end.at, is_late=row.is_late))]
    row.cancelled_at, row.state = end.at, DeadlineState.CANCELLED
    return [(end.at, line(row, "cancelled", by=end.by, at=end.at))]
