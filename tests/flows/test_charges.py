"""Charges: the bill, the quotation, money on the spot, cash to the accountant, invoices, finance (SVC-11, WAR-03)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bihuan.deadlines.models import Deadline
from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization import operations as organization
from bihuan.organization.models import Department, Staff
from bihuan.portal.views.limits import LOOK_UPS
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import CashHandover, Charge, FinanceExport, Invoice, Payment
from bihuan.service.operations import bench, charges
from bihuan.service.queries import money
from bihuan.service.queries.charges import quotation_token, shown_lines
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation, Station
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_quotation", "service.answer_estimate"}))
LABOUR, TRAVEL = Decimal("70.00"), Decimal("30.00")


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


@pytest.fixture
def prices(cast):
    """Labour by begun half hours, the way there by area; out of warranty both at cost."""
    known = {"valid_from": date(2025, 1, 1), "by": SYSTEM}
    charges.add_price(code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(120),
                      cost_price=LABOUR, **known)  # fmt: skip
    charges.add_price(code="T-1", kind_of="travel", name="上门费", list_price=Decimal(60), cost_price=TRAVEL, **known)


@pytest.fixture
def old(cast, prices, clock):
    """A unit whose warranty is long over."""
    return Unit.objects.create(
        serial="35B3-1901-000007", model=cast.unit.model, customer=cast.customer, accepted_on=date(2019, 3, 1)
    )


@pytest.fixture
def accountant(cast):
    staff = organization.add_staff(
        username="kuaiji", name="会计", department=Department.objects.get(code="SERVICE"), by=SYSTEM
    )
    organization.give_post(staff, post="accountant", by=SYSTEM, since_on=date(2026, 1, 1))
    return Staff.objects.get(pk=staff.pk)


def order_of(cast, unit):
    return cast.order(cast.request(serial_text=unit.serial, unit=unit))


def due(cast, unit):
    """Have a paid job done and signed."""
    order = cast.signed(order_of(cast, unit))
    return Charge.objects.get(order=order)


def collected(cast, unit, method="cash"):
    charge = due(cast, unit)
    charges.collect(charge, method=method, amount=charge.amount, by=cast.chenlijun)
    charge.refresh_from_db()
    return charge


def invoiced(charge, by, number="25332000000123456789", **values):
    known = {"issued_on": date(2026, 11, 19), "buyer": "沈雅琴", "amount": charge.amount, **values}
    return charges.invoice(charge, number=number, by=by, **known)


@pytest.mark.req("SVC-11", "WAR-03")
def test_a_paid_repair_is_billed_at_cost_with_its_clause_and_falls_due_with_the_signature(cast, old):
    order = cast.finished(order_of(cast, old))
    charge = Charge.objects.get(order=order)
    assert (charge.state, charge.amount) == ("draft", LABOUR + TRAVEL)
    shown = shown_lines(charge)
    assert [one.line.kind for one in shown] == ["labour", "travel"]
    assert all(one.clause is not None for one in shown)
    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun)
    charge.refresh_from_db()
    assert charge.state == "due"
    limit = Deadline.objects.of(charge.kind(), charge.pk).running().get()
    assert limit.due_at == at("2026-11-19 18:00")
    assert limit.clause.number == "4.4"


@pytest.mark.req("SVC-11")
def test_in_warranty_nothing_is_billed(cast, prices, clock):
    cast.signed()
    assert not Charge.objects.exists()


@pytest.mark.req("SVC-11")
def test_collected_handed_over_counted_and_invoiced_it_is_settled(cast, old, accountant):
    charge = collected(cast, old)
    paid = Payment.objects.get(charge=charge)
    assert (charge.state, charge.paid, paid.method, paid.is_in_hand) == ("collected", charge.amount, "cash", True)
    with pytest.raises(OperationError, match="First the technician|先由技术员"):
        invoiced(charge, accountant)
    handover = charges.hand_over(by=cast.chenlijun)
    assert handover.amount == charge.amount
    invoiced(charge, accountant)
    charge.refresh_from_db()
    assert charge.state == "collected"
    assert not Deadline.objects.of(charge.kind(), charge.pk).running().exists()
    charges.confirm(handover, counted=handover.amount, by=accountant)
    charge.refresh_from_db()
    assert charge.state == "settled"
    assert "settle" in HistoryEntry.objects.filter(kind=charge.kind(), subject_id=charge.pk).values_list(
        "verb", flat=True
    )


@pytest.mark.req("SVC-11")
def test_money_is_collected_once_in_full_and_only_by_whose_job_it_is(cast, old):
    charge = due(cast, old)
    with pytest.raises(OperationError, match="100.00"):
        charges.collect(charge, method="cash", amount=Decimal("99.99"), by=cast.chenlijun)
    with pytest.raises(OperationError):
        charges.collect(charge, method="transfer", amount=charge.amount, by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.sunhao)
    seen = charge.revision
    charges.collect(charge, method="wechat", amount=charge.amount, reference="4200002", by=cast.chenlijun)
    with pytest.raises(MoveForbidden):
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun)
    with pytest.raises(Stale):
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun, revision=seen)
    assert Payment.objects.filter(charge=charge).count() == 1


@pytest.mark.req("SVC-11")
def test_above_the_clauses_sum_the_accountant_writes_the_invoice(cast, old, accountant):
    order = cast.finished(order_of(cast, old))
    charge = Charge.objects.get(order=order)
    charges.amend(charge, lines=[charges.Entry("labour", "大修", Decimal(70), Decimal(8))], by=cast.chenlijun)
    charges.quote(charge, by=cast.chenlijun)
    charges.agree(charge, name="沈雅琴", amount=Decimal(560), by=CUSTOMER)
    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun)
    charge.refresh_from_db()
    with pytest.raises(OperationError, match=r"4\.4"):
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun)
    invoiced(charge, accountant)
    charge.refresh_from_db()
    assert (charge.state, charge.pay_by) == ("invoiced", date(2026, 12, 19))
    assert money.receivables().get() == charge
    with pytest.raises(OperationError):
        charges.pay(charge, amount=Decimal("560.01"), method="transfer", by=accountant)
    charges.pay(charge, amount=Decimal(500), method="transfer", by=accountant)
    charge.refresh_from_db()
    assert (charge.state, charge.open_amount) == ("invoiced", Decimal(60))
    charges.pay(charge, amount=Decimal(60), method="cash", by=accountant)
    charge.refresh_from_db()
    assert charge.state == "settled"


@pytest.mark.req("SVC-11")
def test_above_the_clauses_sum_the_customer_agrees_first_and_is_asked_again_above_that(cast, old):
    order = cast.finished(order_of(cast, old))
    charge = Charge.objects.get(order=order)
    charges.amend(charge, lines=[charges.Entry("labour", "大修", Decimal(70), Decimal(3))], by=cast.chenlijun)
    with pytest.raises(EvidenceMissing):
        charges.fall_due(charge, by=cast.chenlijun)
    charges.quote(charge, by=cast.chenlijun)
    with pytest.raises(OperationError):
        charges.agree(charge, name="沈雅琴", amount=Decimal(1), by=CUSTOMER)
    charges.agree(charge, name="沈雅琴", amount=Decimal(210), by=CUSTOMER)
    with pytest.raises(MoveForbidden):
        charges.agree(charge, name="沈雅琴", amount=Decimal(210), by=CUSTOMER)
    charge.refresh_from_db()
    charges.amend(charge, lines=[charges.Entry("labour", "大修", Decimal(70), Decimal("2.5"))], by=cast.chenlijun)
    charge.refresh_from_db()
    assert (charge.state, charge.amount) == ("agreed", Decimal(175))
    charges.amend(charge, lines=[charges.Entry("labour", "大修", Decimal(70), Decimal(4))], by=cast.chenlijun)
    charge.refresh_from_db()
    assert (charge.state, charge.amount, charge.agreed_amount) == ("draft", Decimal(280), Decimal(210))
    with pytest.raises(EvidenceMissing):
        charges.fall_due(charge, by=cast.chenlijun)
    charges.quote(charge, by=cast.chenlijun)
    charges.decline(charge, name="沈雅琴", by=CUSTOMER)
    charge.refresh_from_db()
    assert charge.state == "void"


@pytest.mark.req("WAR-03")
def test_only_what_the_clause_names_is_charged_and_not_above_cost(cast, old):
    charge = Charge.objects.get(order=cast.finished(order_of(cast, old)))
    with pytest.raises(OperationError, match=r"3\.2"):
        charges.amend(charge, lines=[charges.Entry("other", "开机费", Decimal(20))], by=cast.chenlijun)
    with pytest.raises(OperationError, match="70"):
        charges.amend(charge, lines=[charges.Entry("labour", "人工", Decimal("70.01"))], by=cast.chenlijun)
    done = [charges.Entry(one.kind, one.text, one.unit_price, one.quantity, one.code) for one in charge.lines.all()]
    gift = charges.Entry("other", "赠送清洗", Decimal(20), is_covered=True)
    charges.amend(charge, lines=[*done, gift], by=cast.chenlijun)
    charge.refresh_from_db()
    assert charge.amount == LABOUR + TRAVEL


@pytest.mark.req("SVC-11")
def test_what_was_done_is_let_go_as_a_discount_and_not_by_hand(cast, old, accountant):
    charge = Charge.objects.get(order=cast.finished(order_of(cast, old)))
    done = [charges.Entry(one.kind, one.text, one.unit_price, one.quantity, one.code) for one in charge.lines.all()]
    free = [replace(done[0], is_covered=True), *done[1:]]
    for lines in (free, done[1:], [replace(done[0], unit_price=Decimal("0.01")), *done[1:]]):
        with pytest.raises(OperationError, match="优惠"):
            charges.amend(charge, lines=lines, by=cast.chenlijun)
    manager = Staff.objects.filter(post_holdings__post="service_manager").first()
    charges.amend(charge, lines=[done[0], replace(done[1], is_covered=True)], by=manager)
    charge.refresh_from_db()
    assert charge.amount == LABOUR
    seen = charge.revision
    charges.amend(charge, lines=done, by=cast.chenlijun, revision=seen)
    charge.refresh_from_db()
    assert charge.amount == LABOUR + TRAVEL
    charges.bill(charge.order, by=cast.chenlijun)
    with pytest.raises(Stale):
        charges.amend(charge, lines=done, by=cast.chenlijun, revision=charge.revision)


@pytest.mark.req("SVC-11")
def test_a_quotation_is_answered_by_link_as_long_as_it_is_valid(cast, old):
    charge = Charge.objects.get(order=cast.finished(order_of(cast, old)))
    charges.quote(charge, by=cast.chenlijun)
    Charge.objects.filter(pk=charge.pk).update(valid_until=date(2026, 11, 1))
    with pytest.raises(OperationError, match="有效期"):
        charges.agree(charge, name="沈雅琴", amount=charge.amount, by=CUSTOMER)
    paper = service.drawn(SIGNATURE)
    assert (
        charges.agree(charge, name="沈雅琴", amount=charge.amount, by=cast.chenlijun, paper=paper).agreed_way == "paper"
    )


@pytest.mark.req("SVC-11")
def test_a_discount_has_a_reason_and_above_the_limit_an_approval(cast, old, accountant):
    charge = due(cast, old)
    with pytest.raises(OperationError):
        charges.discount(charge, amount=Decimal(10), note=" ", by=cast.chenlijun)
    with pytest.raises(OperationError):
        charges.discount(charge, amount=Decimal(100), note="老客户", by=cast.chenlijun)
    assert not charges.discount(charge, amount=Decimal(20), note="老客户", by=cast.chenlijun)
    charge.refresh_from_db()
    assert (charge.amount, charge.asked_discount["amount"]) == (Decimal(100), "20")
    with pytest.raises(EvidenceMissing):
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun)
    station = Station.objects.get(circulation=Circulation.objects.get(subject_kind=charge.kind()))
    assert station.post == "service_manager"
    signoff.sign(station, verdict="agreed", by=SYSTEM)
    charge.refresh_from_db()
    assert (charge.amount, charge.discount, charge.asked_discount) == (Decimal(80), Decimal(20), None)


@pytest.mark.req("SVC-11")
def test_a_high_discount_is_for_the_manager_of_the_department_that_has_the_request(cast, old, accountant):
    charge = due(cast, old)
    assert not charges.discount(charge, amount=Decimal(60), note="老客户", by=cast.chenlijun)
    station = Station.objects.get(circulation=Circulation.objects.get(subject_kind=charge.kind()))
    assert (station.post, station.staff) == ("department_manager", charge.request.outlet.department.manager)
    assert cast.qianjin.holds("department_manager")
    with pytest.raises(PermissionDenied):
        signoff.sign(station, verdict="agreed", by=cast.qianjin)


@pytest.mark.req("SVC-11")
def test_cash_is_handed_over_once_and_a_difference_explained(cast, old, accountant):
    collected(cast, old)
    handover = charges.hand_over(by=cast.chenlijun)
    for person, count in ((cast.chenlijun, 1), (accountant, 1), (cast.sunhao, 0)):
        assert CashHandover.objects.visible_to(person).count() == count
    with pytest.raises(OperationError):
        charges.hand_over(by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        charges.confirm(handover, counted=handover.amount, by=cast.chenlijun)
    with pytest.raises(OperationError) as refused:
        charges.confirm(handover, counted=Decimal(90), by=accountant)
    assert refused.value.field == "note"
    done = charges.confirm(handover, counted=Decimal(90), note="找零差错，次日补交", by=accountant)
    assert (done.difference, done.confirmed_by) == (Decimal(-10), accountant)
    assert accountant.has_perm("service.confirm_cash", done)
    done.technician = accountant  # who keeps the books doesn't count what he collected himself
    assert not accountant.has_perm("service.confirm_cash", done)
    with pytest.raises(MoveForbidden):
        charges.confirm(handover, counted=Decimal(100), by=accountant)


@pytest.mark.req("SVC-11")
def test_an_invoice_has_the_bills_amount_and_a_number_of_its_own(cast, old, accountant):
    one, two = due(cast, old), due(cast, old)
    with pytest.raises(OperationError) as refused:
        invoiced(one, accountant, amount=Decimal(1))
    assert refused.value.field == "amount"
    with pytest.raises(OperationError):
        invoiced(one, accountant, issued_on=date(2026, 11, 20))
    invoiced(one, accountant)
    with pytest.raises(OperationError) as refused:
        invoiced(two, accountant)
    assert refused.value.field == "number"
    with pytest.raises(MoveForbidden):
        invoiced(one, accountant, number="2")
    with pytest.raises(PermissionDenied):
        invoiced(two, cast.chenlijun, number="2")
    assert search.newest(Charge.kind(), "25332000000123456789") == [one.pk]


@pytest.mark.req("SVC-11")
def test_finance_gets_each_row_once(cast, old, accountant):
    charge = collected(cast, old, "wechat")
    invoiced(charge, accountant)
    period = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
    made = charges.export(by=accountant, **period)
    assert made.rows == 2
    rows = list(money.rows_of(made))
    assert [row[2] for row in rows] == [Invoice.objects.get().number, Payment.objects.get().number]
    assert rows == list(money.rows_of(FinanceExport.objects.get()))
    with pytest.raises(OperationError):
        charges.export(by=accountant, **period)
    with pytest.raises(PermissionDenied):
        charges.export(by=cast.zhoumin, **period)


@pytest.mark.req("SVC-11")
def test_the_days_reconciliation_finds_what_is_open(cast, old, clock):
    collected(cast, old)
    due(cast, old)
    last = due(cast, old)
    row = charges.reconcile(date(2026, 11, 19))
    assert (row.unbilled, row.in_hand, row.uninvoiced) == (0, 1, 3)
    charges.void(last, note="客户投诉，公司承担", by=SYSTEM)
    assert charges.reconcile(date(2026, 11, 19)).uninvoiced == 2


@pytest.mark.req("SVC-11")
def test_a_signed_voucher_nothing_is_charged_on_stands_on_the_managers_list(cast, clock):
    unit = Unit.objects.create(
        serial="35B3-1901-000008", model=cast.unit.model, customer=cast.customer, accepted_on=date(2019, 3, 1)
    )
    order = cast.signed(order_of(cast, unit))  # no price list yet
    assert Charge.objects.get(order=order).state == "draft"
    assert money.unbilled().get() == order
    charge = Charge.objects.get(order=order)
    charges.void(charge, note="首单免收", by=SYSTEM)
    assert not money.unbilled().exists()


@pytest.mark.req("SVC-11")
def test_what_is_carried_in_is_billed_as_agreed_the_day_it_goes_back(cast, old):
    request = cast.request(serial_text=old.serial, unit=old)
    soon = at("2026-11-24 17:30")
    goods = bench.Goods(condition="完好", promised_at=soon, signature=service.drawn(SIGNATURE), signer_name="沈雅琴",
                        technician=cast.chenlijun)  # fmt: skip
    job = bench.receive(request, goods, by=cast.zhoumin)
    bench.diagnose(job, findings="主板击穿", cause="component", by=cast.chenlijun)
    lines = [bench.Line(kind="part", text="主板", code="M-1", unit_price=Decimal(180)),
             bench.Line(kind="labour", text="人工", unit_price=Decimal("72.60"), quantity=Decimal("1.25")),
             bench.Line(kind="other", text="清洗", unit_price=Decimal(20))]  # fmt: skip
    asked = bench.estimate(job, plan="换主板", promised_at=soon, lines=lines, by=cast.chenlijun)
    bench.consent(asked, name="沈雅琴", by=CUSTOMER)
    bench.begin_repair(job, by=cast.chenlijun)
    bench.finish_repair(job, work_done="换主板", minutes_spent=60, by=cast.chenlijun)
    bench.try_out(job, results=[{"ok": True}], by=cast.chenlijun)
    job.refresh_from_db()
    bench.return_goods(job, signature=service.drawn(SIGNATURE), returned_to="沈雅琴", by=cast.zhoumin)
    charge = Charge.objects.get(job=job)
    assert (charge.state, charge.amount, charge.agreed_amount) == ("due", Decimal("270.75"), Decimal("290.75"))
    barred = charge.lines.get(kind="other")
    assert (barred.payer, barred.is_barred) == ("company", True)
    assert Deadline.objects.of(charge.kind(), charge.pk).running().get().clause.number == "4.6"


@pytest.mark.req("SVC-11")
def test_the_customer_answers_the_quotation_on_his_phone(cast, old):
    order = cast.finished(order_of(cast, old))
    charge = Charge.objects.get(order=order)
    charges.quote(charge, by=cast.chenlijun)
    charge.refresh_from_db()
    path = f"/b/{quotation_token(charge)}/"
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    page = client.get(path).content.decode()
    assert "¥100.00" in page
    wrong = client.post(path, {"answer": "consent", "name": "沈雅琴", "note": "请尽快", "amount": "1.00"})
    assert wrong.status_code == 422
    assert "请尽快" in wrong.content.decode()
    assert client.post(path, {"answer": "consent", "name": "沈雅琴", "amount": "100.00"}).status_code == 303
    charge.refresh_from_db()
    assert (charge.state, charge.agreed_by, charge.agreed_way) == ("agreed", "沈雅琴", "link")
    assert client.post(path, {"answer": "decline", "name": "沈雅琴", "amount": "100.00"}).status_code == 422
    assert Client().get("/b/forged/").status_code in {404, 410}


@pytest.mark.req("SVC-11", "SEC-01")
def test_a_link_takes_only_so_many_tries(cast, old):
    charge = Charge.objects.get(order=cast.finished(order_of(cast, old)))
    charges.quote(charge, by=cast.chenlijun)
    charge.refresh_from_db()
    path, client = f"/b/{quotation_token(charge)}/", Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    wrong = {"answer": "consent", "name": "沈雅琴", "amount": "1.00"}
    assert {client.post(path, wrong).status_code for _time in range(LOOK_UPS)} == {422}
    answer = client.post(path, {**wrong, "amount": "100.00"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    charge.refresh_from_db()
    assert charge.state == "quoted"


@pytest.mark.req("SVC-11")
def test_a_price_that_bills_rest_on_is_followed_by_a_new_one(cast, old):
    charge = due(cast, old)
    price = charge.lines.get(kind="labour").price
    with pytest.raises(OperationError) as refused:
        charges.change_price(price, list_price=Decimal(1), by=SYSTEM)
    assert refused.value.field == "list_price"
    assert charges.change_price(price, name="维修工时费", by=SYSTEM).name == "维修工时费"
    charges.add_price(code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(150),
                      cost_price=Decimal(90), valid_from=date(2026, 12, 1), by=SYSTEM)  # fmt: skip
    price.refresh_from_db()
    assert price.valid_until == date(2026, 11, 30)
    with pytest.raises(OperationError):
        charges.add_price(code="L-1", kind_of="labour", name="重复", list_price=Decimal(1), cost_price=Decimal(1),
                          valid_from=date(2026, 12, 1), by=SYSTEM)  # fmt: skip


@pytest.mark.req("SVC-11")
def test_pages_of_a_paid_repair_from_the_phone_to_the_books(cast, old, accountant, desk):
    charge = due(cast, old)
    phone, books = desk("chenlijun"), desk("chenlijun")
    books.client.force_login(accountant, backend="django.contrib.auth.backends.ModelBackend")
    job = f"/service/jobs/{charge.order_id}/"
    assert "¥100.00" in phone.open(job)
    phone.open(f"{job}collect/")
    phone.send(f"{job}collect/", expect=422, method="cash", amount="90", revision=charge.revision)
    phone.send(f"{job}collect/", method="cash", amount="100.00", revision=charge.revision)
    phone.open(f"{job}collect/", expect=404)
    assert "¥100.00" in phone.open("/service/cash/")
    phone.send("/service/cash/hand-over/")
    for path in ("books", "charges", "invoices", "handovers", "exports", "prices"):
        books.open(f"/service/{path}/")
    assert charge.number in books.open("/service/books/")
    page = books.open(f"/service/charges/{charge.pk}/")
    assert "3.2" in page
    invoice = {"number": "", "issued_on": "2026-11-19", "buyer": "沈雅琴", "amount": "100.00", "tax_number": "x"}
    books.send(f"/service/charges/{charge.pk}/post_invoice/", expect=422, **invoice)
    books.send(f"/service/charges/{charge.pk}/post_invoice/", **{**invoice, "number": "77", "tax_number": ""})
    handover = charge.payments.get().handover
    books.send(f"/service/handovers/{handover.pk}/confirm/", expect=422, counted="90")
    books.send(f"/service/handovers/{handover.pk}/confirm/", counted="100")
    charge.refresh_from_db()
    assert charge.state == "settled"
    books.send("/service/exports/", since="2026-11-01", until="2026-11-30")
    made = FinanceExport.objects.get()
    assert books.file(f"/service/exports/{made.pk}.xlsx")[:2] == b"PK"
    assert "77" in books.file(f"/service/exports/{made.pk}.csv").decode()


@pytest.mark.req("SVC-11")
def test_a_bill_whose_discount_waits_shows_how_much_and_why(cast, old, client):
    charge = due(cast, old)
    assert not charges.discount(charge, amount=Decimal(60), note="第三次上门", by=cast.chenlijun)
    client.force_login(cast.hanli)
    shown = client.get(charge.get_absolute_url())
    assert shown.status_code == 200
    assert "60 · 第三次上门" in shown.content.decode()
