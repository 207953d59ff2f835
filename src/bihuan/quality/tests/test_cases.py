"""The registry of cases: reported once, corrected, withdrawn, and told to whoever listens."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from tests.cast import at

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.quality.models import ReportedCase
from bihuan.quality.operations.cases import CaseFacts, correct_case, report_case, report_cases, withdraw_case
from bihuan.quality.states.cases import CaseReported

pytestmark = [pytest.mark.django_db, pytest.mark.req("QUA-01")]


@pytest.fixture
def request_(cast):
    return cast.request()


@pytest.fixture
def facts(cast, request_):
    return CaseFacts(
        number=request_.number, happened_at=at("2026-11-20 09:12"), model_id=cast.unit.model_id, batch="2026-09-A",
        produced_on=date(2026, 9, 12), quantity=60, defective=40, loss=Decimal("1200.50"), summary="室温探头漂移",
    )  # fmt: skip


def said(monkeypatch) -> list[CaseReported]:
    heard: list[CaseReported] = []
    monkeypatch.setitem(events._handlers, CaseReported, [heard.append])
    return heard


def test_a_record_reports_once_and_corrects_what_it_said(request_, facts, monkeypatch) -> None:
    heard = said(monkeypatch)
    report_case(request_, facts, by=SYSTEM)
    report_case(request_, replace(facts, defective=49), by=SYSTEM)
    correct_case(request_, replace(facts, defective=49), by=SYSTEM)
    case = ReportedCase.objects.get()
    assert (case.defective, case.pieces, case.source_kind, case.source_id) == (49, 49, request_.kind(), request_.pk)
    assert len(heard) == 2  # nothing is said where nothing changed
    assert [entry.verb for entry in history.of(case.kind(), case.pk)] == ["register", "correct_case"]


def test_a_withdrawn_case_counts_no_more_until_it_is_reported_again(request_, facts, monkeypatch) -> None:
    report_case(request_, facts, by=SYSTEM)
    heard = said(monkeypatch)
    withdraw_case(request_, by=SYSTEM, note="重复登记")
    withdraw_case(request_, by=SYSTEM)
    assert not ReportedCase.objects.standing().exists()
    report_case(request_, facts, by=SYSTEM)
    assert ReportedCase.objects.standing().count() == 1
    assert len(heard) == 2


@pytest.mark.parametrize("wrong", [{"defective": 61}, {"returned": 61}, {"loss": Decimal("-0.01")}])
def test_quantities_that_cannot_be_are_refused(request_, facts, wrong) -> None:
    with pytest.raises(OperationError):
        report_case(request_, replace(facts, **wrong), by=SYSTEM)
    assert not ReportedCase.objects.exists()


def test_an_import_reports_many_in_few_statements(cast, facts, django_assert_max_num_queries) -> None:
    requests = [cast.request() for _number in range(6)]
    with django_assert_max_num_queries(6):
        assert report_cases([(one, facts) for one in requests], by=SYSTEM) == 6
    assert ReportedCase.objects.count() == 6


def test_quality_reads_the_list_and_opens_the_record_behind(cast, request_, facts, client: Client) -> None:
    case = report_case(request_, facts, by=SYSTEM)
    client.force_login(cast.qianjin)
    assert "室温探头漂移" in client.get("/quality/cases/").content.decode()
    page = client.get(case.get_absolute_url()).content.decode()
    assert request_.get_absolute_url() in page
    assert "1,200.50" in page
    client.force_login(cast.chenlijun)
    assert client.get("/quality/cases/").status_code == 403
    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_list_takes_few_queries(cast, facts, client: Client, django_assert_max_num_queries) -> None:
    report_cases([(cast.request(), facts) for _number in range(8)], by=SYSTEM)
    client.force_login(cast.qianjin)
    client.get("/quality/cases/")
    with django_assert_max_num_queries(12):
        client.get("/quality/cases/")
