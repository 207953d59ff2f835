"""What a new customer costs beforehand: applied for before the contract, paid after the money (CUS-05)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bihuan.customers.models import Account, ExpenseSheet
from bihuan.customers.operations import advances, sheets, specials
from bihuan.customers.operations.advances import Wanted
from bihuan.customers.states.expenses import SheetState, SpecialState
from bihuan.customers.tests.test_expenses import customers, set_clock, sign  # noqa: F401  a fixture
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Department
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

pytestmark = pytest.mark.req("CUS-05")
D = Decimal


def test_a_new_customers_expense_is_applied_for_before_the_contract_or_void(cast, clock):
    one, two = customers()[:2]
    special = specials.apply_for(one, purpose="样机试用和技术交流", amount=D(1800), by=cast.panfeng)
    clock("2026-11-05 09:00")
    special = specials.sign_contract(special, contract_number="HT-1", contract_on=date(2026, 11, 1), by=cast.panfeng)
    assert special.state == SpecialState.VOID
    assert not Circulation.objects.of(special).running().exists()
    with pytest.raises(OperationError, match="2026-11-01"):
        specials.apply_for(one, purpose="再申请", amount=D(100), by=cast.panfeng)
    with pytest.raises(OperationError):
        specials.apply_for(two, purpose="补申请", amount=D(100), contract_planned_on=date(2026, 11, 4), by=cast.panfeng)


def test_every_application_made_after_the_contract_is_void_whoever_made_it(cast, clock):
    one = customers()[0]
    first = specials.apply_for(one, purpose="样机试用", amount=D(800), by=cast.panfeng)
    clock("2026-11-06 09:00")
    late = specials.apply_for(one, purpose="招待", amount=D(900), by=cast.yuhui)
    clock("2026-11-09 09:00")
    specials.sign_contract(first, contract_number="HT-1", contract_on=date(2026, 11, 4), by=cast.panfeng)
    for row, state in ((first, SpecialState.APPLIED), (late, SpecialState.VOID)):
        row.refresh_from_db()
        assert row.state == state
    assert "2026-11-04" in late.void_reason
    assert not Circulation.objects.of(late).running().exists()


def test_who_has_an_agreement_is_no_new_customer(cast, clock):
    one = customers()[0]
    Account.objects.create(customer=one, agreement_number="XY-7", agreed_on=date(2025, 3, 1))
    with pytest.raises(OperationError, match="2025-03-01"):
        specials.apply_for(one, purpose="样机试用", amount=D(800), by=cast.panfeng)


def test_the_manager_of_the_salesmans_own_department_signs_and_no_other_one(cast, clock):
    Department.objects.filter(pk=cast.panfeng.department_id).update(manager=cast.xuwen)
    cast.panfeng.refresh_from_db()
    special = specials.apply_for(customers()[0], purpose="样机试用", amount=D(1800), by=cast.panfeng)
    station = Circulation.objects.of(special).first().stations.get(state="open")
    assert station.post == "department_manager"
    assert cast.qianjin.holds("department_manager")
    with pytest.raises(PermissionDenied):
        signoff.sign(station, by=cast.qianjin)
    assert signoff.sign(station, by=cast.xuwen).state == "signed"


def test_a_new_customers_expense_stands_on_the_months_summary_and_is_paid_after_the_money(cast, clock):
    special = specials.apply_for(customers()[0], purpose="样机试用", amount=D(1800), by=cast.panfeng)
    for name in ("xuwen", "wangfang", "hejianguo"):
        station = Circulation.objects.of(special).first().stations.get(state="open")
        signoff.sign(station, by=cast.people[name])
    special.refresh_from_db()
    assert special.state == SpecialState.APPROVED
    clock("2026-12-01 08:30")
    assert sheets.open_month(date(2026, 12, 1)) == 3
    sheet = ExpenseSheet.objects.get(sheet_kind="newcomers")
    sheets.submit(sheet, by=cast.panfeng)
    sheet = sign(cast, sheet)
    assert (sheet.state, sheet.total) == (SheetState.CHECKED, 1800)
    clock("2026-12-11 09:00")
    line = sheet.lines.get()
    with pytest.raises(OperationError, match="东湖宾馆"):
        advances.ask_advance(sheet, [Wanted(line.pk, D(1800), "采购部")], by=cast.panfeng)
    specials.sign_contract(special, contract_number="HT-9", contract_on=date(2026, 12, 2), by=cast.panfeng)
    specials.money_came_in(special, money_in_on=date(2026, 12, 8), by=cast.wangfang)
    assert advances.ask_advance(sheet, [Wanted(line.pk, D(1800), "采购部")], by=cast.panfeng).amount == 1800
