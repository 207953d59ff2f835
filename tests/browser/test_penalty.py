"""A penalty in a real browser: proposed, issued under seal, disputed on the phone, decided, summed up for finance."""

import io
import re

import pypdf
import pytest

from bihuan.config import demo
from bihuan.people.models import Reward, RewardSummary
from tests.browser.conftest import SCREENSHOTS
from tests.flows.clock import Clock


def choose(page, name, words):
    """Choose an option by its words, whatever stands around the list."""
    option = page.locator(f"select[name={name}] option", has_text=words).first
    value = option.get_attribute("value")
    page.locator(f"select[name={name}]").evaluate(
        "(list, value) => { list.tomselect ? list.tomselect.setValue(value) : (list.value = value) }", value
    )


def paper(visitor, key, record, name):
    """Keep a printed form and return its text."""
    content = visitor.context.request.get(f"/print/{key}/{record.kind()}/{record.pk}.pdf").body()
    (SCREENSHOTS / name).write_bytes(content)
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.req("RWD-01", "RWD-02", "RWD-03")
def test_a_penalty_is_proposed_issued_disputed_on_the_phone_decided_and_summed_up(company, visit, monkeypatch):
    clock = Clock(monkeypatch, "2026-11-18 09:00")
    manager, quality, office = visit("penalty-manager"), visit("penalty-quality"), visit("penalty-office")
    worker, finance = visit("penalty-worker", phone=True), visit("penalty-finance")

    # 1 the department's manager proposes it: two clauses apply
    manager.sign_in("yaojun", demo.PASSWORD)
    page = manager.open("/people/rewards/propose/")
    choose(page, "person", "叶强")
    choose(page, "rule", "不按首件确认")
    choose(page, "also", "现场工艺文件不符 · 生产人员")
    page.fill("input[name=loss]", "860")
    page.fill("textarea[name=reason]", "未按作业指导书先抽真空，直接充注，报废两台压缩机。")
    manager.picture("propose")
    page.click("main button[type=submit]:has-text('提出')")
    page.wait_for_url(re.compile(r"/people/rewards/\d+/$"))
    manager.picture("proposed")
    row = Reward.objects.get()
    path = row.get_absolute_url()

    # 2 quality chooses the amount within the range and issues it
    quality.sign_in("qianjin", demo.PASSWORD)
    quality.picture("desk")
    page = quality.open(f"{path}issue/")
    page.fill("input[name=amount]", "160")
    page.fill("input[name=note]", "初次，已主动报告")
    page.click("main button[type=submit]:has-text('签发')")
    page.wait_for_selector(".field-error")
    quality.picture("outside")
    quality.complaints.clear()  # the refusal itself, 422
    page.fill("input[name=amount]", "60")
    page.click("main button[type=submit]:has-text('签发')")
    page.wait_for_url(re.compile(r"/people/rewards/\d+/$"))
    quality.picture("issued")
    text = paper(quality, "reward_notice", row, "penalty-notice.pdf")
    assert all(words in text for words in ("叶强", "920.00", "QMGT 5.2.3.2", "860.00"))

    # 3 the colleague reads it on his phone and disputes it
    clock.set("2026-11-18 15:00")
    worker.sign_in("yeqiang", demo.PASSWORD)
    worker.picture("desk")
    page = worker.open(path)
    worker.picture("notice")
    page = worker.open(f"{path}dispute/")
    page.fill("textarea[name=dispute]", "真空泵当天报修，组长让先干，可问装配组长。")
    worker.picture("dispute")
    page.click("button[type=submit]:has-text('提出异议')")
    page.wait_for_url(re.compile(r"/people/rewards/\d+/$"))
    worker.picture("disputed")

    # 4 administration makes it lighter
    clock.set("2026-11-19 10:00")
    office.sign_in("sunli", demo.PASSWORD)
    page = office.open(f"{path}reduce/")
    page.fill("input[name=amount]", "30")
    page.fill("textarea[name=ruling]", "设备报修属实，酌情减轻；跳过工序仍不允许。")
    office.picture("decide")
    page.click("main button[type=submit]:has-text('减轻')")
    page.wait_for_url(re.compile(r"/people/rewards/\d+/$"))
    office.picture("decided")
    row.refresh_from_db()
    assert (row.state, row.amount) == ("settled", 30)

    # 5 the month goes to finance once
    clock.set("2026-12-01 09:00")
    page = office.open("/people/rewards/months/new/")
    page.fill("input[name=month]", "2026-11-30")
    page.click("main button[type=submit]:has-text('汇总')")
    page.wait_for_url(re.compile(r"/people/rewards/months/\d+/$"))
    office.picture("summary")
    page.click("button:has-text('移交财务')")
    page.wait_for_selector("text=已移交")
    office.picture("handed-over")
    summary = RewardSummary.objects.get()
    finance.sign_in("wangfang", demo.PASSWORD)
    finance.open(summary.get_absolute_url())
    finance.picture("summary")
    assert "890.00" in paper(finance, "reward_summary", summary, "penalty-summary.pdf")
    finance.open("/people/rewards/")
    finance.picture("list")
