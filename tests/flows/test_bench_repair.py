"""Bench repair: taken in against a receipt, estimated, agreed, repaired, tested, handed back (SVC-12 to SVC-15)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.feedback.models import OpinionCard
from bihuan.kernel import links
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.service import operations as service
from bihuan.service.models import FunctionCheck, ServiceVoucher
from bihuan.service.operations import bench
from bihuan.service.queries.bench import estimate_token
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
ASKED = {"data_backup": "已备份"}
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_estimate"}))


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


@pytest.fixture
def phone(cast):
    """A phone on file: PHONE is its regulation, and what it costs is the customer's."""
    line = ProductLine.objects.create(code="phone", name="手机")
    model = ProductModel.objects.create(code="BC-P20", name="智能手机", line=line)
    unit = Unit.objects.create(
        serial="P20-2401-0001", model=model, customer=cast.customer, accepted_on=date(2019, 5, 1)
    )
    return SimpleNamespace(line=line, model=model, unit=unit)


def goods(**values):
    now = at("2026-11-24 17:30")
    known = {"condition": "屏幕裂纹", "promised_at": now, "signer_name": "沈雅琴", "accessories": ("充电器 1 个",),
             "signature": service.drawn(SIGNATURE), "lock_code": "2580", **values}  # fmt: skip
    return bench.Goods(**known)


def taken_in(cast, unit, **values):
    request = cast.request(serial_text=unit.serial, unit=unit, description="不能充电", extra=ASKED)
    return bench.receive(request, goods(technician=cast.chenlijun, **values), by=cast.zhoumin)


LINES = (
    bench.Line(kind="part", text="充电接口", code="P-1180", unit_price=Decimal("85.00")),
    bench.Line(kind="labour", text="维修人工", unit_price=Decimal("60.00"), quantity=Decimal("1.50")),
)


def estimated(cast, job, **values):
    bench.diagnose(job, findings="充电接口烧蚀", cause="component", by=cast.chenlijun)
    known = {"plan": "更换充电接口", "promised_at": job.promised_at, "lines": LINES, **values}
    return bench.estimate(job, by=cast.chenlijun, **known)


def repaired(cast, job):
    bench.begin_repair(job, by=cast.chenlijun)
    return bench.finish_repair(job, work_done="更换充电接口，充电正常", minutes_spent=40, by=cast.chenlijun)


def ready(cast, unit):
    job = taken_in(cast, unit)
    bench.consent(estimated(cast, job), name="沈雅琴", by=CUSTOMER)
    repaired(cast, job)
    bench.try_out(job, results=[{"ok": True}], by=cast.chenlijun)
    job.refresh_from_db()
    return job


def handed_over(cast, job):
    return bench.return_goods(job, signature=service.drawn(SIGNATURE), returned_to="沈雅琴", by=cast.zhoumin)


@pytest.mark.req("SVC-12", "SVC-13")
def test_what_a_customer_brings_goes_through_the_bench_and_back(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    request = job.request
    request.refresh_from_db()
    assert (job.state, request.state, job.serial_text) == ("received", "in_service", phone.unit.serial)
    assert job.receipt.is_locked
    assert job.receipt.content_type == "application/pdf"
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_code FROM service_benchjob")
        assert "2580" not in cursor.fetchone()[0]
    asked = estimated(cast, job)
    assert asked.total == Decimal("175.00")
    with pytest.raises(MoveForbidden):
        bench.begin_repair(job, by=cast.chenlijun)
    bench.consent(asked, name="沈雅琴", by=CUSTOMER)
    repaired(cast, job)
    assert bench.try_out(job, results=[{"ok": True}], by=cast.chenlijun).has_passed
    done = handed_over(cast, job)
    request.refresh_from_db()
    assert (done.state, request.state) == ("handed_over", "completed")
    card = OpinionCard.objects.get(request=request)
    assert (card.order, card.technician) == (None, cast.chenlijun)


@pytest.mark.req("SVC-12")
def test_what_cannot_be_fixed_on_site_is_taken_along_and_the_voucher_signed(cast, clock):
    order = cast.order()
    for step in (service.accept, service.arrive):
        order = step(order, by=cast.chenlijun)
    with pytest.raises(MoveForbidden):
        bench.take_along(order, goods(reason="须在台架上检测"), minutes_spent=40, by=cast.chenlijun)
    order = service.diagnose(order, findings="压缩机异响", cause="component", by=cast.chenlijun)
    with pytest.raises(OperationError, match="为什么|why"):
        bench.take_along(order, goods(), minutes_spent=40, by=cast.chenlijun)
    with pytest.raises(OperationError):
        service.finish(order, work_done="带回", result="taken_in", minutes_spent=40, by=cast.chenlijun)
    job = bench.take_along(order, goods(reason="须在台架上检测"), minutes_spent=40, by=cast.chenlijun)
    order.refresh_from_db()
    assert (order.state, order.result, job.order, job.origin) == ("completed", "taken_in", order, "taken_along")
    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun)
    order.request.refresh_from_db()
    assert ServiceVoucher.objects.get().order == order
    assert order.request.state == "in_service"
    assert OpinionCard.objects.count() == 0


@pytest.mark.req("SVC-13")
def test_a_declined_estimate_costs_a_phone_customer_nothing_and_it_goes_back_as_it_is(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    declined = bench.decline(estimated(cast, job), name="沈雅琴", note="太贵", by=CUSTOMER)
    assert (declined.state, declined.declined_fee) == ("declined", Decimal("0.00"))
    assert not Deadline.objects.of(job.kind(), job.pk).running().filter(name="bench_promise").exists()
    with pytest.raises(MoveForbidden):
        bench.begin_repair(job, by=cast.chenlijun)
    bench.make_ready(job, by=cast.chenlijun)
    assert handed_over(cast, job).state == "handed_over"


@pytest.mark.req("SVC-13")
def test_what_declining_costs_is_the_clauses(cast, clock, phone):
    from bihuan.regulations.models import Parameter, RulesStamp

    clause = Parameter.objects.get(kind="estimate_terms", clause__version__regulation__key="PHONE")
    Parameter.objects.filter(pk=clause.pk).update(data={**clause.data, "declined_amount": "30"})
    RulesStamp.objects.update(stamp="changed")
    job = taken_in(cast, phone.unit)
    assert bench.decline(estimated(cast, job), name="沈雅琴", by=CUSTOMER).declined_fee == Decimal("30")


@pytest.mark.req("SVC-13")
def test_beyond_repair_is_told_and_costs_nothing(cast, clock, phone, desk):
    job = taken_in(cast, phone.unit)
    bench.consent(estimated(cast, job), name="沈雅琴", by=CUSTOMER)
    bench.begin_repair(job, by=cast.chenlijun)
    with pytest.raises(OperationError):
        bench.give_up(job, beyond_reason=" ", by=cast.chenlijun)
    bench.give_up(job, beyond_reason="主板腐蚀严重，已无法修复", by=cast.chenlijun)
    bench.make_ready(job, by=cast.chenlijun)
    job.refresh_from_db()
    assert (job.state, job.declined_fee) == ("ready", None)
    page = desk("zhoumin").open(job.get_absolute_url())
    assert "主板腐蚀严重" in page
    assert "不收费" in page


@pytest.mark.req("SVC-13")
def test_a_failed_point_sends_it_back_to_repair_and_all_must_pass(cast, clock, phone):
    for number, (name, low, high) in enumerate([("外观", None, None), ("充电电流", "1.8", "2.2")]):
        FunctionCheck.objects.create(
            line=phone.line, name=name, position=number, is_measured=low is not None, unit="A" if low else "",
            low=low, high=high,
        )  # fmt: skip
    job = taken_in(cast, phone.unit)
    bench.consent(estimated(cast, job), name="沈雅琴", by=CUSTOMER)
    repaired(cast, job)
    with pytest.raises(OperationError):
        bench.try_out(job, results=[{"ok": True}, {"value": None}], by=cast.chenlijun)
    failed = bench.try_out(job, results=[{"ok": True}, {"value": Decimal("1.7")}], by=cast.chenlijun)
    job.refresh_from_db()
    assert (failed.has_passed, job.state) == (False, "repairing")
    assert [point["ok"] for point in failed.points] == [True, False]
    with pytest.raises(MoveForbidden):
        handed_over(cast, job)
    bench.finish_repair(job, work_done="重新焊接", minutes_spent=60, by=cast.chenlijun)
    bench.try_out(job, results=[{"ok": True}, {"value": Decimal("2.2")}], by=cast.chenlijun)
    job.refresh_from_db()
    assert job.state == "ready"
    assert job.tests.count() == 2


@pytest.mark.req("SVC-13")
def test_consenting_twice_or_to_an_old_edition_is_refused_and_nothing_is_lost(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    first = estimated(cast, job)
    second = bench.estimate(job, plan="更换充电接口和电池", promised_at=job.promised_at, lines=LINES, by=cast.chenlijun)
    with pytest.raises(OperationError, match="新的报价|newer"):
        bench.consent(first, name="沈雅琴", by=CUSTOMER)
    bench.consent(second, name="沈雅琴", by=CUSTOMER)
    with pytest.raises(OperationError, match="已|already"):
        bench.consent(second, name="沈雅琴", by=CUSTOMER)
    with pytest.raises(OperationError, match="已|already"):
        bench.decline(second, name="沈雅琴", by=CUSTOMER)
    job.refresh_from_db()
    assert job.state == "consented"
    assert HistoryEntry.objects.filter(kind=job.kind(), subject_id=job.pk, verb="consent").count() == 1


@pytest.mark.req("SVC-13")
def test_handing_over_twice_is_refused(cast, clock, phone):
    job = ready(cast, phone.unit)
    handed_over(cast, job)
    with pytest.raises(MoveForbidden):
        handed_over(cast, job)
    assert HistoryEntry.objects.filter(kind=job.kind(), subject_id=job.pk, verb="return_goods").count() == 1
    assert OpinionCard.objects.count() == 1


@pytest.mark.req("SVC-13")
def test_an_answer_on_paper_needs_the_paper_and_who_took_it(cast, clock, phone):
    asked = estimated(cast, taken_in(cast, phone.unit))
    with pytest.raises(OperationError) as refusal:
        bench.consent(asked, name="沈雅琴", by=cast.zhoumin)
    assert refusal.value.field == "paper"
    bench.consent(asked, name="沈雅琴", paper=service.drawn(SIGNATURE), by=cast.zhoumin)
    asked.refresh_from_db()
    assert (asked.way, asked.taken_by, asked.paper.is_locked) == ("paper", cast.zhoumin, True)


@pytest.mark.req("SVC-13")
def test_the_customers_link_answers_one_edition_once(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    first = estimated(cast, job)
    old, visitor = f"/e/{estimate_token(first)}/", Client()
    second = bench.estimate(job, plan="换电池", promised_at=job.promised_at, lines=LINES[:1], by=cast.chenlijun)
    link = f"/e/{estimate_token(second)}/"
    assert "85.00" in visitor.get(link).content.decode()
    page = visitor.post(old, {"name": "沈雅琴", "answer": "consent"})
    assert page.status_code == 422
    assert visitor.post(link, {"name": "沈雅琴"}).status_code == 422
    assert visitor.post(link, {"name": "", "answer": "consent"}).status_code == 422
    assert visitor.post(link, {"name": "沈雅琴", "answer": "consent"}).status_code == 303
    assert visitor.post(link, {"name": "沈雅琴", "answer": "decline"}).status_code == 422
    job.refresh_from_db()
    assert job.state == "consented"
    assert visitor.get(f"/e/{links.make('track', second, days=9)}/").status_code == 404
    assert visitor.get(link[:-4] + "xxx/").status_code == 404
    clock.pass_on(days=30)
    assert visitor.get(link).status_code == 410


@pytest.mark.req("SVC-13")
def test_an_estimate_is_answered_by_link_as_long_as_it_is_valid(cast, clock, phone):
    asked = estimated(cast, taken_in(cast, phone.unit))
    clock.pass_on(days=30)
    with pytest.raises(OperationError, match="有效期"):
        bench.consent(asked, name="沈雅琴", by=CUSTOMER)
    job = bench.consent(asked, name="沈雅琴", paper=service.drawn(SIGNATURE), by=cast.zhoumin)
    assert job.state == "consented"


@pytest.mark.req("SVC-05", "SVC-14")
def test_a_repair_that_will_miss_its_day_is_raised_with_the_technical_manager_before_it_does(cast, clock, phone):
    job = taken_in(cast, phone.unit, promised_at=at("2026-11-23 17:30"))
    limit = Deadline.objects.get(kind=job.kind(), subject_id=job.pk, name="bench_promise")
    assert limit.due_at == at("2026-11-23 17:30")
    assert limit.clause.label == "PHONE 4.2"
    clock.set("2026-11-23 16:00")
    deadlines.sweep()
    told = Notice.objects.filter(recipient=cast.hanli, title__contains=job.number)
    assert told.exists()
    moved = bench.promise(job, promised_at=at("2026-11-25 17:30"), note="等原厂件，已电话告知", by=cast.zhoumin)
    limit.refresh_from_db()
    again = Deadline.objects.of(job.kind(), job.pk).running().get(name="bench_promise")
    assert (limit.state, again.due_at, moved.promised_at) == ("cancelled", at("2026-11-25 17:30"), again.due_at)
    assert list(deadlines.differences(job.kind(), job.pk)) == []


@pytest.mark.req("SVC-05")
def test_the_expected_day_is_told_before_the_repair_starts_and_free_repairs_need_no_consent(cast, clock):
    request = cast.request(channel="walk_in")
    job = bench.receive(request, goods(technician=cast.chenlijun), by=cast.zhoumin)
    bench.diagnose(job, findings="电容失效", cause="component", by=cast.chenlijun)
    job = bench.begin_repair(job, by=cast.chenlijun)
    assert job.state == "repairing"
    assert job.promised_at == at("2026-11-24 17:30")


@pytest.mark.req("SVC-13")
def test_a_phone_is_not_touched_without_consent_even_where_it_is_free(cast, clock, phone):
    Unit.objects.filter(pk=phone.unit.pk).update(accepted_on="2026-06-01")
    job = taken_in(cast, Unit.objects.get(pk=phone.unit.pk))
    assert not job.is_charged
    bench.diagnose(job, findings="接口烧蚀", cause="component", by=cast.chenlijun)
    with pytest.raises(EvidenceMissing):
        bench.begin_repair(job, by=cast.chenlijun)


@pytest.mark.req("SVC-13")
def test_another_unit_takes_the_place_of_the_faulty_one_and_both_serials_are_kept(cast, clock, phone):
    job = ready(cast, phone.unit)
    stranger = Customer.objects.create(number="CU-0009", name="别人")
    other = Unit.objects.create(serial="P20-OTHER", model=phone.model, customer=stranger, sold_on="2026-01-01")
    with pytest.raises(PermissionDenied):
        bench.replace(job, serial="P20-NEW", note="主板无货", by=cast.chenlijun)
    for serial in (other.serial, phone.unit.serial, "p20 2401 0001"):
        with pytest.raises(OperationError):
            bench.replace(job, serial=serial, note="主板无货", by=cast.hanli)
    job = bench.replace(job, serial="P20-NEW", note="主板无货，主管批准换机", by=cast.hanli)
    phone.unit.refresh_from_db()
    new = Unit.objects.get(serial="P20-NEW")
    assert (job.serial_text, job.replacement_serial, job.replacement) == (phone.unit.serial, "P20-NEW", new)
    assert (new.customer, phone.unit.replaced_by) == (cast.customer, new)
    with pytest.raises(OperationError):
        bench.replace(job, serial="P20-THIRD", note="再换", by=cast.hanli)


@pytest.mark.req("SVC-12")
def test_a_product_stands_in_the_workshop_once_and_its_request_cannot_be_cancelled_meanwhile(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    with pytest.raises(OperationError, match=job.number):
        bench.receive(job.request, goods(), by=cast.zhoumin)
    with pytest.raises(OperationError, match=job.number):
        service.cancel(job.request, note="客户取消", by=cast.zhoumin)


@pytest.mark.req("SVC-08", "SVC-12")
def test_nobody_is_sent_for_what_is_under_repair_but_who_repairs_it_can_be_changed(cast, clock, phone, desk):
    job = taken_in(cast, phone.unit)
    other = service.Assignment(technician_id=cast.xuyang.pk, reason="陈立军请假")
    with pytest.raises(OperationError, match=job.number):
        service.reassign(job.request, other, by=cast.zhoumin)
    answer = desk("zhoumin").client.get(f"/service/requests/{job.request_id}/reassign/")
    assert (answer.status_code, answer["Location"]) == (302, f"{job.get_absolute_url()}shelve/")
    job = bench.shelve(job, shelf="B-2", technician=cast.xuyang, by=cast.zhoumin)
    job.request.refresh_from_db()
    assert job.request.technician == cast.xuyang
    bench.call_off(job, note="客户不修了", by=cast.zhoumin)
    bench.make_ready(job, by=cast.xuyang)
    assert service.reassign(job.request, service.Assignment(technician_id=cast.chenlijun.pk, reason="送还上门"),
                            by=cast.zhoumin)  # fmt: skip


@pytest.mark.req("SVC-12")
def test_whoever_brings_it_in_himself_needs_no_visit_any_more(cast, clock):
    order = cast.order()
    job = bench.receive(order.request, goods(), by=cast.zhoumin)
    order.refresh_from_db()
    assert order.state == "withdrawn"
    open_limits = Deadline.objects.of(order.request.kind(), job.request_id).running()
    assert not open_limits.filter(name__in=["dispatch", "arrival"]).exists()


@pytest.mark.req("SVC-13")
def test_a_customer_is_reminded_of_what_he_has_not_collected_by_the_clauses_days(cast, clock, phone):
    job = ready(cast, phone.unit)
    assert bench.remind_uncollected() == []
    clock.pass_on(days=3, minutes=1)
    assert [one.pk for one in bench.remind_uncollected()] == [job.pk]
    assert bench.remind_uncollected() == []
    clock.pass_on(days=30)
    assert sum(len(bench.remind_uncollected()) for _day in range(9)) == 4  # five in all, then no more


def test_somebody_elses_change_is_not_written_over(cast, clock, phone):
    job = taken_in(cast, phone.unit)
    seen = job.revision
    bench.shelve(job, shelf="A-03", technician=cast.chenlijun, by=cast.zhoumin)
    with pytest.raises(Stale):
        bench.diagnose(job, findings="接口", cause="component", by=cast.chenlijun, revision=seen)


def test_a_technician_of_another_outlet_neither_sees_nor_repairs_it(cast, clock, phone, desk):
    job = taken_in(cast, phone.unit)
    desk("sunhao").open(job.get_absolute_url(), expect=404)
    with pytest.raises(PermissionDenied):
        bench.diagnose(job, findings="接口", cause="component", by=cast.sunhao)


def test_promises_lie_ahead(cast, clock, phone):
    request = cast.request(serial_text=phone.unit.serial, unit=phone.unit, extra=ASKED)
    for wrong in (clock.now - timedelta(hours=1), clock.now + timedelta(days=900)):
        with pytest.raises(OperationError) as refusal:
            bench.receive(request, goods(promised_at=wrong), by=cast.zhoumin)
        assert refusal.value.field == "promised_at"
