"""A quality issue is closed when nothing was let go, and its report signed by every party."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import SIGNATURE

from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.quality.models import IssueParty, QualityIssue
from bihuan.quality.operations import classing, parties
from bihuan.quality.operations import issues as operations
from bihuan.quality.queries.parties import party_token
from bihuan.quality.rules.gates import digest
from bihuan.quality.tests.steps import CAUSE, GATES, again, pass_all, to_cause, to_report

pytestmark = [pytest.mark.django_db]


@pytest.mark.req("QUA-05")
def test_it_is_not_closed_before_nothing_was_let_go(cast, issue) -> None:
    by = cast.qianjin
    to_report(issue, by)
    for gate in GATES:
        with pytest.raises(EvidenceMissing):
            operations.close(issue, by=by)
        operations.pass_gate(issue, gate=gate, evidence="见附件", by=by)
    assert operations.close(issue, by=by).state == "closed"


@pytest.mark.req("QUA-05")
def test_a_changed_cause_opens_the_conditions_again(cast, issue) -> None:
    by = cast.qianjin
    to_report(issue, by)
    pass_all(issue, by)
    assert again(issue).open_gates() == []
    operations.find_cause(issue, found=replace(CAUSE, cause="供应商擅自更换封装胶"), by=by)
    assert [gate.code for gate in again(issue).open_gates()] == list(GATES)
    operations.plan(issue, decided=operations.Plan(plan="改回原封装胶"), by=by)
    operations.handle(issue, handling="已改回", by=by)
    operations.accept(issue, acceptance="合格", by=by)
    operations.report_out(issue, by=by)
    with pytest.raises(EvidenceMissing):
        operations.close(issue, by=by)
    pass_all(issue, by)
    assert operations.close(issue, by=by).state == "closed"


@pytest.mark.req("QUA-05")
def test_a_changed_plan_opens_the_preventive_measures_alone(cast, issue) -> None:
    by = cast.qianjin
    to_cause(issue, by)
    operations.plan(issue, decided=operations.Plan(plan="返工"), by=by)
    pass_all(issue, by)
    operations.handle(issue, handling="已返工", by=by)
    operations.find_cause(issue, found=CAUSE, by=by)
    operations.plan(issue, decided=operations.Plan(plan="报废"), by=by)
    assert [gate.code for gate in again(issue).open_gates()] == ["prevented"]


@pytest.mark.req("QUA-05")
@given(st.text(), st.text())
def test_evidence_holds_for_its_own_text_alone(one: str, other: str) -> None:
    same = [line.rstrip() for line in one.strip().splitlines()] == [
        line.rstrip() for line in other.strip().splitlines()
    ]
    assert (digest("cause", {"cause": one}) == digest("cause", {"cause": other})) is same


@pytest.mark.req("QUA-09")
def test_the_page_and_the_report_show_cases_class_and_conditions(
    cast, issue, cases, client: Client, django_assert_max_num_queries
) -> None:
    to_report(issue, cast.qianjin)
    client.force_login(cast.qianjin)
    client.get(issue.get_absolute_url())
    with django_assert_max_num_queries(30):
        page = client.get(issue.get_absolute_url()).content.decode()
    for words in (cases[0].number, "批质量事故", "QMGT 3.1", "责任人已处理", "退回供应商，在制返工"):
        assert words in page
    paper = client.get(f"/print/issue_report/quality.qualityissue/{issue.pk}.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


def test_an_issue_is_reported_and_worked_on_by_its_forms(cast, cases, client: Client) -> None:
    client.force_login(cast.qianjin)
    form = {
        "subject": "探头漂移", "background": "同批集中", "found_at": "2026-11-20T10:00", "scheme": "qmgt",
        "owner": cast.qianjin.pk, "cases": [case.pk for case in cases], "batch": "", "model": cast.unit.model_id,
    }  # fmt: skip
    assert client.post("/quality/issues/report/", {**form, "found_at": "2099-01-01T10:00"}).status_code == 422
    assert client.post("/quality/issues/report/", form).status_code == 303
    issue = QualityIssue.objects.get()
    url = issue.get_absolute_url()

    def send(name: str, **values: object) -> None:
        issue.refresh_from_db()
        assert client.get(f"{url}{name}/").status_code in {200, 405}
        answer = client.post(f"{url}{name}/", {"revision": issue.revision, **values})
        assert answer.status_code == 303, answer.content.decode()

    send("contain", containment="停用库存")
    send("investigate", investigation="探头失效")
    send("find_cause", category="prodq:material", cause="封装胶开裂")
    send("plan", plan="返工")
    send("handle", handling="已返工")
    send("accept", acceptance="合格")
    send("state_facts", cost_labour="100.50")
    send("confirm_class", class_code="batch")
    send("report_out")
    for gate in GATES:
        send("pass_gate", gate=gate, evidence="见记录")
    send("close")
    issue.refresh_from_db()
    assert (issue.state, issue.cost_labour) == ("closed", Decimal("100.50"))


def test_the_list_takes_few_queries(cast, issue, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(cast.qianjin)
    client.get("/quality/")
    with django_assert_max_num_queries(12):
        assert "建议：批质量事故" in client.get("/quality/").content.decode()


@pytest.mark.req("QUA-09")
def test_outsiders_sign_the_report_by_their_link_and_again_when_it_changes(cast, issue, client: Client) -> None:
    by = cast.qianjin
    to_cause(issue, by)
    parties.add_party(issue, role="供应单位", name="周建国", by=by)
    parties.add_party(issue, role="责任部门", staff=cast.luxin, by=by)
    with pytest.raises(OperationError):
        parties.add_party(issue, role="供应单位", name="周建国", by=by)
    client.force_login(by)
    assert (
        "监理单位、施工单位、供应单位（ENGR 1.2）"
        in client.get(f"{issue.get_absolute_url()}add_party/").content.decode()
    )
    client.logout()
    outsider = issue.parties.get(staff=None)
    url = f"/n/{party_token(outsider)}/"
    assert "报告尚未出具" in client.get(url).content.decode()
    with pytest.raises(MoveForbidden):
        parties.sign_own(issue, by=cast.luxin)
    operations.plan(issue, decided=operations.Plan(plan="退回供应商"), by=by)
    operations.handle(issue, handling="已退回", by=by)
    operations.accept(issue, acceptance="合格", by=by)
    classing.confirm_class(issue, class_code="batch", by=by)
    operations.report_out(issue, by=by)
    assert client.post(url, {"opinion": "同意"}).status_code == 422
    assert client.post(url, {"signature": SIGNATURE, "opinion": "同意"}).status_code == 303
    parties.sign_own(issue, opinion="同意", by=cast.luxin)
    assert [party.has_signed for party in again(issue).parties.all()] == [True, True]
    paper = client.get(f"{url}report.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    statuses = [client.post(url, {"opinion": "同意"}).status_code for _ in range(13)]
    assert (statuses[0], statuses[-1]) == (422, 429)
    operations.find_cause(issue, found=replace(CAUSE, cause="另一原因"), by=by)
    assert [party.has_signed for party in again(issue).parties.all()] == [False, False]
    assert client.get("/n/forged/").status_code in {403, 404, 410}


@pytest.mark.req("QUA-09")
def test_it_is_not_closed_before_every_party_has_signed_or_is_excused_and_nobody_signs_afterwards(
    cast, issue, client: Client
) -> None:
    by = cast.qianjin
    to_report(issue, by)
    pass_all(issue, by)
    for role, who in (("责任部门", {"staff": cast.luxin}), ("供应单位", {"name": "周建国"})):
        IssueParty.objects.create(issue=issue, role=role, **{"name": "卢欣", **who})
    with pytest.raises(EvidenceMissing, match="各方"):
        operations.close(again(issue), by=by)
    parties.sign_own(again(issue), by=cast.luxin)
    outsider = issue.parties.get(staff=None)
    client.force_login(by)
    assert client.post(f"/quality/parties/{outsider.pk}/excuse/", {"note": " "}).status_code == 422
    assert client.post(f"/quality/parties/{outsider.pk}/excuse/", {"note": "已破产，联系不上"}).status_code == 303
    assert operations.close(again(issue), by=by).state == "closed"
    client.logout()
    late = client.post(f"/n/{party_token(outsider)}/", {"signature": SIGNATURE, "opinion": "迟了"})
    outsider.refresh_from_db()
    assert (late.status_code, outsider.signed_at, outsider.excused) == (422, None, "已破产，联系不上")


def test_only_parties_sign(cast, issue) -> None:
    with pytest.raises(OperationError):
        parties.sign_own(issue, by=cast.yaojun)
