"""A phone number that is searched for doesn't stand in an address (SEC-01)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from bihuan.kernel.search import sealed
from bihuan.service.models import ServiceRequest
from bihuan.service.states import RequestState

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-01")]
PHONE = "13812346021"
PLACES = ["/search/", "/service/requests/"]


@pytest.mark.parametrize("place", PLACES)
def test_sent_by_the_page_it_is_led_on_to_a_sealed_address_that_finds_the_record(cast, desk, place):
    request, zhoumin = cast.request(), desk("zhoumin")
    answer = zhoumin.send("/search/sealed/", q=PHONE, next=f"{place}?sort=-reported_at&after=x")
    where = answer["Location"]
    query = parse_qs(urlsplit(where).query)
    assert PHONE not in where
    assert urlsplit(where).path == place
    assert query["sort"] == ["-reported_at"], "filters and order go along"
    assert "after" not in query, "a new search begins on its first page"
    page = zhoumin.open(where)
    assert request.number in page
    assert f'value="{PHONE}"' in page, "the field says what was searched for"
    assert f"q={PHONE}" not in page
    assert request.number in zhoumin.open(where), "back and forward open it again"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", [PHONE, "138 1234 6021", "0571-88000001", "沈雅琴 13812346021"])
def test_a_plain_address_with_a_phone_leads_on_at_once(cast, desk, place, typed):
    answer = desk("zhoumin").client.get(place, {"q": typed})
    assert answer.status_code == 302
    assert typed.split()[-1] not in answer["Location"]


def test_a_part_of_a_page_that_is_asked_for_makes_the_window_go_there(cast, desk):
    answer = desk("zhoumin").client.get("/service/requests/", {"q": PHONE}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/service/requests/?q=~")


@pytest.mark.parametrize("typed", ["不制冷", "6021", "SR-20261120-0007", "35B3-2407-018826", "KFR-35GW"])
def test_other_words_stay_readable(cast, desk, typed):
    assert not sealed.looks_like_phone(typed)
    assert desk("zhoumin").client.get("/service/requests/", {"q": typed}).status_code == 200


def test_a_sealed_address_is_for_its_reader_and_for_a_working_day(cast, desk, monkeypatch):
    written = sealed.sealed(PHONE, cast.zhoumin)
    assert sealed.opened(written, cast.zhoumin) == PHONE
    assert sealed.opened(written, cast.zhulin) == ""
    assert sealed.opened(written[:-3] + "abc", cast.zhoumin) == ""
    assert sealed.opened("~nonsense", cast.zhoumin) == ""
    late = timezone.now() + timedelta(hours=sealed.HOURS, minutes=1)
    monkeypatch.setattr(sealed.timezone, "now", lambda: late)
    assert sealed.opened(written, cast.zhoumin) == ""


def test_nobody_is_led_out_of_the_house(cast, desk):
    answer = desk("zhoumin").send("/search/sealed/", q=PHONE, next="https://elsewhere.example/")
    assert answer["Location"].startswith("/search/?q=~")


@pytest.mark.req("SVC-10")
def test_a_request_that_waits_for_approval_shows_its_whole_path(cast, desk):
    record = cast.request()
    ServiceRequest.objects.filter(pk=record.pk).update(state=RequestState.AWAITING_APPROVAL)
    page = desk("zhoumin").open(f"/service/requests/{record.pk}/")
    path = page[page.index('<ol class="path"') :]
    path = path[: path.index("</ol>")]
    steps = ["待派工", "待审批", "已派工", "维修中", "已完工", "已归档"]
    found = [path.find(step) for step in steps]
    assert -1 not in found, path
    assert found == sorted(found)
    assert 'aria-current="step">待审批' in path
    ServiceRequest.objects.filter(pk=record.pk).update(state=RequestState.CANCELLED)
    assert "维修中" not in desk("zhoumin").open(f"/service/requests/{record.pk}/").split("</ol>")[0]


def test_the_page_of_wishes_says_why_there_is_nothing_to_choose(cast, desk, settings):
    settings.BIHUAN_MAIL = ""
    assert "尚未配置" in desk("zhoumin").open("/me/notices/")
    settings.BIHUAN_MAIL = "mailtos://a:b@example.com"
    assert "尚未配置" not in desk("zhoumin").open("/me/notices/")
