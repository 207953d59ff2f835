"""Parts on a job: taken from the van, printed, given back, missing and arrived."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.deadlines.models import Pause
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.parts import operations as stock
from bihuan.parts.models import FaultyPart, Place, Stock
from bihuan.parts.tests import company
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service import queries
from bihuan.service.queries.parts import voucher_lines


@pytest.fixture
def van(cast: Cast) -> Place:
    return company.van(cast.chenlijun)


def left(place: Place) -> int:
    return sum(Stock.objects.filter(place=place).values_list("quantity", flat=True))


@pytest.mark.req("PRT-02", "SVC-10", "SVC-13")
def test_a_part_from_the_van_stands_on_the_voucher_and_in_the_units_history(cast: Cast, van: Place) -> None:
    part = company.part("PCB-1", "主控板", is_serialised=True, is_due_back=True)
    stock.receive(part, van, 2, by=SYSTEM)
    order = cast.order()
    use = service.Use(part=part, place=van, serial_out="OLD-1", serial_in="NEW-1")
    service.use_part(order, use, by=cast.chenlijun)
    assert left(van) == 1
    assert voucher_lines(order) == [("1", "主控板(OLD-1 → NEW-1)", "PCB-1", "原厂件", "1只", "68.00", "68.00")]
    notes = [entry.note for entry in history.of(Unit.kind(), cast.unit.pk)]
    assert any("OLD-1 → NEW-1" in note for note in notes)
    faulty = FaultyPart.objects.get()
    assert (faulty.serial, faulty.technician, faulty.about_number) == ("OLD-1", cast.chenlijun, order.number)


@pytest.mark.req("PRT-02")
def test_unused_parts_come_back_once_and_the_faulty_one_is_forgiven(cast: Cast, van: Place) -> None:
    part = company.part(is_due_back=True)
    stock.receive(part, van, 3, by=SYSTEM)
    usage = service.use_part(cast.order(), service.Use(part=part, place=van, quantity=2), by=cast.chenlijun)
    service.return_part(usage, 1, by=cast.chenlijun)
    usage.refresh_from_db()
    assert (left(van), usage.kept) == (2, 1)
    with pytest.raises(OperationError):
        service.return_part(usage, 2, by=cast.chenlijun)
    assert sorted(FaultyPart.objects.values_list("state", flat=True)) == ["due", "given_up"]


@pytest.mark.req("PRT-02")
def test_nothing_is_returned_or_added_after_the_customer_signed(cast: Cast, van: Place) -> None:
    part = company.part()
    stock.receive(part, van, 3, by=SYSTEM)
    order = cast.order()
    usage = service.use_part(order, service.Use(part=part, place=van), by=cast.chenlijun)
    order.refresh_from_db()
    order = cast.signed(order)
    with pytest.raises(OperationError):
        service.return_part(usage, 1, by=cast.chenlijun)
    with pytest.raises(OperationError):
        service.use_part(order, service.Use(part=part, place=van), by=cast.chenlijun)


@pytest.mark.req("PRT-02")
def test_nobody_swaps_parts_on_his_own(cast: Cast, van: Place) -> None:
    original = company.part()
    other = company.part("X-1", "电视主板")
    other.fits_models.set([])
    line = cast.unit.model.line.__class__.objects.create(code="TV", name="电视")
    other.fits_lines.set([line])
    stock.receive(other, van, 2, by=SYSTEM)
    order = cast.order()
    with pytest.raises(OperationError, match="不适用"):
        service.use_part(order, service.Use(part=other, place=van), by=cast.chenlijun)
    swap = service.Use(part=other, place=van, instead_of=original)
    with pytest.raises(OperationError, match="不是"):
        service.use_part(order, swap, by=cast.chenlijun)
    row = stock.propose_substitute(original, other, reason="参数一致", valid_from=timezone.localdate(), by=SYSTEM)
    with pytest.raises(OperationError):
        service.use_part(order, swap, by=cast.chenlijun)
    stock.approve_substitute(row, by=SYSTEM)
    service.use_part(order, swap, by=cast.chenlijun)
    assert voucher_lines(order)[0][3] == "替代件"
    with pytest.raises(PermissionDenied):
        service.use_part(order, swap, by=cast.liguodong)


@pytest.mark.req("PRT-01")
def test_an_urgent_request_may_draw_the_reserve(cast: Cast, van: Place) -> None:
    part = company.part()
    stock.receive(part, van, 1, by=SYSTEM)
    stock.set_levels(part, van, safety_stock=0, reserve=1, by=SYSTEM)
    use = service.Use(part=part, place=van)
    calm = cast.order()
    with pytest.raises(OperationError, match="应急储备"):
        service.use_part(calm, use, by=cast.chenlijun)
    service.use_part(cast.order(cast.request(description="漏电", urgency="urgent")), use, by=cast.chenlijun)
    assert left(van) == 0


@pytest.mark.req("PRT-02", "WAR-04")
def test_since_when_a_part_is_missing_until_it_arrives(cast: Cast) -> None:
    part, order = company.part(), cast.order()
    request = order.request
    assert queries.missing_part_since(request) is None
    first = service.want_part(request, part, 1, by=cast.chenlijun)
    service.want_part(request, part, 1, by=cast.zhoumin)
    assert queries.missing_part_since(request) == first.wanted_at
    day = timezone.localdate() + timedelta(days=5)
    service.order_part(first, expected_on=day, by=cast.zhoumin)
    service.part_arrived(first, by=cast.zhoumin)
    assert Notice.objects.filter(topic="part.arrived", recipient=cast.chenlijun).exists()
    later = queries.missing_part_since(request)
    assert later
    assert later > first.wanted_at
    with pytest.raises(OperationError):
        service.part_arrived(first, by=cast.zhoumin)


@pytest.mark.req("PRT-02", "REG-02")
def test_waiting_for_a_part_is_noted_and_stops_no_clock_where_the_clause_says_so(cast: Cast) -> None:
    request = cast.order().request
    row = service.want_part(request, company.part(), 1, by=cast.chenlijun)
    pauses = Pause.objects.filter(reason="等待配件")
    assert pauses.exists()
    assert not pauses.filter(stops_clock=True).exists()
    service.part_arrived(row, by=cast.zhoumin)
    assert not pauses.filter(ends_at=None).exists()


def test_the_phone_takes_a_part_and_keeps_what_was_typed(cast: Cast, van: Place, client: Client) -> None:
    part = company.part()
    stock.receive(part, van, 1, by=SYSTEM)
    order = cast.order()
    client.force_login(cast.chenlijun, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/service/orders/{order.pk}/parts/"
    assert part.name in client.get(url).content.decode()
    refused = client.post(url, {"part": "cap 35", "place": van.pk, "quantity": 5})
    assert refused.status_code == 422
    assert 'value="cap 35"' in refused.content.decode()
    assert client.post(url, {"part": "cap 35", "place": van.pk, "quantity": 1}).status_code == 303
    assert part.code in client.get(f"/service/jobs/{order.pk}/").content.decode()
    assert "0" in client.get("/parts/van/").content.decode()
    assert left(van) == 0
