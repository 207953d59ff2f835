"""What became of a request of long ago: its steps at the times they happened, made by the tables of moves.

Nothing is written here. A story is told on unsaved records; `past.py` brings whole chunks of stories in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bihuan.config.demo import names
from bihuan.config.demo.stage import Heard, Said, Stage
from bihuan.feedback import rules as feedback_rules
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.queries import grade_bounds
from bihuan.feedback.states import AnswerChannel, CardState, CaseState, Severity
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, VisitorActor
from bihuan.kernel.records import Record
from bihuan.organization.models import Staff
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.service.operations import entitlement
from bihuan.service.states import Channel, OrderState, Result, VoucherState

Step = tuple[datetime, Callable[[datetime], None]]
ASPECTS = ("attitude", "skill", "punctuality", "promises")
LAPSE = timedelta(days=15)
WHY = "证书合格，同一网点"


@dataclass
class Story:
    """One request from the call to the closed loop."""

    stage: Stage
    unit: Unit
    trouble: tuple[str, ...]
    fault: FaultClass
    said: list[Said] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    vouchers: list[ServiceVoucher] = field(default_factory=list)
    cards: list[OpinionCard] = field(default_factory=list)
    cases: list[OpinionCase] = field(default_factory=list)
    case_heard: list[Heard] = field(default_factory=list)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    request: ServiceRequest = field(init=False)

    def tell(self, moment: datetime) -> "Story":
        """Let it happen, from the report at this moment to its end."""
        chance = self.stage.chance
        self._report(moment)
        contacted = self._contact_at(moment)
        steps: list[Step] = [(contacted, self._contact)]
        if chance.random() < 0.02:
            steps.append((contacted + self.stage.minutes(10, 240), self._cancel))
            return self._play(steps)
        if chance.random() < 0.04:
            steps.append((moment + self.stage.minutes(30, 240), self._urge))
        wait = self.stage.minutes(4, 70) if chance.random() > 0.05 else self.stage.minutes(130, 400)
        end = self._visits(moment + wait, steps)
        steps = [
            (min(at, end - timedelta(minutes=1)), step) if step in (self._contact, self._urge) else (at, step)
            for at, step in steps
        ]
        return self._play(steps)

    def _play(self, steps: list[Step]) -> "Story":
        for at, step in sorted(steps, key=lambda one: one[0]):
            step(at)
        return self

    def _move(self, record: Record, verb: str, at: datetime, by: Actor, note: str | Record = "", **values: Any) -> None:
        """Make a move of the record's table, as `kernel.moves.perform` does, without saving."""
        move = record.moves.get(verb)
        assert record.state in move.sources, (record, record.state, verb)
        if move.target:
            values["state"] = move.target
        changes = history.difference(record, values)
        for name, value in values.items():
            setattr(record, name, value)
        record.revision += 1
        self.said.append(Said(at, record, verb, by, changes, note))
        if move.event:
            heard = self.case_heard if isinstance(record, OpinionCase) else self.heard
            heard.append(Heard(at, move.event.name, by))

    def _begin(
        self, record: Record, at: datetime, by: Actor, event: str = "", source: str = "", note: str = ""
    ) -> None:
        record.created_at = record.updated_at = at
        self.said.append(Said(at, record, "register", by, {}, note, source, is_first=True))
        if event:
            self.heard.append(Heard(at, event, by))

    # -- the desk --------------------------------------------------------------------------------

    def _report(self, moment: datetime) -> None:
        chance, people = self.stage.chance, self.stage.people
        channels = [Channel.HOTLINE, Channel.QR, Channel.WEB, Channel.WALK_IN, Channel.EMAIL]
        channel = chance.choices(channels, [60, 22, 10, 5, 3])[0]
        clerk = people[chance.choice(["zhoumin", "hejing", "guojing", "miaoxin"])]
        self.request = service.compose(
            service.Intake(
                description=self.trouble[4],
                channel=channel,
                unit=self.unit,
                region=self.unit.site.region if self.unit.site else None,
                fault_class=self.fault,
                reported_at=moment,
                urgency="urgent" if chance.random() < 0.06 else "normal",
            ),
            moment,
        )
        entitlement.decide(self.request)
        if channel in {Channel.QR, Channel.WEB}:
            visitor = VisitorActor(self.request.contact_name, frozenset())
            self.request.owner = people["zhoumin"]
            self._begin(self.request, moment, visitor, source="portal")
        else:
            self.request.owner = self.request.received_by = clerk
            self._begin(self.request, moment, clerk, source="web")

    def _contact_at(self, moment: datetime) -> datetime:
        late = self.stage.chance.random() < 0.03
        if self._is_property():
            return moment + self.stage.minutes(16, 40) if late else moment + self.stage.minutes(2, 14)
        return moment + (self.stage.minutes(1450, 1900) if late else self.stage.minutes(3, 55))

    def _contact(self, at: datetime) -> None:
        self._move(
            self.request,
            "contact",
            at,
            self.stage.people["hejing"],
            "已联系客户，说明初步判断，约定上门时间",
            contacted_at=at,
        )

    def _urge(self, at: datetime) -> None:
        count = self.request.urged_count + 1
        self._move(self.request, "urge", at, self.stage.people["hejing"], "客户来电催办", urged_count=count)

    def _cancel(self, at: datetime) -> None:
        self._move(self.request, "cancel", at, self.stage.people["zhoumin"], "客户自行排除，取消报修")

    # -- the field -------------------------------------------------------------------------------

    def _visits(self, at: datetime, steps: list[Step]) -> datetime:
        """Plan one visit, or a second where the first solved nothing; returns when the last one ended."""
        outlet = self.request.outlet
        crew = self.stage.crews.get(outlet.pk if outlet else None) or self.stage.crews[None]
        chosen = self.stage.chance.sample(crew, min(2, len(crew)))
        results = [Result.FIXED, Result.PROVISIONAL, Result.UNSOLVED]
        result = self.stage.chance.choices(results, [93, 5, 2])[0]
        end = self._visit(at, chosen[0], result, steps)
        if result == Result.UNSOLVED:
            end = self._visit(self.stage.office_after(end, 30, 240), chosen[-1], Result.FIXED, steps)
        return end

    def _visit(self, at: datetime, technician: Staff, result: Result, steps: list[Step]) -> datetime:
        chance, stage = self.stage.chance, self.stage
        begun = stage.office_after(at, 4, 45) if self._is_outsourced() else at
        planned = stage.field.add(begun, stage.minutes(40, 330))
        late = stage.minutes(0, 20) if chance.random() > 0.05 else stage.minutes(120, 700)
        arrival = max(begun + timedelta(minutes=25), stage.field.add(planned, late))
        if self._is_property():  # four hours from the call to the end
            arrival = min(arrival, begun + stage.minutes(25, 110))
        spent = chance.randint(18, 110)
        order = WorkOrder(
            request=self.request,
            outlet=technician.outlet,
            technician=technician,
            state=OrderState.ASSIGNED,
            reason=WHY,
            planned_at=planned,
            planned_minutes=chance.choice([45, 60, 90]),
            assigned_at=begun,
        )
        self.orders.append(order)
        cause = chance.choices(["component", "installation", "misuse", "no_fault"], [78, 12, 7, 3])[0]
        done = arrival + timedelta(minutes=spent)
        if begun != at:
            self.asked.append((at, begun))
            steps.append((at, lambda now: self._ask(now)))
        signed = done + timedelta(minutes=4)
        steps += [
            (begun, lambda now: self._dispatch(order, now)),
            (begun + stage.minutes(1, 8), lambda now: self._move(order, "accept", now, technician, accepted_at=now)),
            (arrival - stage.minutes(9, 15), lambda now: self._move(order, "depart", now, technician, departed_at=now)),
            (arrival, lambda now: self._arrive(order, now)),
            (arrival + timedelta(minutes=spent // 3), lambda now: self._diagnose(order, cause, now)),
            (done, lambda now: self._finish(order, result, spent, now)),
            (signed, lambda now: self._sign(order, now)),
        ]
        return signed

    def _is_property(self) -> bool:
        return bool(self.request.facts()["business"] == "property")

    def _is_outsourced(self) -> bool:
        return bool(self.request.outlet and self.request.outlet.outlet_kind == "outsourced")

    def _ask(self, at: datetime) -> None:
        self._move(self.request, "ask_approval", at, self.stage.people["zhoumin"], WHY)

    def _dispatch(self, order: WorkOrder, at: datetime) -> None:
        dispatcher = self.stage.people["zhoumin"]
        verb, by = ("approve", SYSTEM) if self.request.state == "awaiting_approval" else ("dispatch", dispatcher)
        self._begin(
            order, at, self.stage.people["hanli"] if verb == "approve" else dispatcher, "order.assigned", note=WHY
        )
        self._move(
            self.request, verb, at, by, WHY, technician=order.technician, outlet=order.outlet or self.request.outlet
        )

    def _arrive(self, order: WorkOrder, at: datetime) -> None:
        self._move(order, "arrive", at, order.technician, arrived_at=at)
        self._move(self.request, "start", at, SYSTEM)

    def _diagnose(self, order: WorkOrder, cause: str, at: datetime) -> None:
        code = self.stage.codes.get((self.trouble[0], self.trouble[7]))
        found: dict[str, Any] = {"findings": self.trouble[5], "cause": cause, "fault_code": code, "diagnosed_at": at}
        self._move(order, "diagnose", at, order.technician, **found)
        request = self.request
        before = {"entitlement": request.entitlement, "service_class": request.service_class}
        entitlement.decide(request, cause=cause, is_proven=True)
        changes = {name: [old, getattr(request, name)] for name, old in before.items() if old != getattr(request, name)}
        if changes:
            request.revision += 1
            self.said.append(Said(at, request, "entitle", order.technician, changes))

    def _finish(self, order: WorkOrder, result: Result, spent: int, at: datetime) -> None:
        done: dict[str, Any] = {
            "work_done": self.trouble[6],
            "result": result,
            "minutes_spent": spent,
            "completed_at": at,
        }
        self._move(order, "finish", at, order.technician, **done)

    def _sign(self, order: WorkOrder, at: datetime) -> None:
        self.said.append(Said(at, order, "attach", order.technician, {"file": [None, "signature.png"]}))
        voucher = ServiceVoucher(
            order=order, state=VoucherState.ARCHIVED, signer_name=self.request.contact_name, signed_at=at
        )
        self._begin(voucher, at, order.technician)
        self.vouchers.append(voucher)
        self._move(order, "sign", at, order.technician, signed_at=at)
        if order.result == Result.UNSOLVED:
            self._move(self.request, "recall", at, SYSTEM, order.work_done, technician=None)
        else:
            self._move(self.request, "complete", at, SYSTEM, completed_at=at)
            self._send_card(order, at)

    # -- the card --------------------------------------------------------------------------------

    def _send_card(self, order: WorkOrder, at: datetime) -> None:
        card = OpinionCard(
            request=self.request, order=order, technician=order.technician, state=CardState.SENT, sent_at=at
        )
        self._begin(card, at, SYSTEM, "card.sent")
        self.cards.append(card)
        lapses = timezone.make_aware(datetime.combine(timezone.localdate(at + LAPSE) + timedelta(days=1), time(2, 20)))
        if self.stage.chance.random() > 0.78 and lapses < self.stage.until:
            self._move(card, "lapse", lapses, SYSTEM)
            self._close(lapses, "意见调查卡逾期未收回")
        else:
            self._answer(card, at + self.stage.minutes(20, 2600))

    def _answer(self, card: OpinionCard, at: datetime) -> None:
        chance = self.stage.chance
        is_bad = chance.random() < 0.05
        weights = [2, 4, 6, 1] if is_bad else [68, 31, 1, 0]
        said: dict[str, Any] = {aspect: chance.choices([4, 3, 2, 1], weights)[0] for aspect in ASPECTS}
        words = {"suggestion": "", "grievance": chance.choice(names.GRIEVANCES) if is_bad else ""}
        if not is_bad and chance.random() < 0.06:
            words["suggestion"] = chance.choice(names.SUGGESTIONS)
        clerk = self.stage.people["hejing"] if chance.random() < 0.2 else None
        by: Actor = clerk or VisitorActor(self.request.contact_name, frozenset())
        channel = AnswerChannel.PHONE if clerk else AnswerChannel.LINK
        self._move(card, "answer", at, by, **said, **words, answered_at=at, channel=channel, entered_by=clerk)
        bad, serious = grade_bounds(card.facts())
        kind = feedback_rules.case_kind(said, **words, bad=bad)
        if kind:
            self._case(card, kind, feedback_rules.severity(said, bad=bad, serious=serious), at, by)
        else:
            self._close(at, "收回意见卡")

    def _case(self, card: OpinionCard, kind: str, severity: str, at: datetime, by: Actor) -> None:
        stage, manager, vice = self.stage, self.stage.people["hanli"], self.stage.people["hejianguo"]
        words = card.grievance or card.suggestion or "评为不满意，未写原因"
        case = OpinionCase(
            card=card,
            state=CaseState.OPEN,
            kind_of=kind,
            severity=severity,
            opened_at=at,
            owner=manager,
            description=words,
        )
        self._begin(case, at, by)
        self.cases.append(case)
        is_serious = severity == Severity.SERIOUS
        now = stage.office_after(at, 20, 150 if is_serious else 600)
        if is_serious:
            self._move(
                case, "escalate", now, manager, "客户多次投诉，影响公司声誉", severity=Severity.SERIOUS, owner=vice
            )
            now = stage.office_after(now, 20, 120)
            self._move(case, "instruct", now, vice, instruction="技术部主管登门道歉，书面答复客户", owner=manager)
        else:
            self._move(case, "treat", now, manager, severity=Severity.GENERAL, owner=manager)
        now = stage.office_after(now, 30, 260 if is_serious else 500)
        reply = "已致电客户说明原因并致歉，安排复检，客户表示认可"
        self._move(
            case, "reply", now, manager, reply=reply, reply_by="letter" if is_serious else "phone", replied_at=now
        )
        now = stage.office_after(now, 30, 600)
        self._move(case, "close", now, manager)
        self._close(now, case)

    def _close(self, at: datetime, note: str | Record) -> None:
        self._move(self.request, "close", at, SYSTEM, note, closed_at=at)

    def records(self) -> Iterator[Record]:
        """All records of this story but the request."""
        yield from (*self.orders, *self.vouchers, *self.cards, *self.cases)
