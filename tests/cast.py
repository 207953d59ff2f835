"""The fixed cast: the same people as in the demo company, with what every test starts from.

def test_something(cast):
    cast.zhoumin dispatches, cast.chenlijun goes, cast.unit stands at cast.customer's
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.config import demo
from bihuan.customers.models import Customer, Site
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Outlet, Region, Staff
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.regulations import operations as regulations
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, ServiceRequest, WorkOrder
from tests.template import Template

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The smallest picture that counts as a drawn signature.
SIGNATURE = "data:image/png;base64," + (
    "iVBORw0KGgoAAAANSUhEUgAAAKAAAAA8CAAAAADEAO7JAAABp0lEQVR42u1ZSXKDQAxUq/j/lzuHYCfMSLMKk0qJgy8Uci/aGED5"
    "25dKAkyACTABJsAEmACtCx8CCG6gC1s04AdbAggRvn6j8HmEj7WQFBEGukw3aXQr/RApIM1wukw40uBGPF0JSGlxXuVrO/J8H0R0"
    "H8QvK2IkZCucPi8g7xx1we+EhoTHLuOi07cFQUWqJ+C2xawQAGjXw1zaamgVQoR0IUCE1W12PNbdnGbVcj2EZ0Pm3ChSiZPwNRLY"
    "HUAYrzINqLxyZNnt8QIKnoDVoy2ARrabRYcCn6dLdRszRVKjgQnRMxlVOjapDa+82lwyWDQNU0CKYHJ7/TYZI71avRtnRXLACGO7"
    "rlKpoEYKxjjp3JLmJBeFs0PPfabgpi5pmn1kdCZzSPj1SYJLyWF7N8DEo1dhtU+Pn34V9hSk7yXm8V08xrr2OpAfb5P5rII/pOF0"
    "ut3lM05B9jvdXSXSAegl21KnC7f4DImwv8O+gJXFCDwTYnwOhp5ZrbWnjoIrudY3mZFVHAmPAfPnkHsv7HK+9+iD1eyfZ5gftBNg"
    "AkyACTAB/m+AX3c1j2kx0l/bAAAAAElFTkSuQmCC"
)


def at(text: str) -> datetime:
    """Return Shanghai time: at("2026-11-19 14:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Cast:
    """The people by their user names, and one customer with his air-conditioner."""

    people: dict[str, Staff]
    customer: Customer
    unit: Unit
    fault: FaultClass

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def outlet(self, code: str) -> Outlet:
        return Outlet.objects.get(code=code)

    def region(self, name: str) -> Region:
        return Region.objects.get(name=name)

    def request(self, **values: Any) -> ServiceRequest:
        """Have 周敏 take in 沈雅琴's call."""
        intake = service.Intake(**{"description": "不制冷，外机有异响", "serial_text": self.unit.serial, **values})
        return service.register(intake, by=self.zhoumin)

    def order(self, request: ServiceRequest | None = None, **values: Any) -> WorkOrder:
        """Have 周敏 send 陈立军."""
        request = request or self.request()
        chosen = service.Assignment(technician_id=self.chenlijun.pk, **values)
        order = service.dispatch(request, chosen, by=self.zhoumin)
        assert order is not None
        return order

    def finished(self, order: WorkOrder | None = None) -> WorkOrder:
        """Have 陈立军 do his work up to the customer's signature."""
        order, by = order or self.order(), self.chenlijun
        steps: list[Callable[[], Any]] = [
            lambda: service.accept(order, by=by),
            lambda: service.depart(order, by=by),
            lambda: service.arrive(order, by=by),
            lambda: service.diagnose(order, findings="启动电容 18.2 µF，标称 35 µF", cause="component", by=by),
            lambda: service.finish(
                order, work_done="更换启动电容，试机 30 分钟正常", result="fixed", minutes_spent=53, by=by
            ),
        ]
        for step in steps:
            order = step()
        return order

    def signed(self, order: WorkOrder | None = None) -> WorkOrder:
        """Have the customer sign."""
        order = self.finished(order)
        voucher = service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=self.chenlijun)
        return voucher.order


def _assemble() -> Cast:
    """Set up the company, the packs in force, and 沈雅琴's air-conditioner in warranty."""
    people = demo.found()
    regulations.load_shipped_packs()
    region = Region.objects.get(name="滨江区")
    customer = Customer.objects.create(
        number="CU-0001", name="沈雅琴", phone="13812346021", region=region, address="杭州市滨江区星澜苑 6 幢 1202 室"
    )
    site = Site.objects.create(customer=customer, name="家", region=region, address="杭州市滨江区星澜苑 6 幢 1202 室")
    line = ProductLine.objects.create(code="AC", name="空调")
    model = ProductModel.objects.create(code="KFR-35GW", name="分体挂壁式空调", line=line, warranty_months=36)
    unit = Unit.objects.create(
        serial="35B3-2407-018826", model=model, customer=customer, site=site, produced_on=date(2024, 7, 12),
        sold_on=date(2024, 7, 28), accepted_on=date(2024, 8, 3),
    )  # fmt: skip
    group = FaultClass.objects.create(code="AC", name="制冷")
    fault = FaultClass.objects.create(code="AC-01", name="不制冷", parent=group, skill="制冷中级")
    return Cast(people, customer, unit, fault)


TEMPLATE = Template(_assemble)
PACKS = Template(regulations.load_shipped_packs)
DEMO_SIZE = {"requests": 110, "customers": 40, "units": 120}


def _demo() -> list[tuple[str, int, int]]:
    from bihuan.config.demo.load import load

    regulations.load_shipped_packs()
    told: list[tuple[str, int, int]] = []
    load(lambda *said: told.append(said), **DEMO_SIZE)
    return told


DEMO = Template(_demo)

__all__ = ["DEMO", "DEMO_SIZE", "PACKS", "SHANGHAI", "SIGNATURE", "SYSTEM", "TEMPLATE", "Cast", "at"]
