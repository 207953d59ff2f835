"""Those who sell in the demo company, and how an order goes its way with them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.zeroed import photo
from bihuan.customers.models import Customer
from bihuan.kernel.actors import SYSTEM
from bihuan.orders.models import Order, OrderChange, ProductionNotice
from bihuan.orders.operations import (
    changing,
    producing,
    registering,
    reviewing,
    shipping,
)
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.products.models import ProductModel
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

CHECKS = {
    "product": "按样本规格，能效一级", "quantity": "原厂纸箱，整托盘发运", "delivery": "送至客户仓库，自卸",
    "after": "由就近网点安装，安装前电话预约", "unstated": "沿海使用，冷凝器须防腐", "law": "3C 认证、能效标识齐全",
    "price": "含税价，货到三十天付款",
}  # fmt: skip
OPINIONS = {
    "sales": "客户信用良好，价格在授权范围内。", "production_planning": "产线排得开，可按期完成。",
    "purchasing": "压缩机、控制板在途，物料能满足。", "rnd": "标准机型，无技术更改。",
    "quality": "按现行检验标准出厂检验。", "production": "能满足。",
}  # fmt: skip
MORNING, EVENING = 8, 18  # hours of the office
WAYS = {"fax": "传真订单", "letter": "来函", "email": "邮件订单", "contract": "合同"}


class Sales:
    """Those who sell, their customers and their models, while time passes."""

    def __init__(self, clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
        self.clock, self.now, self.people = clock, now, people
        self.by = people["xuwen"]
        self.models = list(ProductModel.objects.select_related("line").order_by("code")[:4])
        self.customers = list(Customer.objects.order_by("-is_key", "pk")[:12])
        self.turn = 0

    def at(self, days: float) -> None:
        """Begin so many days ago, in the morning."""
        then = timezone.localtime(self.now - timedelta(days=days))
        self.clock.now = then.replace(hour=MORNING, minute=int(days) * 7 % 60)

    def later(self, hours: float) -> None:
        """Let time pass to the next office hour, never beyond the present."""
        then = timezone.localtime(self.clock.now + timedelta(hours=hours))
        if then.hour >= EVENING:
            then += timedelta(days=1)
        if not MORNING <= then.hour < EVENING:
            then = then.replace(hour=MORNING, minute=20 + then.minute // 2)
        self.clock.now = min(then, self.now - timedelta(minutes=1))

    def order(self, quantity: int, *, way: str = "fax", checked: bool = True, **values: Any) -> Order:
        """Register an order of the next customer."""
        customer = self.customers[self.turn % len(self.customers)]
        model = self.models[self.turn % len(self.models)]
        self.turn += 1
        line = registering.Entry(
            model=model, quantity=quantity, price=Decimal(1980 + 350 * (self.turn % 4)),
            wanted_on=timezone.localdate() + timedelta(days=18 + self.turn % 9),
        )  # fmt: skip
        originals = [photo(WAYS[way])] if way in WAYS else []
        purchase = registering.Purchase(
            customer=customer, lines=[line], way=way, originals=originals,
            their_number=f"CG{timezone.localdate():%y%m}{self.turn:02}", **values,
        )  # fmt: skip
        order = registering.register(purchase, by=self.by)
        return registering.identify(order, CHECKS, by=self.by) if checked else order

    def signed(self, record: Any, *, stations: int = 9, refuse: str = "") -> None:
        """Have so many stations of the form sign; the post `refuse` says no."""
        form = Circulation.objects.of(record).running().first()
        for _station in range(stations):
            station = form.stations.filter(state="open").order_by("order", "pk").first() if form else None
            if station is None:
                return
            self.later(1.5)
            is_no = station.post == refuse
            words = "铜管到料要四周，交期不能满足。" if is_no else OPINIONS.get(station.post, "同意。")
            signer = next(iter(holders(station.post)), None) or SYSTEM
            signoff.sign(station, by=signer, opinion=words, verdict="refuse" if is_no else "agree")
            if is_no:
                return

    def agreed(self, quantity: int, **values: Any) -> Order:
        """Register an order, and have every department say that it can be met."""
        order = reviewing.send_round(self.order(quantity, **values), by=self.by)
        self.signed(order)
        return Order.objects.get(pk=order.pk)

    def produced(self, quantity: int, **values: Any) -> tuple[Order, ProductionNotice]:
        """Bring an order into production and answer the customer."""
        order = self.agreed(quantity, **values)
        due = timezone.localdate() + timedelta(days=14)
        model = order.positions()[0].model
        notice = producing.produce(order, lines=[(model, quantity)], due_on=due, by=self.by)
        self.later(1)
        text = f"贵司订单已安排生产，预计 {due.month} 月 {due.day} 日交货。"
        reviewing.answer(Order.objects.get(pk=order.pk), text=text, answer_way="fax", promised_on=due, by=self.by)
        return Order.objects.get(pk=order.pk), notice

    def made(self, notice: ProductionNotice, count: int) -> None:
        """Take pieces of a notice into stock."""
        producing.stock_in(ProductionNotice.objects.get(pk=notice.pk), {notice.lines.get().pk: count}, by=SYSTEM)

    def shipped(self, order: Order, count: int, *, received: bool = False) -> None:
        """Ship pieces of an order."""
        order = Order.objects.get(pk=order.pk)
        how = shipping.Dispatch(carrier="德邦物流", waybill=f"DPK{order.pk:08}")
        sent = shipping.ship(order, {order.positions()[0].pk: count}, how=how, by=self.by)
        if received:
            self.later(20)
            shipping.receive(sent, receiver=order.contact_name, by=self.by)

    def change(self, order: Order, *, side: str, reason: str, code: str = "", add: int = 0) -> OrderChange:
        """Enter a change of the first position."""
        order = Order.objects.get(pk=order.pk)
        line = order.positions()[0]
        day = timezone.localdate() + timedelta(days=25)
        entry = registering.Entry(model=line.model, quantity=line.quantity + add, price=line.price, wanted_on=day)
        wanted = changing.Alteration(
            side=side, reason=reason, reason_code=code, promised_on=day, lines=[(line.pk, entry)]
        )
        return changing.ask_change(order, wanted, by=self.by)
