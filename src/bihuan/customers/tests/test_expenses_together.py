"""Several at once: advances keep the limit, a customer is paid once, a gift goes once (CUS-05)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.cast import TEMPLATE, at
from tests.together import SEVERAL, together

from bihuan.customers.models import Customer, ExpenseAccount, ExpenseAdvance, ExpenseLine, ExpensePayout
from bihuan.customers.operations import advances, sheets
from bihuan.customers.operations.advances import Wanted
from bihuan.customers.operations.sheets import Sold
from bihuan.customers.queries import expenses as queries
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

D = Decimal


def signed(monkeypatch, quantity):
    """Have a sheet of four customers signed by all, on the day of payment."""
    cast = TEMPLATE.fresh()
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-02 09:00"))
    account = ExpenseAccount.objects.create(code="imported_module", name="进口模块")
    sheet = sheets.open_sheet(cast.panfeng, month=date(2026, 10, 1), by=cast.panfeng)
    sold = [
        Sold(Customer.objects.create(number=f"CU-7{n}", name=f"客户{n}"), account, D(quantity), D(9000), D(9000))
        for n in range(SEVERAL)
    ]
    sheets.submit(sheets.fill_in(sheet, sold, by=cast.panfeng), by=cast.panfeng)
    for name in ("caoli", "xuwen", "wangfang"):
        station = Circulation.objects.of(sheet).get().stations.get(state="open")
        signoff.sign(station, by=cast.people[name])
    sheet.refresh_from_db()
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-12 09:00"))
    return cast, sheet


@pytest.mark.req("CUS-05")
@pytest.mark.django_db(transaction=True)
def test_of_several_advances_asked_at_once_only_those_within_the_limit_are_there(monkeypatch) -> None:
    cast, sheet = signed(monkeypatch, 70)  # ¥1,400 each
    lines = queries.open_lines(sheet)
    answers = together(lambda n: advances.ask_advance(sheet, [Wanted(lines[n].pk, D(1400), "采购科")], by=cast.panfeng))
    assert sum(isinstance(answer, ExpenseAdvance) for answer in answers) == 2
    assert sum(ExpenseAdvance.objects.values_list("amount", flat=True)) == 2800


@pytest.mark.req("CUS-05")
@pytest.mark.django_db(transaction=True)
def test_a_customer_is_paid_once_and_a_line_is_drawn_once_however_many_press(monkeypatch) -> None:
    cast, sheet = signed(monkeypatch, 20)  # ¥400 each
    line = queries.open_lines(sheet)[0]
    answers = together(lambda n: advances.ask_advance(sheet, [Wanted(line.pk, D(400), "采购科")], by=cast.panfeng))
    (advance,) = [answer for answer in answers if isinstance(answer, ExpenseAdvance)]
    advances.hand_out(advance, by=cast.wangfang)
    payout = ExpensePayout.objects.get()
    answers = together(lambda n: advances.pay(payout, note=f"收条 {n}", by=cast.panfeng))
    assert sum(isinstance(answer, ExpensePayout) for answer in answers) == 1
    line = ExpenseLine.objects.get(pk=line.pk)
    assert (line.drawn, line.paid) == (400, 400)
