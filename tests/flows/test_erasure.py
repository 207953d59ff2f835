"""A customer asks to be erased: at once what nobody has to keep, the rest when its duty ends (REG-07, CUS-01)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.config import installation
from bihuan.customers import operations
from bihuan.customers.models import Customer
from bihuan.customers.operations import care, leads
from bihuan.customers.operations.erasure import pursue_wishes
from bihuan.customers.queries.erasure import duties
from bihuan.feedback.models import OpinionCard
from bihuan.kernel import history, search
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.privacy import unmask
from bihuan.kernel.records import OperationError
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import DisposalLine
from bihuan.service.models import ServiceRequest
from tests.cast import at

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-07", "CUS-01")]


@pytest.fixture
def wish(cast):
    contact = operations.add_contact(cast.customer, name="沈父", phone="13900001111", by=cast.zhoumin)
    assert contact.phone
    return operations.ask_erasure(cast.customer, asked_on=timezone.localdate(), proof="用登记电话来电", by=cast.zhoumin)


def closed(cast, day):
    request = cast.signed().request
    ServiceRequest.objects.filter(pk=request.pk).update(state="closed", closed_at=day)
    OpinionCard.objects.filter(request=request).update(state="lapsed")
    return request


def test_who_is_bound_by_nothing_is_erased_at_once(cast, wish):
    wish = operations.grant_erasure(wish, by=cast.linhai)
    assert wish.state == "erased"
    customer = cast.customer
    customer.refresh_from_db()
    assert (customer.name, str(customer.phone), customer.phone_index, str(customer.address)) == ("", "", "", "")
    assert customer.number in str(customer)
    assert not customer.contacts.exclude(name="").exists()
    assert not customer.sites.exclude(name="").exists()
    told = " ".join(str(one.changes) + one.note for one in history.of(customer.kind(), customer.pk))
    assert "沈" not in told
    assert installation.verify_history() == 0


def test_needs_and_care_of_an_erased_customer_say_nothing_any_more(cast, wish):
    lead = leads.open_lead(cast.customer, subject="沈女士要换柜机", details="家住星澜苑", by=cast.zhoumin)
    Customer.objects.filter(pk=cast.customer.pk).update(keeper=cast.panfeng)
    plan = care.plan_care(cast.customer, timezone.localdate().year, aim="沈女士续约", by=cast.xuwen)
    item = care.add_item(plan, label="拜访", due_on=timezone.localdate(), by=cast.xuwen)
    care.do_item(item, note="沈女士不在家", by=cast.xuwen)
    operations.grant_erasure(wish, by=cast.linhai)
    for row in (lead, plan, item):
        row.refresh_from_db()
    assert (lead.subject, lead.details, plan.aim, item.note) == ("", "", "", "")
    assert search.newest(lead.kind(), "柜机") == []
    told = [str(one.changes) + one.note for row in (lead, plan, item) for one in history.of(row.kind(), row.pk)]
    assert "沈" not in " ".join(told)
    with pytest.raises(OperationError):
        operations.add_contact(cast.customer, name="新人", by=cast.zhoumin)


def test_a_file_that_waits_on_a_disposal_list_is_destroyed_by_the_wish_once(cast, wish):
    old = closed(cast, at("2012-06-30 10:00"))
    listed = regulations.draw_up_disposal(by=next(one for one in cast.people.values() if one.holds("administration")))
    assert listed.lines.filter(subject_number=old.number, outcome="open").exists()
    wish = operations.grant_erasure(wish, by=cast.linhai)
    old.refresh_from_db()
    assert old.description == ""
    outcomes = DisposalLine.objects.filter(subject_kind=old.kind(), subject_id=old.pk).order_by("pk")
    assert list(outcomes.values_list("disposal__wish", "outcome")) == [("", "struck"), (wish.number, "done")]


def test_what_must_be_kept_is_locked_and_erased_when_the_last_duty_ends(cast, wish):
    request = closed(cast, timezone.now())
    card, repair = duties(cast.customer)
    assert "意见调查卡" in card.what
    assert (request.number in repair.what, repair.clause.kind) == (True, "retention")
    wish = operations.grant_erasure(wish, by=cast.linhai)
    assert wish.state == "restricted"
    cast.customer.refresh_from_db()
    assert cast.customer.name == "沈雅琴"
    with pytest.raises(PermissionDenied):
        unmask(cast.customer, "phone", by=cast.zhoumin, reason="回访")
    pursue_wishes.call()
    wish.refresh_from_db()
    assert wish.state == "restricted"
    long_ago = timezone.now() - timedelta(days=366 * 12)
    ServiceRequest.objects.filter(pk=request.pk).update(closed_at=long_ago)
    OpinionCard.objects.filter(request=request).update(answered_at=long_ago)
    pursue_wishes.call()
    wish.refresh_from_db()
    request.refresh_from_db()
    assert (wish.state, request.description, request.contact_name) == ("erased", "", "")


def test_an_old_file_is_destroyed_at_the_wish_while_a_new_one_keeps_the_person(cast, wish):
    old = closed(cast, at("2012-06-30 10:00"))
    new = cast.request(description="又不制冷")
    wish = operations.grant_erasure(wish, by=cast.linhai)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (wish.state, old.description, new.description) == ("restricted", "", "又不制冷")


def test_a_wish_needs_proof_one_at_a_time_and_a_decision_by_the_executives(cast, wish):
    with pytest.raises(OperationError):
        operations.ask_erasure(cast.customer, asked_on=timezone.localdate(), proof="来电", by=cast.zhoumin)
    with pytest.raises(PermissionDenied):
        operations.grant_erasure(wish, by=cast.zhoumin)
    with pytest.raises(OperationError):
        operations.refuse_erasure(wish, note="", by=cast.linhai)
    wish = operations.refuse_erasure(wish, note="身份未核实", by=cast.linhai)
    with pytest.raises(MoveForbidden):
        operations.grant_erasure(wish, by=cast.linhai)
    with pytest.raises(OperationError):
        operations.ask_erasure(cast.customer, asked_on=timezone.localdate(), proof=" ", by=cast.zhoumin)


def test_the_page_of_a_wish_names_what_keeps_the_data(cast, wish, client):
    request = closed(cast, timezone.now())
    client.force_login(cast.linhai)
    page = client.get(wish.get_absolute_url()).content.decode()
    assert request.number in page
    assert "保存期未满" in page
    client.post(f"{wish.get_absolute_url()}grant/", {"revision": wish.revision, "note": ""})
    wish.refresh_from_db()
    assert wish.state == "restricted"
