"""Entitlement through the whole house: the fault's date, quotas, evidence, repairs in vain, overrides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.products import operations as products
from bihuan.products.models import QuotaUse, ServiceContract
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from bihuan.signoff.states import Verdict
from tests.cast import Cast

TODAY = timezone.localdate


def bases(request: ServiceRequest) -> dict[str, str]:
    return {name: line["basis"] for name, line in request.entitlement["lines"].items()}


def out_of_warranty(cast: Cast) -> None:
    products.change_unit(cast.unit, produced_on=None, sold_on=date(2019, 1, 1), by=SYSTEM)
    products.accept(cast.unit, accepted_on=date(2019, 1, 1), by=SYSTEM)
    cast.unit.refresh_from_db()


def contract(cast: Cast, **amounts: int) -> ServiceContract:
    begins = TODAY() - timedelta(days=40)
    made = products.add(
        ServiceContract, number="HT-2026-0001", customer=cast.customer, starts_on=begins,
        ends_on=begins + timedelta(days=729), covers_all=True, by=SYSTEM,
    )  # fmt: skip
    return products.set_quotas(made, {kind: Decimal(amount) for kind, amount in amounts.items()}, by=SYSTEM)


@pytest.mark.req("WAR-02", "SVC-09")
def test_the_day_the_fault_appeared_decides_and_not_the_day_it_was_reported(cast: Cast) -> None:
    out_of_warranty(cast)
    products.change_unit(cast.unit, warranty_months=240, by=SYSTEM)
    late = cast.request()
    assert set(bases(late).values()) == {"free"}
    ended = TODAY() - timedelta(days=3)
    products.change_unit(cast.unit, warranty_months=1, by=SYSTEM)
    products.accept(cast.unit, accepted_on=ended - timedelta(days=31), by=SYSTEM)
    cast.unit.refresh_from_db()
    paid = cast.request()
    assert set(bases(paid).values()) == {"cost"}
    told = service.change(paid, fault_on=ended - timedelta(days=5), by=cast.zhoumin)
    assert set(bases(told).values()) == {"free"}
    assert told.entitlement["lines"]["parts"]["clause"]
    entry = history.of(ServiceRequest.kind(), told.pk).filter(verb="entitle").last()
    assert entry is not None
    assert "→" in entry.note


def test_a_fault_cannot_begin_after_its_report(cast: Cast) -> None:
    with pytest.raises(OperationError) as refusal:
        cast.request(fault_on=TODAY() + timedelta(days=1))
    assert refusal.value.field == "fault_on"


@pytest.mark.req("WAR-02")
def test_the_last_repair_of_a_contract_is_held_and_the_next_is_paid(cast: Cast) -> None:
    out_of_warranty(cast)
    contract(cast, repairs=1, visits=3)
    first, second = cast.request(), cast.request()
    assert bases(first)["labour"] == "quota"
    assert (bases(second)["labour"], second.service_class) == ("cost", "A")
    assert sorted(QuotaUse.objects.values_list("number", "quota__kind")) == [
        (first.number, "repairs"), (first.number, "visits"),
    ]  # fmt: skip
    service.cancel(first, note="客户自行解决", by=cast.zhoumin)
    assert not QuotaUse.objects.exists()
    assert bases(cast.request())["labour"] == "quota"


@pytest.mark.req("WAR-02")
def test_every_visit_counts_and_human_damage_gives_the_quota_back(cast: Cast) -> None:
    out_of_warranty(cast)
    contract(cast, visits=2)
    order = cast.order()
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    assert QuotaUse.objects.get().quantity == 1
    service.diagnose(order, findings="外壳撞裂，线路被剪", cause="misuse", by=cast.chenlijun)
    order.request.refresh_from_db()
    assert order.request.entitlement["is_cost_price"]
    assert set(bases(order.request).values()) == {"cost"}
    assert not QuotaUse.objects.exists()


@pytest.mark.req("WAR-02")
def test_quotas_begin_anew_with_each_contract_year(cast: Cast) -> None:
    out_of_warranty(cast)
    made = contract(cast, repairs=1)
    products.use_quotas(
        made.number, {"repairs": Decimal(1)}, kind=ServiceRequest.kind(), pk=0, number="SR-0", used_on=made.starts_on
    )
    assert bases(cast.request())["labour"] == "cost"
    products.change(made, starts_on=TODAY() - timedelta(days=366), by=SYSTEM)
    QuotaUse.objects.update(used_on=TODAY() - timedelta(days=360))
    assert bases(cast.request())["labour"] == "quota"


@pytest.mark.req("SVC-17")
def test_the_same_fault_soon_again_is_mended_free_and_says_on_which_repair(cast: Cast) -> None:
    out_of_warranty(cast)
    cast.unit.model.line.code = "phone"
    cast.unit.model.line.save()
    asked = {"extra": {"data_backup": "无须备份"}}
    signed = cast.signed(cast.order(cast.request(fault_class=cast.fault, **asked)))
    again = cast.request(fault_class=cast.fault, **asked)
    line = again.entitlement["lines"]["labour"]
    assert (line["payer"], line["step"]) == ("company", "repair_warranty")
    assert line["since"] == timezone.localdate(signed.signed_at).isoformat()
    assert bases(again)["travel"] == "cost"
    assert bases(cast.request(**asked))["labour"] == "cost"


@pytest.mark.req("SVC-09", "WAR-02")
def test_an_override_within_the_limit_holds_at_once_and_stays_when_the_cause_is_found(cast: Cast) -> None:
    out_of_warranty(cast)
    request = cast.request()
    holds = service.override(
        request, lines=["labour"], basis="free", kind="goodwill", amount=Decimal(300), note="老客户", by=cast.hanli
    )
    request.refresh_from_db()
    assert (holds, bases(request)["labour"], request.service_class) == (True, "free", "C")
    assert request.entitlement["lines"]["labour"]["step"] == "goodwill"
    order = cast.order(request)
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    service.diagnose(order, findings="电容鼓包", cause="component", by=cast.chenlijun)
    request.refresh_from_db()
    assert (bases(request)["labour"], bases(request)["parts"]) == ("free", "cost")
    service.undo_override(request, note="误判", by=cast.hanli)
    request.refresh_from_db()
    assert (bases(request)["labour"], request.service_class) == ("cost", "A")


@pytest.mark.req("SVC-09")
@pytest.mark.parametrize(("verdict", "basis"), [(Verdict.AGREE, "free"), (Verdict.REFUSE, "cost")])
def test_above_the_limit_the_old_decision_holds_until_it_is_approved(cast: Cast, verdict: str, basis: str) -> None:
    out_of_warranty(cast)
    request = cast.request()
    values = {"lines": ["labour", "parts"], "basis": "free", "kind": "goodwill", "note": "批量问题"}
    assert not service.override(request, amount=Decimal("500.01"), by=cast.hanli, **values)
    request.refresh_from_db()
    assert bases(request)["labour"] == "cost"
    with pytest.raises(OperationError):
        service.override(request, amount=Decimal(1), by=cast.hanli, **values)
    form = Circulation.objects.of(request).get()
    station = form.stations.get()
    assert station.post == "vice_general_manager"
    signoff.sign(station, verdict=verdict, opinion="已阅", by=cast.hejianguo)
    request.refresh_from_db()
    assert (bases(request)["labour"], request.entitlement.get("asked")) == (basis, None)


@pytest.mark.req("SVC-09")
def test_an_override_needs_a_reason_a_line_and_the_right(cast: Cast) -> None:
    request = cast.request()
    good = {"lines": ["labour"], "basis": "cost", "kind": "override", "amount": Decimal(1), "note": "私自拆机"}
    for name, value in (("note", " "), ("lines", []), ("basis", "gratis"), ("amount", Decimal(-1))):
        with pytest.raises(OperationError) as refusal:
            service.override(request, by=cast.hanli, **good | {name: value})
        assert refusal.value.field == name
    with pytest.raises(PermissionDenied):
        service.override(request, by=cast.zhoumin, **good)
    request.refresh_from_db()
    assert "rulings" not in request.entitlement


@pytest.mark.req("WAR-02")
def test_an_unknown_product_says_what_is_missing(cast: Cast) -> None:
    request = cast.request(serial_text="", description="空调不转")
    assert request.entitlement["missing"] == ["unit"]
    assert set(bases(request).values()) == {"list"}
