"""A loaner in a real browser: offered after the missed limit, lent on the phone, seen by the customer, brought back."""

import io
import re

import pypdf
import pytest

from bihuan.config import demo
from bihuan.deadlines import operations as deadlines
from bihuan.kernel.actors import SYSTEM
from bihuan.parts.models import Loan
from bihuan.parts.operations import loaners as pool
from bihuan.service.operations import loans as lending
from bihuan.service.queries.record import track_token
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_first_loop import photo, sign_on_glass
from tests.flows.clock import Clock


@pytest.fixture
def case(company, monkeypatch):
    """An air-conditioner that 陈立军 could not mend within ten working hours."""
    clock = Clock(monkeypatch, "2026-11-19 09:00")
    for serial in ("BY-35-01", "BY-35-02"):
        pool.add_loaner(
            name="移动空调", serial=serial, model=company.unit.model, condition="九成新，制冷正常",
            accessories="遥控器 1 个、排风管 1 根", value="1880.00", by=SYSTEM,
        )  # fmt: skip
    order = company.order()
    clock.set("2026-11-20 14:30")
    deadlines.sweep()
    lending.offer_later.func(pk=order.request_id)
    return order


@pytest.mark.req("SVC-06", "PRT-03")
def test_a_loaner_is_offered_lent_on_the_phone_seen_by_the_customer_and_brought_back(case, visit):
    technician, customer = visit("loaner-technician", phone=True), visit("loaner-customer", phone=True)
    desk = visit("loaner-desk")

    # 1 the limit is missed: the offer waits on the desk, at the request and on the technician's job
    desk.sign_in("zhoumin", demo.PASSWORD)
    desk.picture("desk")
    page = desk.open(case.request.get_absolute_url())
    assert "应提供备用机" in page.content()
    desk.picture("offer")
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open(f"/service/jobs/{case.pk}/")
    technician.picture("job")

    # 2 he keeps one and hands it over against the customer's signature
    page.click(f"a[href='/service/requests/{case.request_id}/loaner/']")
    page.wait_for_url(re.compile("/loaner/$"))
    page.locator("label", has_text="BY-35-02").click()
    technician.picture("choose")
    page.click("main button[type=submit]:has-text('预留')")
    page.wait_for_url(re.compile(r"/parts/loans/\d+/$"))
    loan = Loan.objects.get()
    technician.picture("reserved")
    page.click(f"a[href='{loan.get_absolute_url()}lend/']")
    page.wait_for_url(re.compile("/lend/$"))
    page.fill("textarea[name=condition]", "九成新，右侧面板轻微划痕")
    page.set_input_files("input[name=photos]", photo())
    sign_on_glass(page)
    technician.picture("lend")
    page.click("footer.dock button[type=submit]")
    page.wait_for_url(re.compile(r"/parts/loans/\d+/$"))
    technician.picture("lent")
    loan.refresh_from_db()
    assert (loan.state, loan.loaner.serial) == ("lent", "BY-35-02")

    # 3 the slip as paper, and what the customer sees without an account
    paper = technician.context.request.get(f"/print/loan_slip/parts.loan/{loan.pk}.pdf").body()
    (SCREENSHOTS / "loaner-slip.pdf").write_bytes(paper)
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "BY-35-02" in text
    page = customer.open(f"/t/{track_token(case.request)}/")
    customer.picture("lent")
    assert page.locator("section[aria-labelledby=loaner]", has_text="BY-35-02").is_visible()

    # 4 it comes back with a crack: out of use until it is seen to
    page = technician.open(f"{loan.get_absolute_url()}bring_back/")
    page.locator("label.pick:text-is('损坏')").click()
    page.fill("textarea[name=damage]", "排风管接口开裂")
    page.fill("input[name=charge_proposed]", "60")
    technician.picture("back")
    page.click("footer.dock button[type=submit]")
    page.wait_for_url(re.compile(r"/parts/loans/\d+/$"))
    page = desk.open(loan.get_absolute_url())
    desk.picture("returned")
    for words in ("排风管接口开裂", "60.00"):
        assert words in page.content(), words
    page = desk.open("/parts/loaners/")
    desk.picture("pool")
    page = customer.open(f"/t/{track_token(case.request)}/")
    assert page.locator("section[aria-labelledby=loaner]").count() == 0
    loan.refresh_from_db()
    assert (loan.state, loan.loaner.is_usable) == ("returned", False)
