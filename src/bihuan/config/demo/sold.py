"""Orders and returns of the demo company in every state, with changes, void notices, shipments and replenishments."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.selling import Sales
from bihuan.config.demo.zeroed import photo
from bihuan.kernel.actors import SYSTEM
from bihuan.orders.models import GoodsReturn, Order, OrderChange, ProductionNotice
from bihuan.orders.operations import (
    cancelling,
    changing,
    goods,
    registering,
    returning,
    reviewing,
    settling,
    shipping,
)
from bihuan.orders.queries.goods import in_stock
from bihuan.organization.models import Staff
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, choices


def sold(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Tell of a dozen orders and half a dozen returns."""
    sales = Sales(clock, now, people)
    if len(sales.models) < 4 or not sales.customers:
        return
    sales.at(60)
    for model in sales.models:
        goods.count_goods(model, 30, note="期初盘点", by=SYSTEM)
    for days, tell in (
        (46, _closed), (33, _delayed), (24, _enlarged), (16, _partly), (11, _producing), (8, _met), (6, _refused),
        (5, _cancelled), (4, _asking), (3, _in_review), (2, _unclear), (1, _fresh),
    ):  # fmt: skip
        sales.at(days)
        tell(sales)
    _returns(sales)
    clock.now = now


def _closed(sales: Sales) -> None:
    order = reviewing.release(sales.order(12), by=sales.by)
    sales.later(5)
    sales.shipped(order, 12, received=True)
    reviewing.close(Order.objects.get(pk=order.pk), by=sales.by)


def _delayed(sales: Sales) -> None:
    order, _notice = sales.produced(80)
    sales.later(90)
    change = sales.change(order, side="ours", reason="压缩机供应商停产检修，到料延后十天", code="material")
    sales.later(6)
    change = changing.consent(
        change, consent_by=order.contact_name, consent_way="fax", words="同意延期，请确保不再推迟。",
        proof=photo("客户同意延期的传真"), by=sales.by,
    )  # fmt: skip
    changing.take_effect(change, by=sales.by)
    sales.later(60)
    new = ProductionNotice.objects.get(order=order, state="issued")
    sales.made(new, new.lines.get().quantity)
    sales.shipped(order, 80, received=True)


def _enlarged(sales: Sales) -> None:
    order, _notice = sales.produced(60, way="contract")
    sales.later(30)
    change = sales.change(order, side="customers", reason="客户新开两家门店，追加二十台", add=20)
    change = changing.send_round(change, by=sales.by)
    sales.signed(change)
    changing.take_effect(OrderChange.objects.get(pk=change.pk), by=sales.by)


def _partly(sales: Sales) -> None:
    order, notice = sales.produced(50)
    sales.later(70)
    sales.made(notice, 30)
    sales.later(4)
    sales.shipped(order, 30)


def _producing(sales: Sales) -> None:
    sales.produced(100, way="letter")


def _met(sales: Sales) -> None:
    sales.agreed(90, way="email")


def _refused(sales: Sales) -> None:
    order = reviewing.send_round(sales.order(400), by=sales.by)
    sales.signed(order, refuse="purchasing")


def _cancelled(sales: Sales) -> None:
    order = sales.order(45, way="phone")
    sales.later(3)
    cancelling.cancel(order, note="客户项目延期，取消订购", by=sales.by)


def _asking(sales: Sales) -> None:
    order, _notice = sales.produced(70)
    sales.later(8)
    sales.change(order, side="ours", reason="喷涂线设备故障，抢修需要三天", code="equipment")


def _in_review(sales: Sales) -> None:
    order = reviewing.send_round(sales.order(120), by=sales.by)
    sales.signed(order, stations=2)


def _unclear(sales: Sales) -> None:
    order = sales.order(35)
    registering.ask(order, text="传真第二页机型一栏看不清，是 1.5 匹还是 2 匹？", by=sales.by)


def _fresh(sales: Sales) -> None:
    sales.order(8, way="meeting", checked=False)
    reviewing.release(sales.order(3, way="phone"), by=sales.by)


def _return(sales: Sales, quantity: int, reason: str, **values: Any) -> GoodsReturn:
    customer = sales.customers[sales.turn % len(sales.customers)]
    sales.turn += 1
    said = returning.Announcement(**{
        "customer": customer, "model": sales.models[1], "quantity": quantity, "reason": reason,
        "price": Decimal(2680), "bought_on": timezone.localdate() - timedelta(days=40), **values,
    })  # fmt: skip
    return returning.register_return(said, by=sales.by)


def _inspected(sales: Sales, quantity: int, bad: int, reason: str, **values: Any) -> GoodsReturn:
    one = _return(sales, quantity, reason, **values)
    sales.later(2)
    one = returning.contact(one, note="请退回工厂，到货三天内给出检验结果", by=sales.by)
    sales.later(26)
    one = returning.arrive(one, received=quantity, carrier="德邦物流", by=sales.by)
    sales.later(5)
    found = returning.Inspection(
        good=quantity - bad, bad=bad, findings="开箱逐台通电，面板卡扣断裂" if bad else "逐台通电试机，未见异常",
        nature=choices(NATURE)[0][0], class_code=choices(CLASS)[-1][0],
    )  # fmt: skip
    return returning.inspect(one, found, by=sales.people["qianjin"])


def _decided(sales: Sales, one: GoodsReturn, words: str, **values: Any) -> GoodsReturn:
    sales.later(3)
    return settling.decide(GoodsReturn.objects.get(pk=one.pk), settling.Decision(words=words, **values), by=sales.by)


def _returns(sales: Sales) -> None:
    sales.at(22)
    there = in_stock([sales.models[1].pk]).get(sales.models[1].pk, 0)
    goods.count_goods(sales.models[1], there + 20, note="月度盘点", by=SYSTEM)
    one = _decided(sales, _inspected(sales, 4, 4, "面板开裂，卡扣断"), "四台补货，旧机留厂处置", replenish=4)
    settling.replenish(one, quantity=4, how=shipping.Dispatch(carrier="德邦物流"), by=sales.by)
    settling.reply(GoodsReturn.objects.get(pk=one.pk), text="补货四台已发出，请查收。", reply_by="phone", by=sales.by)
    sales.later(50)
    settling.close(GoodsReturn.objects.get(pk=one.pk), verdict="content", said="补得快", by=sales.by)
    sales.at(12)
    one = _decided(sales, _inspected(sales, 1, 1, "制热效果差，要求退款", wish="refund"), "退款，按日折旧", refund=1)
    settling.reply(one, text="同意退款，折旧后余款三个工作日内到帐。", reply_by="letter", by=sales.by)
    sales.at(7)
    level = in_stock([sales.models[3].pk]).get(sales.models[3].pk, 0)
    count = level + 6
    short = _inspected(sales, count, count, "整批包装受潮，外观生锈", model=sales.models[3])
    one = _decided(sales, short, "整批补货，旧机留厂处置", replenish=count)
    settling.produce(GoodsReturn.objects.get(pk=one.pk), due_on=timezone.localdate() + timedelta(days=9), by=sales.by)
    _fresh_returns(sales)


def _fresh_returns(sales: Sales) -> None:
    sales.at(4)
    _inspected(sales, 3, 0, "误购机型，未开封退回", wish="nothing")
    sales.at(2)
    one = _return(sales, 2, "运输碰撞，外壳凹陷")
    sales.later(20)
    returning.arrive(one, received=2, carrier="客户自送", by=sales.by)
    sales.at(1)
    _return(sales, 5, "遥控器不配套")
    cancelled = _return(sales, 1, "客户称噪声大")
    settling.cancel(cancelled, note="上门调试后客户不退了", by=sales.by)
