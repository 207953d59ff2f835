"""The customers' ledger brought in from Excel: bad rows named, nobody twice, numbers sealed (CUS-01)."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from bihuan.customers.models import Customer
from bihuan.kernel.imports.command import main
from bihuan.kernel.imports.models import ImportReject, ImportRun
from bihuan.service.models import PriceItem
from tests.cast import Cast

CUSTOMERS = """客户基本资料表,,,,,,
客户名称,客户类型,联系电话,所在区域,详细地址,重点客户,备注
东湖宾馆,公司,138 0000 0001,滨江区,江南大道 100 号,是,月结
沈雅琴,个人,13812346021,滨江区,星澜苑 6 幢,,
西溪医院,医院,0571-88880002,火星区,文二西路,,
无电话商行,经销商,,滨江区,长河路 8 号,,
坏电话店,公司,12,滨江区,长河路 9 号,,
"""


def workbook(path: Path, text: str) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(text.strip().splitlines()):
        sheet.write_row(number, 0, row.split(","))
    book.close()
    return path


def exported(client: Client, address: str) -> set[str]:
    """Return all that stands in the cells of a list's export."""
    answer = client.get(f"{address}?export=xlsx")
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    return {
        str(cell)
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        for cell in row
    }


def bring(kind: str, path: Path, by: object) -> str:
    out = StringIO()
    assert main(kind, str(path), by=by, out=out, bar=StringIO()) == 0  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.req("CUS-01", "RPT-01")
def test_customers_come_in_once_and_what_is_wrong_is_named(cast: Cast, tmp_path: Path) -> None:
    path = workbook(tmp_path / "customers.xlsx", CUSTOMERS)
    before = Customer.objects.count()
    bring("customers", path, cast.xuwen)
    hotel = Customer.objects.get(name="东湖宾馆")
    assert (hotel.customer_kind, str(hotel.region), hotel.is_key) == ("company", "滨江区", True)
    assert Customer.objects.filter(name="无电话商行", customer_kind="dealer").exists()
    reasons = {one.reason for one in ImportReject.objects.all()}
    assert any(cast.customer.number in reason for reason in reasons)
    assert any("火星区" in reason for reason in reasons)
    count = Customer.objects.count()
    assert count >= before + 2
    bring("customers", path, cast.xuwen)
    path.write_bytes(workbook(tmp_path / "again.xlsx", CUSTOMERS.replace("月结", "季结")).read_bytes())
    bring("customers", path, cast.xuwen)
    assert Customer.objects.count() == count


@pytest.mark.req("CUS-01")
def test_customers_are_brought_in_and_out_on_the_pages(cast: Cast, tmp_path: Path, client: Client) -> None:
    client.force_login(cast.zhoumin)
    assert "/imports/" in client.get("/customers/").content.decode()
    path = workbook(tmp_path / "customers.xlsx", CUSTOMERS)
    with path.open("rb") as file:
        answer = client.post("/imports/", {"kind": "customers", "file": file})
    assert answer.status_code in {302, 303}, answer.content.decode()[:2000]
    assert ImportRun.objects.get().target == "customers"
    for address, shown in (("/customers/", "沈雅琴"), ("/products/", cast.unit.serial)):
        cells = exported(client, address)
        assert shown in cells
        assert "13812346021" not in cells


PRICES = """代码,类别,名称,计价单位,标准价,成本价,生效日期
RG-01,人工,维修人工费,小时,120,68,2026-01-01
CL-01,上门费,上门费（市区）,次,60,32,2026-01-01
XX-01,乐器,不认识的类别,次,60,32,2026-01-01
XX-02,人工,没有价格,次,,32,2026-01-01
XX-03,人工,负价,次,-5,32,2026-01-01
"""


@pytest.mark.req("SVC-11")
def test_a_price_list_comes_in_once_and_bad_rows_stay_out(cast: Cast, tmp_path: Path, client: Client) -> None:
    path = workbook(tmp_path / "prices.xlsx", PRICES)
    bring("service-prices", path, cast.hanli)
    assert set(PriceItem.objects.values_list("code", flat=True)) == {"RG-01", "CL-01"}
    assert ImportReject.objects.count() == 3
    bring("service-prices", path, cast.hanli)
    assert PriceItem.objects.count() == 2
    client.force_login(cast.hanli)
    assert {"RG-01", "CL-01"} <= exported(client, "/service/prices/")


LINE_PRICES = """代码,类别,名称,产品线,标准价,成本价,生效日期
RG-01,人工,维修人工费,不限,120,68,2026-01-01
RG-AC,人工,空调维修人工费,{line},160,92,2026-01-01
RG-XX,人工,不认识的产品线,洗碗机,160,92,2026-01-01
"""


@pytest.mark.req("SVC-11")
def test_a_price_may_name_its_product_line_by_name_and_shows_it(cast: Cast, tmp_path: Path, client: Client) -> None:
    line = cast.unit.model.line
    bring("service-prices", workbook(tmp_path / "prices.xlsx", LINE_PRICES.format(line=line.name)), cast.hanli)
    known = dict(PriceItem.objects.values_list("code", "line__name"))
    assert known == {"RG-01": None, "RG-AC": line.name}
    assert ImportReject.objects.get().problems[0][0] == "产品线"
    client.force_login(cast.hanli)
    assert line.name in exported(client, "/service/prices/")
    values = {"kind_of": "labour", "code": "RG-2", "name": "人工", "unit": "time", "step_minutes": 30, "line": line.pk,
              "list_price": "50", "cost_price": "20", "valid_from": "2026-01-01"}  # fmt: skip
    client.post("/service/prices/new/", values)
    assert PriceItem.objects.get(code="RG-2").line == line


@pytest.mark.req("SVC-11")
def test_the_price_list_names_what_the_company_has_yet_to_price(cast: Cast, client: Client, tmp_path: Path) -> None:
    client.force_login(cast.hanli)
    assert "FULL 3.2" in client.get("/service/prices/").content.decode()
    bring("service-prices", workbook(tmp_path / "prices.xlsx", PRICES), cast.hanli)
    shown = client.get("/service/prices/").content.decode()
    assert "FULL 3.2" not in shown  # labour and travel have their price; parts stand on the list of parts
    assert "ELEC 2.3" in shown
