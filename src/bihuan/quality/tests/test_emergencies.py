"""The emergency procedure of a serious issue, from the alarm to the changed standard (EMER, QUA-10)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE

from bihuan.deadlines.models import Deadline
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.organization.models import Department
from bihuan.quality.models import EmergencyReading, IssueEmergency, QualityIssue
from bihuan.quality.operations import classing, issues
from bihuan.quality.operations import emergencies as operations
from bihuan.quality.queries.emergencies import disposition_token, steps, waiting
from bihuan.quality.tests.steps import pass_all, to_report
from bihuan.regulations.models import RegulationVersion
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

pytestmark = [pytest.mark.django_db]
ALARM = "海川家电总装线装机发现 12 件漏水，已停线。"


def limits(record) -> dict[str, Deadline]:
    return {row.name: row for row in Deadline.objects.of(record.kind(), record.pk)}


def serious(issue, by) -> QualityIssue:
    return classing.confirm_class(issue, class_code="serious", note="顾客停线", by=by)


@pytest.fixture
def running(cast, issue) -> IssueEmergency:
    serious(issue, cast.qianjin)
    alarm = operations.Alarm(situation=ALARM, owner=cast.yaojun, customer_name="海川家电", contact="郑工")
    return operations.open_emergency(issue, alarm=alarm, by=cast.qianjin)


def ordered(cast, running) -> IssueEmergency:
    meeting = operations.Meeting(
        held_at=timezone.now(), chair=cast.tangyi, attended=[cast.yaojun, cast.qianjin], guests="海川家电 郑工",
        resolutions="在制全检，姚军，今天\n增加打压工序，宋扬，三天内",
    )  # fmt: skip
    operations.meet(running, meeting=meeting, by=cast.yaojun)
    due = timezone.localdate() + timedelta(days=5)
    notice = operations.Order(text="增加打压检漏工序", department=cast.yaojun.department, due_on=due)
    return operations.order(running, notice=notice, by=cast.songyang)


@pytest.mark.req("QUA-10")
def test_a_serious_issue_is_reported_at_once_to_executives_technical_centre_and_administration(cast, issue) -> None:
    with pytest.raises(OperationError, match="级别"):
        operations.open_emergency(
            issue, alarm=operations.Alarm(situation=ALARM, owner=cast.yaojun, customer_name="海川"), by=cast.qianjin
        )
    serious(issue, cast.qianjin)
    start = limits(issue)["emergency_start"]
    assert (start.clause.label, start.limit_minutes, start.met_at) == ("EMER 4.1", 120, None)
    alarm = operations.Alarm(situation=ALARM, owner=cast.yaojun, customer_name="海川家电")
    with pytest.raises(PermissionDenied):
        operations.open_emergency(issue, alarm=alarm, by=cast.zhoumin)
    found = operations.open_emergency(issue, alarm=alarm, by=cast.qianjin)
    start.refresh_from_db()
    assert start.met_at is not None
    told = set(Notice.objects.filter(subject_id=found.pk, topic="issue_emergency.alarm").values_list(
        "recipient__username", flat=True))  # fmt: skip
    assert {"hejianguo", "linhai", "gaoyuan", "tangyi", "songyang", "sunli", "yaojun"} <= told
    assert {"贺建国", "林海", "唐毅", "孙丽"} <= set(found.told)
    assert {"disposition_answer", "emergency_meeting"} == set(limits(found))
    with pytest.raises(OperationError, match=found.number):
        operations.open_emergency(issue, alarm=alarm, by=cast.qianjin)


@pytest.mark.req("SEC-01")
def test_a_customer_who_posts_without_end_is_asked_to_wait(running, client: Client) -> None:
    url = f"/d/{disposition_token(running)}/"
    statuses = [client.post(url, {"name": "郑工"}).status_code for _ in range(14)]
    assert statuses == [422] * 12 + [429, 429]
    assert client.get(url).status_code == 200


@pytest.mark.req("QUA-10")
def test_the_customer_confirms_the_disposition_by_his_link_and_again_where_it_changes(
    cast, running, client: Client
) -> None:
    url = f"/d/{disposition_token(running)}/"
    assert "暂无需要" in client.get(url).content.decode()
    operations.propose_disposition(running, disposition="库存 320 件换货", by=cast.yaojun)
    page = client.get(url)
    assert "库存 320 件换货" in page.content.decode()
    read = page.context["form"]["proposed"].value()
    form = {"verdict": "no", "name": "郑工", "signature": SIGNATURE, "proposed": read}
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "words": "装上的也要换"}).status_code == 303
    running.refresh_from_db()
    assert (running.answer, running.is_confirmed, running.answer_way) == ("refused", False, "link")
    operations.propose_disposition(running, disposition="库存和已装 332 件全部换货", by=cast.yaojun)
    agreed = {**form, "verdict": "yes", "words": ""}
    answer = client.post(url, agreed)
    assert (answer.status_code, "已经修改" in answer.content.decode()) == (422, True)
    running.refresh_from_db()
    agreed["proposed"] = running.disposed_at.isoformat()
    assert client.post(url, agreed).status_code == 303
    running.refresh_from_db()
    assert running.is_confirmed
    assert running.signature is not None
    assert limits(running)["disposition_answer"].met_at is not None
    assert client.post(url, agreed).status_code == 422
    assert client.get("/d/forged/").status_code in {403, 404, 410}


@pytest.mark.req("QUA-10")
def test_an_answer_that_came_otherwise_wants_what_proves_it(cast, running) -> None:
    operations.propose_disposition(running, disposition="换货", by=cast.yaojun)
    said = {"agrees": True, "name": "郑工", "way": "phone", "by": cast.yaojun}
    with pytest.raises(OperationError):
        operations.note_answer(running, evidence=[], **said)
    assert operations.note_answer(running, evidence=[drawn(SIGNATURE)], **said).is_confirmed


@pytest.mark.req("QUA-10")
def test_technical_centre_orders_and_approves_and_administration_verifies(cast, running) -> None:
    with pytest.raises(MoveForbidden):
        operations.order(running, by=cast.songyang, notice=operations.Order(
            text="x", department=cast.yaojun.department, due_on=timezone.localdate()))  # fmt: skip
    ordered(cast, running)
    with pytest.raises(PermissionDenied):
        operations.verify(running, verification="x", by=cast.yaojun)
    operations.propose_measures(running, measures="打压", by=cast.yaojun)
    operations.refuse_measures(running, note="未写压力", by=cast.tangyi)
    operations.propose_measures(running, measures="打压 0.1 MPa", by=cast.yaojun)
    with pytest.raises(PermissionDenied):
        operations.approve_measures(running, by=cast.yaojun)
    operations.approve_measures(running, by=cast.tangyi)
    with pytest.raises(EvidenceMissing, match="顾客"):
        operations.verify(running, verification="合格", by=cast.sunli)
    operations.propose_disposition(running, disposition="换货", by=cast.yaojun)
    operations.note_answer(running, agrees=True, name="郑工", way="letter", evidence=[drawn(SIGNATURE)], by=cast.yaojun)
    assert operations.verify(running, verification="合格", by=cast.sunli).state == "verified"
    assert {name for name, row in limits(running).items() if row.met_at} == {
        "disposition_answer", "emergency_meeting", "rectification_order", "emergency_measures",
        "emergency_verification",
    }  # fmt: skip


def through(cast, running) -> IssueEmergency:
    ordered(cast, running)
    operations.propose_measures(running, measures="打压 0.1 MPa", by=cast.yaojun)
    operations.approve_measures(running, by=cast.tangyi)
    operations.propose_disposition(running, disposition="换货", by=cast.yaojun)
    operations.note_answer(running, agrees=True, name="郑工", way="letter", evidence=[drawn(SIGNATURE)], by=cast.yaojun)
    return operations.verify(running, verification="合格", by=cast.sunli)


@pytest.mark.req("QUA-10")
def test_executives_approve_the_circular_the_departments_read_it_and_a_standard_says_it(
    cast, running, client: Client, django_assert_max_num_queries
) -> None:
    through(cast, running)
    works = Department.objects.filter(code="PROD")
    text = operations.Circular(title="关于接水盘漏水的通报", text="各工位照此检查。", departments=list(works))
    operations.submit_circular(running, circular=text, by=cast.sunli)
    form = Circulation.objects.of(running).running().get()
    signoff.sign(form.stations.get(state="open"), verdict="refuse", opinion="写明责任", by=cast.hejianguo)
    assert IssueEmergency.objects.get(pk=running.pk).state == "verified"
    operations.submit_circular(running, circular=text, by=cast.sunli)
    form = Circulation.objects.of(running).running().get()
    for signer in (cast.hejianguo, cast.linhai):
        signoff.sign(form.stations.get(state="open"), verdict="agree", opinion="", by=signer)
    running.refresh_from_db()
    assert (running.state, running.published_at is None) == ("published", False)
    reading = EmergencyReading.objects.get(emergency=running, reader=cast.liuyan)
    assert [one.url for one in waiting(cast.liuyan)] == [reading.get_absolute_url()]
    client.force_login(cast.zhoumin)
    assert client.get(reading.get_absolute_url()).status_code == 404
    client.force_login(cast.liuyan)
    assert "各工位照此检查" in client.get(reading.get_absolute_url()).content.decode()
    assert client.post(reading.get_absolute_url()).status_code == 303
    reading.refresh_from_db()
    assert reading.read_at is not None
    with pytest.raises(OperationError):
        operations.read(reading, by=cast.yaojun)
    version = RegulationVersion.objects.get(regulation__key="CAPA", state="in_force")
    standard = operations.Standard(version=version, change="增加打压检漏", departments=list(works))
    assert operations.fix(running, standard=standard, by=cast.songyang).state == "fixed"
    running.refresh_from_db()
    assert all(step.is_done for step in steps(running))
    client.force_login(cast.qianjin)
    client.get(running.get_absolute_url())
    with django_assert_max_num_queries(38):
        page = client.get(running.get_absolute_url()).content.decode()
    for words in ("EMER 4.3", "增加打压工序，宋扬，三天内", "海川家电 郑工", "未学习 ", "固化到标准"):
        assert words in page, words
    assert running.number in client.get(running.issue.get_absolute_url()).content.decode()
    for paper in ("issue_emergency", "quality_circular"):
        printed = client.get(f"/print/{paper}/quality.issueemergency/{running.pk}.pdf")
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")


@pytest.mark.req("QUA-10", "QUA-05")
def test_an_issue_is_not_closed_while_its_emergency_procedure_runs(cast, running) -> None:
    issue, by = running.issue, cast.qianjin
    to_report(issue, by)
    pass_all(issue, by)
    if not QualityIssue.objects.get(pk=issue.pk).is_class_settled:
        serious(issue, by)
    with pytest.raises(EvidenceMissing, match="应急"):
        issues.close(issue, by=by)
    with pytest.raises(PermissionDenied):
        operations.stop(running, note="误报", by=cast.yaojun)
    assert operations.stop(running, note="顾客撤回停线", by=cast.hejianguo).state == "stopped"
    assert not Deadline.objects.of(running.kind(), running.pk).running().exists()
    assert issues.close(issue, by=by).state == "closed"


def test_the_steps_go_by_their_forms(cast, issue, client: Client) -> None:
    serious(issue, cast.qianjin)
    client.force_login(cast.qianjin)
    url = f"{issue.get_absolute_url()}open_emergency/"
    form = {"situation": ALARM, "customer_name": "沈雅琴", "owner": cast.yaojun.pk}
    assert client.post(url, {**form, "situation": ""}).status_code == 422
    assert client.post(url, form).status_code == 303
    found = IssueEmergency.objects.get()
    assert (found.customer, found.department) == (cast.customer, cast.yaojun.department)

    def send(who, name: str, **values: object) -> None:
        found.refresh_from_db()
        client.force_login(who)
        assert client.get(f"{found.get_absolute_url()}{name}/").status_code == 200
        answer = client.post(f"{found.get_absolute_url()}{name}/", {"revision": found.revision, **values})
        assert answer.status_code == 303, answer.content.decode()

    send(cast.yaojun, "propose_disposition", disposition="换货")
    held = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    send(cast.yaojun, "meet", held_at=held, chair=cast.tangyi.pk, attended=[cast.yaojun.pk], resolutions="全检")
    send(cast.tangyi, "order", text="打压", department=cast.yaojun.department_id, due_on="2099-01-01")
    send(cast.yaojun, "propose_measures", measures="打压 0.1 MPa")
    send(cast.tangyi, "refuse_measures", note="太短")
    send(cast.yaojun, "propose_measures", measures="打压 0.1 MPa 十分钟")
    send(cast.tangyi, "approve_measures")
    client.force_login(cast.yaojun)
    assert client.get(f"{found.get_absolute_url()}link/").status_code == 200
    assert (found.state, client.get("/quality/emergencies/").status_code) == ("measured", 200)
