"""A complaint on the hotline: from the guide beside the form to the verified action and the signed document."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.complaints.models import Complaint
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import spreading
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_first_loop import sign_on_glass
from tests.cast import Cast

PASSWORD = "beichen-2026"


def dialog(page, button, **values):
    page.click(f'.moves >> text="{button}"')
    page.wait_for_selector("#dialog-body form")
    for name, value in values.items():
        field = page.locator(f"#dialog-body [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.check(f"#dialog-body [name={name}][value={value}]", force=True)
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value, force=True)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("#dialog-body button[type=submit]")


def sign(page, form, **values):
    """Sign the station where the form is, with what it fills in."""
    page.goto(form.get_absolute_url())
    for name, value in values.items():
        field = page.locator(f"form[data-form] [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value, force=True)
        else:
            field.fill(value)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button:has-text('同意并签署')")


@pytest.mark.req("CMP-01", "CMP-05", "CMP-11", "CMP-13", "CMP-15", "CMP-16", "QUA-07")
def test_a_hotline_complaint_goes_all_the_way_to_the_verified_action(company: Cast, visit, tmp_path) -> None:
    # 1 taken on the telephone, with the guide beside the form; judged, handed on
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
    complaint, form = Complaint.objects.get(), Circulation.objects.get()

    # 2 the form goes round; quality writes cause and department, the works their countermeasure
    people = company.people
    signoff.sign(form.stations.get(state="open"), by=people["xuwen"], opinion="情况属实，样品一台随表送呈，请速查。")
    signoff.sign(form.stations.get(state="open"), by=people["gaoyuan"], opinion="登记，请质量管理部查明。")
    quality, works = visit("complaint-quality"), visit("complaint-works")
    quality.sign_in("qianjin", PASSWORD)
    quality.open(form.get_absolute_url())
    quality.picture("station")
    cause = "样品与留样比对：光耦焊点虚焊"
    sign(quality.page, form, cause=cause, responsible=str(company.yaojun.department_id))
    works.sign_in("yaojun", PASSWORD)
    sign(works.page, form, countermeasure="换锡后首件测炉温曲线，列入开班点检")
    for who, opinion in (
        ("gaoyuan", "原因清楚，同意对策。"), ("xuwen", "三台免费换板，补偿 1800 元，延保一年。"),
        ("gaoyuan", "同意：换板，补偿 1800 元，延保一年。"),
    ):  # fmt: skip
        signoff.sign(form.stations.get(state="open"), by=people[who], opinion=opinion)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.cause) == ("decided", cause)

    # 3 quality requires corrective action from the complaint's page, and signs the handling document
    page = quality.open(complaint.get_absolute_url())
    quality.picture("decided")
    page.click("#panel-actions a:has-text('要求纠正措施')")
    page.fill("#dialog-body textarea[name=ground]", "同批三台虚焊，换锡后无首件确认。")
    page.locator("#dialog-body select[name=owner]").select_option(str(company.yaojun.pk), force=True)
    page.click("#dialog-body button[type=submit]")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))
    page = quality.open(f"{complaint.get_absolute_url()}document/")
    sign_on_glass(page)
    quality.picture("document")
    page.click("button:has-text('签发处理文件')")
    page.wait_for_url(re.compile(r"/complaints/\d+/$"))
    complaint.refresh_from_db()
    (SCREENSHOTS / "complaint-document.pdf").write_bytes(complaint.document.read())

    # 4 the works plan it, with the figure by which its effect is judged, and report it done
    action = CorrectiveAction.objects.get()
    path = action.get_absolute_url()
    page = works.open(f"{path}plan/")
    for name, value in {
        "cause": cause, "action": "首件炉温曲线列入点检并留样，停线权交当班质检。", "limit": "1",
        "due_on": (timezone.localdate() + timedelta(days=10)).isoformat(),
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=figure]", "complaints_per_month")
    works.picture("plan")
    page.click("form button[type=submit]:has-text('制订措施')")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))
    page.click("button:has-text('开始实施')")
    page.wait_for_selector(".state:has-text('实施中')")
    page = works.open(f"{path}finish/")
    page.fill("textarea[name=result]", "点检表已改版，三班 24 人已培训。")
    (tmp_path / "proof.pdf").write_bytes(b"%PDF-1.4 proof")
    page.set_input_files("input[name=proofs]", str(tmp_path / "proof.pdf"))
    page.click("form button[type=submit]:has-text('报告完成')")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))

    # 5 the customer is answered and called back; it can't be closed before the action is verified
    page = clerk.open(complaint.get_absolute_url())
    dialog(page, "答复客户", reply_by="phone")
    dialog(page, "回访", verdict="satisfied", said="处理及时")
    page = clerk.open(f"{complaint.get_absolute_url()}close/")
    page.click("main button[type=submit]:has-text('结案')")
    page.wait_for_selector(f".form-error:has-text('{action.number}')")
    clerk.picture("not-verified")
    clerk.complaints.clear()  # the refusal itself, 422

    # 6 quality verifies; now it is closed
    for similar in action.similar.filter(applies=None):
        spreading.decide_similar(similar, applies=False, reason="不用同一控制板", by=company.qianjin)
    page = quality.open(f"{path}verify/")
    page.fill("textarea[name=note]", "到现场查看炉温记录 10 份、首件留样 3 件。")
    page.click("form button[type=submit]:has-text('验证')")
    page.wait_for_selector(".state:has-text('效果观察中')")
    quality.picture("verified")
    page = clerk.open(complaint.get_absolute_url())
    dialog(page, "结案")
    clerk.picture("closed")
    clerk.open("/complaints/?all=1")
    clerk.picture("list")
    complaint.refresh_from_db()
    assert complaint.state == "closed"


@pytest.mark.req("CMP-01", "CMP-08")
def test_a_customer_complains_on_his_phone_without_an_account(company: Cast, visit) -> None:
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
