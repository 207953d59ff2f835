"""Customers without an account: how often one may try, and what nobody else may use up."""

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_token
from bihuan.portal.views import LOOK_UPS

pytestmark = pytest.mark.django_db
WRONG = {"number": "SR-20200101-0001", "phone": "13900000000"}


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()
    yield
    cache.clear()


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
