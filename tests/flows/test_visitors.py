"""Customers without an account: how often one may try, and what nobody else may use up."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_token
from bihuan.kernel.throttle import Tries, count_try, forget_tries
from bihuan.portal.views.limits import LOOK_UPS
from bihuan.service.models import ServiceRequest

pytestmark = pytest.mark.django_db
WRONG = {"number": "SR-20200101-0001", "phone": "13900000000"}


@pytest.mark.req("SEC-01", "SVC-22")
def test_numbers_can_not_be_tried_out_from_one_address(cast):
    visitor, neighbour = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    for _ in range(LOOK_UPS):
        assert visitor.post("/track/", WRONG).status_code == 422
    assert visitor.post("/track/", WRONG).status_code == 429
    assert neighbour.post("/track/", WRONG).status_code == 422


@pytest.mark.req("SAT-01")
def test_many_customers_behind_one_address_can_all_rate(cast):
    cast.signed()
    card = OpinionCard.objects.get()
    visitor = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(LOOK_UPS + 1):
        visitor.post("/c/forged~link/", {})
    good = {"attitude": 4, "skill": 4, "punctuality": 4, "promises": 4}
    assert visitor.post(f"/c/{card_token(card)}/", good).status_code == 303


def report(visitor, **more):
    typed = {"name": "沈雅琴", "phone": "13812346021", "words": "外机嗡嗡响，停不下来"}
    return visitor.post("/report/", {**typed, **more})


@pytest.mark.req("SEC-01", "SVC-22")
def test_who_sends_too_often_keeps_what_he_typed_and_reads_when_to_try_again(cast):
    visitor = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(LOOK_UPS):
        assert report(visitor).status_code == 303
    answer = report(visitor)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 500 < int(answer["Retry-After"]) <= 600
    assert "外机嗡嗡响，停不下来" in page
    assert "13812346021" in page
    again = timezone.localtime(Tries.objects.get().until + timedelta(minutes=1)).strftime("%H:%M")
    assert f"请 {again} 后再提交" in page
    assert ServiceRequest.objects.count() == LOOK_UPS
    Tries.objects.update(until=timezone.now())
    assert report(visitor).status_code == 303, "the window has ended"


@pytest.mark.req("SVC-22")
def test_a_throttled_look_up_tells_nothing_even_of_a_right_pair(cast):
    request, visitor = cast.request(), Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(LOOK_UPS):
        visitor.post("/track/", WRONG)
    right = {"number": request.number, "phone": "13812346021"}
    answer = visitor.post("/track/", right)
    assert answer.status_code == 429
    assert request.number in answer.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").post("/track/", right).status_code == 302


def test_every_process_counts_the_same_and_the_table_names_nobody(cast, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    window = timedelta(minutes=10)
    counted = [count_try("portal:look_up", "203.0.113.7", window=window)[0] for _ in range(3)]
    assert counted == [1, 2, 3]
    assert count_try("portal:report", "203.0.113.7", window=window)[0] == 1
    assert not Tries.objects.filter(key__contains="203").exists()
    Tries.objects.update(until=timezone.now() - timedelta(hours=1))
    assert forget_tries.call() == 2
