import pytest

from bihuan.feedback import notices
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_address, order_panel
from bihuan.kernel import outbox
from bihuan.kernel.tasks import TaskRow

pytestmark = pytest.mark.django_db


@pytest.mark.req("SAT-01")
def test_the_card_is_mailed_to_a_customer_whose_address_is_known(cast, settings, monkeypatch):
    settings.BIHUAN_MAIL = "mailto://user:secret@example.com"
    sent = []
    monkeypatch.setattr(outbox, "send", lambda address, title, body: sent.append((address, body)) or "")
    cast.customer.email = "shen@example.com"
    cast.customer.save()
    cast.signed()
    card = OpinionCard.objects.get()
    assert TaskRow.objects.filter(name__endswith="mail_card").count() == 1
    notices.mail_card.call(pk=card.pk)
    assert sent[0][0].endswith("to=shen%40example.com")
    assert card_address(card)[:40] in sent[0][1]


def test_without_an_address_nothing_is_mailed_and_the_technician_shows_the_code(cast):
    order = cast.signed()
    assert not TaskRow.objects.filter(name__endswith="mail_card").exists()
    assert order_panel(order, cast.chenlijun)["qr"].startswith("data:image/svg+xml")


@pytest.mark.req("SEC-01")
def test_a_technician_sees_phone_and_address_until_the_customer_has_signed(cast, client):
    order = cast.order()
    client.force_login(cast.chenlijun)
    url = f"/service/jobs/{order.pk}/reveal/"
    assert "13812346021" in client.post(url).content.decode()
    cast.signed(order)
    assert client.post(url).status_code == 403
