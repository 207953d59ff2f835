"""A complaint looked into: compared exactly, findings, whys, fishbone, the cause decided, the Pareto."""

import re

import pytest

from bihuan.complaints.models import Investigation
from bihuan.complaints.tests.steps import troubled
from tests.cast import Cast

PASSWORD = "beichen-2026"


def enter(page, opener, **values):
    """Open a form of the page, fill it in, send it."""
    page.click(opener)
    page.wait_for_selector("#dialog-body form")
    for name, value in values.items():
        field = page.locator(f"#dialog-body [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.check(f"#dialog-body [name={name}][value='{value}']", force=True)
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value, force=True)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("#dialog-body button[type=submit]")


@pytest.mark.req("CMP-10", "QUA-08", "RPT-03")
def test_a_complaint_is_looked_into_until_its_cause_is_decided(company: Cast, visit) -> None:
    # 1 chance or pattern: five of eighty here, twelve of nine hundred and twenty elsewhere
    complaint = troubled(company).complaint
    quality = visit("investigation")
    quality.sign_in("qianjin", PASSWORD)
    page = quality.open(f"{complaint.get_absolute_url()}investigation/")
    assert "4.8 倍" in page.inner_text("main")
    assert page.locator("[data-chart] canvas, [data-chart] svg").count() >= 2
    quality.picture("beside")
    page.click("button:has-text('开始调查')")
    page.wait_for_url(re.compile(r"/investigations/\d+/$"))

    # 2 a finding, two whys, an influence excluded and one confirmed
    enter(page, ".moves >> text='记录发现'", aspect="retained", text="留样中 2 件复现", outcome="shown", checked="5",
          reproduced="2")  # fmt: skip
    for question, answer in (("为什么结冰？", "温感探头阻值漂移"), ("为什么漂移？", "封装胶低温开裂进水")):
        enter(page, "a:has-text('继续追问')", question=question, answer=answer, evidence="切片照片")
    for text, state in (("安装过低", "excluded"), ("封装胶开裂", "confirmed")):
        enter(page, "section:has(svg.fish) header a:has-text('添加')", category="prodq:material", text=text,
              state=state, evidence="现场测量、切片")  # fmt: skip
    assert page.locator("svg.fish .twig-confirmed").count() == 1
    quality.picture("fishbone")

    # 3 the cause is decided among what is confirmed; the Pareto counts it
    found = Investigation.objects.get()
    enter(page, ".moves >> text='选定原因'", primary=str(found.influences.get(state="confirmed").pk))
    found.refresh_from_db()
    assert (found.state, found.cause, found.cause_category) == ("concluded", "封装胶低温开裂进水", "material")
    assert "主要原因" in page.inner_text("main")
    quality.picture("decided")
    page = quality.open("/complaints/pareto/?by=cause")
    assert "物料" in page.inner_text("main table")
    quality.picture("pareto")
