"""Everything about one customer on one screen: the figures above, the time line beside (CUS-01)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bihuan.customers.models import Contact, Customer
from bihuan.customers.queries import figures, timeline
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel.history import HistoryEntry
from bihuan.products.models import ProductLine, ProductModel, Unit

START = timezone.make_aware(datetime(2026, 3, 1, 9, 0))


def _told(row) -> timeline.Told:
    return timeline.Told(str(row))


def _contacts(customer, user):
    return Contact.objects.visible_to(user).filter(customer=customer)


def _entries(customer, user):
    return HistoryEntry.objects.filter(kind=Customer.kind(), subject_id=customer.pk)


@pytest.fixture
def sources(monkeypatch) -> None:
    kinds = [
        timeline.Source("contacts", "联系人", _contacts, "created_at", _told),
        timeline.Source("entries", "记录", _entries, "at", _told),
    ]
    monkeypatch.setattr(timeline, "_sources", {kind.name: kind for kind in kinds})


def _fill(people, count: int) -> None:
    """Contacts and history entries, some at the very same moment."""
    for number in range(count):
        at = START + timedelta(days=number // 2)
        made = Contact.objects.create(customer=people.shen, name=f"联系人{number}")
        Contact.objects.filter(pk=made.pk).update(created_at=at)
        HistoryEntry.objects.create(
            kind=Customer.kind(), subject_id=people.shen.pk, seq=100 + number, at=at, recorded_at=at, verb="comment",
            actor_kind="system", digest=b"",
        )  # fmt: skip


@pytest.mark.req("CUS-01")
@pytest.mark.parametrize("size", [1, 3, 7])
def test_page_by_page_the_line_tells_everything_once_and_newest_first(people, sources, size: int) -> None:
    _fill(people, 6)
    whole = timeline.of(people.shen, people.zhoumin, size=100)
    assert len(whole.entries) == 13, "six of each and the entry that he was registered"
    assert [entry.at for entry in whole.entries] == sorted((entry.at for entry in whole.entries), reverse=True)
    walked, after = [], ""
    while True:
        page = timeline.of(people.shen, people.zhoumin, size=size, after=after)
        walked += page.entries
        if not (after := page.next):
            break
    assert walked == whole.entries


def test_days_and_times_stand_in_one_order(people, monkeypatch) -> None:
    line = ProductLine.objects.create(code="AC", name="空调")
    model = ProductModel.objects.create(code="KF-35", name="壁挂机", line=line)
    for number in range(4):
        day = START.date() + timedelta(days=number // 2)
        Unit.objects.create(serial=f"S{number}", model=model, customer=people.shen, sold_on=day)
        made = Contact.objects.create(customer=people.shen, name=f"联系人{number}")
        moment = timeline.midnight(day) + (timedelta(hours=9) if number % 2 else timedelta())
        Contact.objects.filter(pk=made.pk).update(created_at=moment)
    kinds = [
        timeline.Source("contacts", "联系人", _contacts, "created_at", _told),
        timeline.Source(
            "sold", "销售", lambda customer, user: Unit.objects.filter(customer=customer), "sold_on", _told
        ),
    ]
    monkeypatch.setattr(timeline, "_sources", {kind.name: kind for kind in kinds})
    whole = timeline.of(people.shen, people.zhoumin, size=100).entries
    walked, after = [], ""
    for _page in range(8):
        page = timeline.of(people.shen, people.zhoumin, size=1, after=after)
        walked, after = [*walked, *page.entries], page.next
    assert (walked, after, len(whole)) == (whole, "", 8)


@pytest.mark.parametrize("after", ["", "x", "2026-03-01~entries~1", "2026-03-01T00:00:00+08:00~entries~" + "9" * 30])
def test_a_broken_place_begins_at_the_top(people, sources, after: str) -> None:
    assert timeline.of(people.shen, people.zhoumin, after=after).entries


def test_a_page_of_the_line_costs_a_query_and_one_for_each_source_that_has_something(
    people, sources, django_assert_num_queries
) -> None:
    _fill(people, 6)
    people.zhoumin.holds("dispatcher")
    with django_assert_num_queries(3):
        timeline.of(people.shen, people.zhoumin, size=5)
    with django_assert_num_queries(2):  # the hotel has no contacts
        assert timeline.of(people.hotel, people.zhoumin, size=5).entries


def test_a_figure_stands_above_the_page_for_those_who_may_know_it(people, monkeypatch) -> None:
    shown = figures.Shown("3", "最近 11-02")
    monkeypatch.setattr(figures, "_figures", {})
    figures.register(figures.Figure("secret", "毛利", lambda customer, user: shown, "customers.register", order=9))
    figures.register(figures.Figure("nothing", "没有", lambda customer, user: None))
    assert [one.label for one in figures.of(people.shen, people.zhoumin)] == ["毛利"]
    assert figures.of(people.shen, people.qianjin) == []


@pytest.mark.one_database
def test_the_line_has_its_own_page_and_goes_on_in_the_window(people, client: Client, sources) -> None:
    _fill(people, 30)
    client.force_login(people.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    here = f"{people.shen.get_absolute_url()}timeline/"
    whole = client.get(here)
    assert whole.status_code == 200
    after = whole.context["page"].next
    asked = {"HX-Request": "true", "HX-Target": "p#line-more"}
    part = client.get(here, {"after": after}, headers=asked).content.decode()
    assert "<html" not in part
    assert "联系人0" in part
    assert "联系人29" not in part
    only = client.get(here, {"only": "contacts"}).context["page"].entries
    assert {entry.source for entry in only} == {"contacts"}
    assert client.get(here, {"only": "<script>", "after": "x"}).status_code == 200
