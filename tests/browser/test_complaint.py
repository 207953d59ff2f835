"""A complaint on the hotline: registered with the guide at hand, judged, sent round, answered, called back."""

import re

import pytest

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import Cast

PASSWORD = "beichen-2026"


def dialog(page, button, **values):
    page.click(f'.moves >> text="{button}"')
    page.wait_for_selector("#dialog-body form")
    for name, value in values.items():
        field = page.locator(f"#dialog-body [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.check(f"#dialog-body [name={name}][value={value}]")
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value, force=True)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("#dialog-body button[type=submit]")


@pytest.mark.req("CMP-01", "CMP-05", "CMP-13", "CMP-15")
def test_a_hotline_complaint_goes_all_the_way(company: Cast, visit) -> None:
    clerk = visit("complaint")
    clerk.sign_in("caoli", PASSWORD)
    page = clerk.open("/complaints/new/")
    clerk.picture("register")
    for name, value in {
        "contact_name": "东湖宾馆 孙经理", "phone": "13905710121", "serial_text": company.unit.serial,
        "description": "三台制热约三小时后停机，显示 E6", "quantity": "12", "defective": "3", "claimed": "1800",
        "order_no": "SO-2610-0388", "batch": "2610-07", "bought_at": "北辰直销",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.click("button:has-text('登记') >> nth=-1")
    page.wait_for_url(re.compile(r"/complaints/\d+/$"))
    clerk.picture("registered")
    dialog(page, "成立", severity="general")
    dialog(page, "转责任部门", responsible=str(company.yaojun.department_id))
    clerk.picture("handed-on")
    complaint = Complaint.objects.get()
    form = Circulation.objects.get()
    for who, opinion in (
        ("xuwen", "情况属实，样品一台随表送呈，请速查。"), ("gaoyuan", "核为产品质量类，送质量管理部。"),
        ("qianjin", "样品与留样比对：光耦焊点虚焊，责任制造部。"), ("yaojun", "换锡后未做首件炉温确认，列入开班点检。"),
        ("gaoyuan", "原因清楚，同意对策。"), ("xuwen", "三台免费换板，补偿 1800 元，延保一年。"),
        ("gaoyuan", "同意：换板，补偿 1800 元，延保一年。"),
    ):  # fmt: skip
        signoff.sign(form.stations.get(state="open"), by=company.people[who], opinion=opinion)
    page = clerk.open(complaint.get_absolute_url())
    clerk.picture("decided")
    dialog(page, "答复客户", reply_by="phone")
    operations.call_back(Complaint.objects.get(), verdict="satisfied", said="处理及时", by=company.hejing)
    page = clerk.open(complaint.get_absolute_url())
    clerk.picture("called-back")
    page = clerk.open("/complaints/?all=1")
    clerk.picture("list")
    customer = visit("complainant", phone=True)
    page = customer.open("/complain/")
    customer.picture("complain")
    page.select_option("[name=kind]", "attitude")
    for name, value in {"words": "师傅与我争执", "name": "沈雅琴", "phone": "13812346021"}.items():
        page.fill(f"[name={name}]", value)
    page.click("button:has-text('提交投诉')")
    page.wait_for_url(re.compile("/k/"))
    customer.picture("followed")
    assert Complaint.objects.filter(group="service").exists()
