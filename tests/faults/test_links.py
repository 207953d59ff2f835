"""Links and look-ups of people without an account: each opens one thing, and gives nothing else away."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import CARD, card_token
from bihuan.kernel import links
from bihuan.portal.views.limits import LOOK_UPS
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, ServiceVoucher
from bihuan.service.queries import TRACK, track_token
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GOOD = {"attitude": 4, "skill": 4, "punctuality": 4, "promises": 4}


@pytest.fixture
def signed(cast: Cast) -> ServiceRequest:
    return cast.signed().request


def pages(token: str) -> list[str]:
    return [f"/t/{token}/", f"/t/{token}/say/", f"/t/{token}/voucher.pdf", f"/c/{token}/"]


def forgeries(token: str, request: ServiceRequest) -> dict[str, str]:
    """Return what somebody may try instead of a token he was given."""
    value, _sep, signature = token.rpartition("~")
    key, _dot, expires = value.partition(".")
    return {
        "another record": f"{key}1.{expires}~{signature}",
        "a later end": f"{key}.{expires}z~{signature}",
        "a shorter signature": token[:-1],
        "a changed signature": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "no signature": value,
        "an empty signature": f"{value}~",
        "the number": request.number,
        "the key": str(request.pk),
        "another purpose": links.make("portal.other", request, days=1),
        "another salt": Signer(salt="bihuan", sep="~").sign(value),
        "a null byte": f"{token}%00",
        "Chinese": "令牌~签名",
        "very long": "a" * 5000,
    }


def test_a_forged_or_damaged_link_opens_nothing_and_says_what_to_do(signed: ServiceRequest, client: Client) -> None:
    for what, token in forgeries(track_token(signed), signed).items():
        for url in pages(token):
            answer: Any = client.get(url)
            assert answer.status_code in {400, 404}, (what, url, answer.status_code)
            page = answer.content.decode()
            assert signed.number not in page.replace(token, "")
            assert "沈雅琴" not in page


def test_a_link_serves_its_own_purpose_alone(signed: ServiceRequest, client: Client) -> None:
    card = OpinionCard.objects.get()
    track, rate = track_token(signed), card_token(card)
    assert client.get(f"/t/{track}/").status_code == client.get(f"/c/{rate}/").status_code == 200
    assert client.get(f"/c/{track}/").status_code == 404
    for url in pages(rate)[:3]:
        assert client.get(url).status_code == 404
    assert client.post(f"/t/{rate}/say/", {"words": "x"}).status_code == 404
    assert client.post(f"/c/{track}/", GOOD).status_code == 404
    card.refresh_from_db()
    assert card.answered_at is None


def test_an_expired_link_says_so_and_where_to_look(
    signed: ServiceRequest, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = OpinionCard.objects.get()
    old = {purpose: links.make(purpose, row, days=1) for purpose, row in ((TRACK, signed), (CARD, card))}
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(links.timezone, "now", lambda: later)
    for url in (f"/t/{old[TRACK]}/", f"/t/{old[TRACK]}/voucher.pdf", f"/t/{old[TRACK]}/say/", f"/c/{old[CARD]}/"):
        answer: Any = client.get(url)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "过期" in page
        assert 'href="/track/"' in page
        assert 'href="/report/"' in page
    assert client.post(f"/c/{old[CARD]}/", GOOD).status_code == 410


def test_the_link_of_a_cancelled_case_still_tells_what_became_of_it(cast: Cast, client: Client) -> None:
    request = cast.request()
    service.cancel(request, note="内部原因：客户欠费", by=cast.zhoumin)
    url = f"/t/{track_token(request)}/"
    page = client.get(url).content.decode()
    assert "已取消" in page or "取消" in page
    assert "客户欠费" not in page
    assert client.post(f"{url}say/", {"words": "为什么取消？", "is_urging": "on"}).status_code == 303


def test_the_link_of_a_record_that_is_gone_is_not_found(cast: Cast, client: Client) -> None:
    gone = ServiceRequest(pk=987654)
    for url in pages(links.make(TRACK, gone, days=1))[:3]:
        assert client.get(url).status_code == 404
    assert client.get(f"/c/{links.make(CARD, OpinionCard(pk=987654), days=1)}/").status_code == 404
    assert client.get(pages(track_token(cast.request()))[2]).status_code == 404, "nothing was signed yet"


@pytest.mark.req("SAT-01")
def test_a_card_is_answered_once(signed: ServiceRequest, client: Client) -> None:
    url = f"/c/{card_token(OpinionCard.objects.get())}/"
    assert client.post(url, GOOD).status_code == 303
    again: Any = client.post(url, {**GOOD, "attitude": 1, "grievance": "换了主意"})
    assert again.status_code in {200, 303, 409, 422}
    card = OpinionCard.objects.get()
    assert (card.graded["attitude"], card.grievance) == (4, "")
    assert 'name="attitude"' not in client.get(url).content.decode()


@pytest.mark.req("SVC-22", "SEC-01")
def test_looking_up_a_case_gives_away_neither_number_nor_phone(cast: Cast) -> None:
    request = cast.request()
    tries = {
        "right number, wrong phone": {"number": request.number, "phone": "13900000000"},
        "wrong number, right phone": {"number": "SR-20200101-0001", "phone": "13812346021"},
        "both wrong": {"number": "SR-20200101-0001", "phone": "13900000000"},
        "tail of the phone": {"number": request.number, "phone": "6021"},
        "masked phone": {"number": request.number, "phone": "138 **** 6021"},
        "no digits": {"number": request.number, "phone": "----"},
        "a wildcard": {"number": "%", "phone": "%"},
    }
    shown = {what: plain(Client().post("/track/", form), form) for what, form in tries.items()}
    assert len(set(shown.values())) == 1, shown
    found = Client().post("/track/", {"number": request.number.lower(), "phone": "+86 138-1234-6021"})
    assert found.status_code == 302


def plain(response: Any, typed: dict[str, str]) -> str:
    """Return a page without what was typed and what changes by the hour."""
    assert response.status_code == 422
    page = response.content.decode()
    for text in typed.values():
        page = page.replace(f'value="{text}"', "")
    return re.sub(r'(value|data-csrf)="[0-9A-Za-z]{32,}"', "", page)


def test_a_customer_sees_his_case_and_nobody_elses(signed: ServiceRequest, client: Client, cast: Cast) -> None:
    page = client.get(f"/t/{track_token(signed)}/").content.decode()
    assert signed.number in page
    for secret in ("13812346021", "1202 室", "chenlijun", "派工员", "0571-86610021x"):
        assert secret not in page
    assert cast.chenlijun.name[:1] in page


def test_the_voucher_of_a_link_is_that_of_its_case(signed: ServiceRequest, client: Client) -> None:
    answer: Any = client.get(f"/t/{track_token(signed)}/voucher.pdf")
    assert answer.status_code == 200
    assert answer.content == ServiceVoucher.objects.get().document.read()  # type: ignore[union-attr]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


POSTS: dict[str, Callable[[ServiceRequest], str]] = {
    "reporting": lambda request: "/report/",
    "looking up": lambda request: "/track/",
    "writing": lambda request: f"/t/{track_token(request)}/say/",
    "rating": lambda request: f"/c/{card_token(OpinionCard.objects.get())}/",
}


@pytest.mark.req("SEC-01", "SVC-22")
@pytest.mark.parametrize("what", POSTS)
def test_nobody_posts_without_end(signed: ServiceRequest, what: str) -> None:
    url = POSTS[what](signed)
    visitor = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [visitor.post(url, {"words": ""}).status_code for _ in range(LOOK_UPS + 2)]
    assert set(statuses[:LOOK_UPS]) == {422}
    assert statuses[LOOK_UPS:] == [429, 429]
    assert visitor.get(url).status_code == 200, "reading goes on"


def test_pages_with_links_in_their_address_tell_nobody_where_they_are(signed: ServiceRequest, client: Client) -> None:
    answer: Any = client.get(f"/t/{track_token(signed)}/")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "https://" not in re.sub(r"https://127\.0\.0\.1[^\"]*", "", answer.content.decode())
