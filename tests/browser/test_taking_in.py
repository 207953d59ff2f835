"""A call taken in while it is typed: what is heard shows at once, and no address ever holds a phone."""

import pytest

from bihuan.config import demo
from bihuan.service.models import ServiceRequest

CALL = "13812346021，滨江星澜苑 6 幢，空调不制冷"


@pytest.mark.req("SVC-01", "SEC-01")
def test_a_sentence_shows_whom_it_means_fills_the_form_and_stays_out_of_addresses(company, visit):
    clerk = visit("clerk-sentence")
    addresses = []
    clerk.page.on("request", lambda request: addresses.append(request.url))
    clerk.sign_in("zhoumin", demo.PASSWORD)
    page = clerk.open("/service/take-in/")
    page.fill("#sentence", CALL)
    page.wait_for_selector("#heard:has-text('沈雅琴')")
    page.click("button[formaction='/service/take-in/']")
    page.wait_for_function("document.querySelector('#id_description')?.value")
    assert "空调不制冷" in page.input_value("#id_description")
    page.fill("#id_serial_text", company.unit.serial)
    page.wait_for_selector("#recognised:has-text('KFR-35GW')")
    page.press("#id_description", "Control+Enter")
    page.wait_for_url("**/service/requests/*/")
    assert ServiceRequest.objects.get().unit == company.unit
    assert [url for url in addresses if "13812346021" in url or "sentence=" in url] == []
