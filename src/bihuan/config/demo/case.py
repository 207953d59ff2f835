"""One customer's trouble of the last weeks: each step by its operation, or left where it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bihuan.config.demo import names
from bihuan.config.demo.life import Life, Step
from bihuan.deadlines import operations as deadlines
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.rules import graded
from bihuan.feedback.states import AnswerChannel, Severity
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave, Staff
from bihuan.organization.queries import calendar
from bihuan.products.models import FaultCode, Unit
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, ServiceRequest, WorkOrder
from bihuan.service.states import Channel, RequestState
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Station
from bihuan.signoff.states import Verdict

# After how many of a visit's steps a request stays as it is: what one finds open at any time of the day.
STAYS = {"paused": 1, "departed": 2, "arrived": 3, "diagnosed": 4, "finished": 5}
FATES = (*STAYS, "grievance", "grievance")
JUST_NOW = timedelta(hours=2)  # within the time to dispatch: most still wait
FRESH = timedelta(hours=20)  # what was reported since may still wait on the board


@dataclass
class Case:
    """One customer's trouble on its way through the company."""

    life: Life
    unit: Unit
    trouble: tuple[str, ...]
    fault: FaultClass
    codes: dict[tuple[str, str], FaultCode]
    fate: str = ""  # where it stays: "waiting", "approval", one of `FATES`; "" goes its way
    request: ServiceRequest | None = None
    order: WorkOrder | None = None

    def report(self) -> None:
        """The customer calls, writes, or scans the code."""
        chance, unit = self.life.chance, self.unit
        channel = chance.choices(
            [Channel.HOTLINE, Channel.QR, Channel.WEB, Channel.WALK_IN, Channel.EMAIL], [60, 22, 10, 5, 3]
        )[0]
        is_own = channel in {Channel.QR, Channel.WEB}
        name = unit.customer.name if unit.customer else ""
        clerk = self.life.people[chance.choice(["zhoumin", "hejing", "guojing", "miaoxin"])]
        by: Any = VisitorActor(name, frozenset({"service.take_in"})) if is_own else clerk
        intake = service.Intake(
            description=self.trouble[4], channel=channel, unit=unit, serial_text=unit.serial, fault_class=self.fault,
            urgency="urgent" if chance.random() < 0.06 else "normal",
        )  # fmt: skip
        self.request = service.register(intake, by=by, source="portal" if is_own else "web")
        self._next()

    def _next(self) -> None:
        chance = self.life.chance
        roll = chance.random()
        is_property = self._request().facts()["business"] == "物业"
        self.life.after(self.contact, *((2, 16) if is_property else (3, 60)))
        if self.fate == "waiting":
            return
        if self.fate:
            self.life.after(self.dispatch, 4, 70)
        elif roll < 0.03:
            self.life.after(self.cancel, 20, 300)
        elif self.is_fresh and chance.random() < (0.75 if self.life.until - self.life.clock.now < JUST_NOW else 0.1):
            return  # waits on the board
        elif chance.random() < 0.06:
            self.life.after(self.dispatch, 130, 400, in_office=True)
        else:
            self.life.after(self.dispatch, 4, 70)
        if chance.random() < 0.06:
            self.life.after(self.urge, 60, 400)
        if chance.random() < 0.06:
            self.life.after(self.hand_over, 10, 90)
        return

    @property
    def is_fresh(self) -> bool:
        """Whether this is so recent that it may be left undone."""
        return self.life.until - self.life.clock.now < FRESH

    def _request(self) -> ServiceRequest:
        assert self.request is not None
        return self.request

    def _job(self) -> WorkOrder:
        assert self.order is not None
        return self.order

    def contact(self) -> None:
        """The desk calls back with a first solution."""
        self._try(
            lambda: service.contact(
                self._request(), note="已联系客户，说明初步判断，约定上门时间", by=self.life.people["hejing"]
            )
        )

    def cancel(self) -> None:
        """The customer withdraws."""
        self._try(
            lambda: service.cancel(self._request(), note="客户自行排除，取消报修", by=self.life.people["zhoumin"])
        )

    def urge(self) -> None:
        """The customer calls again."""
        self._try(lambda: service.urge(self._request(), note="客户来电催办", by=self.life.people["hejing"]))

    def hand_over(self) -> None:
        """The first to take it gives it to a colleague of the next shift."""
        request = ServiceRequest.objects.select_related("owner").get(pk=self._request().pk)
        others = [
            self.life.people[name] for name in ("guojing", "zhoumin") if self.life.people[name].pk != request.owner_id
        ]
        by: Any = request.owner or self.life.people["zhoumin"]
        self._try(lambda: service.hand_over(request, to=others[0], note="交接班，请继续跟进", by=by))

    def pause(self) -> None:
        """The customer wants another day: the clock stands until then."""
        clerk = self.life.people["zhoumin"]

        def stop() -> None:
            deadlines.pause_record(self._request(), reason="客户要求改期", note="客户临时外出", by=clerk)

        def go_on() -> None:
            deadlines.resume_record(self._request(), by=clerk)

        if self._try(stop) and self.fate != "paused":
            self.life.after(lambda: self._try(go_on), 300, 1500)

    def _try(self, work: Callable[[], Any]) -> bool:
        """Do what is still possible; life went another way otherwise."""
        try:
            work()
        except OperationError:
            return False
        return True

    def dispatch(self) -> None:
        """The dispatcher sends somebody of the outlet who may."""
        request = ServiceRequest.objects.select_related("outlet").get(pk=self._request().pk)
        if request.state != RequestState.REGISTERED:
            return
        technician = self._technician(request)
        wished = calendar("desk").add(self.life.clock.now, timedelta(minutes=self.life.chance.randint(40, 420)))
        minutes = self.life.chance.choice([45, 60, 90])
        planned = self.life.days.slot(technician, wished, minutes)
        chosen = service.Assignment(
            technician_id=technician.pk,
            planned_at=planned,
            planned_minutes=minutes,
            reason="证书合格，同一网点",
        )
        self.order = service.dispatch(request, chosen, by=self.life.people["zhoumin"])
        if self.order:
            self._work(technician, planned)
        elif self.fate != "approval":
            self.life.after(self.approve, 4, 45, in_office=True)

    def approve(self) -> None:
        """The superior whom the regulation asks first agrees, and the technician sets out."""
        request = self._request()
        station = Station.objects.filter(
            circulation__subject_kind=request.kind(), circulation__subject_id=request.pk, state="open"
        ).first()
        if station is None:
            return
        asked = [staff for staff in self.life.people.values() if staff.has_perm("signoff.sign", station)]
        if asked and self.life.chance.random() < 0.12:
            full = "外包网点今日已满，请改派"
            if self._try(lambda: signoff.sign(station, by=asked[0], verdict=Verdict.REFUSE, opinion=full)):
                self.life.after(self.dispatch, 15, 90, in_office=True)
            return
        if not asked or not self._try(lambda: signoff.sign(station, by=asked[0], opinion="同意派工")):
            return
        self.order = WorkOrder.objects.select_related("technician").filter(request=request).order_by("-pk").first()
        if self.order:
            self._work(self.order.technician, self.order.planned_at or self.life.clock.now)
        else:
            self.life.after(self.approve, 4, 45, in_office=True)

    def _technician(self, request: ServiceRequest) -> Staff:
        away = set(Leave.objects.running(self.life.clock.now).values_list("staff_id", flat=True))
        crew = [staff for staff in self.life.people.values() if staff.holds("technician") and staff.pk not in away]
        own = [staff for staff in crew if staff.outlet_id == request.outlet_id] or crew
        return self.life.chance.choices(own, [2 if staff.username == "chenlijun" else 1 for staff in own])[0]

    def _work(self, technician: Staff, planned: datetime) -> None:
        chance, life = self.life.chance, self.life
        now = life.clock.now
        late = timedelta(
            minutes=chance.choice([0, 0, 0, 5, 10, 20]) if chance.random() > 0.05 else chance.randint(120, 700)
        )
        arrival = max(now + timedelta(minutes=25), calendar("desk").add(planned, late))
        if self._request().facts()["business"] == "物业":  # four hours from the call to the end
            arrival = min(arrival, now + timedelta(minutes=chance.randint(25, 110)))
        spent = chance.randint(18, 110)
        if self.fate == "paused" or (not self.fate and chance.random() < 0.08):
            life.at(now + timedelta(minutes=16), self.pause)
            arrival = calendar("desk").add(arrival, timedelta(minutes=480))
        steps: list[tuple[datetime, Step]] = [
            (now + timedelta(minutes=chance.randint(1, 15)), lambda: self._step(service.accept, technician)),
            (arrival - timedelta(minutes=chance.randint(8, 20)), lambda: self._step(service.depart, technician)),
            (arrival, lambda: self._step(service.arrive, technician)),
            (arrival + timedelta(minutes=spent // 3), lambda: self._diagnose(technician)),
            (arrival + timedelta(minutes=spent), lambda: self._finish(technician, spent)),
            (arrival + timedelta(minutes=spent + 4), lambda: self._sign(technician)),
        ]
        for at, step in steps[: STAYS.get(self.fate)]:
            life.at(at, step)

    def _step(self, operation: Callable[..., WorkOrder], technician: Staff) -> None:
        self._try(lambda: operation(self._job(), by=technician))

    def _diagnose(self, technician: Staff) -> None:
        line, code = self.trouble[0], self.trouble[7]
        cause = self.life.chance.choices(["component", "installation", "misuse", "no_fault"], [78, 12, 7, 3])[0]
        self._try(
            lambda: service.diagnose(
                self._job(),
                findings=self.trouble[5],
                cause=cause,
                fault_code=self.codes.get((line, code)),
                by=technician,
            )
        )

    def _finish(self, technician: Staff, minutes: int) -> None:
        likely = [90, 5, 0 if self.fate else 5]
        result = self.life.chance.choices(["fixed", "provisional", "unsolved"], likely)[0]
        self._try(
            lambda: service.finish(
                self._job(), work_done=self.trouble[6], result=result, minutes_spent=minutes, by=technician
            )
        )

    def _sign(self, technician: Staff) -> None:
        name = self.unit.customer.name if self.unit.customer else "客户"
        signed = lambda: service.sign(  # noqa: E731
            self._job(),
            signature=self.life.signature,
            signer_name=name,
            by=technician,
            prints_later=True,
        )
        if self._try(signed):
            self.life.after(self.rate, 20, 2600)
            self.life.after(self.dispatch, 30, 300, in_office=True)  # only where the job came back unsolved

    def rate(self) -> None:
        """The customer answers his card, or doesn't."""
        chance = self.life.chance
        card = OpinionCard.objects.filter(order=self.order).first() if self.order else None
        is_bad = self.fate == "grievance" or chance.random() < 0.05
        if card is None or (not self.fate and chance.random() > 0.78):
            return
        weights = [1, 3, 4, 4] if is_bad else [68, 31, 1, 0]
        grades = {aspect.code: chance.choices([4, 3, 2, 1], weights)[0] for aspect in graded(card.form, {})}
        said = {"grievance": chance.choice(names.GRIEVANCES)} if is_bad else {}
        if not is_bad and chance.random() < 0.06:
            said = {"suggestion": chance.choice(names.SUGGESTIONS)}
        by_phone = chance.random() < 0.2
        by: Any = self.life.people["hejing"] if by_phone else VisitorActor("客户", frozenset({"feedback.answer_card"}))
        channel = AnswerChannel.PHONE if by_phone else AnswerChannel.LINK
        if self._try(lambda: feedback.answer(card, grades, channel=channel, by=by, **said)):
            self.life.after(lambda: self.answer_case(card), 60, 900, in_office=True)

    def answer_case(self, card: OpinionCard) -> None:
        """The manager answers what the customer was not content with."""
        case = OpinionCase.objects.filter(card=card).first()
        if case is None or self.fate or self.life.chance.random() < 0.1:
            return
        manager, vice = self.life.people["hanli"], self.life.people["hejianguo"]
        is_serious = case.severity == Severity.SERIOUS
        words = "已致电客户说明原因并致歉，安排复检，客户表示认可"
        if is_serious:
            self._try(lambda: feedback.escalate(case, note="评为不满意，请指示", by=manager))
            self._try(lambda: feedback.instruct(case, instruction="技术部主管登门道歉，书面答复客户", by=vice))
        else:
            self._try(lambda: feedback.treat(case, by=manager))
        self._try(lambda: feedback.reply(case, text=words, reply_by="letter" if is_serious else "phone", by=manager))
        self.life.after(lambda: self._try(lambda: feedback.close(case, by=manager)), 30, 600, in_office=True)
