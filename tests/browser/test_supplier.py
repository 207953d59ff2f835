"""A supplier asked about a lot and answering by link on his phone, in a real browser; up to his record."""

import re

import pytest

from bihuan.config import demo
from bihuan.kernel import links
from bihuan.products.operations.suppliers import SupplierFacts, save_supplier
from bihuan.quality.models import SupplierAbnormality, SupplierAnswer
from bihuan.quality.queries.abnormalities import ANSWER, answer_token
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import Cast
from tests.house.incoming import inspected

ANSWERED = {
    "cause": "镀液浓度夜班补加不及时，末段产品偏薄。", "containment": "厂内 2,600 只停发全检。",
    "corrective": "浓度每两小时测一次，低于下限停线。", "preventive": "镀层厚度列入出厂报告。", "name": "周建国",
}  # fmt: skip


def press(page, button, **values):
    """Open a move's dialog, fill it in and send it."""
    if not page.locator(f".moves >> text='{button}'").first.is_visible():
        page.click(".moves details summary")
    page.click(f".moves >> text='{button}'")
    page.wait_for_selector("#dialog-body form")
    for name, value in values.items():
        page.fill(f"#dialog-body [name={name}]", value)
    with page.expect_navigation():
        page.click("#dialog-body button[type=submit]")


def tick(page, name, value):
    """Choose one of several by its label, as a person does."""
    page.click(f"label[for={page.get_attribute(f'[name={name}][value={value}]', 'id')}]")


def found(inspector, cast: Cast) -> SupplierAbnormality:
    """Have 方婷 register the lot at her desk."""
    inspector.sign_in("fangting", demo.PASSWORD)
    page = inspector.open("/quality/abnormalities/new/")
    told = inspected(None)
    page.select_option("[name=supplier]", label="宁波甬江电子厂", force=True)
    for name in ("material", "lot", "lot_quantity", "unit_of_measure", "standard", "sample_size", "defective"):
        page.fill(f"[name={name}]", str(getattr(told, name)))
    page.fill("[name=description]", told.description)
    tick(page, "defect_class", "B")
    tick(page, "defect_kind", "performance")
    tick(page, "appearance", "burr")
    page.click("button:has-text('登记') >> nth=-1")
    page.wait_for_selector("text=这些属于另一类不良")
    inspector.complaints.clear()  # the 422 stands in the console
    tick(page, "appearance", "burr")
    tick(page, "performance", "size")
    inspector.picture("inspection")
    page.click("button:has-text('登记') >> nth=-1")
    page.wait_for_url(re.compile(r"/abnormalities/\d+/$"))
    return SupplierAbnormality.objects.get()


@pytest.mark.req("SUP-01", "SUP-02")
def test_a_supplier_answers_by_his_link_and_his_record_keeps_it(company: Cast, visit) -> None:
    save_supplier(None, SupplierFacts(name="宁波甬江电子厂", code="YJ", phone="13905740011"), by=company.luxin)
    inspector, head = visit("supplier-inspection"), visit("supplier-head")

    # 1 found, checked by the engineer, confirmed by the head, sent
    one = found(inspector, company)
    path = one.get_absolute_url()
    for name, button in (("songyang", "核对为不合格"), ("qianjin", "确认")):
        who = visit(f"supplier-{name}")
        who.sign_in(name, demo.PASSWORD)
        press(who.open(path), button)
    page = inspector.open(path)
    press(page, "发出矫正单")
    inspector.picture("sent")
    page.click("a:has-text('供应商链接')")
    page.wait_for_selector("#dialog-body img")
    inspector.picture("link")
    asked = SupplierAnswer.objects.get()
    token = answer_token(asked)
    assert token.split("~")[0].split(".")[0] in page.content()

    # 2 the supplier on his phone: a field is missing, then sent; opened again, it only shows what he said
    supplier = visit("supplier-phone", phone=True)
    phone = supplier.open(f"/s/{token}/")
    supplier.picture("asked")
    for name, value in ANSWERED.items():
        if name != "preventive":
            phone.fill(f"[name={name}]", value)
    phone.click("footer.dock button")
    phone.wait_for_selector(".field-error")
    assert phone.input_value("[name=cause]") == ANSWERED["cause"]
    supplier.complaints.clear()  # the 422 stands in the console
    phone.fill("[name=preventive]", ANSWERED["preventive"])
    phone.click("footer.dock button")
    phone.wait_for_selector("text=您已答复")
    supplier.picture("answered")
    assert phone.locator("form#answer").count() == 0

    # 3 forged and expired links open nothing
    for wrong in (token[:-2] + "xx", links.make(ANSWER, asked, days=-1)):
        answer = phone.goto(f"/s/{wrong}/")
        assert answer.status in (400, 404, 410)
        assert "内机温控器" not in phone.content()
    supplier.picture("expired")
    supplier.complaints.clear()

    # 4 accepted, reviewed with everybody's seat, disposed of by concession, signed
    press(inspector.open(path), "认可答复")
    planner = visit("supplier-planner")
    planner.sign_in("liuyan", demo.PASSWORD)
    press(planner.open(path), "确认上线时间", line_on="2030-01-05")
    head.sign_in("qianjin", demo.PASSWORD)
    page = head.open(f"{path}meet/")
    page.fill("[name=conclusion]", "挑选使用，其余退回返工")
    head.picture("meeting")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(rf"{path}$"))
    page = head.open(f"{path}dispose/")
    page.fill("[name=way_concession_sort]", "450")
    page.fill("[name=way_return_rework]", "100")
    page.fill("[name=decision]", "急用")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=还有 50 没有处置")
    head.picture("does-not-add-up")
    head.complaints.clear()
    page.fill("[name=way_return_rework]", "150")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(rf"{path}$"))
    form = Circulation.objects.get()
    for name in ("tangyi", "qianjin"):
        signoff.sign(form.stations.get(state="open"), by=company.people[name], opinion="同意")

    # 5 hours charged, settled, three lots in order, closed
    page = head.open(path)
    press(page, "登记工时", work="挑选", hours="11.5")
    for number in range(1, 4):
        page.click(".moves >> text='登记后续来料'")
        page.wait_for_selector("#dialog-body form")
        page.fill("#dialog-body [name=code]", f"Y2403-{7 + number}")
        page.fill("#dialog-body [name=sample_size]", "80")
        page.check("#dialog-body [name=is_in_order]")
        with page.expect_navigation():
            page.click("#dialog-body button[type=submit]")
    buyer = visit("supplier-buyer")
    buyer.sign_in("luxin", demo.PASSWORD)
    press(buyer.open(path), "结算扣款")
    page = head.open(path)
    press(page, "后续来料验证通过")
    press(page, "关闭")
    head.picture("closed")
    assert SupplierAbnormality.objects.get().settled_amount == 230
    page = buyer.open(f"/quality/suppliers/{one.supplier_id}/")
    assert "¥230.00" in page.content()
    buyer.picture("record")
    buyer.open("/quality/abnormalities/?all=1")
    buyer.picture("list")
