"""A complaint without an account."""

import pytest
from django.test import Client

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.complaints.queries import follow_token
from bihuan.complaints.states import ComplaintState
from bihuan.complaints.tests.test_complaints import registered

FORM = {"kind": "attitude", "words": "师傅与我争执", "name": "沈雅琴", "phone": "13812346021", "serial": ""}


@pytest.mark.req("CMP-01", "CMP-08")
def test_a_customer_complains_and_gets_number_and_link(cast):
    client = Client()
    answer = client.post("/complain/", FORM)
    complaint = Complaint.objects.get()
    assert (answer.status_code, complaint.channel, complaint.owner) == (303, "web", cast.sunli)
    page = client.get(answer["Location"]).content.decode()
    assert complaint.number in page
    assert "13812346021" not in page


def test_what_is_missing_is_said_and_what_was_typed_stays(cast):
    answer = Client().post("/complain/", {**FORM, "phone": "1"})
    assert answer.status_code == 422
    assert "师傅与我争执" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_who_writes_on_a_closed_complaint_has_it_taken_up_again(cast):
    complaint = operations.turn_down(registered(cast), judgement="电压不足", by=cast.caoli)
    complaint = operations.explain(complaint, text="请加装稳压器", reply_by="phone", by=cast.caoli)
    path = f"/k/{follow_token(complaint)}/"
    assert "请加装稳压器" in Client().get(path).content.decode()
    assert Client().post(f"{path}say/", {"words": "还是停机", "is_urging": "on"}).status_code == 303
    complaint.refresh_from_db()
    assert (complaint.state, complaint.urged_count) == (ComplaintState.REGISTERED, 1)


def test_a_forged_link_opens_nothing(cast):
    complaint = registered(cast)
    assert Client().get(f"/k/{follow_token(complaint)}x/").status_code in (404, 410, 403)
