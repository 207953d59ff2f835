"""「不合格品评审处置报告单」: held, disposed of in full, reviewed, carried out, conceded, closed (QUA-06)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE, Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.products import operations as products
from bihuan.products.models import Batch, BatchLot, Hold, Lot, Supplier, Unit
from bihuan.quality.models import Disposition, Nonconformity, ReportedCase
from bihuan.quality.operations import nonconformity as pieces
from bihuan.quality.queries.nonconformity import waiting
from bihuan.service import operations as service
from bihuan.service.tests.test_views_record import sign_in
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

D = Decimal


def batch(cast: Cast, code: str = "2026-11-A") -> Batch:
    model = cast.unit.model
    found, _new = Batch.objects.get_or_create(model=model, code=code, defaults={"produced_on": date(2026, 11, 2)})
    return found


def reported(cast: Cast, **values: Any) -> Nonconformity:
    given = {
        "stage": "final", "quantity": D(120), "inspected": D(600), "nature": "looks", "class_code": "B",
        "description": "面板划伤", "found_at": timezone.now(), "model": cast.unit.model, "batches": [batch(cast)],
        "unit_cost": D(30), **values,
    }  # fmt: skip
    return pieces.report(pieces.Finding(**given), by=cast.qianjin)


def line(one: Nonconformity, cast: Cast, kind: str, quantity: int, **values: Any) -> Disposition:
    given = {"responsible": cast.yaojun, "due_on": timezone.localdate() + timedelta(days=3), **values}
    if kind == "concession":
        given = {"condition": "仅限内销", "expires_on": timezone.localdate() + timedelta(days=30), **given}
    return pieces.propose(one, pieces.Proposal(kind=kind, quantity=D(quantity), **given), by=cast.qianjin)


def reviewed(one: Nonconformity, cast: Cast, verdict: str = "agree") -> Nonconformity:
    pieces.send_round(one, by=cast.qianjin)
    form = Circulation.objects.of(one).running().get()
    by = {"production": cast.yaojun, "quality": cast.qianjin, "rnd": cast.tangyi,
          "vice_general_manager": cast.hejianguo}  # fmt: skip
    while station := form.stations.filter(state="open").first():
        signoff.sign(station, verdict=verdict, opinion="意见", by=by[station.post])
        if verdict != "agree":
            break
    one.refresh_from_db()
    return one


def result(row: Disposition, by: Any, accepted: int = 0, rejected: int = 0, **values: Any) -> Disposition:
    outcome = pieces.Outcome(accepted=D(accepted), rejected=D(rejected), **{"note": "复检", **values})
    return pieces.record_result(row, outcome, by=by)


@pytest.mark.req("QUA-06", "QUA-01")
def test_from_finding_to_closing_every_piece_has_its_way(cast: Cast) -> None:
    one = reported(cast)
    rework, scrap = line(one, cast, "rework", 100), line(one, cast, "scrap", 20)
    with pytest.raises(OperationError, match="0.*1") as refusal:
        line(one, cast, "repair", 1)
    assert refusal.value.field == "quantity"
    one = reviewed(one, cast)
    assert (one.state, bool(one.decided_at)) == ("decided", True)
    assert Deadline.objects.of(one.kind(), one.pk).running().filter(owner=cast.yaojun).count() == 2
    assert Notice.objects.filter(topic="nonconformity.mine", recipient=cast.yaojun).exists()
    with pytest.raises(OperationError, match="别人"):
        result(rework, cast.yaojun, 1)
    with pytest.raises(OperationError, match="101") as refusal:
        result(rework, cast.qianjin, 90, 11)
    assert refusal.value.field == "accepted"
    rework = result(rework, cast.qianjin, 90, 10, minutes=90)
    assert (rework.state, rework.cost) == ("done", D("30.00"))
    result(scrap, cast.qianjin, 20)
    with pytest.raises(EvidenceMissing):
        pieces.close(one, by=cast.qianjin)
    one = pieces.dispose_again(one, note="十件复检仍不合格", by=cast.qianjin)
    again = line(one, cast, "scrap", 10)
    result(again := reviewed_line(one, cast, again), cast.qianjin, 10)
    one = pieces.close(one, by=cast.qianjin)
    assert (one.state, one.loss) == ("closed", D(30) + 30 * D(30))
    case = ReportedCase.objects.get(number=one.number)
    assert (case.scrapped, case.reworked, case.defective, case.loss) == (30, 90, 0, one.loss)
    assert not Hold.objects.standing().exists()


def reviewed_line(one: Nonconformity, cast: Cast, row: Disposition) -> Disposition:
    reviewed(one, cast)
    row.refresh_from_db()
    assert row.state == "approved"
    return row


@pytest.mark.req("QUA-06")
def test_nothing_goes_round_before_the_sum_is_right_and_a_lower_find_is_refused(cast: Cast) -> None:
    one = reported(cast)
    row = line(one, cast, "rework", 100)
    with pytest.raises(EvidenceMissing):
        pieces.send_round(one, by=cast.qianjin)
    finding = pieces.Finding(
        stage="final", quantity=D(99), nature="looks", class_code="B", description="面板划伤",
        found_at=one.found_at, model=one.model, batches=[batch(cast)],
    )  # fmt: skip
    with pytest.raises(OperationError, match="100") as refusal:
        pieces.correct(one, finding, by=cast.qianjin)
    assert refusal.value.field == "quantity"
    bigger = pieces.Proposal(kind="rework", quantity=D(121), responsible=cast.yaojun, due_on=timezone.localdate())
    with pytest.raises(OperationError, match="121"):
        pieces.change(row, bigger, by=cast.qianjin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=row.pk).update(accepted=D(90), rejected=D(11))
    pieces.take_out(row, by=cast.qianjin)
    assert Nonconformity.objects.get(pk=one.pk).left_over == 120


@pytest.mark.req("QUA-06")
def test_two_who_look_at_the_same_page_cannot_dispose_of_a_piece_twice(cast: Cast) -> None:
    one = reported(cast)
    stale = Nonconformity.objects.get(pk=one.pk)
    line(one, cast, "rework", 80)
    with pytest.raises(OperationError, match="40"):
        line(stale, cast, "scrap", 80)
    proposal = pieces.Proposal(kind="scrap", quantity=D(1), responsible=cast.yaojun, due_on=timezone.localdate())
    with pytest.raises(Stale):
        pieces.propose(stale, proposal, by=cast.qianjin, revision=stale.revision)


@pytest.mark.req("QUA-06")
def test_a_concession_goes_to_the_vice_general_manager_and_comes_back_when_he_refuses(cast: Cast) -> None:
    one = reported(cast)
    line(one, cast, "rework", 100)
    with pytest.raises(OperationError, match="条件"):
        line(one, cast, "concession", 20, condition=" ")
    line(one, cast, "concession", 20)
    pieces.send_round(one, by=cast.qianjin)
    posts = [one.post for one in Circulation.objects.of(one).get().stations.all()]
    assert posts == ["production", "rnd", "quality", "vice_general_manager"]
    form = Circulation.objects.of(one).get()
    signoff.sign(form.stations.get(post="production"), verdict="refuse", opinion="可以全部返工", by=cast.yaojun)
    one.refresh_from_db()
    assert one.state == "found"
    assert {row.state for row in one.dispositions.all()} == {"proposed"}


@pytest.mark.req("QUA-06")
def test_a_concession_is_used_until_nothing_remains_and_never_beyond(cast: Cast) -> None:
    one = reported(cast, quantity=D(20))
    row = line(one, cast, "concession", 20)
    one = reviewed(one, cast)
    row.refresh_from_db()
    use = {"used_for": "订单 HT-1", "used_on": timezone.localdate(), "by": cast.yaojun}
    assert "剩余 20" in Hold.objects.get().concession
    pieces.use_concession(row, quantity=D(15), **use)
    with pytest.raises(OperationError, match="5") as refusal:
        pieces.use_concession(row, quantity=D(6), **use)
    assert refusal.value.field == "quantity"
    assert "剩余 5" in Hold.objects.get().concession
    pieces.use_concession(row, quantity=D(5), **use)
    row.refresh_from_db()
    assert (row.state, row.accepted, Hold.objects.get().concession) == ("done", D(20), "")
    with pytest.raises(OperationError):
        pieces.use_concession(row, quantity=D(1), **use)
    assert pieces.close(one, by=cast.qianjin).state == "closed"


@pytest.mark.req("QUA-06")
def test_an_expired_concession_is_refused_and_its_rest_wants_another_disposition(cast: Cast) -> None:
    one = reported(cast, quantity=D(20))
    row = line(one, cast, "concession", 20)
    one = reviewed(one, cast)
    Disposition.objects.filter(pk=row.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(OperationError, match="到期"):
        pieces.use_concession(row, quantity=D(1), used_for="订单", used_on=timezone.localdate(), by=cast.yaojun)
    assert (pieces.lapse_concessions(), pieces.lapse_concessions()) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.rejected, Hold.objects.get().concession) == ("done", D(20), "")
    with pytest.raises(EvidenceMissing):
        pieces.close(one, by=cast.qianjin)
    assert pieces.dispose_again(one, note="余量报废", by=cast.qianjin).left_over == 20


@pytest.mark.req("QUA-06")
def test_what_is_held_is_neither_sold_nor_used_until_it_is_released(cast: Cast) -> None:
    lot = Lot.objects.create(code="L-1", material="面板", supplier=Supplier.objects.create(name="甬江塑料"))
    other = batch(cast, "2026-11-B")
    BatchLot.objects.create(batch=other, lot=lot)
    units = [
        Unit.objects.create(serial=f"35B3-2611-00020{n}", model=cast.unit.model, batch=one)
        for n, one in enumerate((batch(cast), other))
    ]
    one = reported(cast, lots=[lot])
    today = timezone.localdate()
    for unit in units:  # held itself; made of a lot that is
        with pytest.raises(OperationError, match=one.number):
            products.sell(unit, customer=cast.customer, sold_on=today, by=cast.caoli)
    with pytest.raises(OperationError, match=one.number) as refusal:
        products.consume(Batch.objects.create(model=cast.unit.model, code="2026-11-C"), lot, by=SYSTEM)
    assert refusal.value.field == "lot"
    with pytest.raises(OperationError, match=one.number):
        products.refuse_held_serial(units[0].serial)
    assert products.refuse_held(units, on=today - timedelta(days=1)) == ""  # it was not held then
    pieces.hold(one, batches=[batch(cast)], lots=[], note="面板全检合格", by=cast.qianjin)
    products.sell(units[1], customer=cast.customer, sold_on=today, by=cast.caoli)
    pieces.drop(one, note="限度样品确认可接受", by=cast.qianjin)
    products.sell(units[0], customer=cast.customer, sold_on=today, by=cast.caoli)
    assert ReportedCase.objects.get(number=one.number).withdrawn_at


@pytest.mark.req("QUA-06")
def test_who_may_report_dispose_and_inspect(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        pieces.report(
            pieces.Finding(stage="final", quantity=D(1), nature="looks", class_code="C", description="划伤",
                           found_at=timezone.now(), product="面板"), by=cast.chenlijun,
        )  # fmt: skip
    one = reported(cast)
    with pytest.raises(PermissionDenied):
        pieces.hold(one, note="放行", by=cast.yaojun)
    assert one in Nonconformity.objects.visible_to(cast.yaojun)
    assert one not in Nonconformity.objects.visible_to(cast.chenlijun)
    row = line(one, cast, "rework", 120, responsible=cast.chenlijun)
    assert one in Nonconformity.objects.visible_to(cast.chenlijun)
    with pytest.raises(OperationError):
        result(row, cast.qianjin, 1)
    reviewed(one, cast)
    with pytest.raises(MoveForbidden):
        line(one, cast, "scrap", 1)


@pytest.mark.req("QUA-06")
def test_a_wrong_sum_is_told_at_the_field_and_nothing_typed_is_lost(cast: Cast, client: Client) -> None:
    sign_in(client, cast.qianjin)
    made = client.post("/quality/nonconformities/report/", {
        "found_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "stage": "process", "place": "总装二线",
        "model": cast.unit.model.pk, "batches": [batch(cast).pk], "quantity": "20", "nature": "performance",
        "class_code": "A", "description": "制冷剂充注不足",
    })  # fmt: skip
    one = Nonconformity.objects.get()
    assert made.headers["Location"] == one.get_absolute_url()
    typed = {"kind": "rework", "quantity": "21", "responsible": cast.yaojun.pk, "instruction": "重新充注并检漏",
             "due_on": timezone.localdate(), "revision": one.revision}  # fmt: skip
    answer = client.post(f"/quality/nonconformities/{one.pk}/propose/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("填写 21 过多", "重新充注并检漏", 'value="21"'):
        assert words in text, words
    client.post(f"/quality/nonconformities/{one.pk}/propose/", {**typed, "quantity": "20"})
    page = client.get(one.get_absolute_url()).content.decode()
    for words in ("重新充注并检漏", "NCP 1.4", "NCP 3.1", "NCP 3.3", "2026-11-A", "全部 20 已处置"):
        assert words in page, words
    assert waiting(cast.qianjin)[0].record == one
    assert print_form("nonconformity", one, by=cast.qianjin).startswith(b"%PDF")


def test_photos_are_kept_and_the_unit_shows_what_holds_it(cast: Cast, client: Client) -> None:
    unit = Unit.objects.create(serial="35B3-2611-000300", model=cast.unit.model, batch=batch(cast))
    finding = pieces.Finding(stage="final", quantity=D(2), nature="looks", class_code="C", description="色差",
                             found_at=timezone.now(), model=cast.unit.model, batches=[batch(cast)])  # fmt: skip
    one = pieces.report(finding, photos=[service.drawn(SIGNATURE)], by=cast.qianjin)
    sign_in(client, cast.qianjin)
    assert one.number in client.get(unit.get_absolute_url()).content.decode()
    assert one.number in client.get(f"/products/trace/batch/{batch(cast).pk}/").content.decode()
