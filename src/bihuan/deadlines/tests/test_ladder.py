"""Climbing the ladder: who is told, once, and what was missed meanwhile."""

import pytest
from django.db import connection

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.tests.stage import Dispatched, at, moments
from bihuan.kernel import history, seals
from bihuan.kernel.outbox import Notice
from bihuan.organization.models import Leave, Outlet, PostHolding
from bihuan.organization.states import Post


def told():
    return {rung.percent: rung.told for rung in Rung.objects.all()}


@pytest.mark.req("SVC-14")
def test_a_repair_that_will_be_late_is_raised_with_the_technical_manager_before_it_is(stage):
    stage.limit("修复", 600, ladder=[{"at": 80, "tell": "service_manager"}])
    stage.case()
    deadline = Deadline.objects.get()
    assert operations.sweep(at("11-20T14:40")) == 1
    assert at("11-20T14:40") < deadline.due_at
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (stage.hanli, f"/deadlines/{deadline.pk}/record/")
    assert "SR-0001" in notice.title


@pytest.mark.req("SVC-14")
def test_another_clause_can_add_a_rung_to_a_limit(stage):
    stage.limit("repair", 600, ladder=[])
    stage.clause("rung", "early", {"limit_name": "repair", "at": 80, "tell": "service_manager"})
    stage.case()
    assert operations.sweep(at("11-20T14:40")) == 1


def test_each_rung_fires_once(stage):
    stage.limit("派工", 120)
    stage.case()
    assert [operations.sweep(at("11-19T16:40")) for _ in range(2)] == [2, 0]
    assert operations.sweep(at("11-20T09:40")) == 1
    assert told() == {50: ["陈立军"], 100: ["韩立"], 150: ["林海"]}


def test_what_was_missed_while_everything_was_off_is_raised_at_the_next_start(stage):
    stage.limit("派工", 120)
    for _ in range(7):
        stage.case()
    assert operations.sweep(at("12-19T08:00"), batch=4) == 21
    assert Notice.objects.count() == 21


def test_what_was_missed_is_told_in_the_order_in_which_it_came_due(stage):
    stage.limit("派工", 120)
    stage.limit("修复", 420)
    cases = [stage.case(at(f"11-19T14:{minute}")) for minute in range(10, 16)]
    assert operations.sweep(at("12-19T08:00"), batch=4) == 36
    told = ["派工：50 % → 陈立军", "派工：100 % → 韩立", "派工：150 % → 林海", "修复：50 % → 陈立军",
            "修复：100 % → 韩立", "修复：150 % → 林海"]  # fmt: skip
    for case in cases:
        notes = [entry.note for entry in history.of(case.kind(), case.pk) if entry.verb == "deadline.escalated"]
        assert notes == told
    assert Rung.objects.count() == Notice.objects.count() == 36


@pytest.mark.parametrize("damage", ["a fired step", "a step twice", "no list", "no time"])
def test_a_damaged_row_holds_up_no_other_and_mends_itself(stage, damage):
    stage.limit("派工", 120)
    stage.case()
    spoilt = Deadline.objects.get()
    if damage == "a fired step":
        Rung.objects.create(deadline=spoilt, percent=50, tells="owner", fired_at=at("11-19T15:00"))
    waiting = {"a step twice": spoilt.waiting[:1] + spoilt.waiting, "no list": [7], "no time": [[50, "owner", "?"]]}
    Deadline.objects.filter(pk=spoilt.pk).update(waiting=waiting.get(damage, spoilt.waiting))
    stage.case()
    assert operations.sweep(at("11-19T15:40")) == (1 if damage == "a fired step" else 2)
    assert Rung.objects.filter(percent=50).count() == 2
    assert operations.sweep(at("11-20T09:40")) == 4
    assert operations.sweep(at("11-20T09:41")) == 0


def test_a_pause_moves_what_is_to_come_and_raises_nothing_again(stage):
    stage.limit("派工", 120)
    stage.case()
    assert operations.sweep(at("11-19T15:40")) == 1
    deadline = Deadline.objects.get()
    operations.pause(deadline, reason="客户不在家", by=stage.zhoumin, at=at("11-19T15:45"))
    assert operations.sweep(at("11-19T16:40")) == 0
    operations.resume(deadline, by=stage.zhoumin, at=at("11-19T16:45"))
    assert moments(Deadline.objects.get()) == {100: at("11-19T17:30"), 150: at("11-20T09:00")}
    assert [operations.sweep(at(moment)) for moment in ("11-19T17:29", "11-19T17:31", "11-20T09:00")] == [0, 1, 1]
    assert [rung.percent for rung in Rung.objects.all()] == [50, 100, 150]


def test_the_sweep_is_a_scheduled_task(stage):
    stage.limit("派工", 120)
    stage.case(at("01-05T09:00"))
    operations.escalate.call()
    assert len(told()) == 3


def test_what_is_met_raises_nothing_more(stage):
    stage.limit("派工", 120)
    case = stage.case()
    operations.sweep(at("11-19T15:40"))
    stage.happens(Dispatched, case, at("11-19T15:45"))
    assert operations.sweep(at("11-30T15:40")) == 0


def test_the_deputy_is_told_while_somebody_is_away(stage):
    Leave.objects.create(staff=stage.hanli, deputy=stage.xuwen, starts_at=at("11-19T00:00"), ends_at=at("11-22T00:00"))
    Leave.objects.create(staff=stage.chenlijun, starts_at=at("11-19T00:00"), ends_at=at("11-22T00:00"))
    stage.limit("派工", 120)
    stage.case()
    operations.sweep(at("11-19T17:00"))
    assert told() == {50: ["陈立军"], 100: ["许文"]}


def test_the_post_nearest_to_the_case_is_told(stage):
    stage.limit("派工", 120, ladder=[{"at": 100, "tell": "outlet_manager"}])
    case = stage.case()
    far = Outlet.objects.create(code="FAR", name="城西网点")
    for staff, outlet in ((stage.xuwen, far), (stage.zhoumin, Outlet.objects.get(pk=case.pk))):
        PostHolding.objects.create(staff=staff, post=Post.OUTLET_MANAGER, outlet=outlet, since_on=at("01-01T00:00"))
    operations.sweep(at("11-19T17:00"))
    assert told() == {100: ["周敏"]}


def test_the_superior_is_the_manager_of_the_owners_department(stage):
    stage.limit("派工", 120, ladder=[{"at": 100, "tell": "superior"}])
    stage.case()
    operations.sweep(at("11-19T17:00"))
    assert told() == {100: ["韩立"]}


def test_a_limit_without_an_owner_is_the_dispatchers(stage):
    stage.limit("派工", 120, ladder=[{"at": 50, "tell": "owner"}])
    stage.case(manager=None)
    operations.sweep(at("11-19T17:00"))
    assert told() == {50: ["周敏"]}


def test_every_escalation_stands_in_the_records_history(stage):
    stage.limit("派工", 120)
    case = stage.case()
    operations.sweep(at("11-19T16:40"))
    notes = [entry.note for entry in history.of(case.kind(), case.pk) if entry.verb == "deadline.escalated"]
    assert notes == ["派工：50 % → 陈立军", "派工：100 % → 韩立"]
    assert not list(seals.verify())


def test_the_reader_is_told_in_his_language(stage):
    stage.limit("派工", 120)
    type(stage.hanli).objects.filter(pk=stage.hanli.pk).update(language="en")
    stage.case()
    operations.sweep(at("11-19T16:40"))
    assert "was due at 11-19 16:30" in Notice.objects.get(recipient=stage.hanli).title


def test_a_batch_costs_the_same_whatever_its_size(stage, django_assert_max_num_queries):
    stage.limit("派工", 120)
    for _ in range(20):
        stage.case()
    with django_assert_max_num_queries(40) as small:
        operations.sweep(at("11-19T15:40"), batch=500)
    for _ in range(60):
        stage.case(at("11-19T14:31"))
    with django_assert_max_num_queries(len(small)):
        operations.sweep(at("11-19T15:45"), batch=500)


def test_the_sweep_finds_its_rungs_by_the_partial_index(stage):
    stage.limit("派工", 120)
    stage.case()
    rows = Deadline.objects.filter(next_rung_at__lte=at("11-19T23:00")).order_by("next_rung_at")
    if connection.vendor == "sqlite":
        assert "deadline_next_rung" in rows.explain()
