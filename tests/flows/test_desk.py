"""The desk: every figure equals the list it leads to, whoever looks; who is away is said to be away."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.insight.queries import crew
from bihuan.insight.queries.figures import Figure
from bihuan.organization.models import Leave
from bihuan.signoff.models import Station
from tests.flows.desks import add_parameter, draft_regulation, put_in_force

pytestmark = pytest.mark.django_db


def listed(client, url):
    """Return how many rows stand in the list a figure leads to; on one's own desk, under its heading."""
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    if "list" in answer.context:
        return answer.context["list"].count
    mine = answer.context["desk"]
    return mine.late if urlsplit(url).fragment == "overdue" else mine.soon


@pytest.fixture
def busy(cast):
    """Requests in every state, some limits overdue, one soon."""
    for number in range(3):
        cast.request(description=f"第{number}件")
    cast.finished()
    cast.order()
    now = timezone.now()
    late = Deadline.objects.running().order_by("pk")
    late.filter(pk__in=late.values("pk")[:2]).update(due_at=now - timedelta(hours=1))
    Deadline.objects.running().filter(pk=late.last().pk).update(due_at=now + timedelta(hours=1))
    return cast


def figures(client):
    """Return the figures on somebody's desk; a technician's desk has none."""
    return client.get("/", follow=True).context.get("figures") or ()


def test_every_figure_of_the_desk_equals_the_list_it_leads_to_for_each_post(busy, desk):
    seen = 0
    for who in busy.people:
        client = desk(who).client
        for figure in figures(client):
            assert figure.value == listed(client, figure.url), (who, str(figure.label))
            seen += 1
    assert seen > 50


def test_what_waits_for_a_post_counts_as_overdue_on_its_holders_desk(cast, desk):
    office, accountant = desk("zhulin"), desk("wangfang")
    route = draft_regulation(office, "ROUTE")
    add_parameter(
        office, route, "route", name="review", label="制度会审", form="regulation", stations__count="1",
        stations__0__order="1", stations__0__name="会计部会审", stations__0__post="accountant",
        stations__0__limit_minutes="2 h", when__count="0",
    )  # fmt: skip
    put_in_force(office, desk("linhai"), route)
    clause = draft_regulation(office, "LATE")
    office.send(f"/regulations/versions/{clause.version_id}/submit/", note="")
    station = Station.objects.get(post="accountant", circulation__subject_id=clause.version_id)
    Deadline.objects.running().filter(name=station.deadline_name).update(due_at=timezone.now() - timedelta(hours=1))
    late = next(figure for figure in figures(accountant.client) if figure.label == "已超时")
    assert late.value == listed(accountant.client, late.url) == 1
    assert "LATE 服务规定" in accountant.open("/")


def test_who_is_on_leave_is_shown_as_away_among_todays_technicians(cast, desk):
    now = timezone.now()
    Leave.objects.create(
        staff=cast.chenlijun, leave_kind="annual", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8)
    )
    lines = {line.staff.pk: line for line in crew.today(cast.hanli).lines}
    assert lines[cast.chenlijun.pk].away == "年休假"
    assert "年休假" in desk("hanli").open("/")


@pytest.mark.req("RPT-01")
def test_the_desk_draws_the_most_urgent_and_leads_to_the_rest_by_as_many_queries_as_ever(cast, desk, monkeypatch):
    monkeypatch.setattr("bihuan.insight.views.DRAWN", 2)
    page, first = desk("zhoumin"), [cast.request(description=f"故障 {n}").number for n in range(2)]
    page.open("/")
    with CaptureQueriesContext(connection) as few:
        assert "查看全部" not in page.open("/")
    later = [cast.request(description=f"后来的 {n}").number for n in range(4)]
    with CaptureQueriesContext(connection) as many:
        text = page.open("/")
    assert len(few) == len(many)
    assert [number in text for number in (*first, *later)] == [True] * 2 + [False] * 4
    assert "查看全部" in text
    shown = page.open("/?tab=dispatch")
    assert "/service/requests/?state=registered" in shown


def test_a_figure_is_counted_up_to_ten_thousand_only():
    assert (Figure(10_000, "", "", "").shown, Figure(10_001, "", "", "").shown) == ("10000", "10,000+")
