"""「纠正和预防措施要求书」: planned, carried out, verified, and its effect computed (COMM 5.5, QUA-07)."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.notices.actions import compute_effects
from bihuan.quality.operations import actions, effects, spreading
from bihuan.quality.queries import actions as queries
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import drawn
from tests.cast import SIGNATURE

pytestmark = [pytest.mark.django_db, pytest.mark.req("QUA-07")]


def proof():
    return [drawn(SIGNATURE)]


def after(days):
    """Let so many days pass."""
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=days))


def measured(**values):
    return actions.Measure(**{"figure": "requests_per_month", "limit": Decimal(1), "days": 90, **values})


def planned(action, by, **values):
    due = timezone.localdate() + timedelta(days=10)
    given = {
        "cause": "来料电容耐压不足", "action": "换供应商并加严进料检验", "due_on": due, "measure": measured(), **values
    }  # fmt: skip
    return actions.plan(action, actions.Plan(**given), by=by)


@pytest.fixture
def request_(cast):
    return cast.request(fault_class=cast.fault, model=cast.unit.model)


@pytest.fixture
def required(cast, request_):
    return actions.require(request_, ground="两周内同一故障五起", owner=cast.yaojun, by=cast.qianjin)


def decided(action, cast):
    """Decide that it is not so elsewhere."""
    for similar in action.similar.filter(applies=None):
        spreading.decide_similar(similar, applies=False, reason="不用同一电容", by=cast.qianjin)


def verified(action, cast, **values):
    action = planned(action, cast.yaojun, **values)
    action = actions.begin(action, by=cast.yaojun)
    action = actions.finish(action, result="新电容已换，检验规程已改", proofs=proof(), by=cast.yaojun)
    decided(action, cast)
    return actions.verify(action, note="查看进料检验记录 20 份", by=cast.qianjin)


def running(record):
    rows = Deadline.objects.of(record.kind(), record.pk).running().select_related("clause__version__regulation")
    return {row.name: str(row.clause) for row in rows}


def heard(topic):
    return sorted(set(Notice.objects.filter(topic=topic).values_list("recipient__name", flat=True)))


def test_an_action_goes_from_requirement_to_confirmed_effect_on_the_pages(cast, desk, request_):
    quality, works = desk("qianjin"), desk("yaojun")
    assert "要求纠正措施" in quality.open(request_.get_absolute_url())
    quality.send(
        f"/quality/actions/require/{request_.kind()}/{request_.pk}/", ground="两周内同一故障五起",
        owner=cast.yaojun.pk, department="", model=cast.unit.model.pk, fault_class=cast.fault.pk,
    )  # fmt: skip
    action = CorrectiveAction.objects.get()
    path = action.get_absolute_url()
    assert (action.department, action.subject_number) == (cast.yaojun.department, request_.number)
    assert heard("action.mine") == ["姚军"]
    assert running(action) == {"action_planning": "CAPA 1.2"}
    assert action.number in works.open("/")
    due = timezone.localdate() + timedelta(days=10)
    form = {
        "cause": "来料电容耐压不足", "action": "换供应商", "due_on": due.isoformat(), "figure": "requests_per_month",
        "limit": "1", "days": "90", "model": cast.unit.model.pk, "fault_class": cast.fault.pk, "measure": "",
        "better": "low", "outlet": "",
    }  # fmt: skip
    works.send(f"{path}plan/", expect=422, **{**form, "days": "30"})
    works.send(f"{path}plan/", **form)
    assert running(action) == {"corrective_action": "CAPA 2.1"}
    works.send(f"{path}begin/")
    works.send(f"{path}finish/", expect=422, result="已换")
    action.refresh_from_db()
    action = actions.finish(action, result="已换", proofs=proof(), by=cast.yaojun)
    assert running(action) == {"action_verifying": "CAPA 2.2"}
    assert action.number in quality.open("/")
    quality.send(f"{path}verify/", note="看过记录", revision=action.revision)
    assert queries.is_verified(request_)
    with after(92):
        compute_effects.call()
        action.refresh_from_db()
        assert (action.state, action.counted, action.value) == ("judged", 0, Decimal("0.00"))
        assert running(action) == {"action_confirming": "CAPA 3.1"}
        desk("qianjin").send(f"{path}confirm/", note="", revision=action.revision)
    action.refresh_from_db()
    assert (action.state, action.confirmed_by, running(action)) == ("effective", cast.qianjin, {})
    page = quality.open(path)
    assert "来料电容耐压不足" in page
    assert action.number in quality.open("/quality/actions/?all=1")


def test_nobody_verifies_or_confirms_his_own(cast, request_):
    action = actions.require(request_, ground="检验漏项", owner=cast.qianjin, by=cast.hanli)
    action = planned(action, cast.qianjin)
    action = actions.begin(action, by=cast.qianjin)
    action = actions.finish(action, result="已改", proofs=proof(), by=cast.qianjin)
    with pytest.raises(PermissionDenied):
        actions.verify(action, note="我自己看过", by=cast.qianjin)
    action = actions.verify(action, note="已查", by=cast.hejianguo)
    with after(92):
        action = effects.compute(action)
        with pytest.raises(PermissionDenied):
            effects.confirm(action, by=cast.qianjin)
        with pytest.raises(PermissionDenied):
            effects.confirm(action, by=SYSTEM)
        assert effects.confirm(action, by=cast.hejianguo).state == "effective"


def test_nothing_is_confirmed_before_the_window_is_over(cast, required):
    action = verified(required, cast)
    assert queries.due_to_compute(timezone.localdate()) == []
    with pytest.raises(MoveForbidden):
        effects.confirm(action, by=cast.qianjin)
    with pytest.raises(EvidenceMissing):
        effects.compute(action)
    with after(90), pytest.raises(EvidenceMissing):
        effects.compute(action)
    with after(91):
        assert effects.compute(action).state == "judged"


def test_a_person_can_not_say_that_a_computed_effect_was_met(cast, required):
    action = verified(required, cast)
    with after(92), pytest.raises(PermissionDenied):
        effects.measure(action, value=Decimal(0), proofs=proof(), by=cast.qianjin)


def test_a_figure_over_its_limit_begins_a_new_round_and_keeps_the_old_one(cast, required, desk):
    action = verified(required, cast)
    with after(20):
        for _n in range(4):
            cast.request(fault_class=cast.fault, model=cast.unit.model)
    with after(92):
        compute_effects.call()
    action.refresh_from_db()
    assert (action.state, action.round, action.cause, action.value) == ("required", 2, "", None)
    past = action.rounds.get()
    assert (past.number, past.value, past.limit) == (1, Decimal("1.33"), Decimal(1))
    assert past.cause == "来料电容耐压不足"
    assert running(action) == {"action_planning": "CAPA 1.2"}
    assert not queries.is_verified(ServiceRequest.objects.get(pk=action.subject_id))
    assert "来料电容耐压不足" in desk("qianjin").open(action.get_absolute_url())
    assert "find_ineffective" in history.of(action.kind(), action.pk).values_list("verb", flat=True)
    with pytest.raises(EvidenceMissing):  # the files of the first round don't show the second
        actions.finish(actions.begin(planned(action, cast.yaojun), by=cast.yaojun), result="再改", by=cast.yaojun)


def test_once_begun_the_limit_stands(cast, required):
    action = planned(required, cast.yaojun)
    action = planned(action, cast.yaojun, measure=measured(limit=Decimal(2)))
    assert action.limit == 2
    action = actions.begin(action, by=cast.yaojun)
    for _step in range(2):
        with pytest.raises(MoveForbidden):
            planned(action, cast.yaojun, measure=measured(limit=Decimal(9)))
        action.refresh_from_db()
        assert action.limit == 2
        if action.state == "under_way":
            action = actions.finish(action, result="已改", proofs=proof(), by=cast.yaojun)


def test_the_effect_is_defined_before_the_action(cast, required):
    for wrong in (
        measured(days=89), measured(figure="no_such_figure"), measured(limit=Decimal(-1)), measured(figure="manual"),
    ):  # fmt: skip
        with pytest.raises(OperationError):
            planned(required, cast.yaojun, measure=wrong)
    with pytest.raises(OperationError, match="30|最迟|latest"):
        planned(required, cast.yaojun, due_on=timezone.localdate() + timedelta(days=40))
    with pytest.raises(MoveForbidden):
        actions.begin(required, by=cast.yaojun)


def test_without_anything_to_compute_from_it_is_watched_longer(cast, required):
    rate = measured(figure="first_time_fix_rate", limit=Decimal(80))
    action = verified(required, cast, measure=rate)
    with after(92):
        action = effects.compute(action)
    assert (action.state, action.value) == ("watched", None)
    assert (action.window_until - action.window_from).days == 179


def test_where_no_figure_can_be_computed_a_value_is_measured_with_evidence(cast, required):
    by_hand = measured(figure="manual", name="跌落试验破损数", limit=Decimal(1))
    action = verified(required, cast, measure=by_hand)
    with pytest.raises(EvidenceMissing):
        effects.measure(action, value=Decimal(0), proofs=proof(), by=cast.qianjin)
    with after(92):
        compute_effects.call()
        with pytest.raises(OperationError):
            effects.measure(action, value=Decimal(0), proofs=[], by=cast.qianjin)
        with pytest.raises(PermissionDenied):
            effects.measure(action, value=Decimal(0), proofs=proof(), by=cast.yaojun)
        again = effects.measure(action, value=Decimal(3), proofs=proof(), by=cast.qianjin)
    assert (again.state, again.round) == ("required", 2)
    assert "钱进" in again.rounds.get().reason


def test_a_measured_value_within_the_limit_is_confirmed_by_another(cast, required):
    action = verified(required, cast, measure=measured(figure="manual", name="破损数", limit=Decimal(1)))
    with after(92):
        action = effects.measure(action, value=Decimal(1), proofs=proof(), by=cast.qianjin)
        assert effects.confirm(action, by=cast.hejianguo).state == "effective"
    files = attachments.of(action.kind(), action.pk)
    assert sorted(files.values_list("purpose", flat=True)) == ["done-1", "effect-1"]


def test_it_happened_again_after_all(cast, required):
    action = verified(required, cast)
    with after(92):
        action = effects.confirm(effects.compute(action), by=cast.qianjin)
        action = effects.reopen(action, note="又有三台同样故障", by=cast.qianjin)
    assert (action.state, action.round, action.rounds.get().reason) == ("required", 2, "又有三台同样故障")


def test_sent_back_it_still_has_its_day(cast, required):
    action = planned(required, cast.yaojun)
    action = actions.begin(action, by=cast.yaojun)
    action = actions.finish(action, result="已改", proofs=proof(), by=cast.yaojun)
    action = actions.send_back(action, note="规程还没发下去", by=cast.qianjin)
    assert action.state == "under_way"
    assert "corrective_action" in running(action)
    assert "姚军" in heard("action.mine")


def test_what_is_no_longer_required_drops_its_limits(cast, required):
    action = actions.cancel(required, note="重复", by=cast.qianjin)
    assert (action.state, running(action)) == ("cancelled", {})
    assert not queries.is_verified(ServiceRequest.objects.get(pk=action.subject_id))


def test_two_who_plan_at_once_don_t_overwrite_each_other(cast, required):
    seen = required.revision
    planned(required, cast.yaojun)
    with pytest.raises(Stale):
        actions.begin(required, by=cast.yaojun, revision=seen)


def test_a_department_sees_its_own_and_nobody_else_s(cast, required):
    def sees(name):
        return CorrectiveAction.objects.visible_to(getattr(cast, name)).filter(pk=required.pk).exists()

    assert [name for name in ("qianjin", "yaojun", "yeqiang", "chenlijun", "luxin", "zhoumin") if sees(name)] == [
        "qianjin", "yaojun", "yeqiang",
    ]  # fmt: skip


def asked(quality):
    with CaptureQueriesContext(connection) as found:
        quality.open("/quality/actions/?all=1")
    return len(found)


def test_the_list_asks_the_same_few_questions_however_long(cast, required, desk):
    quality = desk("qianjin")
    asked(quality)
    before = asked(quality)
    for _n in range(6):
        actions.require(cast.request(), ground="同样", owner=cast.yaojun, by=cast.qianjin)
    assert asked(quality) == before
