"""Tiers and grades from last year's revenue: brought in, proposed, approved; what a tier gets follows (CUS-02, 03)."""

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.customers.models import Account, CareMandate, Customer, Rating, Revenue
from bihuan.customers.notices.tiers import by_the_clauses
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.operations import tiers
from bihuan.customers.queries.tiers import care_of
from bihuan.customers.states.tiers import Rated
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.attachments import Content
from bihuan.kernel.documents import print_form
from bihuan.kernel.imports.models import ImportReject
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Outlet
from bihuan.regulations import operations as regulations
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from bihuan.signoff.operations import NotOpen
from tests.cast import SYSTEM, Cast
from tests.flows.clock import Clock
from tests.flows.test_customer_ledger import bring

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-02")]
LEDGER = """{year}年大客户收入汇总表,,,,,
客户编号,单位名称,年度,全年收入,1月,2月
CU-0001,,{year},612万元,,
,东湖宾馆,{year}年度,"¥ 1,999,999.99",,
,龙泉小学,{year},,12 万,80000元
,没有这家,{year},3万,,
,龙泉小学,,不少,,
,博雅书店,{year},100,60,30
"""
FASTER = """---
代号: VIPX
名称: 大客户服务承诺
版本: A/0
适用范围: 全公司
启用: 是
---

## 1.1 响应

钻石客户报修后十分钟内联系。

```时限 first_call
名称: 首次联系
条件: 客户等级 = 钻石
起算: 报修登记
止算: 首次联系
限期: 10 分钟
日历: 全天
```
"""


@pytest.fixture
def year() -> int:
    return timezone.localdate().year - 1


@pytest.fixture
def hotel(cast: Cast) -> Customer:
    return Customer.objects.create(
        number="CU-0002",
        name="东湖宾馆",
        customer_kind="institution",
        region=cast.region("滨江区"),
        keeper=cast.panfeng,
    )


def signed(cast: Cast, customer: Customer, **fields) -> Account:
    told = {"agreement_number": "XY-1", "agreed_on": date(2024, 1, 1), **fields}
    return revenues.change_account(customer, by=cast.xuwen, **told)


def earned(cast: Cast, customer: Customer, year: int, amount: str) -> Revenue:
    return revenues.record_revenue(customer, year, Decimal(amount), by=cast.wangfang)


def sent(cast: Cast, customer: Customer) -> Rating:
    rating = Rating.objects.open().get(customer=customer)
    return tiers.submit(rating, by=cast.xuwen)


def station(rating: Rating):
    return Circulation.objects.of(rating).running().get().stations.get(state="open")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


TWICE = """{year} 年客户收入表,,
金额单位：万元,,
客户编号,Customer,Revenue
CU-0001,,61.2
,东湖宾馆,199.99
CU-0002,,50
,龙泉小学,20
,龙泉小学,20
,,
"""


def test_who_stands_twice_with_different_figures_is_named_and_nothing_is_guessed(cast, hotel, year, tmp_path) -> None:
    Customer.objects.create(number="CU-0003", name="龙泉小学", customer_kind="company")
    path = write(tmp_path / "revenue.csv", TWICE.format(year=year))
    for _again in range(2):
        bring("customer-revenue", path, cast.wangfang)
        found = dict(Revenue.objects.values_list("customer__name", "amount"))
        assert found == {"沈雅琴": Decimal(612000), "龙泉小学": Decimal(200000)}
    reasons = [str(one.problems) for one in ImportReject.objects.order_by("pk")]
    assert len(reasons) == 4
    assert all("东湖宾馆" in reason and str(year) in reason for reason in reasons)


def test_a_messy_ledger_comes_in_once_and_a_corrected_figure_keeps_the_old_one(cast, hotel, year, tmp_path) -> None:
    for number, name in ((3, "龙泉小学"), (4, "博雅书店")):
        Customer.objects.create(number=f"CU-000{number}", name=name, customer_kind="company")
    path = write(tmp_path / "revenue.csv", LEDGER.format(year=year))
    for _again in range(2):
        bring("customer-revenue", path, cast.wangfang)
    found = dict(Revenue.objects.values_list("customer__name", "amount"))
    assert found == {"沈雅琴": Decimal(6120000), "东湖宾馆": Decimal("1999999.99"), "龙泉小学": Decimal(200000)}
    assert Revenue.objects.get(customer__name="龙泉小学").months[:3] == ["120000.00", "80000.00", None]
    reasons = " ".join(str(one.problems) for one in ImportReject.objects.all())
    assert all(words in reasons for words in ("没有这家", "90", "100"))
    row = Revenue.objects.get(customer=hotel)
    revenues.correct_revenue(row, amount=Decimal(2000000), note="12 月漏记一笔", by=cast.wangfang)
    entry = history.of(Revenue.kind(), row.pk).last()
    assert (entry.changes["amount"], entry.note) == (["1999999.99", "2000000.00"], "12 月漏记一笔")
    with pytest.raises(PermissionDenied):
        revenues.correct_revenue(row, amount=Decimal(1), note="x", by=cast.chenlijun)


def test_years_side_by_side_come_in_as_years(cast, hotel, year, tmp_path) -> None:
    text = f"客户名称,{year - 1}年收入,{year}年收入\n东湖宾馆,18.5万,230000\n龙泉小学,1,2\n"
    bring("customer-revenue", write(tmp_path / "years.csv", text), cast.wangfang)
    assert list(Revenue.objects.order_by("year").values_list("year", "amount")) == [
        (year - 1, Decimal(185000)), (year, Decimal(230000)),
    ]  # fmt: skip


def test_a_diamond_is_approved_by_the_province_and_its_clause_holds_for_the_next_request(cast, year, tmp_path) -> None:
    regulations.load_pack(write(tmp_path / "VIPX.md", FASTER), by=SYSTEM, in_force=True)
    shen = cast.customer
    before = cast.request()
    signed(cast, shen)
    earned(cast, shen, year, "5000000")
    assert tiers.review(Rated.TIER, year, by=cast.xuwen) == 1
    assert tiers.review(Rated.TIER, year, by=cast.xuwen) == 0
    rating = sent(cast, shen)
    assert (rating.proposed, rating.clause.label, station(rating).post) == ("钻石", "KEY 2.2", "vice_general_manager")
    with pytest.raises(PermissionDenied):
        signoff.sign(station(rating), verdict="agree", opinion="同意", by=cast.lintao)
    assert not Deadline.objects.filter(name="first_call").exists()
    signoff.sign(station(rating), verdict="agree", opinion="同意", by=cast.hejianguo)
    shen.refresh_from_db()
    assert (shen.tier, shen.is_key) == ("钻石", True)
    after = cast.request(description="外机滴水")
    limit = Deadline.objects.get(name="first_call")
    assert (limit.subject_id, limit.limit_minutes, limit.clause.label) == (after.pk, 10, "VIPX 1.1")
    assert before.pk != after.pk
    assert history.of(Customer.kind(), shen.pk).last().changes["tier"] == ["", "钻石"]


@pytest.mark.parametrize(("amount", "tier"), [("200000", "黄金"), ("8000", "VIP"), ("7999.99", "")])
def test_gold_and_vip_are_approved_by_the_outlet_of_the_customers_region(cast, hotel, year, amount, tier) -> None:
    Outlet.objects.filter(code="HZ-BJ").update(revenue_group="three")
    signed(cast, hotel)
    earned(cast, hotel, year, amount)
    assert tiers.review(Rated.TIER, year, by=cast.xuwen) == bool(tier)
    if tier:
        rating = sent(cast, hotel)
        assert rating.proposed == tier
        with pytest.raises(PermissionDenied):
            signoff.sign(station(rating), verdict="agree", opinion="同意", by=cast.zhaozhiqiang)
        signoff.sign(station(rating), verdict="agree", opinion="同意", by=cast.lintao)
    hotel.refresh_from_db()
    assert hotel.tier == tier


def test_without_a_valid_agreement_there_is_no_tier_and_who_had_one_loses_it_by_the_old_tiers_approver(
    cast, hotel, year
) -> None:
    earned(cast, hotel, year, "9000000")
    assert tiers.review(Rated.TIER, year, by=cast.xuwen) == 0
    signed(cast, hotel, agreed_until=date(2024, 12, 31))
    Customer.objects.filter(pk=hotel.pk).update(tier="白金", is_key=True)
    assert tiers.review(Rated.TIER, year, by=cast.xuwen) == 1
    rating = sent(cast, hotel)
    assert (rating.before, rating.proposed, rating.decisive) == ("白金", "", "白金")
    assert rating.steps[0]["step"] == "agreement"
    assert station(rating).post == "vice_general_manager"
    signoff.sign(station(rating), verdict="refuse", opinion="正在续签", by=cast.hejianguo)
    hotel.refresh_from_db()
    rating.refresh_from_db()
    assert (hotel.tier, rating.state) == ("白金", "refused")


def test_a_lower_tier_is_approved_by_the_old_tiers_approver_and_an_equal_one_is_kept(cast, hotel, year) -> None:
    signed(cast, hotel)
    earned(cast, hotel, year - 1, "250000")
    earned(cast, hotel, year, "3000000")
    Customer.objects.filter(pk=hotel.pk).update(tier="钻石", is_key=True)
    tiers.review(Rated.TIER, year, by=cast.xuwen)
    rating = sent(cast, hotel)
    assert (rating.proposed, rating.decisive, station(rating).post) == ("白金", "钻石", "vice_general_manager")
    signoff.sign(station(rating), verdict="agree", opinion="同意", by=cast.hejianguo)
    Customer.objects.filter(pk=hotel.pk).update(tier="黄金")
    tiers.review(Rated.TIER, year - 1, by=cast.xuwen)
    states = dict(Rating.objects.filter(customer=hotel).values_list("year", "state"))
    assert states == {year: "approved", year - 1: "kept"}


def test_corrected_figures_are_worked_out_again_before_they_are_sent(cast, hotel, year) -> None:
    signed(cast, hotel)
    row = earned(cast, hotel, year, "250000")
    tiers.review(Rated.TIER, year, by=cast.xuwen)
    revenues.correct_revenue(row, amount=Decimal(50000), note="重复记账", by=cast.wangfang)
    rating = Rating.objects.get()
    with pytest.raises(OperationError):
        tiers.submit(rating, by=cast.xuwen)
    tiers.recalculate(rating, by=cast.xuwen)
    rating.refresh_from_db()
    assert rating.proposed == "VIP"
    assert tiers.submit(rating, by=cast.xuwen).state == "submitted"
    for operation in (tiers.recalculate, tiers.submit):
        with pytest.raises(MoveForbidden):
            operation(rating, by=cast.xuwen)
    tiers_signed = station(rating)
    signoff.sign(tiers_signed, verdict="agree", opinion="同意", by=cast.lintao)
    with pytest.raises((NotOpen, PermissionDenied)):
        signoff.sign(tiers_signed, verdict="agree", opinion="同意", by=cast.lintao)


def test_the_head_offices_care_is_delegated_only_with_the_written_mandate(cast, hotel) -> None:
    outlet = cast.outlet("HZ-BJ")
    paper = Content("委托书.png", "image/png", b"x")
    with pytest.raises(OperationError):
        tiers.give_mandate(hotel, outlet, file=paper, by=cast.hejianguo)
    Customer.objects.filter(pk=hotel.pk).update(tier="钻石")
    hotel.refresh_from_db()
    assert care_of(hotel).unit == "省级（公司本部）"
    with pytest.raises(OperationError) as refusal:
        tiers.give_mandate(hotel, outlet, file=None, by=cast.hejianguo)
    assert refusal.value.field == "file"
    with pytest.raises(PermissionDenied):
        tiers.give_mandate(hotel, outlet, file=paper, by=cast.xuwen)
    tiers.give_mandate(hotel, outlet, file=paper, by=cast.hejianguo)
    care = care_of(hotel)
    assert (care.unit, care.mandate) == ("市级（服务网点）", CareMandate.objects.get())
    assert care.who.startswith("滨江网点")


@pytest.mark.req("CUS-03")
def test_a_grade_is_proposed_with_its_points_and_holds_once_confirmed(cast, hotel, year) -> None:
    signed(cast, hotel, employees=300)
    earned(cast, hotel, year - 1, "2000000")
    earned(cast, hotel, year, "2000000")
    assert tiers.review(Rated.GRADE, year, by=cast.xuwen) == 1
    rating = Rating.objects.get(rated=Rated.GRADE)
    assert (rating.proposed, str(rating.score)) == ("A", "80.0")
    with pytest.raises(PermissionDenied):
        tiers.confirm(rating, by=cast.panfeng)
    assert Account.objects.get().grade == ""
    tiers.confirm(rating, by=cast.xuwen)
    assert Account.objects.get().grade == "A"


def test_the_clause_has_tiers_proposed_in_january_by_itself_and_once(cast, hotel, monkeypatch) -> None:
    clock = Clock(monkeypatch, "2027-01-09 06:30")
    signed(cast, hotel)
    earned(cast, hotel, 2026, "300000")
    by_the_clauses.func()
    assert not Rating.objects.exists()
    for _day in range(3):
        clock.pass_on(days=1)
        by_the_clauses.func()
    assert [(one.rated, one.year, one.proposed) for one in Rating.objects.all()] == [("tier", 2026, "黄金")]
    clock.now += timedelta(days=5)
    by_the_clauses.func()
    assert Rating.objects.filter(rated="grade", year=2026).count() == 1


def test_the_tiers_form_prints_with_figures_calculation_and_signature(cast, year) -> None:
    signed(cast, cast.customer)
    for each, amount in ((year - 1, "4812000"), (year, "5236800")):
        earned(cast, cast.customer, each, amount)
    tiers.review(Rated.TIER, year, by=cast.xuwen)
    rating = sent(cast, cast.customer)
    signoff.sign(station(rating), by=cast.hejianguo, opinion="收入属实，同意")
    rating.refresh_from_db()
    pages = pypdf.PdfReader(io.BytesIO(print_form("account_tier", rating, by=cast.xuwen))).pages
    text = "".join(page.extract_text() for page in pages)
    wanted = ("大客户等级审定表", "BH-KH-R-03", rating.number, "沈雅琴", "5,236,800.00", "+8.8%", "XY-1", "KEY 2.2",
              "收入属实，同意", "贺建国", "生效")  # fmt: skip
    assert [words for words in wanted if words not in text] == []
    assert len(pages) == 1
