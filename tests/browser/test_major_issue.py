"""A major issue in a real browser: classed from its cases, alarmed, contained, zeroed, nothing let go, closed."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.kernel.actors import SYSTEM
from bihuan.quality.models import EmergencyReading, IssueEmergency, QualityIssue, Zeroing
from bihuan.quality.operations import issues
from bihuan.quality.operations.cases import CaseFacts, report_case
from bihuan.quality.queries.emergencies import disposition_token
from bihuan.quality.tests.steps import CAUSE
from bihuan.regulations.models import RegulationVersion
from bihuan.signoff.models import Circulation
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_first_loop import sign_on_glass

PROOFS = {
    "cause": "解剖报告三份，故障件剖面照片十二张", "educated": "专题学习签到表 46 人",
    "prevented": "下线倾斜检查规程 A/1 已发布", "dealt_with": "质量奖罚通知单已送达",
}  # fmt: skip


@pytest.mark.req("QUA-01", "QUA-05", "QUA-10", "ZRO-01")
def test_a_major_issue_goes_from_its_cases_over_emergency_and_zeroing_to_its_closing(company, visit):
    facts = CaseFacts(
        number="", happened_at=timezone.now() - timedelta(hours=3), model_id=company.unit.model_id, batch="2026-10-D",
        quantity=100, defective=12, summary="装机漏水",
    )  # fmt: skip
    sources = [company.request(), company.request()]
    first, second = (
        report_case(one, replace(facts, number=one.number, loss=Decimal(12000)), by=SYSTEM) for one in sources
    )
    seats = {name: visit(f"major-{name}") for name in ("qianjin", "yaojun", "tangyi", "sunli")}
    for name, seat in seats.items():
        seat.sign_in(name, demo.PASSWORD)
    quality, works, centre, office = seats.values()

    def act(seat, path, move, **fields):
        """Open a move's form on its page, fill it in, send it."""
        page = seat.open(f"{path}{move}/")
        for name, value in fields.items():
            field = page.locator(f"[name={name}]")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                page.locator(f"[name={name}][value='{value}']").evaluate("one => { one.checked = true }")
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value, force=True)
            else:
                field.fill(value)
        page.click(".form-sheet .actions button.btn-primary")
        page.wait_for_url(lambda url: not url.rstrip("/").endswith(move))
        return page

    # 1 reported with its cases: the clauses propose the class, quality confirms it
    page = quality.open(f"/quality/issues/report/?case={first.pk}&case={second.pk}")
    page.fill("input[name=subject]", "接水盘漏水，顾客停止装机")
    page.fill("textarea[name=background]", "海川家电装机两批均漏水，已停线。")
    quality.picture("report")
    page.click(".form-sheet .actions button.btn-primary")
    page.wait_for_url(re.compile(r"/quality/issues/\d+/$"))
    issue = QualityIssue.objects.get()
    path = issue.get_absolute_url()
    assert issue.class_proposed == "serious"
    act(quality, path, "confirm_class", class_code="serious")
    quality.picture("classed")

    # 2 the alarm
    act(quality, path, "open_emergency", situation="两批 24 台漏水，顾客停线。", customer_name="海川家电",
        contact="郑工", owner=str(company.yaojun.pk))  # fmt: skip
    urgent = IssueEmergency.objects.get()
    here = urgent.get_absolute_url()
    assert {"贺建国", "林海", "唐毅", "孙丽"} <= set(urgent.told)
    quality.picture("alarm")
    act(quality, path, "contain", containment="停止该批发货，库存贴红牌隔离。")

    # 3 the customer agrees on his phone
    page = act(works, here, "propose_disposition", disposition="库存 36 台换货，已装机的逐台上门检查。")
    page.click("#disposition a:has-text('顾客确认链接')")
    page.wait_for_selector("#given-link")
    works.picture("link")
    customer = visit("major-customer", phone=True)
    page = customer.open(f"/d/{disposition_token(IssueEmergency.objects.get())}/")
    page.locator("[name=verdict][value=yes]").check(force=True)
    sign_on_glass(page)
    customer.picture("disposition")
    page.click("button:has-text('提交答复')")
    page.wait_for_selector("text=已收到贵方答复")
    customer.picture("answered")

    # 4 meeting, rectification notice, measures, verification, circular
    act(works, here, "meet", chair=str(company.tangyi.pk), attended=[str(company.yaojun.pk), str(company.qianjin.pk)],
        resolutions="在制全检，姚军，今天\n复现试验，宋扬，两天内")  # fmt: skip
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    act(centre, here, "order", text="下线逐台倾斜排水检查。", department=str(company.yaojun.department_id), due_on=due)
    act(works, here, "propose_measures", measures="增加倾斜台，每台 30 秒，记录随整机档案。")
    page = act(centre, here, "approve_measures")
    page.wait_for_selector(".state:has-text('措施已批')")
    act(office, here, "verify", verification="换货完成，整改后下线 120 台全部合格。")
    act(office, here, "submit_circular", text="自即日起整机下线逐台做倾斜排水检查。")
    for name in ("hejianguo", "linhai"):
        executive = visit(f"major-{name}")
        executive.sign_in(name, demo.PASSWORD)
        page = executive.open(Circulation.objects.get().get_absolute_url())
        page.fill("input[name=password]", demo.PASSWORD)
        page.click("button:has-text('同意并签署')")
        page.wait_for_selector("button:has-text('同意并签署')", state="detached")
    page = office.open(here)
    page.wait_for_selector(".state:has-text('已发通报')")
    office.picture("published")
    reading = EmergencyReading.objects.get(reader=company.yaojun)
    page = works.open(reading.get_absolute_url())
    works.picture("circular")
    page.click("button:has-text('我已学习')")
    page.wait_for_selector("text=已读")
    version = RegulationVersion.objects.get(regulation__key="CAPA", state="in_force")
    act(centre, here, "fix", version=str(version.pk), change="下线倾斜排水检查", departments=str(
        company.yaojun.department_id))  # fmt: skip
    page = centre.open(here)
    page.wait_for_selector(".state:has-text('已固化')")
    centre.picture("fixed")

    # 5 the cause, the zeroing it leads to, handled and accepted
    issue.refresh_from_db()
    issues.investigate(issue, investigation="卡扣未压到位", consequences="漏水伤人", by=company.qianjin)
    issues.find_cause(issue, found=CAUSE, by=company.qianjin)
    page = quality.open(path)
    page.click("#panel-zeroing a:has-text('归零立项')")
    page.wait_for_selector("input[name=problem]")
    page.locator("[name=department]").select_option(str(company.yaojun.department_id), force=True)
    page.locator("[name=owner]").select_option(str(company.yaojun.pk), force=True)
    page.fill("textarea[name=phenomenon]", "打压漏水")
    page.click(".form-sheet .actions button.btn-primary")
    page.wait_for_url(re.compile(r"/quality/zeroings/\d+/$"))
    assert Zeroing.objects.get().subject_id == issue.pk
    quality.picture("zeroing")
    act(quality, path, "plan", plan="退回该批接水盘，在制逐台检查。")
    act(quality, path, "handle", handling="在制 420 台检查完毕。")
    act(quality, path, "accept", acceptance="复检 420 台合格。")

    # 6 nothing let go: each of the four with its evidence, then closed
    page = quality.open(path)
    page.click("button:has-text('出具报告')")
    page.wait_for_selector("text=还差 4 项，不能关闭")
    quality.picture("four-open")
    for gate, proof in PROOFS.items():
        act(quality, path, "pass_gate", gate=gate, evidence=proof)
    page = quality.open(path)
    quality.picture("gates")
    page.click("button:has-text('关闭')")
    page.wait_for_selector(".state:has-text('已关闭')")
    quality.picture("closed")
    for paper, kind, pk in (
        ("issue_emergency", urgent.kind(), urgent.pk), ("quality_circular", urgent.kind(), urgent.pk),
        ("issue_report", issue.kind(), issue.pk),
    ):  # fmt: skip
        answer = quality.page.request.get(f"/print/{paper}/{kind}/{pk}.pdf")
        assert answer.body().startswith(b"%PDF")
        (SCREENSHOTS / f"{paper}.pdf").write_bytes(answer.body())
