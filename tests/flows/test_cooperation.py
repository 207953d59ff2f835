"""「故障报告」 and 「工作联络单」: told, tracked, asked, disputed, decided, done (CSYS, SVC-20, SVC-21)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.outbox import Notice
from bihuan.organization.models import Department
from bihuan.service.models import ContactSheet, FailureReport
from bihuan.service.operations import contact_sheets

pytestmark = pytest.mark.django_db


def heard(topic):
    return sorted(Notice.objects.filter(topic=topic).values_list("recipient__name", flat=True))


def running(record):
    rows = Deadline.objects.of(record.kind(), record.pk).running().select_related("clause__version__regulation")
    return {row.name: str(row.clause) for row in rows}


def reported(cast, desk, request=None):
    path = f"/service/requests/{request.pk}/failure/" if request else "/service/failures/new/"
    desk("zhoumin").send(
        path, occurred_at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"), place="滨江区 星澜苑配电房",
        symptom="整栋空调跳闸，电缆有焦味", plan="先断电，派两名电工到场排查", salesman=cast.panfeng.pk,
    )  # fmt: skip
    return FailureReport.objects.get()


@pytest.mark.req("SVC-20")
def test_a_failure_is_told_filed_passed_on_and_tracked_to_its_end(cast, desk):
    request = cast.request()
    page = desk("zhoumin").open(f"/service/requests/{request.pk}/failure/")
    assert "沈雅琴" in page
    report = reported(cast, desk, request)
    assert (report.owner, report.salesman, report.customer) == (cast.hanli, cast.panfeng, cast.customer)
    assert heard("failure.reported") == ["潘峰", "韩立"]
    assert running(report) == {"failure_filing": "CSYS 7.1"}
    manager, path = desk("hanli"), report.get_absolute_url()
    assert report.number in manager.open("/")
    manager.send(f"{path}file/", note="已电话确认", revision=report.revision)
    assert running(report) == {"failure_passing": "CSYS 7.2"}
    report.refresh_from_db()
    manager.send(f"{path}inform/", note="", revision=report.revision)
    assert heard("failure.reported") == ["林海", "潘峰", "贺建国", "韩立"]
    assert running(report) == {"failure_closing": "CSYS 7.3"}
    manager.send(f"{path}track/", note="电缆已更换，待送电")
    report.refresh_from_db()
    manager.send(f"{path}close/", expect=422, outcome=" ", revision=report.revision)
    manager.send(f"{path}close/", outcome="送电正常，运行 2 小时", revision=report.revision)
    report.refresh_from_db()
    assert (report.state, running(report)) == ("closed", {})
    assert heard("failure.closed") == sorted(["林海", "潘峰", "贺建国", "周敏"])
    assert desk("hanli").file(f"/print/failure_report/service.failurereport/{report.pk}.pdf").startswith(b"%PDF")


@pytest.mark.req("SVC-20")
def test_each_of_those_told_takes_note_once_and_nobody_else_does(cast, desk):
    report = reported(cast, desk)
    path = f"{report.get_absolute_url()}acknowledge/"
    assert report.number in desk("panfeng").open("/")
    desk("panfeng").send(path)
    assert report.receipts.get(staff=cast.panfeng).acknowledged_at
    assert report.number not in desk("panfeng").open("/")
    desk("panfeng").send(path, expect=403)
    desk("yuhui").send(path, expect=403)
    desk("xuyang").send(path, expect=404)


@pytest.mark.req("SVC-20")
def test_what_is_typed_stays_when_a_failure_lies_in_the_future(cast, desk):
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = desk("zhoumin").send(
        "/service/failures/new/", expect=422, occurred_at=later, place="配电房", symptom="跳闸", plan="断电",
        salesman=cast.panfeng.pk,
    )  # fmt: skip
    assert "配电房" in answer.content.decode()
    assert not FailureReport.objects.exists()


def asked(cast, desk, by="zhoumin", **more):
    values = {"to_department": Department.objects.get(code="QUALITY").pk, "subject": "同批次电容排查",
              "content": "请提供同批次启动电容的检验记录", **more}  # fmt: skip
    desk(by).send("/service/sheets/new/", **values)
    return ContactSheet.objects.get()


@pytest.mark.req("SVC-21")
def test_a_department_asks_another_which_agrees_does_it_and_it_is_confirmed(cast, desk):
    sheet = asked(cast, desk)
    path = sheet.get_absolute_url()
    assert (sheet.owner, heard("sheet.mine"), running(sheet)) == (cast.qianjin, ["钱进"], {"sheet_answer": "CSYS 6.1"})
    assert sheet.number in desk("qianjin").open("/")
    desk("zhoumin").send(f"{path}accept/", expect=403, answer="我替他答应")
    desk("panfeng").send(f"{path}accept/", expect=404, answer="与我无关")
    desk("qianjin").send(f"{path}accept/", answer="今天下班前给", revision=sheet.revision)
    assert running(sheet) == {"sheet_done": "CSYS 6.2"}
    sheet.refresh_from_db()
    desk("qianjin").send(f"{path}finish/", result="检验记录已上传", revision=sheet.revision)
    sheet.refresh_from_db()
    assert sheet.owner == cast.zhoumin
    desk("qianjin").send(f"{path}confirm/", expect=403, note="")
    desk("zhoumin").send(f"{path}send_back/", note="缺 7 月批次", revision=sheet.revision)
    assert running(sheet) == {"sheet_done": "CSYS 6.2"}
    sheet.refresh_from_db()
    desk("qianjin").send(f"{path}finish/", result="已补 7 月批次", revision=sheet.revision)
    sheet.refresh_from_db()
    desk("zhoumin").send(f"{path}confirm/", note="", revision=sheet.revision)
    sheet.refresh_from_db()
    assert (sheet.state, running(sheet)) == ("confirmed", {})


@pytest.mark.req("SVC-21")
def test_where_departments_do_not_agree_the_office_decides_and_that_binds_both(cast, desk):
    sheet = asked(cast, desk)
    path = sheet.get_absolute_url()
    desk("qianjin").send(f"{path}decline/", expect=422, answer="", revision=sheet.revision)
    desk("qianjin").send(f"{path}decline/", answer="本月人手不足", revision=sheet.revision)
    assert heard("sheet.news") == ["周敏"]
    sheet.refresh_from_db()
    desk("zhoumin").send(f"{path}refer/", dispute="客户停机，不能等到下月", revision=sheet.revision)
    sheet.refresh_from_db()
    assert (sheet.owner, running(sheet)) == (cast.zhulin, {"sheet_ruling": "CSYS 6.3"})
    desk("qianjin").send(f"{path}order/", expect=403, ruling="不办")
    desk("zhulin").send(f"{path}order/", ruling="品质部两日内完成，办公室周四检查", revision=sheet.revision)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.owner, sheet.ruled_by) == ("accepted", cast.qianjin, cast.zhulin)
    with pytest.raises(EvidenceMissing):
        contact_sheets.refer(sheet, dispute="还是不想做", by=cast.qianjin)
    desk("zhulin").send(f"{path}supervise/", note="已查到 6 月批次")
    assert history.of(sheet.kind(), sheet.pk).filter(verb="supervise").exists()
    assert desk("zhulin").file(f"/print/contact_sheet/service.contactsheet/{sheet.pk}.pdf").startswith(b"%PDF")


@pytest.mark.req("SVC-21", "SVC-03")
def test_the_first_owner_solves_it_first_and_files_the_sheet_afterwards(cast, desk):
    request = cast.request()
    desk("zhoumin").send(
        f"/service/requests/{request.pk}/sheet/", to_department=Department.objects.get(code="STORE").pk,
        subject="代领启动电容", content="夜间仓库无人，代领 1 只", done="凭值班钥匙领出，已登记",
    )  # fmt: skip
    sheet = ContactSheet.objects.get()
    assert (sheet.state, sheet.is_after_fact, sheet.owner, sheet.request) == ("done", True, cast.yaojun, request)
    assert running(sheet) == {"sheet_confirm": "CSYS 6.2"}
    desk("zhoumin").send(f"{sheet.get_absolute_url()}confirm/", expect=403, note="")
    desk("yaojun").send(f"{sheet.get_absolute_url()}confirm/", note="", revision=sheet.revision)
    sheet.refresh_from_db()
    assert sheet.state == "confirmed"
    assert sheet.number in desk("zhoumin").open(f"/service/requests/{request.pk}/")


@pytest.mark.req("SVC-21")
def test_two_who_answer_at_once_are_not_both_heard(cast, desk):
    sheet = asked(cast, desk)
    path = sheet.get_absolute_url()
    desk("qianjin").send(f"{path}accept/", answer="好", revision=sheet.revision)
    desk("qianjin").send(f"{path}decline/", expect=422, answer="还是不行", revision=sheet.revision)
    sheet.refresh_from_db()
    assert sheet.state == "accepted"


@pytest.mark.req("RPT-01")
def test_lists_show_each_row_with_a_fixed_number_of_queries(cast, desk, django_assert_max_num_queries):
    asked(cast, desk)
    reported(cast, desk)
    for path, words in (("sheets", "同批次电容排查"), ("failures", "整栋空调跳闸")):
        seen = desk("zhoumin")
        seen.open(f"/service/{path}/?all=1")
        with django_assert_max_num_queries(14):
            assert words in seen.open(f"/service/{path}/?all=1")
