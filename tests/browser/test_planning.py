"""The dispatcher plans tomorrow and moves a job; the technician sees his day on the phone and hands in his report."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.service import operations as service
from bihuan.service.models import Appointment, DailyReport, DayPlan, WorkOrder
from bihuan.service.operations.day_plans import work_out


@pytest.mark.req("SVC-08", "SVC-16")
def test_a_day_is_planned_and_seen_on_the_phone(company, visit):
    dispatcher, technician = visit("planner"), visit("planned", phone=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for trouble in ("不制冷", "外机异响", "漏水", "遥控器失灵", "显示 E1"):
        company.request(description=trouble, fault_class=company.fault)

    # 1 an appointment by form: no mouse needed
    dispatcher.sign_in("zhoumin", demo.PASSWORD)
    page = dispatcher.open("/service/appointments/new/")
    page.select_option("select[name=technician]", label="陈立军 · 滨江网点")
    page.fill("input[name=subject]", "安全培训")
    page.fill("input[name=starts_at]", f"{tomorrow}T08:00")
    page.fill("input[name=ends_at]", f"{tomorrow}T09:00")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/service/calendar/"))
    assert Appointment.objects.get().technician == company.chenlijun
    dispatcher.picture("calendar-day")

    # 2 the whole day is planned
    page = dispatcher.open("/service/day-plans/")
    page.fill("input[name=day]", str(tomorrow))
    page.click("button:has-text('排班')")
    page.wait_for_url(re.compile(r"/service/day-plans/\d+/"))
    dispatcher.picture("plan-waits")
    work_out.func(plan_id=DayPlan.objects.get().pk)
    page.wait_for_selector("input[name=pick]")
    assert page.locator("input[name=pick]").count() == 5
    dispatcher.picture("plan")

    # 3 all but one of the jobs are accepted
    page.locator("input[name=pick]").first.uncheck()
    page.click("button:has-text('派出勾选的工单')")
    page.wait_for_selector("text=已派 4 单")
    assert WorkOrder.objects.count() == 4
    dispatcher.picture("plan-accepted")

    # 4 the week: a job is dragged to the day after, and confirmed
    page = dispatcher.open(f"/service/calendar/?view=week&day={tomorrow}")
    order = WorkOrder.objects.order_by("planned_at").first()
    entry = page.locator(f"a[data-move='/service/orders/{order.pk}/put-to/']")
    later = tomorrow + timedelta(days=1 if tomorrow.weekday() < 6 else -1)
    other = company.liguodong if order.technician == company.chenlijun else company.chenlijun
    entry.drag_to(page.locator(f"td[data-technician='{other.pk}'][data-day='{later}']"))
    page.wait_for_selector("#dialog[open] select[name=technician]")
    assert page.input_value("#dialog select[name=technician]") == str(other.pk)
    page.select_option("#dialog select[name=technician]", str(order.technician_id))
    dispatcher.picture("week-moving")
    page.click("#dialog button[type=submit]")
    page.wait_for_url(re.compile(f"day={later}"))
    order.refresh_from_db()
    assert timezone.localdate(order.planned_at) == later

    # 5 somebody comes along
    page = dispatcher.open(order.get_absolute_url())
    page.click("a:has-text('加派协助人员')")
    page.wait_for_selector("#dialog[open] select[name=person]")
    page.select_option("#dialog select[name=person]", str(other.pk))
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("text=已加派协助人员")
    dispatcher.picture("crew")

    # 6 the technician's phone: his week, the helper's too, then his report
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open(f"/service/calendar/mine/?day={tomorrow}")
    assert "安全培训" in page.content()
    technician.picture("week")
    company.signed(company.order(company.request(description="今天的")))
    service.open_reports(timezone.localdate())
    page = technician.open(f"/service/reports/{company.chenlijun.pk}/{timezone.localdate()}/")
    page.fill("textarea[name=summary]", "电容余量不多，请补货")
    page.click("button:has-text('报送日报')")
    page.wait_for_selector("text=已报送")
    technician.picture("report")
    assert DailyReport.objects.get(technician=company.chenlijun).submitted_at
