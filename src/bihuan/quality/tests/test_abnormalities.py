"""供应商来料异常: from the inspection to the supplier's record (SUPQ, SUP-01, SUP-02)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import SIGNATURE, Cast
from tests.house.incoming import asked, inspected

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.products.models import Supplier
from bihuan.products.operations.suppliers import SupplierFacts, save_supplier
from bihuan.quality import notices
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities as operations
from bihuan.quality.queries.abnormalities import answer_token, open_answer, waiting
from bihuan.quality.queries.suppliers import standing
from bihuan.quality.rules.abnormalities import (
    defect_rate,
    labour_charge,
    left_over,
    lots_in_a_row,
    share,
    what_is_wrong,
)
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service.tests.test_views_record import sign_in
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

SEATS = {
    "purchasing": "luxin", "process": "yeqiang", "quality_manager": "qianjin", "rnd_engineer": "songyang",
    "rnd_director": "tangyi",
}  # fmt: skip
GIVEN = {
    "cause": "镀液浓度未按时补加", "containment": "在库 2,000 只全检", "corrective": "每班两次测镀液浓度",
    "preventive": "浓度计接入报警", "name": "周建国",
}  # fmt: skip
BY_LINK = VisitorActor("周建国", frozenset({"quality.answer_abnormality"}))


@pytest.fixture
def supplier(cast: Cast) -> Supplier:
    facts = SupplierFacts(name="宁波甬江电子厂", code="YJ", contact="周建国", phone="13905740011", email="q@yj.example")
    return save_supplier(None, facts, by=cast.luxin)


def again(one: SupplierAbnormality) -> SupplierAbnormality:
    return SupplierAbnormality.objects.get(pk=one.pk)


def found(cast: Cast, supplier: Supplier, **values: object) -> SupplierAbnormality:
    return operations.find(inspected(supplier, **values), by=cast.fangting)


def sent(cast: Cast, supplier: Supplier, **values: object) -> SupplierAbnormality:
    return asked(cast, found(cast, supplier, **values))


def review(cast: Cast, **values: object) -> operations.Review:
    seats = {code: cast.people[name] for code, name in SEATS.items()} | {"plant_manager": "出差，由姚军代表"}
    told = {"held_on": timezone.localdate(), "chair": cast.qianjin, "conclusion": "镀层偏薄，部分挑选使用", **values}
    return operations.Review(**{"seats": seats, **told})  # type: ignore[arg-type]


def reviewed(cast: Cast, supplier: Supplier, **values: object) -> SupplierAbnormality:
    one = sent(cast, supplier, **values)
    operations.set_line(one, line_on=timezone.localdate() + timedelta(days=2), by=cast.liuyan)
    return operations.meet(one, review(cast), by=cast.qianjin)


def approved(one: SupplierAbnormality, cast: Cast, *, verdict: str = "agree") -> list[str]:
    by = {"rnd": cast.tangyi, "quality": cast.qianjin, "general_manager": cast.linhai}
    form, posts = Circulation.objects.of(one).running().get(), []
    while station := form.stations.filter(state="open").first():
        posts.append(station.post)
        signoff.sign(station, verdict=verdict, opinion="意见", by=by[station.post])
        if verdict != "agree":
            break
    return posts


def lot(one: SupplierAbnormality, cast: Cast, code: str, *, good: bool = True) -> None:
    operations.watch_lot(
        one, code=code, inspected_on=timezone.localdate(), sample_size=80, defective=0 if good else 4,
        is_in_order=good, by=cast.fangting,
    )  # fmt: skip


PARTS = [("return.scrap", Decimal(180)), ("concession.sort", Decimal(400)), ("return.rework", Decimal(20))]


@pytest.mark.req("SUP-02")
@pytest.mark.parametrize(
    ("lot", "affected", "sample", "defective", "field"),
    [
        (600, 600, 50, 3, ""), (600, 3, 50, 3, ""), (50, 50, 50, 50, ""),
        (0, 0, 1, 1, "lot_quantity"), (40, 40, 50, 3, "sample_size"), (600, 600, 0, 0, "sample_size"),
        (600, 600, 50, 51, "defective"), (600, 600, 50, 0, "defective"),
        (600, 601, 50, 3, "affected"), (600, 2, 50, 3, "affected"),
    ],
)  # fmt: skip
def test_figures_that_can_not_be_are_named(lot: int, affected: int, sample: int, defective: int, field: str) -> None:
    assert what_is_wrong(Decimal(lot), Decimal(affected), sample, defective) == field


@pytest.mark.req("SUP-02")
def test_what_quantities_hours_and_lots_come_to() -> None:
    assert left_over(Decimal(600), [Decimal(180), Decimal(400)]) == 20
    assert left_over(Decimal(600), [Decimal(601)]) == -1
    assert labour_charge([Decimal("7.5"), Decimal("0.33")], Decimal(20)) == Decimal("156.60")
    assert labour_charge([], Decimal(20)) == 0
    assert [lots_in_a_row(row) for row in ([], [True], [True, False], [False, True, True])] == [0, 1, 0, 2]
    assert defect_rate(50, 3) == Decimal("6.00")
    assert defect_rate(0, 0) is None
    assert (share(2, 3), share(0, 0)) == (Decimal("66.7"), None)


@pytest.mark.req("SUP-01", "SUP-02")
def test_an_incoming_lot_goes_from_inspection_to_the_suppliers_record(
    cast: Cast, supplier: Supplier, client: Client
) -> None:
    one = found(cast, supplier, files=[drawn(SIGNATURE)])
    assert [row.record.pk for row in waiting(cast.songyang)] == [one.pk]
    with pytest.raises(PermissionDenied):
        operations.check(one, by=cast.fangting)
    operations.check(one, note="复测三只均低于 2 µm", by=cast.songyang)
    with pytest.raises(PermissionDenied):
        operations.confirm(one, by=cast.songyang)
    operations.confirm(one, by=cast.qianjin)
    one = operations.issue(one, demand="请查明镀层偏薄的原因", by=cast.fangting)
    limits = {row.name: str(row.clause) for row in Deadline.objects.of(one.kind(), one.pk).running()}
    assert set(limits) == {"abnormality_answer", "abnormality_line", "abnormality_review"}
    assert limits["abnormality_answer"].startswith("SUPQ 5.3")
    assert Notice.objects.filter(recipient=cast.luxin, topic="abnormality.news").exists()
    first = one.answers.get()
    assert first.answer_by == Deadline.objects.get(name="abnormality_answer").due_at
    url = reverse("portal:supplier_answer", args=[answer_token(first)])
    assert "触点镀层偏薄" in client.get(url).content.decode()
    assert client.post(url, {**GIVEN, "cause": ""}).status_code == 422
    assert client.post(url, {**GIVEN, "cause": "操作失误"}).status_code == 303
    again_asked = client.post(url, GIVEN)
    assert (again_asked.status_code, one.answers.get().cause) == (422, "操作失误")
    other = sent(cast, supplier, lot="Y2403-8")
    with pytest.raises(OperationError, match="答复"):
        operations.accept_answer(other, by=cast.qianjin)
    operations.return_answer(one, note="“操作失误”不是原因", by=cast.qianjin)
    assert (
        "不是原因"
        in client.get(reverse("portal:supplier_answer", args=[answer_token(open_answer(one))])).content.decode()
    )
    assert "较新的链接" in client.get(url).content.decode()
    operations.answer(open_answer(one), operations.Given(**GIVEN), by=BY_LINK)
    operations.accept_answer(one, by=cast.fangting)

    came = {code: cast.people[name] for code, name in SEATS.items()}
    with pytest.raises(OperationError, match="厂长"):
        operations.meet(one, review(cast, seats=came), by=cast.qianjin)
    operations.meet(one, review(cast), by=cast.qianjin)
    with pytest.raises(EvidenceMissing, match="上线"):
        operations.dispose(one, PARTS, decision="急用", by=cast.qianjin)
    operations.set_line(one, line_on=timezone.localdate() + timedelta(days=2), by=cast.liuyan)
    for lines in (PARTS[:2], [*PARTS, ("return.repair", Decimal(1))], [PARTS[0], PARTS[0], PARTS[1]], []):
        with pytest.raises(OperationError):
            operations.dispose(one, lines, decision="急用", by=cast.qianjin)
    one = operations.dispose(one, PARTS, decision="急用", by=cast.qianjin)
    assert one.state == "approving"
    assert approved(one, cast) == ["rnd", "quality"]
    assert again(one).state == "disposed"

    with pytest.raises(EvidenceMissing):
        operations.verify(one, by=cast.fangting)
    for hours in ("7.5", "2.5"):
        operations.charge(
            one, worked_on=timezone.localdate(), work="挑选", people=2, hours=Decimal(hours), by=cast.yeqiang
        )
    assert (again(one).charge, str(again(one).charge_clause)[:8]) == (Decimal("200.00"), "SUPQ 9.1")
    with pytest.raises(OperationError, match="为什么|理由"):
        operations.settle(one, amount=Decimal(150), by=cast.luxin)
    operations.settle(one, amount=Decimal(150), note="供应商承担四分之三", by=cast.luxin)
    for code, good in (("L1", True), ("L2", False), ("L3", True), ("L4", True)):
        lot(one, cast, code, good=good)
    with pytest.raises(EvidenceMissing):
        operations.verify(one, by=cast.fangting)
    lot(one, cast, "L5")
    operations.verify(one, by=cast.fangting)
    one = operations.close(one, by=cast.qianjin)
    assert one.state == "closed"
    assert not Deadline.objects.of(one.kind(), one.pk).running().exists()
    found_of = standing(supplier)
    assert (found_of.upheld, found_of.open, found_of.classes) == (2, 1, [("A", 0), ("B", 2), ("C", 0)])
    assert (found_of.answered, found_of.in_time, found_of.deducted) == (2, 2, Decimal(150))
    assert (found_of.returned, found_of.conceded) == (200, 400)
    assert print_form("supplier_abnormality", one, by=cast.qianjin).startswith(b"%PDF")
    page = sign_in(client, cast.luxin).get(one.get_absolute_url()).content.decode()
    for words in (
        "内机温控器",
        "操作失误",
        "浓度计接入报警",
        "出差，由姚军代表",
        "挑选使用",
        "¥200.00",
        "¥150.00",
        "SUPQ 9.1",
    ):
        assert words in page, words


@pytest.mark.req("SUP-01")
def test_what_is_in_order_after_all_ends_its_limits_and_does_not_count(cast: Cast, supplier: Supplier) -> None:
    one = found(cast, supplier)
    assert Deadline.objects.of(one.kind(), one.pk).running().get().name == "abnormality_confirmation"
    for who in (cast.fangting, cast.liuyan, cast.luxin):
        with pytest.raises(PermissionDenied):
            operations.refute(one, note="无差异", by=who)
    with pytest.raises(OperationError):
        operations.refute(one, note=" ", by=cast.songyang)
    operations.refute(one, note="与封样无差异", by=cast.songyang)
    assert not Deadline.objects.of(one.kind(), one.pk).running().exists()
    assert standing(supplier).upheld == 0
    with pytest.raises(MoveForbidden):
        operations.check(one, by=cast.songyang)


@pytest.mark.req("SUP-02")
@pytest.mark.parametrize(("grade", "posts"), [("A", ["rnd", "quality", "general_manager"]), ("C", ["rnd", "quality"])])
def test_a_concession_of_class_a_goes_to_the_general_manager(
    cast: Cast, supplier: Supplier, grade: str, posts: list[str]
) -> None:
    one = reviewed(cast, supplier, defect_class=grade, affected=Decimal(100))
    operations.dispose(one, [("concession.machine", Decimal(100))], decision="急用", by=cast.qianjin)
    assert approved(one, cast) == posts


@pytest.mark.req("SUP-02")
def test_a_concession_turned_down_is_decided_otherwise_and_a_return_costs_nothing(
    cast: Cast, supplier: Supplier
) -> None:
    one = reviewed(cast, supplier)
    operations.dispose(one, [("concession.downgrade", Decimal(600))], decision="急用", by=cast.qianjin)
    approved(one, cast, verdict="refuse")
    assert again(one).state == "reviewed"
    operations.dispose(one, [("return.rework", Decimal(600))], decision="退回返工", by=cast.qianjin)
    with pytest.raises(OperationError, match="特采"):
        operations.charge(one, worked_on=timezone.localdate(), work="挑选", people=1, hours=Decimal(1), by=cast.yeqiang)
    with pytest.raises(OperationError, match="无须结算"):
        operations.settle(one, amount=Decimal(0), by=cast.luxin)
    operations.answer(open_answer(one), operations.Given(**GIVEN), by=BY_LINK)
    with pytest.raises(EvidenceMissing, match="认可"):
        operations.verify(one, no_further="已停止供货", by=cast.fangting)
    operations.accept_answer(one, by=cast.qianjin)
    operations.verify(one, no_further="已停止供货", by=cast.fangting)
    assert operations.close(one, by=cast.qianjin).state == "closed"
    with pytest.raises(OperationError):
        operations.reopen(one, note=" ", by=cast.qianjin)
    operations.reopen(one, note="同一不良又来一批", by=cast.qianjin)
    now = again(one)
    assert (now.state, now.closed_at, now.is_answer_accepted, now.is_verified) == ("disposed", None, False, False)
    assert open_answer(now).round == 2
    assert Deadline.objects.of(now.kind(), now.pk).running().filter(met_by="abnormality.answered").exists()
    operations.answer(open_answer(now), operations.Given(**GIVEN), by=BY_LINK)
    operations.accept_answer(now, by=cast.qianjin)
    with pytest.raises(EvidenceMissing, match="连续合格批数"):
        operations.verify(now, by=cast.fangting)


@pytest.mark.req("SUP-02")
def test_the_rate_is_the_clauses_and_stays_as_it_was_on_the_first_day(cast: Cast, supplier: Supplier) -> None:
    one = reviewed(cast, supplier)
    operations.dispose(one, [("concession.sort", Decimal(600))], decision="急用", by=cast.qianjin)
    approved(one, cast)
    hours = {"worked_on": timezone.localdate(), "work": "挑选", "people": 1, "hours": Decimal(2), "by": cast.yeqiang}
    operations.charge(one, **hours)
    operations.settle(one, amount=Decimal(40), by=cast.luxin)
    for row in Parameter.objects.filter(kind="amount", name="concession_labour"):
        Parameter.objects.filter(pk=row.pk).update(data={**row.data, "amount": "35"})
    RulesStamp.objects.update(stamp="dearer")
    operations.charge(one, **hours)
    now = again(one)
    assert (now.charge, now.is_settled) == (Decimal(80), False)


@pytest.mark.req("SUP-01")
def test_the_request_is_mailed_once_with_the_link_and_what_was_missing(
    cast: Cast, supplier: Supplier, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BIHUAN_MAIL = "mailto://mail.example"
    post: list[tuple[str, str, str]] = []
    monkeypatch.setattr("bihuan.kernel.outbox.send", lambda *letter: post.append(letter) or "")
    one = sent(cast, supplier)
    for _twice in range(2):
        notices.abnormalities.mail_request.call(pk=open_answer(one).pk)
    (box, title, body), token = post[0], answer_token(open_answer(one))
    assert (len(post), "q%40yj.example" in box, one.number in title) == (1, True, True)
    assert f"/s/{token.split('.')[0]}." in body
    operations.answer(open_answer(one), operations.Given(**GIVEN), by=BY_LINK)
    operations.return_answer(one, note="请附浓度记录", by=cast.qianjin)
    notices.abnormalities.mail_request.call(pk=open_answer(one).pk)
    assert "请附浓度记录" in post[1][2]
    assert all(answer.mailed_at for answer in one.answers.all())


@pytest.mark.req("SUP-01")
def test_the_record_of_a_supplier_keeps_what_is_sealed_and_knows_no_doubles(
    cast: Cast, supplier: Supplier, client: Client
) -> None:
    url = reverse("quality:edit_supplier", args=[supplier.pk])
    page = sign_in(client, cast.luxin).get(url).content.decode()
    assert "13905740011" not in page
    sent_back = {"name": supplier.name, "code": "YJ-1", "phone": str(supplier.phone), "email": str(supplier.email)}
    assert client.post(url, sent_back).status_code == 303
    supplier.refresh_from_db()
    assert (supplier.phone.reveal(), supplier.email.reveal(), supplier.code) == ("13905740011", "q@yj.example", "YJ-1")
    assert client.post(reverse("quality:new_supplier"), {"name": "甲", "code": "YJ-1"}).status_code == 422
    assert client.post(reverse("quality:new_supplier"), {"name": supplier.name}).status_code == 422
    assert client.post(url, {**sent_back, "email": "kein"}).status_code == 422
    one = found(cast, supplier)
    for wrong in ({"defective": 51}, {"affected": Decimal(601)}, {"confirmed_by": cast.fangting}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupplierAbnormality.objects.filter(pk=one.pk).update(**wrong)
