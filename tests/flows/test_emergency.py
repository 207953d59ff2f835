"""An emergency: declared by whom the clause names, people called until enough have said yes (PROP, SVC-23)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox import Notice
from bihuan.kernel.privacy.unmasking import UnmaskLog
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.organization.operations import plan_leave
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service.models import Emergency, EmergencyPlan
from bihuan.service.operations import emergencies, plans
from bihuan.service.queries.emergencies import call_token
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.req("SVC-23")]


def plan_of(cast, *names, business="物业"):
    """Return a plan with these on its call list, in this order; everybody in the field without names."""
    plan = plans.save_plan(
        None, name="停电停梯应急", business=business, measures="先救人，再断电", is_active=True, levels={},
        by=cast.hanli,
    )  # fmt: skip
    for order, name in enumerate(names or sorted(cast.people), 1):
        plans.put_on_call(plan, staff=cast.people[name], order=order, by=cast.hanli)
    return plan


def needing(people, minutes=10):
    """Let the clauses want so many people, who answer within these minutes."""
    for row in Parameter.objects.filter(kind="call_out"):
        Parameter.objects.filter(pk=row.pk).update(data={**row.data, "people": people, "answer_minutes": minutes})
    RulesStamp.objects.update(stamp=f"needing-{people}-{minutes}")


def declared(cast, plan, by="hanli", level="general"):
    return emergencies.declare(plan, level=level, place="滨和花园 3 幢", situation="电梯困人", by=cast.people[by])


def asked(emergency):
    return list(emergency.calls.order_by("pk").values_list("staff__name", "reply"))


def say(emergency, name, *, is_coming=True, reply="", **more):
    call = emergency.calls.get(staff__name=name)
    reply = reply or ("yes" if is_coming else "no")
    return emergencies.answer_call(call, reply=reply, by=call.staff, **more)


def test_twenty_of_the_list_are_called_in_its_order_and_the_clause_stands_beside_it(cast):
    emergency = declared(cast, plan_of(cast))
    assert (emergency.needed, str(emergency.clause)) == (20, "PROP 1.6")
    names = [cast.people[name].name for name in sorted(cast.people)[:20]]
    assert [name for name, _reply in asked(emergency)] == names
    assert sorted(Notice.objects.filter(topic="emergency.call").values_list("recipient__name", flat=True)) == sorted(
        names
    )


def test_a_no_and_silence_have_the_next_ones_called_until_enough_have_said_yes(cast):
    needing(2)
    emergency = declared(cast, plan_of(cast, "chenlijun", "liguodong", "xuyang", "dingwei"))
    assert asked(emergency) == [("陈立军", "waiting"), ("李国栋", "waiting")]
    say(emergency, "陈立军", is_coming=False, note="在萧山，赶不到")
    assert asked(emergency)[-1] == ("徐阳", "waiting")
    say(emergency, "徐阳", is_coming=True)
    assert emergencies.pass_over_silent() == 0
    assert emergencies.pass_over_silent(timezone.now() + timedelta(minutes=11)) == 1
    assert asked(emergency) == [("陈立军", "no"), ("李国栋", "silent"), ("徐阳", "yes"), ("丁伟", "waiting")]
    say(emergency, "丁伟", is_coming=True)
    emergency.refresh_from_db()
    assert (emergency.state, bool(emergency.mobilised_at)) == ("mobilised", True)
    assert Notice.objects.filter(topic="emergency.news", recipient=cast.hanli).exists()


def test_nobody_counts_twice_and_a_late_yes_counts(cast):
    needing(2)
    emergency = declared(cast, plan_of(cast, "chenlijun", "liguodong", "xuyang"))
    for _again in range(3):
        say(emergency, "陈立军", is_coming=True)
    emergency.refresh_from_db()
    assert emergency.state == "calling"
    emergencies.pass_over_silent(timezone.now() + timedelta(minutes=11))
    say(emergency, "李国栋", is_coming=True)
    emergency.refresh_from_db()
    assert (emergency.state, asked(emergency)[-1]) == ("mobilised", ("徐阳", "waiting"))


def test_who_takes_his_yes_back_is_replaced_by_the_next(cast):
    needing(1)
    emergency = declared(cast, plan_of(cast, "chenlijun", "liguodong"))
    say(emergency, "陈立军", is_coming=True)
    say(emergency, "陈立军", is_coming=False, note="车坏在路上")
    emergency.refresh_from_db()
    assert (emergency.state, asked(emergency)) == ("calling", [("陈立军", "no"), ("李国栋", "waiting")])


def test_deputies_are_called_for_those_who_are_away_and_nobody_for_those_without_one(cast):
    needing(3)
    now = timezone.now()
    for name, deputy in (("chenlijun", cast.xuyang), ("liguodong", None)):
        plan_leave(
            cast.people[name], starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1), by=SYSTEM,
            deputy=deputy,
        )  # fmt: skip
    emergency = declared(cast, plan_of(cast, "chenlijun", "liguodong", "xuyang", "dingwei"))
    assert asked(emergency) == [("徐阳", "waiting"), ("丁伟", "waiting")]
    assert emergency.calls.get(staff=cast.xuyang).stands_for == cast.chenlijun
    emergency.refresh_from_db()
    assert emergency.is_list_used_up
    emergencies.call_one_more(emergency, staff=cast.sunhao, by=cast.hanli)
    with pytest.raises(OperationError):
        emergencies.call_one_more(emergency, staff=cast.sunhao, by=cast.hanli)
    assert asked(emergency)[-1] == ("孙浩", "waiting")


def test_declaring_needs_the_post_the_clause_names_for_the_level(cast, desk):
    plan = plan_of(cast)
    form = {"plan": plan.pk, "place": "滨和花园 3 幢", "situation": "电梯困人"}
    path = "/service/emergencies/declare/"
    answer = desk("zhoumin").send(path, expect=422, level="general", **form)
    assert "PROP 1.6" in answer.content.decode()
    assert "电梯困人" in answer.content.decode()
    desk("hanli").send(path, expect=422, level="serious", **form)
    assert not Emergency.objects.exists()
    desk("hejianguo").send(path, level="serious", **form)
    assert Emergency.objects.get().owner == cast.hejianguo
    desk("chenlijun").send(path, expect=403, level="general", **form)


def test_from_the_request_to_the_lessons_with_a_log_and_a_paper(cast, desk):
    needing(1)
    plan, request = plan_of(cast, "chenlijun", business=""), cast.request()
    hanli = desk("hanli")
    hanli.send(
        f"/service/requests/{request.pk}/emergency/", plan=plan.pk, level="general", place="星澜苑", situation="冒烟"
    )
    emergency = Emergency.objects.get()
    path, call = emergency.get_absolute_url(), emergency.calls.get()
    assert call.get_absolute_url() in desk("chenlijun").open("/service/today/")
    assert "冒烟" in desk("chenlijun").open(call.get_absolute_url())
    desk("liguodong").send(f"{call.get_absolute_url()}yes/", expect=404)
    desk("hanli").send(f"{call.get_absolute_url()}yes/", expect=403)
    desk("chenlijun").send(f"{call.get_absolute_url()}yes/")
    live = hanli.client.get(path, headers={"HX-Request": "true", "HX-Target": "div#live"}).content.decode()
    assert "<html" not in live
    assert "陈立军" in live
    desk("chenlijun").send(f"{path}log/", text="已到现场，切断电源")
    hanli.send(f"{path}log/", expect=422, text="还没发生", at="2031-01-01T08:00")
    hanli.send(f"{path}stand_down/", note="隐患排除")
    desk("chenlijun").send(f"{call.get_absolute_url()}no/", expect=422)
    emergency.refresh_from_db()
    hanli.send(
        f"{path}review/", lessons="值班钥匙应放门岗", lessons_for=cast.lintao.pk, revision=emergency.revision,
        lessons_by=(timezone.localdate() + timedelta(days=7)).isoformat(),
    )  # fmt: skip
    emergency.refresh_from_db()
    assert (emergency.state, emergency.lessons_for) == ("reviewed", cast.lintao)
    said = [entry.verb for entry in history.of(emergency.kind(), emergency.pk) if "." not in entry.verb]
    assert said == ["register", "called", "said_yes", "mobilise", "log", "stand_down", "review"]
    assert hanli.file(f"/print/emergency/service.emergency/{emergency.pk}.pdf").startswith(b"%PDF")


def test_the_call_list_shows_who_is_away_and_no_phone_in_clear(cast, desk):
    Staff.objects.filter(pk=cast.chenlijun.pk).update(phone="13911112222")
    plan = plan_of(cast, "chenlijun", "liguodong")
    page = desk("hanli").open(plan.get_absolute_url())
    assert "139 **** 2222" in page
    assert "13911112222" not in page


@pytest.mark.django_db(transaction=True)
def test_many_answers_at_once_are_counted_right(transactional_db):
    from tests.cast import TEMPLATE

    cast = TEMPLATE.fresh()
    needing(6)
    emergency = declared(cast, plan_of(cast))
    rows = list(emergency.calls.select_related("staff"))

    def answer(number):
        row = rows[number % len(rows)]
        return emergencies.answer_call(row, reply="yes" if number % 3 else "no", by=row.staff)

    assert not any(isinstance(said, OperationError) for said in together(answer, 6))
    replies = [reply for _name, reply in asked(emergency)]
    assert (replies.count("yes"), replies.count("no"), replies.count("waiting")) == (4, 2, 2)
    later = [call for call in emergency.calls.select_related("staff") if call.reply == "waiting"]
    together(lambda number: emergencies.answer_call(later[number % 2], reply="yes", by=later[number % 2].staff), 6)
    emergency.refresh_from_db()
    assert emergency.state == "mobilised"
    assert history.of(emergency.kind(), emergency.pk).filter(verb="mobilise").count() == 1
    assert emergency.calls.filter(reply="yes").count() == 6
    assert EmergencyPlan.objects.get().on_call.count() > emergency.calls.count() == 8


def test_who_is_on_the_way_counts_as_coming_and_a_yes_does_not_take_him_back(cast):
    needing(1)
    emergency = declared(cast, plan_of(cast, "chenlijun", "xuyang"))
    say(emergency, "陈立军", reply="on_way")
    say(emergency, "陈立军", reply="yes")
    emergency.refresh_from_db()
    assert (emergency.state, asked(emergency)) == ("mobilised", [("陈立军", "on_way")])
    say(emergency, "陈立军", reply="no")
    emergency.refresh_from_db()
    assert emergency.state == "calling"
    with pytest.raises(OperationError):
        say(emergency, "徐阳", reply="waiting")


def from_outside(cast):
    needing(1)
    plan = plan_of(cast, "chenlijun")
    plans.put_on_call(plan, name="蓝盾电梯维保 邵师傅", phone="13805710001", order=1, task="放人", by=cast.hanli)
    return plan


def test_a_helper_from_outside_answers_by_his_link_and_twice_changes_nothing(cast, client):
    plan = from_outside(cast)
    plans.take_off_call(plan.on_call.get(staff=cast.chenlijun), by=cast.hanli)
    emergency = declared(cast, plan)
    call = emergency.calls.get()
    assert (call.person, call.task) == ("蓝盾电梯维保 邵师傅", "放人")
    path = f"/a/{call_token(call)}/"
    page = client.get(path).content.decode()
    assert "电梯困人" in page
    for _twice in range(2):
        assert client.post(path, {"reply": "yes", "note": "二十分钟"}).status_code == 303
    call.refresh_from_db()
    emergency.refresh_from_db()
    assert (call.reply, call.note, emergency.state) == ("yes", "二十分钟", "mobilised")
    said = history.of(emergency.kind(), emergency.pk).filter(verb="said_yes")
    assert [one.actor_name for one in said] == ["蓝盾电梯维保 邵师傅"]
    assert client.post(path, {"reply": "on_way"}).status_code == 303
    assert client.post(path, {"note": "在路上"}).status_code == 422
    emergencies.stand_down(emergency, note="人已救出", by=cast.hanli)
    assert client.post(path, {"reply": "no"}).status_code == 422
    assert "已解除" in client.get(path).content.decode()
    call.refresh_from_db()
    assert call.reply == "on_way"


def test_a_link_to_a_call_ends_after_its_days_and_opens_nothing_else(cast, client, monkeypatch):
    call = declared(cast, from_outside(cast)).calls.first()
    path, now = f"/a/{call_token(call)}/", timezone.now()
    assert client.get(f"/e/{call_token(call)}/").status_code != 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=3))
    assert client.get(path).status_code != 200


@pytest.mark.req("SEC-01")
def test_numbers_on_the_call_list_are_masked_and_shown_or_printed_for_a_reason_that_is_logged(cast, desk):
    plan = from_outside(cast)
    line, hanli = plan.on_call.get(staff=None), desk("hanli")
    assert "13805710001" not in hanli.open(plan.get_absolute_url())
    shown = hanli.client.post(f"/unmask/service.oncall/{line.pk}/phone/", {"reason": "通知到场"}).content.decode()
    assert "13805710001" in shown.replace(" ", "")
    assert desk("chenlijun").client.get(f"/unmask/service.oncall/{line.pk}/phone/").status_code == 403
    path = f"{plan.get_absolute_url()}call_list/"
    assert hanli.client.post(path, {"reason": ""}).status_code == 422
    answer = hanli.client.post(path, {"reason": "值班室张贴"})
    assert answer.content[:5] == b"%PDF-"
    assert UnmaskLog.objects.filter(reason="值班室张贴").count() == plan.on_call.count()


def test_a_line_of_the_call_list_is_a_colleague_or_somebody_with_a_phone(cast):
    plan = plan_of(cast, "chenlijun")
    for wrong in ({}, {"name": "邵师傅"}, {"staff": cast.xuyang, "name": "邵师傅", "phone": "1"}):
        with pytest.raises(OperationError):
            plans.put_on_call(plan, order=2, by=cast.hanli, **wrong)
