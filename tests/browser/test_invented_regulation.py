"""A regulation invented by clicking, in a real browser and in Chinese: it runs on the next call."""

import re

import pytest

from bihuan.config import demo
from bihuan.deadlines.models import Deadline
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.regulations.models import RegulationVersion
from bihuan.service.models import ServiceRequest


def save(page):
    """Send the page's form and wait until it has led on."""
    before = page.url
    page.locator("main form button[type=submit].btn-primary").first.click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state("networkidle")


def fill_in(page, name, value):
    """Choose a value where the page offers a choice, type it where it doesn't."""
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.fill(f"input[name={name}]", value)


@pytest.mark.req("REG-01", "REG-02", "REG-04", "SVC-01", "SVC-07")
def test_a_regulation_is_written_approved_and_asked_by_the_next_call(company, visit):
    line = ProductLine.objects.create(code="WM", name="洗衣机")
    model = ProductModel.objects.create(code="XQB75-J", name="波轮洗衣机", line=line, warranty_months=36)
    washer = Unit.objects.create(serial="XQB75-240901-0007", model=model, customer=company.customer)
    office, manager, clerk = visit("office"), visit("general-manager"), visit("clerk")

    # the office writes the regulation, its clause, and what the clause sets
    office.sign_in("zhulin", demo.PASSWORD)
    page = office.open("/regulations/new/")
    page.fill("input[name=key]", "WASH")
    page.fill("input[name=title]", "洗衣机服务规定")
    page.fill("input[name=code]", "BH-X-01")
    save(page)
    version = RegulationVersion.objects.get(regulation__key="WASH")
    page = office.open(f"/regulations/versions/{version.pk}/clauses/add/")
    page.fill("input[name=number]", "2.1")
    page.fill("input[name=heading]", "半小时联系")
    page.fill("textarea[name=text]", "登记后半小时内与客户联系；登记时应注明安装环境。")
    save(page)
    clause = version.clauses.get(number="2.1")
    page = office.open(f"/regulations/clauses/{clause.pk}/parameters/time_limit/")
    page.fill("input[name=name]", "first_call")
    page.fill("input[name=label]", "首次联系")
    page.select_option("select[name=starts]", "request.registered")
    page.select_option("select[name=met_by]", "request.contacted")
    page.fill("input[name=limit_number]", "30")
    page.select_option("select[name=limit_unit]", "min")
    page.select_option("select[name=limit_calendar]", "always")
    for row, (percent, post) in enumerate((("50", "owner"), ("100", "quality"))):
        page.fill(f"input[name=ladder__{row}__at]", percent)
        page.select_option(f"select[name=ladder__{row}__tell]", post)
    office.picture("time-limit")
    save(page)
    page = office.open(f"/regulations/clauses/{clause.pk}/parameters/form_field/")
    page.fill("input[name=name]", "place")
    page.fill("input[name=label]", "安装环境")
    fill_in(page, "form", "request")
    page.select_option("select[name=type]", "choice")
    page.fill("textarea[name=choices]", "阳台\n卫生间")
    page.check("input[name=required]")
    save(page)
    page = office.open(f"/regulations/clauses/{clause.pk}/parameters/route/")
    page.fill("input[name=name]", "dispatch_washers")
    page.fill("input[name=label]", "洗衣机派工审批")
    fill_in(page, "form", "dispatch")
    page.fill("input[name=stations__0__order]", "1")
    page.fill("input[name=stations__0__name]", "售后服务管理师审批")
    page.select_option("select[name=stations__0__post]", "supervisor")
    save(page)
    office.open(f"/regulations/versions/{version.pk}/")
    office.picture("draft")
    page = office.open(f"/regulations/versions/{version.pk}/submit/")
    save(page)

    # the general manager narrows it to washing machines and approves
    manager.sign_in("linhai", demo.PASSWORD)
    page = manager.open("/regulations/WASH/scope/")
    page.fill("input[name=product_line]", "WM")
    save(page)
    page = manager.open(f"/regulations/versions/{version.pk}/approve/")
    save(page)
    manager.open("/regulations/WASH/")
    manager.picture("in-force")
    version.refresh_from_db()
    assert version.state == "in_force"

    # the next call: the field is asked for, the limit runs and says why, the station is asked
    clerk.sign_in("zhoumin", demo.PASSWORD)
    page = clerk.open("/service/take-in/")
    page.fill("input[name=serial_text]", washer.serial)
    page.fill("input[name=phone]", "13812346021")
    page.fill("textarea[name=description]", "脱水时剧烈抖动")
    page.wait_for_selector("select[name=extra_place]")
    clerk.picture("take-in")
    page.select_option("select[name=extra_place]", "卫生间")
    page.click("#intake button:has-text('只登记')")
    page.wait_for_url(re.compile(r"/service/requests/\d+/"))
    request = ServiceRequest.objects.get()
    assert request.extra == {"place": "卫生间"}
    for words in ("首次联系", "卫生间", "安装环境", "WASH 2.1"):
        assert words in page.content(), words
    clerk.picture("record")
    limit = Deadline.objects.get(name="first_call")
    page = clerk.open(f"/deadlines/{limit.pk}/")
    assert "半小时内与客户联系" in page.content()
    clerk.picture("why")
    page = clerk.open(f"/service/board/?request={request.pk}")
    page.locator("[data-take]").click()
    page.wait_for_url(re.compile("board"))
    page.wait_for_load_state("networkidle")
    request.refresh_from_db()
    assert request.state == "awaiting_approval"
    clerk.open(f"/service/requests/{request.pk}/")
    clerk.picture("awaiting-approval")

    supervisor = visit("supervisor")
    supervisor.sign_in("shenjie", demo.PASSWORD)
    page = supervisor.open("/signoff/")
    assert "售后服务管理师审批" in page.content()
    supervisor.picture("waiting")
