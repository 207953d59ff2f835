"""Ledgers of units and contracts as offices keep them: brought in once, sold twice refused clearly."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from bihuan.customers.models import Customer
from bihuan.kernel.imports.command import main
from bihuan.kernel.imports.models import ImportReject
from bihuan.products.models import ServiceContract, Unit
from tests.cast import Cast

UNITS = """北辰电器 2026 年出货台帐,,,,,
机号,型号,购买单位,联系电话,发票日期,质保期
３５Ｂ３－2601－000001,kfr-35gw,东湖宾馆,138 0000 0001,2026/1/8,24
35B3-2601-000002,KFR-35GW,东湖宾馆,13800000001,2026年2月3日,
35B3-2407-018826,KFR-35GW,东湖宾馆,13800000001,2026-02-03,
35B3-2601-000004,NO-SUCH,东湖宾馆,13800000001,2026-02-03,
"""
CONTRACTS = """合同编号,客户名称,起始日期,到期日期,年上门次数,维修次数,配件额度
HT-2026-018,沈雅琴,2026-01-01,2027-12-31,4,6,2000
HT-2026-019,查无此人,2026-01-01,2027-12-31,,,
HT-2026-020,沈雅琴,2027-01-01,2026-12-31,,,
"""


def bring(kind: str, path: Path, text: str, by: object) -> str:
    path.write_text(text, encoding="utf-8-sig")
    out = StringIO()
    assert main(kind, str(path), by=by, out=out, bar=StringIO()) == 0  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.req("WAR-01")
def test_a_messy_ledger_of_units_comes_in_once_and_a_unit_sold_twice_is_refused(cast: Cast, tmp_path: Path) -> None:
    bring("units", tmp_path / "units.csv", UNITS, cast.xuwen)
    hotel = Customer.objects.get(name="东湖宾馆")
    first = Unit.objects.get(serial_key="35B32601000001")
    assert (first.customer, first.sold_on, first.warranty_months) == (hotel, date(2026, 1, 8), 24)
    assert Unit.objects.filter(customer=hotel).count() == 2
    reasons = [f"{one.reason}" for one in ImportReject.objects.order_by("pk")]
    assert len(reasons) == 2
    assert "35B3-2407-018826" in reasons[0]
    assert "NO-SUCH" in reasons[1]
    cast.unit.refresh_from_db()
    assert cast.unit.customer == cast.customer
    bring("units", tmp_path / "units.csv", UNITS, cast.xuwen)
    assert Unit.objects.filter(customer=hotel).count() == 2


@pytest.mark.req("WAR-02")
def test_contracts_come_in_with_their_quotas_and_what_is_wrong_stays_out(cast: Cast, tmp_path: Path) -> None:
    bring("service-contracts", tmp_path / "contracts.csv", CONTRACTS, cast.xuwen)
    made = ServiceContract.objects.get()
    assert (made.number, made.customer, made.covers_all) == ("HT-2026-018", cast.customer, True)
    amounts = {quota.kind: quota.amount for quota in made.quotas.all()}
    assert amounts == {"visits": Decimal(4), "repairs": Decimal(6), "parts_amount": Decimal(2000)}
    assert ImportReject.objects.count() == 2
