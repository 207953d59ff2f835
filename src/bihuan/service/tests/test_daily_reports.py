"""The 「技术员工作日报表」: opened, due by the clause, handed in, reviewed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import Cast, at
from tests.flows.clock import Clock

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.service import operations as service
from bihuan.service.models import DailyReport
from bihuan.service.queries.paper_lists import daily_report
from bihuan.service.queries.reports import daily


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-23 15:00")


def worked(cast: Cast) -> None:
    """Let 陈立军 finish a job on which 李国栋 helped, after a morning's training."""
    now = timezone.now()
    service.make_appointment(
        cast.chenlijun, appointment_kind="training", subject="安全培训", starts_at=now - timedelta(hours=3),
        ends_at=now - timedelta(hours=2), by=cast.zhoumin,
    )  # fmt: skip
    order = cast.order()
    service.add_helper(order, cast.liguodong, by=cast.zhoumin)
    cast.signed(order)
    service.book_minutes(order, {cast.liguodong.pk: 35}, by=cast.chenlijun)


@pytest.mark.req("SVC-16")
def test_minutes_of_jobs_helpers_and_class_d_add_up(cast: Cast, clock: Clock) -> None:
    worked(cast)
    today = timezone.localdate()
    own, helper = daily(cast.chenlijun, today), daily(cast.liguodong, today)
    minutes = {line.code: line.minutes for line in own.classes}
    assert minutes["D"] == 60
    assert own.minutes == 60 + 53
    assert (helper.minutes, helper.jobs) == (35, 1)
    sheet = daily_report({"technician": str(cast.liguodong.pk), "day": today.isoformat()}, cast.hanli)
    assert "协助陈立军" in str(sheet.data)


@pytest.mark.req("SVC-16")
def test_the_report_is_due_at_the_clauses_time_and_the_manager_hears_when_it_is_missing(
    cast: Cast, clock: Clock
) -> None:
    worked(cast)
    assert service.open_reports(timezone.localdate()) == 2
    assert service.open_reports(timezone.localdate()) == 0, "once"
    report = DailyReport.objects.get(technician=cast.chenlijun)
    limit = Deadline.objects.get(kind=report.kind(), subject_id=report.pk)
    assert limit.due_at == at("2026-11-23 17:30")
    assert limit.clause
    assert limit.clause.label == "FULL 4.9"
    clock.set("2026-11-23 17:05")
    deadlines.sweep(timezone.now())
    assert Notice.objects.filter(recipient=cast.chenlijun, kind=report.kind()).exists()
    assert not Notice.objects.filter(recipient=cast.hanli, kind=report.kind()).exists()
    clock.set("2026-11-23 17:31")
    deadlines.sweep(timezone.now())
    assert Notice.objects.filter(recipient=cast.hanli, kind=report.kind()).exists()


@pytest.mark.req("SVC-16")
def test_work_in_the_evening_leaves_the_grace_of_the_clause(cast: Cast, clock: Clock) -> None:
    clock.set("2026-11-23 19:00")
    cast.signed()
    service.open_reports(timezone.localdate())
    limit = Deadline.objects.get(kind=DailyReport.kind())
    assert limit.due_at == at("2026-11-23 20:00")


@pytest.mark.req("SVC-16")
def test_handed_in_by_the_technician_reviewed_by_his_manager_each_once(cast: Cast, clock: Clock) -> None:
    worked(cast)
    service.open_reports(timezone.localdate())
    url = f"/service/reports/{cast.chenlijun.pk}/2026-11-23/"
    manager, technician = signed_in(cast.lintao), signed_in(cast.chenlijun)
    assert manager.post(url, {"remark": "已阅"}).status_code == 422, "not handed in yet"
    assert technician.post(url, {"summary": "电容余量不多"}).status_code == 303
    report = DailyReport.objects.get(technician=cast.chenlijun)
    assert report.summary == "电容余量不多"
    assert Deadline.objects.get(kind=report.kind(), subject_id=report.pk).met_at == timezone.now()
    assert Notice.objects.filter(recipient=cast.lintao, topic="report.submitted").exists()
    assert "份日报待核阅" in manager.get("/").content.decode()
    with pytest.raises(OperationError):
        service.submit_daily(cast.chenlijun, day=timezone.localdate(), by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        service.submit_daily(cast.liguodong, day=timezone.localdate(), by=cast.chenlijun)
    assert manager.post(url, {"remark": "已阅"}).status_code == 303
    assert "份日报待核阅" not in manager.get("/").content.decode()
    with pytest.raises(OperationError):
        service.review_daily(cast.chenlijun, day=timezone.localdate(), remark="", by=cast.hanli)


@pytest.mark.req("SVC-16")
def test_what_was_never_handed_in_is_reviewed_with_a_word_why(cast: Cast, clock: Clock) -> None:
    worked(cast)
    yesterday = timezone.localdate()
    clock.pass_on(days=1)
    with pytest.raises(OperationError):
        service.review_daily(cast.chenlijun, day=yesterday, remark=" ", by=cast.lintao)
    assert service.review_daily(cast.chenlijun, day=yesterday, remark="手机丢失，口头说明", by=cast.lintao).reviewed_at


def test_reports_are_listed_by_day_and_outlet(cast: Cast, clock: Clock) -> None:
    worked(cast)
    service.open_reports(timezone.localdate())
    desk = signed_in(cast.hanli)
    other = cast.outlet("HZ-CX").pk
    assert "陈立军" in desk.get(f"/service/reports/?outlet={cast.outlet('HZ-BJ').pk}").content.decode()
    assert "陈立军</a>" not in desk.get(f"/service/reports/?outlet={other}").content.decode()
    assert "陈立军</a>" not in desk.get("/service/reports/?day=2026-11-10").content.decode()
