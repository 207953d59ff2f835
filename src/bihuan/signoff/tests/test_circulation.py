"""A form goes from station to station."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.tests.stage import Cancelled, at
from bihuan.kernel import events, history
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import Leave
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.signoff import operations, queries
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.states import CirculationAgreed, CirculationEvent, CirculationRefused


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("11-20T09:00"))


@pytest.fixture
def heard(monkeypatch):
    """What was announced about forms."""
    found: list[CirculationEvent] = []
    monkeypatch.setitem(events._handlers, CirculationEvent, [found.append])
    return found


@pytest.fixture
def form(stage, route):
    return operations.start(stage.case(), "concession", by=stage.zhoumin)


def station(form, name) -> Station:
    return form.stations.get(name__startswith=name)


def states(form):
    return list(form.stations.values_list("state", flat=True))


def sign(stage, form, *names):
    who = {"审核": stage.hanli, "会签（财务）": stage.wangfang, "会签（销售）": stage.xuwen, "核决": stage.hejianguo}
    for name in names:
        operations.sign(station(form, name), by=who[name], opinion="同意")


@pytest.mark.req("SVC-07", "REG-02")
def test_without_a_route_in_the_clauses_nobody_need_approve(stage):
    assert operations.start(stage.case(), "concession", by=stage.zhoumin) is None


def test_a_form_opens_at_its_first_station_and_asks_who_holds_the_post(stage, form):
    assert states(form) == ["open", "waiting", "waiting", "waiting"]
    assert Notice.objects.get().recipient == stage.hanli
    assert [one.station.name for one in queries.waiting_for(stage.hanli)] == ["审核"]
    assert queries.waiting_for(stage.wangfang) == []


def test_a_station_whose_condition_does_not_hold_is_left_out(stage, route):
    form = operations.start(stage.case(area="suburb"), "concession", by=stage.zhoumin)
    assert form.stations.count() == 3


def test_the_same_form_does_not_circulate_twice_at_once(stage, route):
    case = stage.case()
    first, second = (operations.start(case, "concession", by=stage.zhoumin) for _ in range(2))
    assert first == second
    assert Circulation.objects.count() == 1


def test_parallel_stations_sign_in_any_order_and_the_next_opens_after_both(stage, form):
    sign(stage, form, "审核")
    assert states(form) == ["signed", "open", "open", "waiting"]
    sign(stage, form, "会签（销售）")
    assert states(form) == ["signed", "open", "signed", "waiting"]
    sign(stage, form, "会签（财务）")
    assert states(form) == ["signed", "signed", "signed", "open"]


@pytest.mark.req("SVC-07")
def test_when_all_have_signed_the_form_is_agreed_and_says_so(stage, form, heard):
    sign(stage, form, "审核", "会签（财务）", "会签（销售）", "核决")
    form.refresh_from_db()
    assert form.state == "agreed"
    assert [type(event) for event in heard if isinstance(event, CirculationAgreed)] == [CirculationAgreed]
    assert heard[-1].record.code == "SR-0001"


def test_a_refusal_ends_the_form_and_wants_an_opinion(stage, form, heard):
    with pytest.raises(OperationError) as refused:
        operations.sign(station(form, "审核"), by=stage.hanli, verdict="refuse")
    assert refused.value.field == "opinion"
    operations.sign(station(form, "审核"), by=stage.hanli, verdict="refuse", opinion="条件不足")
    form.refresh_from_db()
    assert (form.state, states(form)) == ("refused", ["signed", "skipped", "skipped", "skipped"])
    assert isinstance(heard[-1], CirculationRefused)
    assert Notice.objects.filter(recipient=stage.zhoumin, title__contains="让步申请单").exists()


def test_an_opinion_that_the_route_wants_cannot_be_left_out(stage, form):
    with pytest.raises(OperationError):
        operations.sign(station(form, "审核"), by=stage.hanli, opinion="  ")


def test_only_whose_station_it_is_signs_and_only_once(stage, form):
    with pytest.raises(PermissionDenied):
        operations.sign(station(form, "审核"), by=stage.xuwen, opinion="同意")
    sign(stage, form, "审核")
    with pytest.raises(operations.NotOpen):
        sign(stage, form, "审核")
    with pytest.raises(operations.NotOpen):
        operations.sign(station(form, "核决"), by=stage.hejianguo)


def test_who_signs_what_somebody_else_has_just_changed_is_told_so(stage, form):
    with pytest.raises(Stale):
        operations.sign(station(form, "审核"), by=stage.hanli, opinion="同意", revision=form.revision + 1)


def test_a_deputy_signs_for_the_one_who_is_away_and_both_names_stay(stage, form):
    Leave.objects.create(staff=stage.hanli, deputy=stage.xuwen, starts_at=at("11-19T00:00"), ends_at=at("11-22T00:00"))
    stage.xuwen.forget_posts()
    assert [one.station.name for one in queries.waiting_for(stage.xuwen)] == ["审核"]
    operations.sign(station(form, "审核"), by=stage.xuwen, opinion="同意")
    signed = station(form, "审核")
    assert (signed.signed_by, signed.signed_for) == (stage.xuwen, stage.hanli)
    assert "韩立" in history.of(form.subject_kind, form.subject_id).get(verb="circulation.signed").note


def test_sent_back_the_stations_after_it_sign_again(stage, form):
    sign(stage, form, "审核", "会签（财务）", "会签（销售）")
    operations.return_to(station(form, "核决"), to=station(form, "会签（财务）"), by=stage.hejianguo, reason="金额不符")
    assert states(form) == ["signed", "open", "signed", "returned"]
    sign(stage, form, "会签（财务）", "核决")
    form.refresh_from_db()
    assert form.state == "agreed"
    notes = [entry.note for entry in history.of(form.subject_kind, form.subject_id)]
    assert "核决 → 会签（财务）：金额不符" in notes


def test_sent_back_to_the_first_station_everybody_signs_again(stage, form):
    sign(stage, form, "审核", "会签（财务）", "会签（销售）")
    operations.return_to(station(form, "核决"), to=station(form, "审核"), by=stage.hejianguo, reason="重来")
    assert states(form) == ["open", "returned", "returned", "returned"]
    assert Deadline.objects.filter(name=station(form, "审核").deadline_name).running().count() == 1


def test_a_form_goes_back_only_to_an_earlier_station_and_with_a_reason(stage, form):
    sign(stage, form, "审核")
    here = station(form, "会签（财务）")
    for to, reason in (("核决", "x"), ("会签（销售）", "x"), ("审核", " ")):
        with pytest.raises(OperationError):
            operations.return_to(here, to=station(form, to), by=stage.wangfang, reason=reason)


def test_a_station_passed_on_belongs_to_the_colleague_and_its_time_goes_on(stage, form):
    operations.delegate(station(form, "审核"), to=stage.chenlijun, by=stage.hanli, reason="出差")
    assert Deadline.objects.get().owner == stage.chenlijun
    with pytest.raises(PermissionDenied):
        operations.sign(station(form, "审核"), by=stage.hanli, opinion="同意")
    operations.sign(station(form, "审核"), by=stage.chenlijun, opinion="同意")
    assert station(form, "审核").delegated_from == stage.hanli


def test_a_station_is_taken_over_only_when_its_time_is_up(stage, form, monkeypatch):
    with pytest.raises(OperationError):
        operations.take_over(station(form, "审核"), by=stage.hejianguo)
    monkeypatch.setattr(timezone, "now", lambda: at("11-20T15:00"))
    with pytest.raises(PermissionDenied):
        operations.take_over(station(form, "审核"), by=stage.xuwen)
    operations.take_over(station(form, "审核"), by=stage.hejianguo)
    operations.sign(station(form, "审核"), by=stage.hejianguo, opinion="代办")
    assert station(form, "审核").is_taken_over


def test_a_stations_time_is_a_limit_that_is_met_by_signing_and_raised_when_it_is_up(stage, form):
    limit = Deadline.objects.get()
    assert (limit.due_at, limit.owner, limit.clause_id) == (at("11-20T14:30"), stage.hanli, form.clause_id)
    assert deadlines.sweep(at("11-20T14:40")) == 2
    sign(stage, form, "审核")
    assert Deadline.objects.get(pk=limit.pk).state == "met"
    assert not list(deadlines.differences(form.kind(), form.pk))


@pytest.mark.req("REG-02")
@pytest.mark.parametrize(
    ("amount", "post"), [("800", "service_manager"), ("5000", "vice_general_manager"), ("90000", "general_manager")]
)
def test_approval_limits_pick_the_last_station(stage, route, amount, post):
    for name, up_to in (("service_manager", 1000), ("vice_general_manager", 20000), ("general_manager", 50000)):
        stage.clause("approval_limit", name, {"label": name, "form": "concession", "up_to": up_to, "post": name})
    form = operations.start(stage.case(), "concession", by=stage.zhoumin, facts={"amount": amount})
    last = form.stations.last()
    assert last.post == post
    assert last.clause.label.startswith("FULL")


def test_a_changed_route_does_not_touch_the_form_on_its_way(stage, form):
    Parameter.objects.filter(kind="route").update(data={"form": "concession", "stations": []})
    RulesStamp.renew()
    sign(stage, form, "审核", "会签（财务）", "会签（销售）", "核决")
    form.refresh_from_db()
    assert form.state == "agreed"


def test_who_keeps_the_routes_changes_a_running_form_with_a_reason_on_record(stage, form):
    with pytest.raises(PermissionDenied):
        operations.skip_station(station(form, "会签（财务）"), by=stage.hanli, reason="不涉及")
    with pytest.raises(OperationError):
        operations.skip_station(station(form, "会签（财务）"), by=stage.zhuling, reason="")
    operations.skip_station(station(form, "会签（财务）"), by=stage.zhuling, reason="不涉及财务")
    operations.add_station(form, order=2, name="会签（质量）", post="quality", by=stage.zhuling, reason="涉及质量")
    sign(stage, form, "审核")
    assert states(form) == ["signed", "skipped", "open", "open", "waiting"]
    verbs = set(history.of(form.subject_kind, form.subject_id).values_list("verb", flat=True))
    assert {"circulation.station_skipped", "circulation.station_added"} <= verbs


def test_who_began_it_takes_a_form_back(stage, form):
    with pytest.raises(PermissionDenied):
        operations.withdraw(form, by=stage.hanli)
    operations.withdraw(form, by=stage.zhoumin, reason="客户撤回")
    assert states(form) == ["skipped"] * 4
    assert not Deadline.objects.all().running().exists()
    with pytest.raises(operations.NotOpen):
        operations.withdraw(form, by=stage.zhoumin)


def test_a_cancelled_record_takes_its_forms_back(stage, route):
    case = stage.case()
    form = operations.start(case, "concession", by=stage.zhoumin)
    stage.happens(Cancelled, case, at("11-20T10:00"))
    form.refresh_from_db()
    assert form.state == "withdrawn"


def test_a_post_nobody_holds_near_the_record_belongs_to_whoever_holds_it(stage, form):
    sign(stage, form, "审核", "会签（财务）")
    assert [one.station.name for one in queries.waiting_for(stage.xuwen)] == ["会签（销售）"]


def test_what_waits_is_asked_for_with_a_fixed_number_of_queries(stage, form, django_assert_max_num_queries):
    person = type(stage.hanli).objects.get(pk=stage.hanli.pk)
    with django_assert_max_num_queries(5) as one:
        queries.waiting_for(person)
    for _ in range(8):
        operations.start(stage.case(), "concession", by=stage.zhoumin)
    person = type(stage.hanli).objects.get(pk=stage.hanli.pk)
    with django_assert_max_num_queries(len(one)):
        assert len(queries.waiting_for(person)) == 9
