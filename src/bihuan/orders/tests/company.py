"""Orders and returns of the cast's company, as tests begin with them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content, inspect
from bihuan.orders.models import GoodsReturn, Order
from bihuan.orders.operations import goods, registering, returning, reviewing
from bihuan.orders.queries.clauses import checklist
from bihuan.products.models import ProductLine, ProductModel
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


def model(code: str = "KFR-35GW") -> ProductModel:
    """Return a model, entered if there is none."""
    line = ProductLine.objects.get_or_create(code="AC", defaults={"name": "空调"})[0]
    return ProductModel.objects.get_or_create(code=code, defaults={"name": "分体挂壁式空调", "line": line})[0]


def stocked(count: int, code: str = "KFR-35GW") -> None:
    """Have so many pieces in the store of finished goods."""
    goods.count_goods(model(code), count, by=SYSTEM)


def letter() -> Content:
    """Return a customer's letter."""
    return inspect("订单.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")


def ordered(cast: Cast, quantity: int = 10, *, checked: bool = True, **values: Any) -> Order:
    """Have 徐文 register an order, its requirements looked at."""
    line = registering.Entry(
        model=model(), quantity=quantity, price=Decimal(2680), wanted_on=timezone.localdate() + timedelta(days=20)
    )
    purchase = registering.Purchase(**{"customer": cast.customer, "lines": [line], "way": "phone", **values})
    order = registering.register(purchase, by=cast.xuwen)
    if checked:
        order = registering.identify(order, {code: "无特别要求" for code, _label in checklist()}, by=cast.xuwen)
    return order


def signed(record: Any, form: str, *, refuse: str = "") -> None:
    """Have every station of a form sign; the one whose name holds `refuse` says no."""
    circulation = Circulation.objects.of(record).running().get(form=form)
    while station := circulation.stations.filter(state="open").first():
        verdict = "refuse" if refuse and refuse in station.name else "agree"
        signoff.sign(station, by=SYSTEM, opinion="能满足" if verdict == "agree" else "产能不足", verdict=verdict)
        circulation.refresh_from_db()
        if not circulation.is_running:
            return


def reviewed(cast: Cast, quantity: int = 10, **values: Any) -> Order:
    """Have an order that every department can meet."""
    order = reviewing.send_round(ordered(cast, quantity, **values), by=cast.xuwen)
    signed(order, "order_review")
    return fresh(order)


def announced(cast: Cast, quantity: int = 1, **values: Any) -> GoodsReturn:
    """Have 徐文 register a return."""
    said = returning.Announcement(**{
        "customer": cast.customer, "model": model(), "quantity": quantity, "reason": "运行噪声大", **values,
    })  # fmt: skip
    return returning.register_return(said, by=cast.xuwen)


def fresh(record: Any) -> Any:
    """Return the row as it stands now."""
    return type(record).objects.get(pk=record.pk)
