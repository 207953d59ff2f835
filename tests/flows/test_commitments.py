"""The commitment is given to the customer in writing, and stays what it was (WAR-05, FOOD 2.11, FULL 2.5)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.documents import archived
from bihuan.kernel.records import OperationError
from bihuan.products import operations as products
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service.models import ServiceCommitment
from bihuan.service.operations import commitments as work
from bihuan.service.queries.commitments import commitment_token, items_for
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
FORM = "service_commitment"


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


def bought(cast, **values):
    known = {"serial": "35B3-2611-000777", "model": cast.unit.model, "customer": cast.customer, **values}
    return Unit.objects.create(**known)


def said(one, code):
    return [(line["text"], line["clause"]) for item in one.items if item["code"] == code for line in item["lines"]]


def paper(one):
    return archived(FORM, one.kind(), one.pk)


@pytest.mark.req("WAR-05")
def test_the_acceptance_gives_the_customer_what_the_clauses_promise_each_with_its_clause(cast, clock):
    unit = bought(cast, produced_on=date(2026, 10, 2), sold_on=date(2026, 11, 1))
    products.accept(unit, accepted_on=date(2026, 11, 19), by=cast.zhoumin)
    one = ServiceCommitment.objects.get(unit=unit)
    assert (one.edition, one.state, one.clause, one.customer) == (1, "issued", "FULL 2.5", cast.customer)
    term = " ".join(text for text, _clause in said(one, "warranty"))
    assert "2026-11-19" in term
    assert "2029-11-18" in term
    assert {clause for _text, clause in said(one, "response")} >= {"FULL 3.4"}
    assert [clause for _text, clause in said(one, "parts")] == ["FULL 3.2"]
    assert all(clause == "FULL 3.1" for _text, clause in said(one, "remedy"))
    assert {clause for _text, clause in said(one, "software")} == {"FULL 3.3"}
    assert paper(one).is_locked
    assert paper(one).read().startswith(b"%PDF")


@pytest.mark.req("WAR-05")
def test_what_was_promised_stays_as_it_was_when_the_regulation_changes(cast, clock):
    one = work.issue(cast.unit, by=cast.zhoumin)
    kept, words = paper(one).read(), one.items
    assert work.issue(cast.unit, by=cast.zhoumin) == one
    for rule in Parameter.objects.filter(kind="parts_supply"):
        Parameter.objects.filter(pk=rule.pk).update(data={**rule.data, "years": 8})
    RulesStamp.renew()
    clock.pass_on(days=1)
    newer = work.issue(cast.unit, by=cast.zhoumin)
    one.refresh_from_db()
    assert (newer.edition, one.state, one.items, paper(one).read()) == (2, "superseded", words, kept)
    assert "8" in said(newer, "parts")[0][0]
    assert "5" in said(one, "parts")[0][0]


@pytest.mark.req("WAR-05")
def test_food_is_promised_with_the_sale_by_its_own_regulation(cast, clock):
    line = ProductLine.objects.create(code="food", name="食品")
    model = ProductModel.objects.create(code="ST-1", name="速冻水饺", line=line)
    unit = Unit.objects.create(serial="ST1-0001", model=model)
    products.sell(unit, customer=cast.customer, sold_on=date(2026, 11, 18), by=cast.zhoumin)
    one = ServiceCommitment.objects.get(unit=unit)
    assert (one.clause, one.heading) == ("FOOD 2.11", "食品售后服务承诺书")
    assert {clause for _text, clause in said(one, "warranty")} == {"FOOD 2.10"}
    assert said(one, "quality")
    assert not said(one, "software")
    assert {clause for _text, clause in said(one, "remedy")} == {"FOOD 2.9"}, "not the seven days of machines"
    assert "先明确责任" in " ".join(text for text, _clause in said(one, "remedy"))
    assert {clause for _text, clause in said(one, "excluded")} == {"FULL 3.1"}, "FOOD is silent: the company's rule"


@pytest.mark.req("WAR-05")
def test_a_property_customer_is_promised_his_minutes_and_the_people_of_an_emergency(cast, clock):
    cast.customer.business = "物业"
    cast.customer.save()
    cast.unit.refresh_from_db()
    found = {item["code"]: item["lines"] for item in items_for(cast.unit, date(2026, 11, 19))}
    assert [(line["clause"], line["text"].partition("：")[0]) for line in found["response"]] == [
        ("PROP 1.5", "响应"), ("PROP 1.5", "处理完毕"),
    ]  # fmt: skip
    assert any("20" in line["text"] for line in found["emergency"])
    assert {line["clause"] for line in found["warranty"]} == {"FULL 3.1"}, "PROP is silent: the company's rule"
    ways, *limits = found["complaints"]
    assert "向项目负责人反映" in ways["text"]
    assert ["15 分钟" in limits[0]["text"], "4 小时" in limits[1]["text"], len(limits)] == [True, True, 2]


@pytest.mark.req("WAR-05")
def test_the_customer_reads_it_by_his_link_and_says_that_he_has_it(cast, clock):
    one = work.issue(cast.unit, by=cast.zhoumin)
    address = reverse("portal:commitment", args=[commitment_token(one)])
    visitor = Client()
    page = visitor.get(address).content.decode()
    assert one.heading in page
    assert all(item["heading"] in page for item in one.items)
    assert visitor.get(f"{address}commitment.pdf").content == paper(one).read()
    assert visitor.post(address, {"name": ""}).status_code == 422
    assert visitor.post(address, {"name": "沈雅琴"}).status_code == 303
    one.refresh_from_db()
    assert (one.state, one.received_by, one.way) == ("received", "沈雅琴", "link")
    with pytest.raises(OperationError):
        work.receive(one, name="沈雅琴", way="paper", by=cast.zhoumin)


@pytest.mark.req("WAR-05")
def test_who_may_not_and_what_is_nobodys_is_refused(cast, clock):
    stranger = VisitorActor("路人", frozenset())
    with pytest.raises(PermissionDenied):
        work.issue(cast.unit, by=stranger)
    with pytest.raises(OperationError):
        work.issue(bought(cast, customer=None), by=cast.zhoumin)
    one = work.issue(cast.unit, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        work.receive(one, name="x", way="link", by=stranger)


def test_pages_of_desk_and_unit_show_it(cast, clock, django_assert_max_num_queries):
    one = work.issue(cast.unit, by=cast.zhoumin)
    client = Client()
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    assert one.number in client.get(cast.unit.get_absolute_url()).content.decode()
    assert "FULL 3.4" in client.get(one.get_absolute_url()).content.decode()
    address = reverse("service:commitments")
    client.get(address)
    with django_assert_max_num_queries(14):
        assert one.number in client.get(f"{address}?all=1").content.decode()
    assert client.post(reverse("service:issue_commitment", args=[cast.unit.pk])).status_code == 303
    assert ServiceCommitment.objects.filter(unit=cast.unit).count() == 1
