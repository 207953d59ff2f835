"""What stands in the gallery of orders: one in production with a change, what was shipped of another, a return."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.orders.models import Order
from bihuan.orders.operations import changing, goods, producing, registering, returning, reviewing, shipping
from bihuan.orders.queries.clauses import checklist
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import Cast


def _checked(cast: Cast, quantity: int) -> Order:
    line = registering.Entry(model=cast.unit.model, quantity=quantity, price=Decimal(2680))
    purchase = registering.Purchase(customer=cast.customer, lines=[line])
    order = registering.register(purchase, by=SYSTEM)
    return registering.identify(order, {code: "无" for code, _label in checklist()}, by=SYSTEM)


def of(cast: Cast) -> dict[str, Any]:
    """Return the rows by name, nobody's own."""
    goods.count_goods(cast.unit.model, 50, by=SYSTEM)
    gone = reviewing.release(_checked(cast, 2), by=SYSTEM)
    sent = shipping.ship(gone, {gone.positions()[0].pk: 1}, by=SYSTEM)
    sale = reviewing.send_round(_checked(cast, 60), by=SYSTEM)
    form = Circulation.objects.of(sale).get()
    while station := form.stations.filter(state="open").first():
        signoff.sign(station, by=SYSTEM, opinion="能满足")
    day = timezone.localdate() + timedelta(days=20)
    sale = Order.objects.get(pk=sale.pk)
    notice = producing.produce(sale, lines=[(cast.unit.model, 12)], due_on=day, by=SYSTEM)
    sale = Order.objects.get(pk=sale.pk)
    line = sale.positions()[0]
    entry = registering.Entry(model=line.model, quantity=70, price=line.price)
    wanted = changing.Alteration(side="customers", reason="追加十台", lines=[(line.pk, entry)])
    change = changing.ask_change(sale, wanted, by=SYSTEM)
    said = returning.Announcement(customer=cast.customer, model=cast.unit.model, quantity=2, reason="运行噪声大")
    unclear = _checked(cast, 1)
    question = registering.ask(unclear, text="颜色未写明", by=SYSTEM)
    return {
        "sale": Order.objects.get(pk=sale.pk), "sale_change": change, "make_notice": notice, "sale_delivery": sent,
        "goods_return": returning.register_return(said, by=SYSTEM), "sale_question": question,
    }  # fmt: skip
