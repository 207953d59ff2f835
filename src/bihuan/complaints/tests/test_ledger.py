"""Ledgers of complaints as they are kept elsewhere: two encodings, two ways to write a date, codes as lists."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.complaints.rules.ledger import fault_codes, standing, variant
from bihuan.complaints.states import ComplaintState
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.api import issue
from bihuan.kernel.imports import command, run
from bihuan.kernel.imports.models import ImportTemplate
from bihuan.kernel.imports.rejects import write_rejects
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.models import ReportedCase

JANUARY = """\
id,brand,car_model,type,desc,problem,datetime,status
568936,一汽-大众,速腾,2019款 280TSI DSG 舒适型 国VI,一汽大众速腾发动机异响,"H147,",2021-01-30,信息审核
568935,东风日产,逍客,2021款 2.0L CVT 豪华版,东风日产逍客车身共振噪音大\t,"A38,H268,",2021-01-30,处理反馈
568932,一汽-大众,速腾,2020款 改款 豪华型,一汽大众速腾刹车异响,"E43,H147,",2021-01-29,用户评分
568935,东风日产,逍客,2021款 2.0L CVT 豪华版,东风日产逍客车身共振噪音大\t,"A38,H268,",2021-01-30,处理反馈
"""
JUNE = """\
序号,日期,车型,品牌,投诉内容,故障代码,年款,编号
1,2020/6/8,阿特兹,一汽马自达,B柱异响,"H93,H15,",2020款 2.5L 运动版,482028
2,2020/6/5,速腾,一汽-大众,起步抖动,H147,自卸车后八轮,480801
"""
OFFICE = """\
投诉日期,客户名称,联系电话,型号,批号,数量,不良数量,投诉内容,索赔金额,投诉类型,客户要求,责任部门,记录人
2026年10月8日,东湖宾馆,13900001111,KFR-35GW,2610-07,12,3,三台显示 E6,1800,产品质量,换新,制造部,曹丽
2026年10月9日,王淑芬,13900002222,KFR-35GW,,2,5,不制冷,,产品质量,,,曹丽
2026年10月9日,赵先生,,,,,,师傅态度恶劣,,服务态度,,,
2026年10月9日,钱女士,,,,1.5,,漏水,,,,,
"""


def written(path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def counts(result: run.ImportResult) -> tuple[int, int, int]:
    return result.imported, result.already_there, result.rejected


@pytest.mark.req("CMP-01", "CMP-02")
def test_two_platform_exports_come_in_once_with_their_codes_counted(cast, tmp_path, capsys):
    january = written(tmp_path / "一月.csv", JANUARY)
    assert command.main("complaints", str(january)) == 0
    assert capsys.readouterr().out.strip() == "3 imported, 1 already there, 0 rejected"
    june = run.run_file("complaints", written(tmp_path / "六月.csv", JUNE, "gb18030"), by=cast.caoli)
    assert counts(june) == (2, 0, 0)
    assert counts(run.run_file("complaints", january, by=SYSTEM)) == (0, 4, 0)
    assert ImportTemplate.objects.filter(kind="complaints").count() == 2
    first = Complaint.objects.get(description__startswith="B柱")
    assert timezone.localdate(first.complained_at) == date(2020, 6, 8)
    assert (first.number, first.model.code, first.model.line.name) == (
        "CP-20200608-0001",
        "一汽马自达 阿特兹",
        "一汽马自达",
    )
    assert (first.model_year, first.variant, first.owner) == (2020, "2.5L 运动版", cast.caoli)
    assert [str(one) for one in first.faults.all()] == ["H93", "H15"]
    pareto = ComplaintFault.objects.values_list("code__code").annotate(n=Count("pk")).order_by("-n", "code__code")
    assert list(pareto)[:2] == [("H147", 3), ("A38", 1)]
    assert ProductModel.objects.filter(code="一汽-大众 速腾").count() == 1
    assert ReportedCase.objects.filter(model__code="一汽-大众 速腾", fault_code="H147").count() == 2
    assert FaultCode.objects.filter(code="H147").count() == 1


@pytest.mark.req("CMP-01", "CMP-03")
def test_what_the_codes_say_about_service_is_a_service_complaint_and_a_column_of_kinds_beats_them(cast, tmp_path):
    FaultCode.objects.create(code="X7", name="收费不透明")
    rows = JANUARY.splitlines()[0] + ",投诉类型\n" + "\n".join(
        f'{pk},一汽-大众,速腾,,{words},"{codes}",2021-01-30,信息审核,{kind}'
        for pk, words, codes, kind in (
            (1, "置换补贴未兑现", "L313,", ""), (2, "异响又态度差", "H147,I293,", ""), (3, "乱收费", "X7", ""),
            (4, "态度恶劣", "I293,", "产品质量"), (5, "无", "", "咨询"),
        )
    )  # fmt: skip
    assert counts(run.run_file("complaints", written(tmp_path / "服务.csv", rows), by=cast.caoli)) == (5, 0, 0)
    found = dict(Complaint.objects.order_by("source_key").values_list("description", "kind_of"))
    assert found == {
        "置换补贴未兑现": "other", "异响又态度差": "quality", "乱收费": "price", "态度恶劣": "quality", "无": "quality",
    }  # fmt: skip
    assert Complaint.objects.get(kind_of="other").owner == cast.sunli
    assert ReportedCase.objects.count() == Complaint.objects.exclude(group="service").count()


@pytest.mark.req("CMP-01")
def test_what_was_over_elsewhere_starts_no_limits_here_and_stays_a_case(cast, tmp_path):
    run.run_file("complaints", written(tmp_path / "a.csv", JANUARY), by=SYSTEM)
    states = dict(Complaint.objects.values_list("source_key", "state"))
    assert states == {
        "n::568936": ComplaintState.REGISTERED, "n::568935": ComplaintState.REPLIED,
        "n::568932": ComplaintState.CLOSED,
    }  # fmt: skip
    fresh = Complaint.objects.get(state=ComplaintState.REGISTERED)
    assert set(Deadline.objects.values_list("subject_id", flat=True)) == {fresh.pk}
    assert ReportedCase.objects.standing().count() == 3
    assert [entry.source for entry in history.of(fresh.kind(), fresh.pk)] == ["import"]
    assert "信息审核" in fresh.remarks


@pytest.mark.req("CMP-01")
def test_an_offices_own_register_is_understood_and_its_bad_rows_come_back_to_be_corrected(cast, tmp_path):
    result = run.run_file("complaints", written(tmp_path / "登记.csv", OFFICE), by=cast.caoli)
    assert counts(result) == (2, 0, 2)
    reasons = {one.row_number: one.reason for one in result.run.rejects.all()}
    assert "不良数量" in reasons[3]
    assert "数量" in reasons[5]
    hotel = Complaint.objects.get(description__contains="E6")
    assert (hotel.model, hotel.batch, hotel.quantity, hotel.defective, hotel.claimed) == (
        cast.unit.model, "2610-07", 12, 3, 1800,
    )  # fmt: skip
    assert (hotel.demand_words, hotel.responsible.code, hotel.phone.reveal()) == ("换新", "PROD", "13900001111")
    rude = Complaint.objects.get(kind_of="attitude")
    assert (rude.is_service, rude.owner, rude.recorded_by) == (True, cast.sunli, None)
    assert ReportedCase.objects.count() == 1
    again = tmp_path / "改.xlsx"
    write_rejects(result.run, again)
    assert counts(run.run_file("complaints", again, by=cast.caoli)) == (0, 0, 2)


def test_another_system_reads_every_code_at_the_price_of_one(cast, tmp_path, django_assert_max_num_queries):
    run.run_file("complaints", written(tmp_path / "a.csv", JANUARY), by=SYSTEM)
    _row, token = issue(cast.caoli, name="test", wanted=["complaints:read"], days=1, by=cast.caoli)
    with django_assert_max_num_queries(10):
        found = Client().get("/api/complaints", HTTP_AUTHORIZATION=f"Bearer {token}").json()["items"]
    bodies = {one["description"]: one for one in found}
    braking = bodies["一汽大众速腾刹车异响"]
    assert (braking["fault_codes"], braking["model_year"]) == (["E43", "H147"], 2020)


def test_who_keeps_no_product_complaints_imports_none(cast, tmp_path):
    with pytest.raises(PermissionDenied):
        run.run_file("complaints", written(tmp_path / "a.csv", JANUARY), by=cast.chenlijun)
    assert not Complaint.objects.exists()


def test_the_list_offers_the_import_and_narrows_to_a_code(cast, tmp_path):
    run.run_file("complaints", written(tmp_path / "a.csv", JANUARY), by=SYSTEM)
    client, code = Client(), FaultCode.objects.get(code="H147")
    client.force_login(cast.caoli)
    page = client.get(f"/complaints/?all=1&fault_is={code.pk}").content.decode()
    assert "/imports/" in page
    assert page.count("速腾") >= 2
    assert "车身共振" not in page
    one = Complaint.objects.get(source_key="n::568936")
    page = client.get(one.get_absolute_url()).content.decode()
    assert "H147" in page
    assert "2019" in page


@pytest.mark.parametrize(
    ("text", "year", "rest"),
    [
        ("2017款 1.5T 自动 尊享型", 2017, "1.5T 自动 尊享型"), ("迈腾 2009款", 2009, "迈腾"),
        ("标致2008", 0, "标致2008"),
        ("2019年款 豪华", 2019, "豪华"), ("自卸车后八轮", 0, "自卸车后八轮"), ("", 0, ""),
    ],
)  # fmt: skip
def test_a_model_year_is_read_where_it_is_one(text, year, rest):
    assert variant(text) == (year, rest)


def test_a_year_may_stand_bare_in_front_of_a_trim_but_not_in_a_model():
    assert variant("2017 Comfort", may_begin_bare=True) == (2017, "Comfort")
    assert variant("2008 GT") == (0, "2008 GT")


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("A9,H146,I297,I293,J300,", ["A9", "H146", "I297", "I293", "J300"], ""),
        ("h93；H93、E-6", ["H93", "E-6"], ""), ("E6 通讯故障", ["E6"], "通讯故障"), ("", [], ""),
    ],
)  # fmt: skip
def test_fault_codes_come_apart_each_once(text, codes, rest):
    assert fault_codes(text) == (codes, rest)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("用户评分", "closed"), ("已结案", "closed"), ("未结案", ""), ("处理反馈", "replied"), ("信息审核", ""),
        ("待回复", ""), ("Closed", "closed"), ("unresolved", ""),
    ],
)  # fmt: skip
def test_how_far_a_case_had_come_is_read_from_its_status(words, state):
    assert standing(words) == state
