"""Every exchange with a customer is noted, and what was agreed is followed up (ORD-04)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.customers.models import Exchange
from bihuan.customers.operations.exchanges import Said, follow_up, hand_on, note, settle
from bihuan.customers.queries import exchanges, timeline
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel import history
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError


def said(people, **other) -> Said:
    values = {
        "held_at": timezone.now() - timedelta(hours=1), "way": "phone", "topic": "change", "theirs": "工程部刘工",
        "subject": "二期 12 台改为带电辅热", "content": "要求改型号,交期能否不变", "held_by": people.xuwen,
        "agreed": "周三前答复交期", **other,
    }  # fmt: skip
    return Said(**values)


@pytest.mark.req("ORD-04")
def test_what_was_agreed_waits_for_whoever_sees_to_it_until_it_is_done(people) -> None:
    one = note(people.hotel, said(people, todo="核对库存,答复交期", owner=people.zhoumin), by=people.xuwen)
    assert (one.state, one.number[:2]) == ("open", "GT")
    assert exchanges.waiting(people.zhoumin) == [one]
    assert Notice.objects.filter(recipient=people.zhoumin).count() == 1
    assert [entry.told.number for entry in timeline.of(people.hotel, people.xuwen, only="exchanges").entries] == [
        one.number
    ]
    hand_on(one, owner=people.xuwen, note="他熟", by=people.zhoumin)
    with pytest.raises(OperationError):
        settle(one, outcome=" ", by=people.xuwen)
    done = settle(one, outcome="交期不变,已电话答复", by=people.xuwen)
    assert (done.state, exchanges.waiting(people.xuwen)) == ("done", [])
    assert [entry.verb for entry in history.of(one.kind(), one.pk)] == ["register", "hand_on", "settle"]
    again = follow_up(done, todo="补发变更通知", owner=people.zhoumin, by=people.xuwen)
    assert (again.state, again.outcome) == ("open", "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"subject": " "}, "subject"), ({"content": ""}, "content"), ({"theirs": ""}, "theirs"), ({"way": "x"}, "way"),
     ({"todo": "答复"}, "owner"), ({"held_at": timezone.now() + timedelta(days=2)}, "held_at")],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_at_its_line(people, wrong: dict, field: str) -> None:
    with pytest.raises(OperationError) as refusal:
        note(people.hotel, said(people, **wrong), by=people.xuwen)
    assert refusal.value.field == field
    assert not Exchange.objects.exists()


def test_posts_that_do_not_speak_with_customers_note_nothing(people) -> None:
    for by in (people.qianjin, people.chenlijun):
        with pytest.raises(PermissionDenied):
            note(people.hotel, said(people), by=by)


@pytest.mark.one_database
def test_it_is_noted_on_the_pages_and_printed(people, client: Client) -> None:
    client.force_login(people.xuwen, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("customers:add_exchange", args=[people.hotel.pk])
    form = {
        "held_at": timezone.localtime().strftime("%Y-%m-%dT00:00"), "way": "visit", "topic": "order",
        "theirs": "采购李经理", "held_by": people.xuwen.pk, "subject": "下半年框架合同", "content": "",
    }  # fmt: skip
    wrong = client.post(url, form)
    assert (wrong.status_code, "采购李经理" in wrong.content.decode()) == (422, True)
    assert client.post(url, {**form, "content": "谈了价格和账期"}).status_code == 303
    one = Exchange.objects.get()
    assert one.state == "noted"
    assert "谈了价格和账期" in client.get(one.get_absolute_url()).content.decode()
    assert "下半年框架合同" in client.get(people.hotel.get_absolute_url()).content.decode()
    assert "下半年框架合同" in client.get(reverse("customers:exchanges")).content.decode()
    for key, kind, pk in (
        ("exchange", "customers.exchange", one.pk), ("exchanges", "customers.customer", people.hotel.pk)
    ):  # fmt: skip
        assert client.get(reverse("kernel:print", args=[key, kind, pk])).content.startswith(b"%PDF")
