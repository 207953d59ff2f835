"""Customers come in from a workbook as offices keep it, whatever it looks like (CUS-01)."""

from pathlib import Path

import pytest
import xlsxwriter

from bihuan.customers.models import Contact, Customer
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel.imports import run

ROWS = (
    ("１３９１２３４５６７８", "", " 永兴纺织有限公司 ", "公司", "西湖区", "三墩镇 1 号", "徐科长"),
    ("138 0000 1111 / 139-0000-2222", "重点", "江南春大酒楼", "企业", "滨江区", "江南大道 9 号", "吴老板"),
    ("12345", "", "看错的", "公司", "", "", ""),
    (13700001111.0, "", "王淑芬", "个人", "西湖区", "翠苑三区 2 幢", ""),
    (13700001111.0, "", "王淑芬", "个人", "西湖区", "翠苑三区 2 幢", ""),
    ("", "", "龙泉小学", "学校", "没有的区", "", ""),
    ("", "", "", "公司", "西湖区", "没有名字", ""),
    ("0571-88001122 转 8", "", "东湖宾馆", "事业单位", "西湖区", "", "刘工"),
)


def workbook(path: Path) -> Path:
    """Write a ledger with a title over merged cells, a remark below it, columns in an odd order, a total below."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("客户")
    bold = book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, 6, "客户基本资料一览表（2026 年）", bold)
    sheet.write(1, 0, "填报部门：销售部")
    for column, heading in enumerate(("Tel", "备 注", "客户名称", "类型", "所在区域", "详细地址", "联系人")):
        sheet.write(3, column, heading, bold)
    for number, row in enumerate(ROWS, start=4):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    sheet.write(len(ROWS) + 4, 0, "合计")
    sheet.write(len(ROWS) + 4, 2, len(ROWS))
    book.close()
    return path


@pytest.mark.req("CUS-01")
def test_a_messy_workbook_comes_in_its_bad_rows_are_named_and_twice_doubles_nothing(people, tmp_path: Path) -> None:
    result = run.run_file("customers", workbook(tmp_path / "客户.xlsx"), by=people.zhoumin)
    named = {reject.row_number: reject.reason for reject in result.run.rejects.all()}
    assert (result.imported, sorted(named)) == (4, [7, 10, 11]), named
    found = {row.name: row for row in Customer.objects.exclude(pk__in=(people.shen.pk, people.hotel.pk))}
    assert found["永兴纺织有限公司"].phone == "13912345678"
    assert found["永兴纺织有限公司"].region == people.xihu
    restaurant = found["江南春大酒楼"]
    assert (restaurant.phone, restaurant.customer_kind, restaurant.remarks) == ("13800001111", "company", "重点")
    contact = Contact.objects.get(customer=restaurant)
    assert (contact.name, contact.phone) == ("吴老板", "13900002222")
    assert found["王淑芬"].customer_kind == "household"
    again = run.run_file("customers", workbook(tmp_path / "again.xlsx"), by=people.zhoumin)
    assert (again.imported, Contact.objects.filter(customer=restaurant).count()) == (0, 1)
    assert Customer.objects.filter(name="王淑芬").count() == 1
