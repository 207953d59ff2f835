"""Text messages to customers: only with their consent, and until the gateway has taken them."""

import pytest

from bihuan.feedback import notices as cards
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_address
from bihuan.kernel import outbox
from bihuan.kernel.tasks import TaskRow
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.notices import requests as notices
from tests.flows.desks import Desk

pytestmark = pytest.mark.django_db
REPORT = {"words": "不出冷风", "name": "沈雅琴", "phone": "138 1234 6021"}


@pytest.fixture
def sent(settings, monkeypatch):
    settings.BIHUAN_SMS = "http://gateway.example/"
    messages = []
    monkeypatch.setattr(outbox, "text", lambda phone, words: messages.append((phone, words)) or "")
    return messages


def waiting(name):
    return TaskRow.objects.filter(name__endswith=name).count()


@pytest.mark.req("SVC-22", "SEC-01")
def test_who_agreed_gets_the_links_to_follow_and_to_rate(cast, sent):
    Desk().send(f"/q/{cast.unit.serial}/", **REPORT, may_text="on")
    request = ServiceRequest.objects.get()
    assert waiting("text_link") == 1
    notices.text_link.call(pk=request.pk)
    phone, words = sent[0]
    assert (phone, request.number in words, "/t/" in words) == ("13812346021", True, True)
    cast.signed(cast.order(request))
    card = OpinionCard.objects.get()
    assert waiting("text_card") == 1
    cards.text_card.call(pk=card.pk)
    assert card_address(card)[:40] in sent[1][1]


def test_who_did_not_agree_is_left_alone(cast, sent):
    Desk().send(f"/q/{cast.unit.serial}/", **REPORT)
    cast.signed(cast.order(ServiceRequest.objects.get()))
    assert waiting("text_link") == waiting("text_card") == 0
    assert sent == []


@pytest.mark.req("SEC-01", "SVC-22")
def test_who_takes_his_agreement_back_gets_no_more_messages(cast, desk, sent):
    Desk().send(f"/q/{cast.unit.serial}/", **REPORT, may_text="on")
    request = ServiceRequest.objects.get()
    path = f"/service/requests/{request.pk}/change/"
    assert 'name="may_text"' in desk("zhoumin").open(path)
    kept = {"description": request.description, "urgency": "normal", "serial_text": request.serial_text,
            "model_text": request.model_text, "contact_name": request.contact_name}  # fmt: skip
    desk("zhoumin").send(path, **kept, revision=request.revision)
    request.refresh_from_db()
    assert not request.may_text
    notices.text_link.call(pk=request.pk)
    cast.signed(cast.order(request))
    assert waiting("text_card") == 0
    assert sent == []


def test_without_a_gateway_nobody_is_asked(cast):
    assert "may_text" not in Desk().open(f"/q/{cast.unit.serial}/")


def test_what_the_gateway_refuses_is_tried_again(cast, sent, monkeypatch):
    Desk().send(f"/q/{cast.unit.serial}/", **REPORT, may_text="on")
    monkeypatch.setattr(outbox, "text", lambda phone, words: "HTTP 500")
    with pytest.raises(ConnectionError, match="500"):
        notices.text_link.call(pk=ServiceRequest.objects.get().pk)


@pytest.mark.req("SVC-01")
def test_a_trouble_that_two_products_share_is_offered_once_and_stays_unclassed(cast):
    own = FaultClass.objects.filter(parent__code=cast.unit.model.line.code).order_by("code").first()
    other = FaultClass.objects.create(code="other", name="别的商品")
    FaultClass.objects.create(code="other-01", name=own.name, parent=other)
    assert Desk().open("/report/").count(f">{own.name}<") == 1
    Desk().send("/report/", **REPORT, fault=own.name)
    Desk().send(f"/q/{cast.unit.serial}/", **{**REPORT, "words": "第二次"}, fault=own.name)
    first, second = ServiceRequest.objects.order_by("pk")
    assert (first.fault_class, first.description) == (None, f"{own.name}，不出冷风")
    assert second.fault_class == own
