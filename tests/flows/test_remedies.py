"""Statutory repair, replacement and refund: proposed by rule or asked for, decided by whom the clause says, done."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from bihuan.insight.queries.desk import desk
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave
from bihuan.parts.tests import company
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import Remedy, ServiceRequest, WorkOrder
from bihuan.service.queries import remedies
from bihuan.service.queries.remedy_papers import decision
from bihuan.service.states.remedies import RemedyState
from tests.cast import Cast


def visited(cast: Cast, request: ServiceRequest, result: str) -> WorkOrder:
    """Have 陈立军 go there and finish with a result."""
    order = cast.order(request)
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    order = service.diagnose(order, findings="压缩机不启动", cause="component", by=cast.chenlijun)
    return service.finish(order, work_done="更换电容", result=result, minutes_spent=40, by=cast.chenlijun)


@pytest.fixture
def twice(cast: Cast) -> Remedy:
    """A remedy proposed after two repairs in vain."""
    visited(cast, cast.request(fault_class=cast.fault), "unsolved")
    assert not Remedy.objects.exists()
    visited(cast, cast.request(fault_class=cast.fault), "unsolved")
    return Remedy.objects.get()


@pytest.mark.req("WAR-04")
def test_two_repairs_of_the_same_fault_in_vain_propose_replacement(cast: Cast, twice: Remedy) -> None:
    assert (twice.rule, twice.evidence, twice.kind_of) == ("repaired_twice", {"times": "2"}, "replacement")
    assert twice.parameter_id is not None
    assert (twice.decider, twice.unit) == ("department_manager", cast.unit)
    assert Notice.objects.filter(recipient=cast.hanli, topic="remedy.proposed").exists()
    assert twice.number in {item.number for item in desk(cast.hanli).later}
    assert twice.number not in {item.number for item in desk(cast.zhoumin).later}


@pytest.mark.req("WAR-04")
def test_a_repair_that_did_not_hold_counts_too_and_it_is_proposed_once(cast: Cast) -> None:
    cast.signed(cast.order(cast.request(fault_class=cast.fault)))
    visited(cast, cast.request(fault_class=cast.fault), "unsolved")
    WorkOrder.objects.filter(state="signed").update(completed_at=timezone.now() - timedelta(days=5))
    cast.request(fault_class=cast.fault)
    cast.request(fault_class=cast.fault)
    assert Remedy.objects.count() == 1


@pytest.mark.req("WAR-04")
def test_a_part_missing_for_more_than_ninety_days_proposes_replacement(cast: Cast) -> None:
    order = visited(cast, cast.request(), "provisional")
    long_ago = timezone.now() - timedelta(days=90)
    ServiceRequest.objects.filter(pk=order.request_id).update(reported_at=long_ago)
    assert service.look_for_missing_parts() == 0
    ServiceRequest.objects.filter(pk=order.request_id).update(reported_at=long_ago - timedelta(days=1))
    assert service.look_for_missing_parts() == 1
    assert service.look_for_missing_parts() == 0
    assert Remedy.objects.get().rule == "no_parts"


@pytest.mark.req("WAR-04", "PRT-02")
def test_a_part_asked_for_and_not_come_ninety_days_after_hand_in_proposes_replacement(cast: Cast) -> None:
    request = cast.order().request
    wanted = service.want_part(request, company.part(), 1, by=cast.chenlijun)
    ServiceRequest.objects.filter(pk=request.pk).update(reported_at=timezone.now() - timedelta(days=91))
    service.drop_part(wanted, note="不用了", by=cast.zhoumin)
    assert service.look_for_missing_parts() == 0
    service.want_part(request, company.part("CAP-36"), 1, by=cast.chenlijun)
    assert service.look_for_missing_parts() == 1
    assert (Remedy.objects.get().rule, Remedy.objects.get().kind_of) == ("no_parts", "replacement")


@pytest.mark.req("WAR-04")
def test_only_whom_the_clause_names_decides_and_a_replacement_begins_the_term_anew(cast: Cast, twice: Remedy) -> None:
    with pytest.raises(PermissionDenied):
        service.agree_remedy(twice, kind="replacement", by=cast.zhoumin)
    with pytest.raises(OperationError):
        service.agree_remedy(twice, kind="repair", by=cast.hanli)
    service.agree_remedy(twice, kind="replacement", by=cast.hanli)
    with pytest.raises(MoveForbidden):
        service.agree_remedy(twice, kind="refund", price=Decimal(1), by=cast.hanli)
    with pytest.raises(OperationError) as refusal:
        service.carry_out(twice, replacement_serial="", by=cast.zhoumin)
    assert refusal.value.field == "replacement_serial"
    done = service.carry_out(twice, replacement_serial="35B3-2611-000042", by=cast.zhoumin)
    assert (done.state, done.replacement.term_from) == (RemedyState.DONE, timezone.localdate())
    assert Unit.objects.get(pk=cast.unit.pk).replaced_by == done.replacement
    with pytest.raises((MoveForbidden, OperationError)):
        service.carry_out(twice, replacement_serial="35B3-2611-000043", by=cast.zhoumin)
    assert not Unit.objects.filter(serial="35B3-2611-000043").exists()
    assert [entry.verb for entry in history.of(Remedy.kind(), done.pk)] == ["register", "agree", "carry_out"]


@pytest.mark.req("WAR-04")
def test_a_refund_is_reckoned_with_depreciation_by_the_clause(cast: Cast) -> None:
    today = timezone.localdate()
    bought = today - timedelta(days=15)
    products.change_unit(cast.unit, produced_on=None, sold_on=bought, by=SYSTEM)
    products.accept(cast.unit, accepted_on=bought, by=SYSTEM)
    cast.unit.refresh_from_db()
    remedy = service.ask_remedy(cast.request(), kind="replacement", reason="机器异响", by=cast.zhoumin)
    assert (remedy.rule, remedy.offers) == ("fifteen_days", ["replacement", "repair"])
    service.withdraw_remedy(remedy, note="客户同意修理", by=cast.zhoumin)
    products.change_unit(cast.unit, produced_on=None, sold_on=today - timedelta(days=30), by=SYSTEM)
    products.accept(cast.unit, accepted_on=today - timedelta(days=30), by=SYSTEM)
    asked = service.ask_remedy(cast.request(), kind="refund", reason="不想要了", by=cast.zhoumin)
    with pytest.raises(OperationError) as refusal:
        service.agree_remedy(asked, kind="refund", by=cast.hanli)
    assert refusal.value.field == "price"
    agreed = service.agree_remedy(asked, kind="refund", price=Decimal(5000), by=cast.hanli)
    assert (agreed.used_days, agreed.depreciation, agreed.refund_amount) == (30, Decimal("150.00"), Decimal("4850.00"))


@pytest.mark.req("WAR-04")
def test_food_settles_responsibility_first_and_then_takes_back(cast: Cast) -> None:
    line = cast.unit.model.line
    line.code = "food"
    line.save()
    products.change_unit(cast.unit, produced_on=None, sold_on=timezone.localdate() - timedelta(days=20), by=SYSTEM)
    request = cast.request(extra={"batch": "20261101"})
    remedy = service.ask_remedy(request, kind="refund", reason="胀包", by=cast.zhoumin)
    with pytest.raises(EvidenceMissing):
        service.agree_remedy(remedy, kind="refund", price=Decimal(50), by=cast.hanli)
    service.settle_responsibility(remedy, note="冷链断链，责任在承运方", by=cast.hanli)
    assert service.agree_remedy(remedy, kind="refund", price=Decimal(50), by=cast.hanli).state == RemedyState.AGREED


@pytest.mark.req("WAR-04")
def test_days_in_repair_are_left_out_of_the_term_once(cast: Cast) -> None:
    request = cast.request()
    ServiceRequest.objects.filter(pk=request.pk).update(reported_at=timezone.now() - timedelta(days=9))
    request.refresh_from_db()
    cast.signed(cast.order(request))
    cast.unit.refresh_from_db()
    assert cast.unit.left_out_days == 9
    service.reopen(ServiceRequest.objects.get(pk=request.pk), note="又坏", by=cast.zhoumin)
    cast.signed(cast.order(ServiceRequest.objects.get(pk=request.pk)))
    cast.unit.refresh_from_db()
    assert cast.unit.left_out_days == 9


def test_one_matter_for_one_unit_at_a_time_and_never_without_a_product(cast: Cast) -> None:
    request = cast.request()
    service.ask_remedy(request, kind="repair", reason="要求修理", by=cast.zhoumin)
    with pytest.raises(OperationError):
        service.ask_remedy(request, kind="refund", reason="改退货", by=cast.zhoumin)
    with pytest.raises(OperationError):
        service.ask_remedy(cast.request(serial_text=""), kind="refund", reason="退货", by=cast.zhoumin)


@pytest.mark.req("WAR-04")
def test_the_pages_show_the_remedy_and_keep_what_was_typed(cast: Cast, client: Client, twice: Remedy) -> None:
    client.force_login(cast.hanli, backend="django.contrib.auth.backends.ModelBackend")
    url = twice.get_absolute_url()
    assert "修理 2 次无效" in client.get(url).content.decode()
    assert twice.number in client.get("/service/remedies/").content.decode()
    for about in (twice.request, twice.unit):
        assert url in client.get(about.get_absolute_url()).content.decode()
    kept = client.post(f"{url}agree/", {"kind": "refund", "price": "", "note": "客户急用", "revision": twice.revision})
    assert kept.status_code == 422
    assert "客户急用" in kept.content.decode()
    done = client.post(f"{url}agree/", {"kind": "refund", "price": "5000", "note": "", "revision": twice.revision})
    assert done.status_code in (302, 303)
    assert str(Remedy.objects.get().refund_amount) in client.get(url).content.decode()


@pytest.mark.req("WAR-04")
def test_a_decision_on_a_refund_is_printed_with_what_use_takes_off(cast: Cast) -> None:
    request = cast.request()
    remedy = service.ask_remedy(request, kind="refund", reason="噪音一直没有解决", by=cast.zhoumin)
    remedy = service.agree_remedy(remedy, kind="refund", price=Decimal(5000), note="同意退货", by=cast.hanli)
    sheet = decision(remedy, cast.hanli)
    assert print_form("remedy_decision", remedy, by=cast.hanli).startswith(b"%PDF")
    data = sheet.data
    assert (data["price"], data["note"]) == ("¥5,000.00", "同意退货")
    assert ["退货", True] in data["kinds"]
    assert "0.1%" in data["depreciation"]


@pytest.mark.req("WAR-04")
def test_the_department_manager_of_a_clause_is_that_of_the_department_which_has_the_request(
    cast: Cast, twice: Remedy
) -> None:
    assert twice.decider == "department_manager"
    for manager in (cast.qianjin, cast.yaojun, cast.tangyi, cast.xuwen):
        assert not Notice.objects.filter(recipient=manager, topic="remedy.proposed").exists()
        assert twice.number not in {item.number for item in desk(manager).later}
        with pytest.raises(PermissionDenied):
            service.agree_remedy(twice, kind="replacement", by=manager)
    Leave.objects.create(
        staff=cast.hanli, deputy=cast.shenjie, starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    cast.shenjie.forget_posts()
    assert cast.shenjie.has_perm("service.decide_remedy", twice)
    assert cast.hejianguo.has_perm("service.decide_remedy", twice)
    done = service.agree_remedy(twice, kind="replacement", by=cast.shenjie)
    assert (done.state, done.decided_by) == (RemedyState.AGREED, cast.shenjie)


@pytest.mark.req("WAR-04")
def test_another_departments_manager_is_not_above_the_technical_one(cast: Cast) -> None:
    remedy = service.ask_remedy(cast.request(), kind="refund", reason="噪音", by=cast.zhoumin)
    assert remedy.decider == "service_manager"
    assert not cast.qianjin.has_perm("service.decide_remedy", remedy)
    assert cast.hanli.has_perm("service.decide_remedy", remedy)


@pytest.mark.req("WAR-04")
def test_what_waits_for_a_decider_is_not_hidden_behind_what_waits_for_others(cast: Cast, twice: Remedy) -> None:
    Remedy.objects.filter(pk=twice.pk).update(state=RemedyState.AGREED, proposed_at=timezone.now() - timedelta(days=9))
    other = Unit.objects.exclude(pk=cast.unit.pk).filter(customer=cast.customer).first()
    if other is None:
        values = {field.attname: getattr(cast.unit, field.attname) for field in Unit._meta.concrete_fields}
        values |= {"id": None, "serial": "X-1", "serial_key": "X1"}
        other = Unit.objects.create(**values)
    later = service.ask_remedy(cast.request(serial_text=other.serial), kind="refund", reason="噪音", by=cast.zhoumin)
    assert later.decider == "service_manager"
    assert [row.pk for row in remedies.waiting(cast.hejianguo, 1)] == [later.pk]
