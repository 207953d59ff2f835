"""What became of a request of long ago: its steps at the times they happened, made by the tables of moves.

Nothing is written here. A story is told on unsaved records; `past.py` brings whole chunks of stories in.
"""

from datetime import datetime, timedelta
from typing import Any

from bihuan.config.demo.aftermath import Aftermath, Step
from bihuan.config.demo.stage import Said
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.organization.models import Staff
from bihuan.service import operations as service
from bihuan.service.models import ServiceVoucher, WorkOrder
from bihuan.service.operations import entitlement
from bihuan.service.states import Channel, OrderState, Result, VoucherState

WHY = "证书合格，同一网点"


class Story(Aftermath):
    """One request from the call to the closed loop."""

    def tell(self, moment: datetime) -> "Story":
        """Let it happen, from the report at this moment to its end."""
        chance = self.stage.chance
        self._report(moment)
        contacted = self._contact_at(moment)
        steps: list[Step] = [(contacted, self._contact)]
        if chance.random() < 0.02:
            steps.append((contacted + self.stage.minutes(10, 240), self._cancel))
            self._play(steps)
            return self
        if chance.random() < 0.04:
            steps.append((moment + self.stage.minutes(30, 240), self._urge))
        wait = self.stage.minutes(4, 70) if chance.random() > 0.05 else self.stage.minutes(130, 400)
        end = self._visits(moment + wait, steps)
        steps = [
            (min(at, end - timedelta(minutes=1)), step) if step in (self._contact, self._urge) else (at, step)
            for at, step in steps
        ]
        self._play(steps)
        return self

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
        return bool(self.request.facts()["business"] == "物业")

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
