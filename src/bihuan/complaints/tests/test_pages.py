"""The pages of complaints: list, registering, record, changes."""

import pytest
from django.test import Client

from bihuan.complaints.models import Complaint
from bihuan.complaints.tests.test_circulation import form_of, handed_on, here
from bihuan.complaints.tests.test_complaints import registered, rude
from bihuan.signoff import operations as signoff


@pytest.fixture
def at_desk(cast):
    """Return a client signed in as somebody."""

    def seat(who):
        client = Client()
        client.force_login(who)
        return client

    return seat


FORM = {
    "channel": "hotline", "complainant": "customer", "kind_of": "quality", "sample": "none", "description": "显示 E6",
    "contact_name": "沈雅琴", "phone": "13812346021", "has_loss": "on",
}  # fmt: skip


@pytest.mark.req("CMP-01", "CMP-15")
def test_the_guide_stands_beside_the_form_and_the_form_registers(cast, at_desk):
    client = at_desk(cast.caoli)
    page = client.get("/complaints/new/").content.decode()
    assert "重述一遍听到的内容" in page
    assert "PQF 4.1" in page
    answer = client.post("/complaints/new/", {**FORM, "serial_text": cast.unit.serial})
    assert answer.status_code == 303
    complaint = Complaint.objects.get()
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert complaint.number in page
    assert "138" in page
    assert "13812346021" not in page


def test_a_double_is_asked_for_once_and_what_was_typed_stays(cast, at_desk):
    registered(cast)
    client = at_desk(cast.caoli)
    answer = client.post("/complaints/new/", {**FORM, "serial_text": cast.unit.serial})
    assert answer.status_code == 422
    assert "显示 E6" in answer.content.decode()
    again = client.post("/complaints/new/", {**FORM, "serial_text": cast.unit.serial, "is_another": "on"})
    assert again.status_code == 303
    assert Complaint.objects.count() == 2


def test_a_requests_page_offers_to_make_it_a_complaint(cast, at_desk):
    request = cast.request()
    client = at_desk(cast.zhoumin)
    assert f"/complaints/requests/{request.pk}/" in client.get(request.get_absolute_url()).content.decode()
    answer = client.post(f"/complaints/requests/{request.pk}/", {**FORM, "kind_of": "slow", "contact_name": ""})
    assert answer.status_code == 303
    assert Complaint.objects.get().request == request


def test_the_list_is_read_with_a_fixed_number_of_queries(cast, at_desk, django_assert_max_num_queries):
    client = at_desk(cast.caoli)
    registered(cast)
    client.get("/complaints/?all=1")
    with django_assert_max_num_queries(30) as few:
        client.get("/complaints/?all=1")
    for _ in range(12):
        registered(cast)
    with django_assert_max_num_queries(len(few)):
        page = client.get("/complaints/?all=1")
    assert page.content.decode().count("CP-") >= 13


def test_a_record_is_read_with_a_fixed_number_of_queries(cast, at_desk, django_assert_max_num_queries):
    client, complaint = at_desk(cast.caoli), registered(cast)
    client.get(complaint.get_absolute_url())
    with django_assert_max_num_queries(45):
        assert client.get(complaint.get_absolute_url()).status_code == 200


def test_corrections_keep_private_data_that_was_not_typed_anew(cast, at_desk):
    complaint = registered(cast)
    values = {**FORM, "phone": "", "serial_text": cast.unit.serial, "model_text": complaint.model_text,
              "quantity": "12", "defective": "3", "revision": complaint.revision}  # fmt: skip
    assert at_desk(cast.caoli).post(f"{complaint.get_absolute_url()}change/", values).status_code == 303
    complaint.refresh_from_db()
    assert (complaint.defective, complaint.phone.reveal()) == (3, "13812346021")


def test_the_desk_shows_what_waits(cast, at_desk):
    complaint = rude(cast)
    assert complaint.number in at_desk(cast.sunli).get("/").content.decode()


def test_no_button_decides_past_the_form_that_is_on_its_way(cast, client):
    complaint = handed_on(cast)
    client.force_login(cast.yaojun)
    assert f"{complaint.get_absolute_url()}decide/" not in client.get(complaint.get_absolute_url()).content.decode()
    signoff.sign(here(form_of(complaint)), by=cast.xuwen, verdict="refuse", opinion="资料不全")
    assert f"{complaint.get_absolute_url()}decide/" in client.get(complaint.get_absolute_url()).content.decode()
