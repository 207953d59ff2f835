"""Stopping the clock."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.policies import ask_before_pause
from bihuan.deadlines.tests.stage import Dispatched, at, moments
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import OperationError, resolve


@pytest.fixture
def deadline(stage, freeze):
    stage.limit("修复", 600)
    return Deadline.objects.get(subject_id=stage.case().pk)


@pytest.fixture
def freeze(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("11-20T15:00"))


def paused(deadline, stage, reason="客户不在家", start="11-20T09:40", **values):
    return operations.pause(deadline, reason=reason, by=stage.zhoumin, at=at(start), **values)


@pytest.mark.req("SVC-06")
def test_a_pause_moves_the_due_time_and_the_rungs_by_the_working_time(stage, deadline):
    paused(deadline, stage, start="11-19T17:00")
    operations.resume(deadline, by=stage.zhoumin, at=at("11-20T08:15"))
    deadline.refresh_from_db()
    assert deadline.due_at == at("11-20T17:15")
    assert moments(deadline)[50] == at("11-20T10:45")


def test_while_the_clock_stands_nothing_is_raised(stage, deadline):
    paused(deadline, stage, reason="等配件", evidence=_photo())
    deadline.refresh_from_db()
    assert deadline.state == "paused"
    assert operations.sweep(at("12-20T09:00")) == 0


def test_a_cap_ends_the_standing_by_itself(stage, deadline):
    paused(deadline, stage)
    assert moments(deadline)[100] == at("11-23T11:00")


def test_a_reason_that_does_not_stop_the_clock_is_written_down_and_changes_nothing(stage, deadline):
    paused(deadline, stage, reason="堵车")
    deadline.refresh_from_db()
    assert (deadline.state, deadline.due_at) == ("open", at("11-20T16:30"))
    assert Pause.objects.get().reason == "堵车"


def _photo():
    return Attachment.objects.create(kind="x", subject_id=1, name="门前.jpg", content_type="image/jpeg", size=1)


@pytest.mark.parametrize(
    ("reason", "start", "field"),
    [("心情不好", "11-20T09:40", "reason"), ("等配件", "11-20T09:40", "evidence"), ("客户不在家", "11-21T09:40", "at")],
)
def test_an_unknown_reason_missing_proof_or_the_future_are_refused(stage, deadline, reason, start, field):
    with pytest.raises(OperationError) as refused:
        paused(deadline, stage, reason=reason, start=start)
    assert refused.value.field == field
    assert not Pause.objects.exists()


def test_nobody_pauses_twice_or_resumes_what_runs(stage, deadline):
    with pytest.raises(OperationError):
        operations.resume(deadline, by=stage.zhoumin)
    paused(deadline, stage)
    with pytest.raises(OperationError):
        paused(deadline, stage)


def test_the_owner_and_those_who_run_the_service_may_pause_others_not(stage, deadline):
    with pytest.raises(PermissionDenied):
        operations.pause(deadline, reason="客户不在家", by=stage.xuwen)
    operations.pause(deadline, reason="客户不在家", by=stage.chenlijun, at=at("11-20T09:40"))


def test_an_app_can_decide_who_pauses_the_limits_of_its_records(stage, deadline, monkeypatch):
    monkeypatch.setattr("bihuan.deadlines.policies._pause_permissions", {})
    ask_before_pause(deadline.kind, "organization.manage_places")
    with pytest.raises(PermissionDenied):
        paused(deadline, stage)


def test_meeting_a_paused_limit_ends_the_pause_and_counts_it(stage, deadline):
    paused(deadline, stage, start="11-20T14:30")
    case = case_of(deadline)
    stage.happens(Dispatched, case, at("11-20T17:25"))
    deadline.refresh_from_db()
    assert (deadline.state, deadline.is_late) == ("met", False)
    assert Pause.objects.get().ends_at == at("11-20T17:25")
    assert not list(operations.differences(deadline.kind, deadline.subject_id))


def case_of(deadline):
    return resolve(deadline.kind, deadline.subject_id)


def test_a_record_is_paused_with_all_limits_that_know_the_reason(stage, deadline):
    stage.limit("备用机", 720, pauses=[])
    case = case_of(deadline)
    assert len(operations.pause_record(case, reason="客户不在家", by=stage.zhoumin, at=at("11-20T09:40"))) == 1
    assert operations.resume_record(case, by=stage.zhoumin, at=at("11-20T10:25")) == 1
    with pytest.raises(OperationError):
        operations.resume_record(case, by=stage.zhoumin)
