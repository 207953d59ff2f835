"""Visits and relationship expenses in the gallery: 陈立军 visits for 许文's plan, 潘峰 has his sheet and an advance."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.customers.models import ExpenseAdvance, ExpenseCheck, ExpenseLine, ExpensePayout, ExpenseSheet, VisitDay
from bihuan.customers.operations import accounts, files, gifts, plans, sheets, specials, visit_months, visits
from bihuan.customers.operations.gifts import Gift
from bihuan.customers.rules.expenses import month_before
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Department
from tests.cast import Cast


def visiting(cast: Cast) -> dict[str, Any]:
    """Return one of each: an area, a plan, a visit with its day, an urgent report, a month, gifts, a sheet's money."""
    today = timezone.localdate()
    area = plans.put_in_charge(cast.region("滨江区"), cast.panfeng, by=SYSTEM)
    plan = plans.draw_up(
        cast.region("滨江区"), period="month", day=today, visitor=cast.chenlijun, customers=[(cast.customer, 1)],
        by=cast.xuwen,
    )  # fmt: skip
    visit = visits.add_visit(cast.customer, on=today, by=cast.chenlijun)
    visits.record(visit, told={"met_who": "沈雅琴", "effect": "满意"}, by=cast.chenlijun)
    visit.refresh_from_db()
    urgent = visits.report_urgently(matter="product", content="同行上市新品", visit=visit, by=cast.chenlijun)
    month = visit_months.draw_up_month(Department.objects.get(code="SALES"), month=month_before(today), by=SYSTEM)
    budget = gifts.ask_gifts(
        cast.customer, occasion="春节拜访", wanted_on=today, gifts=[Gift("茶叶礼盒", 2, Decimal(180))], by=cast.xuwen
    )
    return {
        "area": area, "visit_plan": plan, "visit": visit, "visit_urgent": urgent, "visit_month": month,
        "visit_day": VisitDay.objects.get(visitor=visit.visitor), "gift_budget": budget, **_money(cast),
    }  # fmt: skip


def _money(cast: Cast) -> dict[str, Any]:
    account = accounts.add_account(code="imported_module", name="进口模块", by=SYSTEM)
    newcomer = files.register(name="新叶生鲜连锁有限公司", by=SYSTEM)  # nothing signed with him yet
    special = specials.apply_for(newcomer, purpose="样机试用", amount=Decimal(800), by=cast.panfeng)
    sheet = sheets.open_sheet(cast.panfeng, month=month_before(timezone.localdate()), by=SYSTEM)
    line = ExpenseLine.objects.create(
        sheet=sheet, customer=cast.customer, account=account, sold_in=sheet.month, quantity=10, sale=900, received=900,
        standard=20, claim=200, drawn=200, paid=0,
    )  # fmt: skip
    ExpenseSheet.objects.filter(pk=sheet.pk).update(total=200)
    advance = ExpenseAdvance.objects.create(
        number="JK-1", state="out", sheet=sheet, salesman=cast.panfeng, amount=200,
        handed_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    payout = ExpensePayout.objects.create(advance=advance, line=line, recipient="李科长", amount=200)
    check = ExpenseCheck.objects.create(advance=advance, customer=cast.customer, chosen_at=timezone.now())
    sheet.refresh_from_db()
    return {
        "expense_sheet": sheet, "special_expense": special, "expense_advance": advance, "payout": payout,
        "spot_check": check,
    }  # fmt: skip
