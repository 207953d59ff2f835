"""The pages of a circulated form."""

import pytest

from bihuan.signoff import operations
from bihuan.signoff.models import Circulation, Station

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def form(stage, route):
    return operations.start(stage.case(), "concession", by=stage.zhoumin)


def test_the_form_shows_its_stations_and_the_box_only_to_whose_turn_it_is(client, stage, form):
    client.force_login(stage.hanli)
    page = client.get(form.get_absolute_url()).content.decode()
    for words in ("让步申请单", "审核", "会签（财务）", "核决", "FULL 3.1", "/sign/"):
        assert words in page
    client.force_login(stage.zhoumin)
    assert "/sign/" not in client.get(form.get_absolute_url()).content.decode()


def test_signing_with_the_password_moves_the_form_on(client, stage, form):
    client.force_login(stage.hanli)
    station = form.stations.first()
    url = f"/signoff/stations/{station.pk}/sign/"
    wrong = client.post(url, {"opinion": "同意让步", "password": "falsch", "verdict": "agree"})
    assert wrong.status_code == 422
    assert "同意让步" in wrong.content.decode()
    client.post(url, {"opinion": "同意让步", "password": "beichen-2026", "verdict": "agree"})
    station.refresh_from_db()
    assert (station.state, station.proof, station.opinion) == ("signed", "password", "同意让步")


def test_a_drawn_signature_is_kept_as_a_locked_file(client, stage, form):
    client.force_login(stage.hanli)
    station = form.stations.first()
    url = f"/signoff/stations/{station.pk}/sign/"
    for broken in ("data:image/png;base64,!!", "data:image/png;base64,AAAA"):
        answer = client.post(url, {"opinion": "同意", "signature": broken, "verdict": "agree"})
        assert answer.status_code == 422
    client.post(url, {"opinion": "同意", "signature": "data:image/png;base64," + PIXEL, "verdict": "agree"})
    station.refresh_from_db()
    assert (station.proof, station.signature.is_locked) == ("drawn", True)


def test_signing_twice_or_from_an_old_page_is_answered_clearly(client, stage, form):
    client.force_login(stage.hanli)
    station = form.stations.first()
    data = {"opinion": "同意", "password": "beichen-2026", "verdict": "agree", "revision": form.revision}
    url = f"/signoff/stations/{station.pk}/sign/"
    assert client.post(url, data).status_code == 303
    assert client.post(url, data).status_code in (409, 422)
    assert Station.objects.get(pk=station.pk).state == "signed"


def test_others_get_403_and_strangers_to_the_form_404(client, stage, form):
    client.force_login(stage.zhoumin)
    station = form.stations.first()
    data = {"opinion": "同意", "password": "beichen-2026", "verdict": "agree"}
    assert client.post(f"/signoff/stations/{station.pk}/sign/", data).status_code == 403
    assert client.get("/signoff/9999/").status_code == 404


@pytest.mark.parametrize("act", ["return", "delegate", "take-over", "skip"])
def test_every_act_has_its_form(client, stage, form, act, monkeypatch):
    operations.sign(form.stations.first(), by=stage.hanli, opinion="同意")
    station = form.stations.get(post="accountant")
    client.force_login({"take-over": stage.hejianguo, "skip": stage.zhuling}.get(act, stage.wangfang))
    assert client.get(f"/signoff/stations/{station.pk}/{act}/").status_code == 200


def test_sending_back_and_passing_on_from_the_page(client, stage, form):
    first = form.stations.first()
    operations.sign(first, by=stage.hanli, opinion="同意")
    station = form.stations.get(post="accountant")
    client.force_login(stage.wangfang)
    client.post(f"/signoff/stations/{station.pk}/return/", {"to": first.pk, "reason": "附件缺失"})
    assert form.stations.get(pk=first.pk).state == "open"
    client.force_login(stage.hanli)
    client.post(f"/signoff/stations/{first.pk}/delegate/", {"to": stage.chenlijun.pk, "reason": ""})
    assert form.stations.get(pk=first.pk).staff == stage.chenlijun


def test_adding_a_station_and_taking_back_from_the_page(client, stage, form):
    client.force_login(stage.zhuling)
    added = {"name": "会签（质量）", "post": "quality", "order": 2, "reason": "涉及质量"}
    client.post(f"/signoff/{form.pk}/add/", added)
    assert form.stations.filter(name="会签（质量）").exists()
    client.post(f"/signoff/{form.pk}/withdraw/", {"reason": "客户撤回"})
    assert Circulation.objects.get(pk=form.pk).state == "withdrawn"


def test_what_waits_for_me_is_a_page(client, stage, form):
    client.force_login(stage.hanli)
    assert "SR-0001" in client.get("/signoff/").content.decode()
    client.force_login(stage.xuwen)
    assert "SR-0001" not in client.get("/signoff/").content.decode()
