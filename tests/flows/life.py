"""A long random life: everything the product can do with requests, in any order."""

import random
from datetime import timedelta

from django.utils import timezone

from bihuan.deadlines import operations as deadlines
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.attachments import Attachment
from bihuan.organization import operations as organization
from bihuan.organization.models import WorkingCalendar
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, WorkOrder
from tests.cast import SIGNATURE, Cast
from tests.flows.clock import Clock

GRADES = ("attitude", "skill", "punctuality", "promises")


class Life:
    """What may happen, each time to a record chosen at random."""

    def __init__(self, cast: Cast, clock: Clock, chance: random.Random) -> None:
        self.cast, self.clock, self.chance = cast, clock, chance
        names = [name for name in dir(self) if name.startswith("do_")]
        often = {"do_report": 6, "do_dispatch": 4, "do_work": 12, "do_sweep": 3, "do_publish": 1}
        self.acts = [getattr(self, name) for name in names for _ in range(often.get(name, 2))]

    def request(self):
        return self.chance.choice(list(ServiceRequest.objects.order_by("pk")))

    def person(self):
        return self.chance.choice([self.cast.zhoumin, self.cast.hejing, self.cast.hanli, self.cast.chenlijun])

    def technician(self):
        return self.chance.choice([self.cast.chenlijun, self.cast.liguodong, self.cast.huzhiyuan])

    def live(self) -> None:
        """Do something; what is refused raises."""
        self.chance.choice(self.acts if ServiceRequest.objects.exists() else [self.do_report])()

    def do_report(self):
        region = self.cast.region(self.chance.choice(["滨江区", "西湖区", "钱塘区", "富阳区"]))
        serial = self.chance.choice([self.cast.unit.serial, ""])
        earlier = self.clock.now - timedelta(minutes=self.chance.randrange(90))
        self.cast.request(serial_text=serial, region=region, reported_at=self.chance.choice([None, earlier]))

    def do_contact(self):
        service.contact(self.request(), note="先断电", by=self.person())

    def do_dispatch(self):
        service.dispatch(self.request(), service.Assignment(technician_id=self.technician().pk), by=self.person())

    def do_reassign(self):
        chosen = service.Assignment(technician_id=self.technician().pk, reason="更近")
        service.reassign(self.request(), chosen, by=self.cast.zhoumin)

    def do_work(self):
        running = list(WorkOrder.objects.exclude(state__in=["signed", "withdrawn"]).order_by("pk"))
        if not running:
            return
        order = self.chance.choice(running)
        by = order.technician
        {
            "assigned": lambda: service.accept(order, by=by),
            "accepted": lambda: service.depart(order, by=by),
            "departed": lambda: service.arrive(order, by=by),
            "arrived": lambda: service.diagnose(order, findings="电容失效", cause="component", by=by),
            "diagnosed": lambda: service.finish(order, work_done="更换", result="fixed", minutes_spent=40, by=by),
            "completed": lambda: service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=by),
        }[order.state]()

    def do_decline(self):
        order = WorkOrder.objects.filter(state="assigned").order_by("pk").first()
        if order:
            service.decline(order, note="车坏了", by=order.technician)

    def do_pause(self):
        reason = self.chance.choice(["客户要求改期", "客户不在现场", "等待配件", "人手不足", "没有的事由"])
        request, begun = self.request(), self.clock.now - timedelta(minutes=self.chance.randrange(60))
        proof = Attachment.objects.create(
            kind=request.kind(), subject_id=request.pk, name="a.jpg", content_type="image/jpeg", size=1
        )
        deadlines.pause_record(request, reason=reason, evidence=proof, at=begun, by=self.cast.zhoumin)

    def do_resume(self):
        deadlines.resume_record(self.request(), by=self.cast.zhoumin)

    def do_correct(self):
        region = self.cast.region(self.chance.choice(["滨江区", "钱塘区"]))
        service.change(self.request(), region=region, by=self.cast.zhoumin)

    def do_hand_over(self):
        service.hand_over(self.request(), to=self.person(), note="轮休", by=self.cast.zhoumin)

    def do_urge(self):
        service.urge(self.request(), note="", by=self.cast.hejing)

    def do_cancel(self):
        if self.chance.random() < 0.3:
            service.cancel(self.request(), note="客户取消", by=self.cast.zhoumin)

    def do_reopen(self):
        service.reopen(self.request(), note="又坏了", by=self.cast.zhoumin)

    def do_answer(self):
        card = OpinionCard.objects.filter(state="sent").order_by("pk").first()
        if card:
            customer = VisitorActor("客户", frozenset({"feedback.answer_card"}))
            grades = {name: self.chance.randrange(1, 5) for name in GRADES}
            feedback.answer(card, grades, by=customer)

    def do_case(self):
        case = OpinionCase.objects.exclude(state="closed").order_by("pk").first()
        if case is None:
            return
        {
            "open": lambda: self.judge(case),
            "with_vice_gm": lambda: feedback.instruct(case, instruction="登门致歉", by=self.cast.hejianguo),
            "handling": lambda: feedback.reply(case, text="致歉", reply_by="letter", by=self.cast.hanli),
            "answered": lambda: feedback.close(case, by=self.cast.hanli),
        }[case.state]()

    def judge(self, case):
        if self.chance.random() < 0.5:
            feedback.treat(case, note="已与客户核实，属一般意见", by=self.cast.hanli)
        else:
            feedback.escalate(case, note="严重", by=self.cast.hanli)

    def do_sweep(self):
        deadlines.sweep(self.clock.now)

    def do_publish(self):
        calendar = WorkingCalendar.objects.get(code="office")
        draft = organization.start_draft(calendar, valid_from=timezone.localdate(), by=SYSTEM)
        day = timezone.localdate() + timedelta(days=self.chance.randrange(1, 5))
        organization.set_day(draft, days={day: self.chance.choice([[], [["08:00", "12:00"]]])}, by=SYSTEM)
        organization.publish_version(draft, by=SYSTEM)
        deadlines.recompute_for_calendar.call("office")
