"""What comes after a visit of long ago: the opinion card, the case it may open, the closed loop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bihuan.config.demo import names
from bihuan.config.demo.stage import Heard, Said, Stage
from bihuan.feedback import rules as feedback_rules
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.queries import card_form, grade_bounds
from bihuan.feedback.states import AnswerChannel, CardState, CaseState, Severity
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, VisitorActor
from bihuan.kernel.records import Record
from bihuan.products.models import Unit
from bihuan.service.models import FaultClass, ServiceRequest, ServiceVoucher, WorkOrder

Step = tuple[datetime, Callable[[datetime], None]]
LAPSE = timedelta(days=15)


@dataclass
class Aftermath:
    """The records of one request, and what becomes of it once a visit is signed."""

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

    def _play(self, steps: list[Step]) -> None:
        for at, step in sorted(steps, key=lambda one: one[0]):
            step(at)

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

    # -- the card --------------------------------------------------------------------------------

    def _send_card(self, order: WorkOrder, at: datetime) -> None:
        card = OpinionCard(
            request=self.request,
            order=order,
            technician=order.technician,
            state=CardState.SENT,
            sent_at=at,
            form=card_form(self.request.facts()),
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
        aspects = feedback_rules.graded(card.form, {})
        said = {aspect.code: chance.choices([4, 3, 2, 1], weights)[0] for aspect in aspects}
        bad, serious = grade_bounds(card)
        given: dict[str, Any] = {"graded": said, "score": feedback_rules.score(card.form, said),
                 "is_good": not feedback_rules.is_at_most(said, bad)}  # fmt: skip
        words = {"suggestion": "", "grievance": chance.choice(names.GRIEVANCES) if is_bad else ""}
        if not is_bad and chance.random() < 0.06:
            words["suggestion"] = chance.choice(names.SUGGESTIONS)
        clerk = self.stage.people["hejing"] if chance.random() < 0.2 else None
        by: Actor = clerk or VisitorActor(self.request.contact_name, frozenset())
        channel = AnswerChannel.PHONE if clerk else AnswerChannel.LINK
        self._move(card, "answer", at, by, **given, **words, answered_at=at, channel=channel, entered_by=clerk)
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
