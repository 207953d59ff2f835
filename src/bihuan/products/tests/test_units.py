"""Units: entered once, recognised however typed, sold, accepted, shown with what their warranty rests on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.customers import operations as customers
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel import events, history, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.api import issue
from bihuan.kernel.attachments import UploadRejected
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import PostHolding, Staff
from bihuan.products import operations, queries
from bihuan.products.models import Batch, FaultCode, ProductLine, ProductModel, ServiceContract, Unit
from bihuan.products.rules import entitle
from bihuan.products.states import UnitAccepted

SERIAL = "35B3-2407-018826"
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def model(people) -> ProductModel:
    line = operations.add(ProductLine, code="AC", name="空调", by=SYSTEM)
    name = "分体挂壁式空调"
    return operations.add(ProductModel, code="KFR-35GW", name=name, line=line, warranty_months=36, by=SYSTEM)


@pytest.fixture
def unit(people, model) -> Unit:
    return operations.register_unit(serial=SERIAL, model=model, produced_on=date(2024, 7, 12), by=people.zhoumin)


@pytest.fixture
def browser(people, client: Client) -> Client:
    client.force_login(people.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.req("WAR-01")
@pytest.mark.parametrize("typed", [SERIAL, "３５ｂ３ ２４０７ ０１８８２６", "35b32407018826", " 35B3 2407-018826 "])
def test_a_unit_is_recognised_however_its_number_is_typed(unit, typed: str) -> None:
    assert queries.recognise(typed) == unit


@pytest.mark.parametrize("typed", ["", "  ", "-", "35B3-2407-018827", "看不清"])
def test_an_unknown_number_is_nobodys(unit, typed: str) -> None:
    assert queries.recognise(typed) is None


@pytest.mark.parametrize("piece", ["018826", "35b3-24", "kfr-35", "空调", "2407018"])
def test_a_unit_is_found_by_any_piece_of_its_words(unit, piece: str) -> None:
    assert search.newest(Unit.kind(), piece) == [unit.pk]


def test_no_serial_number_is_entered_twice(people, unit, model) -> None:
    with pytest.raises(OperationError) as refusal:
        operations.register_unit(serial="35b3 2407 018826", model=model, by=people.zhoumin)
    assert refusal.value.field == "serial"


def test_what_cannot_be_true_is_refused_at_its_field(people, unit) -> None:
    elsewhere = customers.add_site(people.hotel, name="前台", by=SYSTEM)
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrong = [
        ({"customer": people.shen, "sold_on": date(2024, 7, 1)}, "sold_on"),
        ({"customer": people.shen, "sold_on": tomorrow}, "sold_on"),
        ({"customer": people.shen, "sold_on": date(2024, 8, 1), "site": elsewhere}, "site"),
    ]
    for values, field in wrong:
        with pytest.raises(OperationError) as refusal:
            operations.sell(unit, by=people.xuwen, **values)
        assert refusal.value.field == field
    unit.refresh_from_db()
    assert (unit.customer, unit.revision) == (None, 1)


@pytest.mark.req("WAR-01")
def test_a_unit_is_not_sold_twice_and_who_has_it_by_mistake_is_corrected(people, unit) -> None:
    operations.sell(unit, customer=people.shen, sold_on=date(2024, 7, 28), by=people.xuwen)
    with pytest.raises(OperationError) as refusal:
        operations.sell(unit, customer=people.hotel, sold_on=date(2024, 8, 1), by=people.xuwen)
    assert refusal.value.field == "customer"
    unit.refresh_from_db()
    assert (unit.customer, unit.sold_on) == (people.shen, date(2024, 7, 28))
    operations.change_unit(unit, customer=people.hotel, by=people.xuwen)
    unit.refresh_from_db()
    assert unit.customer == people.hotel


@pytest.mark.req("SEC-01")
def test_the_certificate_is_for_who_knows_the_customer_and_for_his_outlet(people, unit, client: Client) -> None:
    operations.sell(unit, customer=people.shen, sold_on=date(2024, 7, 28), by=people.xuwen)
    copy = SimpleUploadedFile("验收.pdf", PDF)
    paper = operations.accept(unit, accepted_on=date(2024, 8, 3), certificate=copy, by=people.zhoumin).acceptance
    works = Staff.objects.create_user("works", name="车间", password="x")  # noqa: S106
    PostHolding.objects.create(staff=works, post="production", since_on=date(2024, 1, 1))
    for person, status in ((works, 404), (people.zhoumin, 200)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("kernel:attachment", args=[paper.pk])).status_code == status
        assert ("验收.pdf" in client.get(unit.get_absolute_url()).content.decode()) is (status == 200)


@pytest.mark.req("WAR-01")
def test_acceptance_starts_the_warranty_with_the_copy_attached(people, unit) -> None:
    heard: list[UnitAccepted] = []
    events.subscribe(UnitAccepted, heard.append)
    sale = {"sold_on": date(2024, 7, 28), "sales_contract": "HT-2024-0713"}
    operations.sell(unit, customer=people.shen, by=people.xuwen, **sale)
    copy = SimpleUploadedFile("验收.pdf", PDF)
    accepted = operations.accept(unit, accepted_on=date(2024, 8, 3), certificate=copy, by=people.chenlijun)
    assert accepted.acceptance.is_locked
    assert [event.record for event in heard] == [unit]
    decision = entitle(queries.cover(accepted, date(2026, 11, 20)), on=date(2026, 11, 20))
    assert (decision.verdict, decision.since, decision.until) == ("warranty", date(2024, 8, 3), date(2027, 8, 2))
    assert [entry.verb for entry in history.of(Unit.kind(), unit.pk)] == ["register", "sell", "attach", "accept_unit"]


def test_another_day_of_acceptance_is_refused_once_the_certificate_is_there(people, unit) -> None:
    operations.accept(unit, accepted_on=date(2024, 8, 3), by=people.zhoumin)
    copy = SimpleUploadedFile("a.pdf", PDF)
    operations.accept(unit, accepted_on=date(2024, 8, 4), certificate=copy, by=people.zhoumin)
    with pytest.raises(OperationError):
        operations.accept(unit, accepted_on=date(2024, 8, 5), by=people.zhoumin)


def test_a_certificate_that_is_not_what_it_says_is_refused_and_nothing_changes(people, unit) -> None:
    with pytest.raises(UploadRejected):
        operations.accept(
            unit, accepted_on=date(2024, 8, 3), certificate=SimpleUploadedFile("a.jpg", b"MZ\x90"), by=people.zhoumin
        )
    unit.refresh_from_db()
    assert unit.accepted_on is None


@pytest.mark.req("WAR-02")
def test_the_term_comes_from_the_contract_then_the_model_then_the_line(people, unit) -> None:
    on = date(2026, 11, 20)
    assert queries.cover(unit, on).months == 36
    operations.change_unit(unit, warranty_months=60, by=people.zhoumin)
    assert queries.cover(queries.recognise(SERIAL), on).months == 60


@pytest.mark.req("WAR-02", "SVC-09")
def test_a_service_contract_covers_one_unit_or_all(people, unit) -> None:
    operations.sell(unit, customer=people.hotel, sold_on=date(2024, 7, 28), by=people.xuwen)
    contract = operations.add(
        ServiceContract, number="WB-1", customer=people.hotel, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        covers_all=True, by=people.xuwen,
    )  # fmt: skip
    found = queries.recognise(SERIAL)
    assert entitle(queries.cover(found, date(2026, 11, 20)), on=date(2026, 11, 20)).verdict == "contract"
    assert queries.contract_for(found, date(2027, 1, 1)) is None
    operations.change(contract, covers_all=False, by=people.xuwen)
    assert queries.contract_for(found, date(2026, 11, 20)) is None
    operations.change_unit(found, contract=contract, by=people.xuwen)
    assert queries.contract_for(queries.recognise(SERIAL), date(2026, 11, 20)) == contract


def test_nobody_overwrites_what_another_has_just_changed(people, unit) -> None:
    operations.change_unit(unit, sales_contract="HT-1", revision=1, by=people.zhoumin)
    with pytest.raises(Stale):
        operations.change_unit(unit, sales_contract="HT-2", revision=1, by=people.xuwen)


def test_a_corrected_serial_number_is_recognised_and_the_wrong_one_no_more(people, unit) -> None:
    operations.change_unit(unit, serial="35B3-2407-018827", by=people.zhoumin)
    assert queries.recognise("35b32407018827") == unit
    assert queries.recognise(SERIAL) is None
    assert search.newest(Unit.kind(), "018826") == []


@pytest.mark.req("PPL-01")
def test_posts_without_the_right_change_nothing(people, unit, model) -> None:
    for work in (
        lambda: operations.register_unit(serial="X1", model=model, by=people.chenlijun),
        lambda: operations.sell(unit, customer=people.shen, sold_on=date(2024, 8, 1), by=people.qianjin),
        lambda: operations.add(FaultCode, code="E3", name="传感器", by=people.zhoumin),
        lambda: operations.change(model, name="x", by=people.xuwen),
    ):
        with pytest.raises(PermissionDenied):
            work()


def test_a_batch_is_entered_for_its_model(people, model) -> None:
    batch = operations.add(Batch, code="35-24Q3", model=model, produced_on=date(2024, 7, 20), by=SYSTEM)
    assert Batch.objects.get(model=model) == batch


def test_codes_are_not_doubled_and_contracts_end_after_they_begin(people, model) -> None:
    with pytest.raises(OperationError) as refusal:
        operations.add(ProductModel, code="KFR-35GW", name="x", line=model.line, by=people.qianjin)
    assert refusal.value.field == "code"
    with pytest.raises(OperationError) as refusal:
        operations.add(
            ServiceContract, number="WB-1", customer=people.hotel, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1),
            by=people.xuwen,
        )  # fmt: skip
    assert refusal.value.field == "ends_on"


def test_the_units_page_shows_what_the_warranty_rests_on(people, unit, browser, django_assert_max_num_queries) -> None:
    operations.sell(unit, customer=people.shen, sold_on=date(2024, 7, 28), by=people.xuwen)
    operations.accept(unit, accepted_on=date(2024, 8, 3), by=people.zhoumin)
    with django_assert_max_num_queries(32):
        text = browser.get(unit.get_absolute_url()).content.decode()
    assert all(words in text for words in (SERIAL, "2024-08-03", "2027-08-02", "沈雅琴"))
    assert "13812346021" not in text
    assert SERIAL in browser.get(people.shen.get_absolute_url()).content.decode()


@pytest.mark.req("SEC-01")
def test_who_may_not_see_the_customer_sees_the_unit_without_him(people, unit, model, client: Client) -> None:
    far = operations.register_unit(serial="F1", model=model, customer=people.hotel, by=SYSTEM)
    operations.sell(unit, customer=people.shen, sold_on=date(2024, 7, 28), by=people.xuwen)
    client.force_login(people.chenlijun, backend="django.contrib.auth.backends.ModelBackend")
    for url in (unit.get_absolute_url(), reverse("products:units"), reverse("products:contracts")):
        assert "沈雅琴" not in client.get(url).content.decode()
    assert client.get(unit.get_absolute_url()).status_code == 200
    assert client.get(far.get_absolute_url()).status_code == 404


def test_units_are_entered_sold_and_accepted_on_the_pages(people, model, browser) -> None:
    entered = {"serial": "50L1-2501-000001", "model": model.pk, "produced_on": "2025-01-15"}
    wrong = browser.post(reverse("products:add_unit"), {**entered, "customer": "nobody"})
    assert wrong.status_code == 422
    assert "50L1-2501-000001" in wrong.content.decode()
    answer = browser.post(reverse("products:add_unit"), entered)
    unit = Unit.objects.get(serial="50L1-2501-000001")
    assert answer.url == unit.get_absolute_url()
    browser.post(reverse("products:sell", args=[unit.pk]), {"customer": "6021", "sold_on": "2025-03-01"})
    accepted = {"accepted_on": "2025-03-04", "certificate": SimpleUploadedFile("a.pdf", PDF)}
    assert browser.post(reverse("products:accept", args=[unit.pk]), accepted).status_code == 303
    unit.refresh_from_db()
    assert (unit.customer, unit.accepted_on) == (people.shen, date(2025, 3, 4))
    assert unit.acceptance is not None


def test_the_label_bears_a_code_without_inline_style(unit, browser) -> None:
    text = browser.get(reverse("products:label", args=[unit.pk])).content.decode()
    assert "<svg" in text
    assert "style=" not in text
    assert f"/q/{SERIAL}/" in text


def test_the_lists_take_few_queries(people, unit, model, browser, django_assert_max_num_queries) -> None:
    for number in range(30):
        operations.register_unit(serial=f"A{number:03d}", model=model, customer=people.shen, by=SYSTEM)
    for name in ("units", "models", "lines", "fault_codes", "contracts"):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(f"products:{name}")).status_code == 200
    found = browser.get(reverse("products:units"), {"q": "018826"}).content.decode()
    assert SERIAL in found
    assert "A003" not in found


def test_the_catalogue_is_kept_on_its_pages(people, model, client: Client) -> None:
    client.force_login(people.qianjin, backend="django.contrib.auth.backends.ModelBackend")
    code = {"code": "E3", "name": "室温传感器故障", "line": model.line.pk}
    assert client.post(reverse("products:add_fault_code"), code).status_code == 303
    assert client.post(reverse("products:add_fault_code"), code).status_code == 422
    changed = {"code": "KFR-35GW", "name": "挂机", "line": model.line.pk, "warranty_months": 72, "revision": 1}
    assert client.post(reverse("products:model", args=[model.pk]), changed).status_code == 303
    model.refresh_from_db()
    assert (model.warranty_months, model.is_active) == (72, False)


@pytest.mark.req("WAR-01")
def test_the_api_reads_and_writes_units(people, unit, client: Client) -> None:
    _row, token = issue(people.zhoumin, name="test", wanted=["units:read", "units:write"], days=1, by=people.zhoumin)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json"}
    found = client.get("/api/units", {"serial": "35b3 2407 018826"}, HTTP_AUTHORIZATION=headers["HTTP_AUTHORIZATION"])
    assert [item["model"] for item in found.json()["items"]] == ["KFR-35GW"]
    made = client.post("/api/units", {"serial": "N1", "model": "kfr-35gw", "customer": people.shen.pk}, **headers)
    assert (made.status_code, made.json()["customer"]) == (201, people.shen.pk)
    url = f"/api/units/{made.json()['id']}"
    accepted = client.post(f"{url}/acceptance", {"accepted_on": "2026-01-02"}, **headers)
    assert accepted.json()["accepted_on"] == "2026-01-02"
    assert client.patch(url, {"sales_contract": "HT-9", "revision": 2}, **headers).json()["sales_contract"] == "HT-9"
    assert client.patch(url, {"sales_contract": "HT-8", "revision": 2}, **headers).status_code == 409
    assert client.post("/api/units", {"serial": "n-1", "model": "KFR-35GW"}, **headers).status_code == 422
    assert client.post("/api/units", {"serial": "N2", "model": "no such"}, **headers).status_code == 422
