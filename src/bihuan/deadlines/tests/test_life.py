"""The life of a limit: it starts, is met, is dropped, follows its record."""

import pytest

from bihuan.deadlines import operations, queries
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.states import DeadlineState
from bihuan.deadlines.tests.stage import Arrived, Cancelled, Case, Completed, Dispatched, at, moments
from bihuan.kernel import history
from bihuan.regulations.models import Parameter, RulesStamp


@pytest.mark.req("REG-02", "SVC-06")
def test_a_clause_starts_a_limit_with_its_ladder_when_its_event_happens(stage):
    parameter = stage.limit("派工", 120, when={"area": "city"})
    deadline = Deadline.objects.get(subject_id=stage.case().pk)
    assert (deadline.due_at, deadline.parameter, deadline.owner) == (at("11-19T16:30"), parameter, stage.chenlijun)
    assert deadline.steps == [
        (50, "owner", at("11-19T15:30")),
        (100, "service_manager", at("11-19T16:30")),
        (150, "general_manager", at("11-19T17:30")),
    ]


@pytest.mark.req("SVC-06")
def test_the_clause_that_fits_the_facts_best_counts(stage):
    stage.limit("派工", 420)
    stage.limit("派工", 120, when={"area": "city"})
    limits = {case.facts()["area"]: Deadline.objects.get(subject_id=case.pk).limit_minutes for case in
              (stage.case(area="city"), stage.case(area="suburb"))}  # fmt: skip
    assert limits == {"city": 120, "suburb": 420}


def test_a_new_record_costs_one_insert_and_no_look_up_of_its_own(stage, django_assert_max_num_queries):
    for name in ("派工", "到场", "修复", "回访"):
        stage.limit(name, 480)
    with django_assert_max_num_queries(11) as counted:
        stage.case()
    own = [query["sql"] for query in counted.captured_queries if "deadlines_" in query["sql"]]
    assert [sql.split()[0] for sql in own] == ["INSERT"]
    assert [len(row.steps) for row in Deadline.objects.all()] == [3] * 4


def test_what_a_clause_says_later_does_not_change_what_runs(stage):
    parameter = stage.limit("派工", 120)
    case = stage.case()
    shorter = {**parameter.data, "limit": {"minutes": 5, "calendar": "always"}}
    Parameter.objects.filter(pk=parameter.pk).update(data=shorter)
    RulesStamp.renew()
    stage.happens(Dispatched, case, at("11-19T16:00"))
    assert not Deadline.objects.get().is_late


def test_a_limit_is_met_in_time_until_the_very_moment_it_is_due(stage):
    stage.limit("派工", 120)
    punctual, late = stage.case(), stage.case()
    stage.happens(Dispatched, punctual, at("11-19T16:30"))
    stage.happens(Dispatched, late, at("11-19T16:31"))
    assert [(row.state, row.is_late) for row in Deadline.objects.order_by("pk")] == [("met", False), ("met", True)]
    assert not any(row.next_rung_at or row.waiting for row in Deadline.objects.all())


def test_what_happens_to_a_work_order_meets_the_limits_of_its_request(stage):
    stage.limit("到场", 480, met_by="order.arrived")
    case = stage.case()
    errand = Case(code="WO-1")
    errand.case = case
    stage.happens(Arrived, errand, at("11-20T09:00"), is_new=True)
    assert Deadline.objects.get().state == DeadlineState.MET


def test_an_event_that_comes_twice_neither_starts_nor_meets_twice(stage):
    stage.limit("派工", 120)
    case = stage.case(is_new=False)
    stage.happens(Dispatched, case, at("11-19T15:00"))
    stage.happens(Dispatched, case, at("11-19T18:00"))
    assert Deadline.objects.get().met_at == at("11-19T15:00")


def test_a_cancelled_record_has_no_limits_left(stage):
    stage.limit("派工", 120)
    case = stage.case()
    stage.happens(Cancelled, case, at("11-19T15:00"))
    assert Deadline.objects.get().state == DeadlineState.CANCELLED
    assert queries.for_record(case) == []


@pytest.mark.parametrize(
    ("minutes", "ended"), [(60, ("met", True)), (480, ("cancelled", False))], ids=["run out: missed", "time left: void"]
)
def test_a_step_that_can_not_come_any_more_ends_its_limit_and_leaving_it_out_gains_nothing(stage, minutes, ended):
    stage.limit("到场", minutes, met_by="order.arrived")
    stage.limit("回访", minutes, met_by="case.called_back")
    case = stage.case(is_new=False)
    stage.happens(Completed, case, at("11-19T17:00"))
    arrival, call_back = Deadline.objects.order_by("pk")
    assert ((arrival.state, arrival.is_late), call_back.state) == (ended, "open")
    assert not arrival.waiting
    told = history.of(case.kind(), case.pk).last()
    assert "：" in told.note
    assert not list(operations.differences(case.kind(), case.pk))


def test_a_paused_limit_that_is_outrun_is_judged_without_the_time_it_stood(stage):
    stage.limit("到场", 60, met_by="order.arrived")
    case = stage.case(is_new=False)
    operations.pause_record(case, reason="客户不在家", by=stage.zhoumin, at=at("11-19T15:00"))
    stage.happens(Completed, case, at("11-19T17:00"))
    assert Deadline.objects.get().state == DeadlineState.CANCELLED
    assert not list(operations.differences(case.kind(), case.pk))


def test_one_step_may_keep_the_limit_of_another(stage):
    stage.limit("首次联系", 60, met_by="request.contacted")
    stage.happens(Completed, stage.case(), at("11-19T15:00"))
    assert (Deadline.objects.get().state, Deadline.objects.get().is_late) == ("met", False)


def test_limits_follow_their_record_to_a_new_owner(stage):
    stage.limit("派工", 120)
    case = stage.case()
    case.manager = stage.xuwen
    stage.happens(Arrived, case, at("11-19T15:00"))
    assert Deadline.objects.get().owner == stage.xuwen


def test_starting_and_meeting_stand_in_the_records_history(stage):
    stage.limit("派工", 120)
    case = stage.case(is_new=False)
    stage.happens(Dispatched, case, at("11-19T15:00"))
    verbs = [entry.verb for entry in history.of(case.kind(), case.pk)]
    assert verbs == ["register", "deadline.started", "deadline.met"]


def test_corrected_facts_let_the_clause_that_fits_take_over(stage):
    stage.limit("派工", 420, when={"area": "suburb"})
    stage.limit("派工", 120, when={"area": "city"}, ladder=[{"at": 80, "tell": "service_manager"}])
    stage.limit("通知", 60, when={"area": "city"})
    case = stage.case(area="suburb")
    case.phone = "city"
    operations.rematch(case, by=stage.zhoumin)
    first, second = Deadline.objects.order_by("pk")
    assert (first.due_at, second.due_at) == (at("11-19T16:30"), at("11-19T15:30"))
    assert list(moments(first)) == [80]
    assert not list(operations.differences(case.kind(), case.pk))
    case.phone = "suburb"
    operations.rematch(case, by=stage.zhoumin)
    assert [row.state for row in Deadline.objects.order_by("pk")] == ["open", "cancelled"]


def test_a_limit_met_before_the_facts_were_corrected_stays_as_it_was(stage):
    stage.limit("派工", 420, when={"area": "suburb"})
    stage.limit("派工", 120, when={"area": "city"})
    case = stage.case(area="suburb")
    stage.happens(Dispatched, case, at("11-19T17:00"))
    case.phone = "city"
    operations.rematch(case, by=stage.zhoumin)
    assert [(row.limit_minutes, row.is_late) for row in Deadline.objects.all()] == [(420, False)]
