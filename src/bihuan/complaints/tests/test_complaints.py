"""A complaint from the first word to the closed loop."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.cast import SIGNATURE, at

from bihuan.complaints import operations, queries
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintState
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.organization.models import Department
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

SERVICE = "SERVICE"


def department(code):
    return Department.objects.get(code=code)


def registered(cast, *, by=None, **values):
    words = {"description": "制热三小时后停机，显示 E6", "serial_text": cast.unit.serial, **values}
    return operations.register(operations.Grievance(**words), by=by or cast.caoli)


def judged(cast, **values):
    return operations.judge(registered(cast, **values), kind_of="quality", severity="general", by=cast.caoli)


def decided(cast, complaint, decision):
    """Send the short form round; its last station decides."""
    form = Circulation.objects.of(complaint).get()
    for who, opinion in ((cast.hanli, "现场查明"), (cast.qianjin, decision)):
        signoff.sign(form.stations.get(state="open"), by=who, opinion=opinion)
    return Complaint.objects.get(pk=complaint.pk)


def rude(cast, *, by=None, **values):
    words = {"kind_of": "attitude", "about_staff": cast.chenlijun, "description": "师傅与客户争执", **values}
    return registered(cast, by=by or cast.zhoumin, **words)


@pytest.mark.req("CMP-01", "CMP-02")
def test_what_the_unit_knows_need_not_be_typed_and_the_number_follows_the_rule(cast):
    complaint = registered(cast, complained_at=at("2026-11-19 09:20"), quantity=12, defective=3)
    assert complaint.number == "CP-20261119-0001"
    assert (complaint.customer, complaint.model_text, complaint.unit) == (cast.customer, "KFR-35GW", cast.unit)
    assert str(complaint.phone) != "13812346021"
    assert registered(cast, complained_at=at("2026-11-19 10:00")).number == "CP-20261119-0002"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"description": " "}, "description"),
        ({"quantity": 2, "defective": 3}, "defective"),
        ({"quantity": 2, "returned": 3}, "returned"),
        ({"complained_at": timezone.now() + timedelta(days=1)}, "complained_at"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, values, field):
    with pytest.raises(OperationError) as refused:
        registered(cast, **values)
    assert refused.value.field == field
    assert not Complaint.objects.exists()


@pytest.mark.req("CMP-03")
def test_the_kinds_are_those_of_the_regulations_in_force_each_with_its_clause(cast):
    named = {kind.code: (kind.label, kind.group, kind.clause.label) for kind in queries.kinds()}
    assert named["slow"] == ("返修迟缓", "service", "FULL6 1.4")
    assert named["professionalism"] == ("专业素质", "service", "SCMP 1.2")
    assert named["quality"][1] == "product"


def documented(cast, complaint):
    """Have the handling document signed by the head of quality."""
    return operations.sign_document(Complaint.objects.get(pk=complaint.pk), signature=drawn(SIGNATURE), by=cast.qianjin)


@pytest.mark.req("CMP-15")
def test_the_listening_guide_has_the_six_steps_of_the_clause_and_what_to_avoid(cast):
    guide = queries.guide()
    assert guide.label == "PQF 4.1"
    assert [step["code"] for step in guide.data["steps"]] == [
        "listen", "repeat", "sympathise", "sample", "options", "thank"
    ]  # fmt: skip
    assert len(guide.data["avoid"]) == 3


@pytest.mark.req("CMP-04")
def test_a_complaint_that_is_not_justified_ends_with_a_tactful_reply(cast):
    complaint = operations.turn_down(registered(cast), judgement="电压不足，非产品原因", by=cast.caoli)
    with pytest.raises(OperationError):
        operations.explain(complaint, text=" ", reply_by="phone", by=cast.caoli)
    complaint = operations.explain(complaint, text="感谢您的反映，建议加装稳压器", reply_by="phone", by=cast.caoli)
    assert (complaint.state, bool(complaint.closed_at)) == (ComplaintState.CLOSED, True)


@pytest.mark.req("CMP-04", "CMP-13")
def test_a_justified_one_goes_to_the_department_and_comes_back_to_the_customer(cast):
    complaint = operations.hand_on(judged(cast, has_loss=False), responsible=department("PROD"), by=cast.caoli)
    with pytest.raises(MoveForbidden):
        operations.reply(complaint, text="x", reply_by="phone", by=cast.caoli)
    complaint = operations.find(complaint, cause="通信板虚焊", proposal="换板", by=cast.qianjin)
    complaint = decided(cast, complaint, "免费换板并延保一年")
    complaint = operations.reply(complaint, text="三日内上门换板", reply_by="phone", by=cast.caoli)
    with pytest.raises(OperationError):
        operations.call_back(complaint, verdict="unsatisfied", by=cast.hejing)
    complaint = operations.call_back(complaint, verdict="satisfied", by=cast.hejing)
    with pytest.raises(EvidenceMissing) as refused:
        operations.close(complaint, by=cast.caoli)
    assert "PQF 3.2" in refused.value.message
    complaint = operations.close(documented(cast, complaint), by=cast.caoli)
    assert complaint.state == ComplaintState.CLOSED
    with pytest.raises(MoveForbidden):
        documented(cast, complaint)
    assert not Deadline.objects.of(complaint.kind(), complaint.pk).running().exists()


def test_who_is_not_content_has_his_complaint_handled_again_with_new_limits(cast):
    complaint = operations.hand_on(judged(cast, has_loss=False), responsible=department("PROD"), by=cast.caoli)
    complaint = decided(cast, complaint, "换板")
    complaint = operations.reply(complaint, text="换板", reply_by="phone", by=cast.caoli)
    complaint = operations.call_back(complaint, verdict="unsatisfied", said="还是停机", by=cast.hejing)
    assert (complaint.state, complaint.reopened_count) == (ComplaintState.HANDLING, 1)
    assert Deadline.objects.of(complaint.kind(), complaint.pk).running().filter(name="complaint_reply").count() == 1


@pytest.mark.req("CMP-08")
def test_service_complaints_go_to_the_administration_and_never_to_the_department_concerned(cast):
    complaint = rude(cast)
    assert (complaint.group, complaint.owner, complaint.recorded_by) == ("service", cast.sunli, None)
    assert complaint.concerned == department(SERVICE)
    with pytest.raises(PermissionDenied):
        operations.judge(complaint, kind_of="attitude", severity="general", by=cast.hanli)
    complaint = operations.judge(complaint, kind_of="attitude", severity="general", by=cast.sunli)
    assert complaint.recorded_by == cast.sunli
    assert Notice.objects.filter(recipient=cast.chenlijun, title__contains=complaint.number).count() == 0


@pytest.mark.req("CMP-08")
def test_service_complaints_have_measures_in_one_working_day_and_a_reply_in_two(cast):
    complaint = rude(cast, complained_at=at("2026-11-19 09:00"))
    limits = {row.name: row for row in Deadline.objects.of(complaint.kind(), complaint.pk)}
    assert limits["complaint_measures"].due_at == at("2026-11-20 09:00")
    assert limits["complaint_reply"].due_at == at("2026-11-23 09:00")
    assert {row.terms["limit"]["minutes"] for row in limits.values()} == {480, 960}


@pytest.mark.req("CMP-08")
def test_property_customers_are_answered_in_15_minutes_and_settled_in_4_hours(cast):
    cast.customer.business = "物业"
    cast.customer.save()
    complaint = rude(cast, complained_at=at("2026-11-19 22:00"), unit=cast.unit)
    limits = {row.name: row.due_at for row in Deadline.objects.of(complaint.kind(), complaint.pk)}
    assert limits["complaint_contact"] == at("2026-11-19 22:15")
    assert limits["complaint_reply"] == at("2026-11-20 02:00")
    complaint = operations.contact(complaint, note="已受理，两小时内回复", by=cast.sunli)
    assert not Deadline.objects.of(complaint.kind(), complaint.pk).running().filter(name="complaint_contact").exists()


@pytest.mark.req("CMP-09")
def test_a_serious_one_reaches_the_vice_general_manager_at_once_and_wants_a_letter(cast):
    fresh = registered(cast, has_loss=False)
    complaint = operations.judge(fresh, kind_of="quality", severity="serious", by=cast.caoli)
    assert Notice.objects.filter(recipient=cast.hejianguo, title__contains=complaint.number).exists()
    complaint = operations.hand_on(complaint, responsible=department("PROD"), by=cast.caoli)
    complaint = decided(cast, complaint, "换机")
    with pytest.raises(OperationError) as refused:
        operations.reply(complaint, text="换机", reply_by="phone", by=cast.caoli)
    assert "FULL6 2.1" in str(refused.value)
    assert operations.reply(complaint, text="换机", reply_by="letter", by=cast.caoli).state == ComplaintState.REPLIED


def test_a_customer_who_writes_on_a_closed_complaint_is_never_lost(cast):
    complaint = operations.turn_down(registered(cast), judgement="电压不足", by=cast.caoli)
    complaint = operations.explain(complaint, text="请加装稳压器", reply_by="phone", by=cast.caoli)
    customer = VisitorActor("沈雅琴")
    complaint = operations.say(complaint, text="装了稳压器还是停机", by=customer, source="portal")
    assert complaint.state == ComplaintState.REGISTERED
    assert complaint.pk in [one.record.pk for one in queries.waiting(cast.caoli, 20)]
    assert Notice.objects.filter(recipient=cast.caoli, title__contains="来信").exists()
    assert history.of(complaint.kind(), complaint.pk).filter(verb="comment").count() == 1


def test_a_double_is_joined_and_both_know_of_each_other(cast):
    first, second = registered(cast), registered(cast)
    with pytest.raises(OperationError):
        operations.cancel(second, note="重复", same_as="CP-1", by=cast.caoli)
    second = operations.cancel(second, note="重复", same_as=first.number, by=cast.caoli)
    assert (second.state, second.same_as) == (ComplaintState.CANCELLED, first)
    assert history.of(first.kind(), first.pk).filter(verb="joined", note=second.number).exists()
    assert not Deadline.objects.of(second.kind(), second.pk).running().exists()


def test_a_complaint_made_of_a_request_is_linked_and_not_copied(cast):
    request = cast.request()
    complaint = registered(cast, request=request, serial_text="")
    assert (complaint.request, complaint.unit, complaint.contact_name) == (request, cast.unit, "沈雅琴")
    assert history.of(request.kind(), request.pk).filter(verb="complained").exists()
    assert [one.pk for one in queries.of_request(request, cast.zhoumin)["complaints"]] == [complaint.pk]


def test_a_corrected_kind_goes_the_other_way_and_its_limits_follow(cast):
    complaint = operations.change(registered(cast), kind_of="attitude", by=cast.caoli)
    assert complaint.group == "service"
    names = set(Deadline.objects.of(complaint.kind(), complaint.pk).running().values_list("name", flat=True))
    assert "complaint_measures" in names


def test_who_is_complained_of_sees_nothing_of_it(cast):
    complaint = rude(cast)
    assert not Complaint.objects.visible_to(cast.chenlijun).filter(pk=complaint.pk).exists()
    assert Complaint.objects.visible_to(cast.sunli).filter(pk=complaint.pk).exists()


def test_evidence_of_the_table_cannot_be_gone_round(cast):
    complaint = registered(cast)
    complaint.kind_of = ""
    with pytest.raises((EvidenceMissing, OperationError)):
        operations.judge(complaint, kind_of="", severity="general", by=cast.caoli)
