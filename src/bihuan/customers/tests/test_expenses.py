"""Customer expenses to the letter: the calendar, the signatures, the cash, who is asked back (CUS-05)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.utils import timezone
from tests.cast import at

from bihuan.customers.models import Customer, ExpenseAccount, ExpenseAdvance, ExpenseLine, ExpenseSheet
from bihuan.customers.operations import advances, sheets
from bihuan.customers.operations.advances import Wanted
from bihuan.customers.operations.sheets import Sold
from bihuan.customers.queries import expenses as queries
from bihuan.customers.queries import month_days
from bihuan.customers.states.expenses import AdvanceState, SheetState
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as org
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

pytestmark = pytest.mark.req("CUS-05")
D = Decimal
FORTY, TWENTY_FIVE = D(40), D(25)
NAMES = ("东湖宾馆", "江南食品厂", "钱塘纺织", "萧山医院", "西溪学校")


@pytest.fixture(name="clock")
def set_clock(monkeypatch):
    """Set the time: clock("2026-11-03 10:00")."""

    def set_to(text):
        monkeypatch.setattr(timezone, "now", lambda: at(text))

    set_to("2026-11-02 08:30")
    return set_to


@pytest.fixture
def modules(cast):
    return ExpenseAccount.objects.create(code="imported_module", name="进口模块")


def customers():
    return [Customer.objects.get_or_create(name=name, defaults={"number": f"CU-{name}"})[0] for name in NAMES]


def filled(cast, account, quantity=FORTY, names=5, **values):
    """Have 潘峰's October filled in: five customers, all of the money in."""
    sheet = sheets.open_sheet(cast.panfeng, month=date(2026, 10, 1), by=cast.panfeng)
    sold = [
        Sold(customer=one, account=account, **{"quantity": quantity, "sale": D(8000), "received": D(8000), **values})
        for one in customers()[:names]
    ]
    return sheets.fill_in(sheet, sold, by=cast.panfeng)


def sign(cast, sheet, *names):
    for name in names or ("caoli", "xuwen", "wangfang"):
        form = Circulation.objects.of(sheet).first()
        station = form.stations.get(state="open")
        signoff.sign(station, by=cast.people[name])
    sheet.refresh_from_db()
    return sheet


def signed(cast, account, **values):
    sheet = sheets.submit(filled(cast, account, **values), by=cast.panfeng)
    return sign(cast, sheet)


def wanted(sheet, amount=None):
    return [Wanted(row.pk, amount or row.left, "采购科 李科长", "purchasing") for row in queries.open_lines(sheet)]


# 2026: National Day 1 to 7 October, 10 October (a Saturday) worked, 20 September (a Sunday) worked
@pytest.mark.parametrize(
    ("month", "days"),
    [
        (date(2026, 10, 1), {3: date(2026, 10, 10), 8: date(2026, 10, 16), 9: date(2026, 10, 19)}),
        (date(2026, 11, 1), {3: date(2026, 11, 4), 8: date(2026, 11, 11), 9: date(2026, 11, 12)}),
        (date(2026, 5, 1), {3: date(2026, 5, 8), 8: date(2026, 5, 14), 9: date(2026, 5, 15)}),
        (date(2027, 2, 1), {3: date(2027, 2, 3)}),
    ],
)
def test_working_days_are_counted_round_holidays_and_make_up_days(cast, month, days):
    for number, day in days.items():
        found = month_days.day_of({"day": number}, month)
        assert found is not None
        assert found.on == day
        assert timezone.localtime(found.ends_at).strftime("%H:%M") == "17:30"


def test_the_months_sheets_are_opened_once_with_the_clauses_days(cast, clock):
    assert sheets.open_month(date(2026, 11, 2)) == 2
    assert sheets.open_month(date(2026, 11, 2)) == 0
    assert sheets.open_month(date(2026, 11, 12)) == 0
    assert {row.salesman.username for row in ExpenseSheet.objects.all()} == {"panfeng", "yuhui"}
    sheet = ExpenseSheet.objects.get(salesman=cast.panfeng)
    assert sheet.month == date(2026, 10, 1)
    limits = {one.name: one for one in Deadline.objects.filter(kind=sheet.kind(), subject_id=sheet.pk)}
    assert limits["expense_fill"].due_at == at("2026-11-04 17:30")
    assert limits["expense_check"].due_at == at("2026-11-11 17:30")
    assert {str(one.clause.number) for one in limits.values()} == {"2.1", "2.2"}


def test_nothing_is_claimed_before_the_sale_and_the_money(cast, clock, modules):
    sheet = filled(cast, modules, received=D("7999.99"))
    assert sheet.total == 0
    other = ExpenseAccount.objects.create(code="other", name="其他品种")
    with pytest.raises(OperationError, match="其他品种"):
        sheets.fill_in(sheet, [Sold(customers()[0], other, D(1), D(100), D(100))], by=cast.panfeng)
    with pytest.raises(PermissionDenied):
        sheets.fill_in(sheet, [], by=cast.yuhui)


def test_what_comes_in_later_is_claimed_later_and_once(cast, clock, modules):
    first = signed(cast, modules, names=1, received=D(5000))
    assert first.total == 0
    clock("2026-12-01 09:00")
    sheet = sheets.open_sheet(cast.panfeng, month=date(2026, 11, 1), by=cast.panfeng)
    one = Sold(customers()[0], modules, D(40), D(8000), D(8000), date(2026, 10, 1))
    assert sheets.fill_in(sheet, [one], by=cast.panfeng).total == 800
    sheets.submit(sheet, by=cast.panfeng)
    clock("2027-01-04 09:00")
    again = sheets.open_sheet(cast.panfeng, month=date(2026, 12, 1), by=cast.panfeng)
    assert sheets.fill_in(again, [one], by=cast.panfeng).total == 0


def test_paid_only_with_all_signatures_and_from_the_ninth_working_day(cast, clock, modules):
    sheet = sheets.submit(filled(cast, modules), by=cast.panfeng)
    assert not sheet.is_late
    sign(cast, sheet, "caoli", "xuwen")
    clock("2026-11-12 00:30")  # the day has come, the clock that voids it has not
    with pytest.raises(OperationError, match="签字"):
        advances.ask_advance(sheet, wanted(sheet, D(100)), by=cast.panfeng)
    clock("2026-11-11 17:00")
    sign(cast, sheet, "wangfang")
    assert sheet.state == SheetState.CHECKED
    clock("2026-11-11 23:59")
    with pytest.raises(OperationError, match="2026-11-12"):
        advances.ask_advance(sheet, wanted(sheet, D(100)), by=cast.panfeng)
    clock("2026-11-12 00:00")
    advance = advances.ask_advance(sheet, wanted(sheet, D(100)), by=cast.panfeng)
    with pytest.raises(PermissionDenied):
        advances.hand_out(advance, by=cast.panfeng)
    advances.hand_out(advance, by=cast.wangfang)


def test_a_sheet_handed_in_after_the_third_working_day_says_so(cast, clock, modules):
    sheet = filled(cast, modules)
    clock("2026-11-04 17:31")
    assert sheets.submit(sheet, by=cast.panfeng).is_late


def test_whoever_checks_has_no_sheet_of_his_own_and_signs_none(cast, clock, modules):
    sheet = sheets.submit(filled(cast, modules), by=cast.panfeng)
    org.give_post(cast.panfeng, post=Post.SALES_CLERK, since_on=date(2020, 1, 1), by=SYSTEM)
    seller = Staff.objects.get(pk=cast.panfeng.pk)
    signoff.sign(Circulation.objects.of(sheet).first().stations.get(state="open"), by=seller)
    sign(cast, sheet, "xuwen", "wangfang")
    assert (sheet.state, sheet.is_fully_signed) == (SheetState.VOID, False)
    with pytest.raises(OperationError, match="潘峰"):
        sheets.open_sheet(seller, month=date(2026, 9, 1), by=seller)


def test_nothing_is_claimed_for_a_sale_after_the_month_and_nothing_drawn_beyond_a_line(cast, clock, modules):
    sheet = sheets.open_sheet(cast.panfeng, month=date(2026, 10, 1), by=cast.panfeng)
    one = Sold(customers()[0], modules, D(40), D(8000), D(8000), date(2026, 11, 1))
    with pytest.raises(OperationError, match="1"):
        sheets.fill_in(sheet, [one], by=cast.panfeng)
    sheets.fill_in(sheet, [replace(one, sold_in=None)], by=cast.panfeng)
    sheets.submit(sheet, by=cast.panfeng)
    sign(cast, sheet)
    clock("2026-11-12 09:00")
    with pytest.raises(OperationError, match="800.00"):
        advances.ask_advance(sheet, wanted(sheet, D("800.01")), by=cast.panfeng)


def test_a_signature_that_is_missing_when_the_eighth_day_ends_makes_the_sheet_void(cast, clock, modules):
    sheet = sheets.submit(filled(cast, modules), by=cast.panfeng)
    sign(cast, sheet, "caoli", "xuwen")
    assert sheets.void_unsigned(at("2026-11-11 17:30")) == 0
    clock("2026-11-11 17:31")
    assert sheets.void_unsigned(timezone.now()) == 1
    sheet.refresh_from_db()
    assert (sheet.state, sheet.moves.states(sheet.state)) == (SheetState.VOID, SheetState.VOID)
    assert not Circulation.objects.of(sheet).running().exists()
    clock("2026-11-12 09:00")
    with pytest.raises(OperationError, match=sheet.void_reason):
        advances.ask_advance(sheet, wanted(sheet, D(100)), by=cast.panfeng)
    again = filled(cast, modules)  # made out anew: checked and paid in the month after
    assert again.cycle == date(2026, 12, 1)
    assert again.total == 4000
    assert queries.days_of(again).pay.on == date(2026, 12, 11)


@pytest.mark.parametrize("how", ["late", "skipped", "refused"])
def test_whoever_signs_a_sheet_that_lacks_a_signature_is_void(cast, clock, modules, how):
    sheet = sheets.submit(filled(cast, modules), by=cast.panfeng)
    if how == "refused":
        sign(cast, sheet, "caoli")
        station = Circulation.objects.of(sheet).first().stations.get(state="open")
        signoff.sign(station, by=cast.xuwen, verdict="refuse", opinion="回款未到")
    elif how == "skipped":
        station = Circulation.objects.of(sheet).first().stations.get(state="open")
        signoff.skip_station(station, by=cast.gaoyuan, reason="文员休假")
        sign(cast, sheet, "xuwen", "wangfang")
    else:
        sign(cast, sheet, "caoli", "xuwen")
        clock("2026-11-12 08:10")
        sign(cast, sheet, "wangfang")
    sheet.refresh_from_db()
    assert sheet.state == SheetState.VOID
    assert sheet.void_reason


def test_no_more_than_three_thousand_yuan_are_out_with_one_person(cast, clock, modules):
    sheet = signed(cast, modules, quantity=D(60))
    clock("2026-11-12 09:00")
    lines = queries.open_lines(sheet)
    with pytest.raises(OperationError, match="3,000.00"):
        advances.ask_advance(sheet, [Wanted(one.pk, D("1000.01"), "采购员") for one in lines[:3]], by=cast.panfeng)
    first = advances.ask_advance(sheet, [Wanted(one.pk, D(1000), "采购员") for one in lines[:3]], by=cast.panfeng)
    with pytest.raises(OperationError, match="CREX 3.2"):
        advances.ask_advance(sheet, [Wanted(lines[3].pk, D("0.01"), "采购员")], by=cast.panfeng)
    advances.take_back(first, by=cast.panfeng)
    with pytest.raises(OperationError):
        advances.ask_advance(sheet, [Wanted(lines[0].pk, D("1200.01"), "采购员")], by=cast.panfeng)
    advances.ask_advance(sheet, [Wanted(one.pk, D(1200), "采购员") for one in lines[:2]], by=cast.panfeng)
    assert ExpenseLine.objects.filter(sheet=sheet).aggregate(drawn=Sum("drawn"))["drawn"] == 2400


def paid(cast, clock, modules, names=5, quantity=TWENTY_FIVE):
    """Have 潘峰 pay what his signed sheet allows."""
    sheet = signed(cast, modules, quantity=quantity, names=names)
    clock("2026-11-12 09:00")
    advance = advances.ask_advance(sheet, wanted(sheet), by=cast.panfeng)
    advances.hand_out(advance, by=cast.wangfang)
    clock("2026-11-13 16:00")
    for payout in queries.payouts_of(advance):
        advances.pay(payout, note="收条 0113", by=cast.panfeng)
        with pytest.raises(OperationError):
            advances.pay(payout, note="收条 0113", by=cast.panfeng)
    advance.refresh_from_db()
    return sheet, advance


def test_the_manager_asks_three_customers_back_before_the_advance_is_cleared(cast, clock, modules):
    sheet, advance = paid(cast, clock, modules)
    assert advance.state == AdvanceState.DISTRIBUTED
    asked = queries.checks_of(advance)
    assert len({one.customer_id for one in asked}) == 3
    with pytest.raises(EvidenceMissing):
        advances.clear(advance, by=cast.wangfang)
    with pytest.raises(PermissionDenied):
        advances.ask_back(asked[0], answer="agrees", note="电话", by=cast.panfeng)
    for one in asked[:2]:
        advances.ask_back(one, answer="agrees", said_amount=D(500), note="电话问采购科", by=cast.xuwen)
    with pytest.raises(OperationError):
        advances.ask_back(asked[2], answer="agrees", said_amount=D(450), note="电话", by=cast.xuwen)
    advances.ask_back(asked[2], answer="differs", said_amount=D(450), note="少 50 元", by=cast.xuwen)
    with pytest.raises(EvidenceMissing):
        advances.clear(advance, by=cast.wangfang)
    payout = advance.payouts.get(line__customer=asked[2].customer)
    advances.return_money(payout, note="客户说少 50 元，全数退回", by=cast.wangfang)
    advance.refresh_from_db()
    assert advances.clear(advance, by=cast.wangfang).state == AdvanceState.CLEARED
    sheet.refresh_from_db()
    assert sheet.state == SheetState.CHECKED  # one customer is still to be paid
    assert [row.customer_id for row in queries.open_lines(sheet)] == [asked[2].customer_id]


def test_with_fewer_customers_all_of_them_are_asked_and_the_sheet_closes_with_the_last_advance(cast, clock, modules):
    sheet, advance = paid(cast, clock, modules, names=2)
    asked = queries.checks_of(advance)
    assert len(asked) == 2
    for one in asked:
        advances.ask_back(one, answer="agrees", note="上门问采购科长", by=cast.xuwen)
    advances.clear(advance, by=cast.wangfang)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.CLOSED


def test_only_those_concerned_and_in_charge_see_expenses(cast, clock, modules):
    sheet = filled(cast, modules)
    seeing = {
        name
        for name, person in cast.people.items()
        if ExpenseSheet.objects.visible_to(person).filter(pk=sheet.pk).exists()
    }
    assert seeing == {"panfeng", "xuwen", "caoli", "wangfang", "shiqin", "hejianguo", "linhai"}


def test_the_papers_print(cast, clock, modules):
    sheet, advance = paid(cast, clock, modules)
    assert print_form("expense_sheet", sheet, by=cast.wangfang).startswith(b"%PDF")
    assert ExpenseAdvance.objects.get(pk=advance.pk).sheet == sheet
