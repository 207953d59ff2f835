"""The forms print like their originals, and quality hears of what is complained of."""

import pytest

from bihuan.complaints import operations
from bihuan.complaints.tests.test_circulation import form_of, handed_on
from bihuan.complaints.tests.test_complaints import registered, rude
from bihuan.kernel.documents import print_form
from bihuan.quality.models import ReportedCase
from bihuan.signoff import operations as signoff


@pytest.mark.req("CMP-11", "CMP-13")
@pytest.mark.parametrize(
    "key", ["complaint_form", "complaint_record", "complaint_result", "complaint_follow_up", "complaint_letter"]
)
def test_every_form_prints(cast, key):
    complaint = handed_on(cast, quantity=12, defective=3)
    signoff.sign(form_of(complaint).stations.get(state="open"), by=cast.xuwen, opinion="情况属实")
    assert print_form(key, complaint, by=cast.caoli).startswith(b"%PDF")


def test_a_service_complaint_prints_as_its_own_form(cast):
    assert print_form("complaint_record", rude(cast), by=cast.sunli).startswith(b"%PDF")


@pytest.mark.req("CMP-16")
def test_a_product_complaint_is_a_case_and_an_unjustified_one_is_taken_back(cast):
    complaint = registered(cast, quantity=12, defective=3, batch="2610-07")
    case = ReportedCase.objects.get()
    assert (case.number, case.defective, case.batch, case.withdrawn_at) == (complaint.number, 3, "2610-07", None)
    operations.change(complaint, defective=4, by=cast.caoli)
    case.refresh_from_db()
    assert case.defective == 4
    complaint.refresh_from_db()
    operations.turn_down(complaint, judgement="电压不足", by=cast.caoli)
    case.refresh_from_db()
    assert case.withdrawn_at is not None


def test_a_service_complaint_is_no_case(cast):
    rude(cast)
    assert not ReportedCase.objects.exists()
