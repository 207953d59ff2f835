"""A loaner: offered when a repair misses its limit, lent against a signature, brought back (PRT-03, SVC-06)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.insight.queries.desk import desk as waiting_on_the_desk
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.kernel.signing import drawn
from bihuan.parts.models import Loan, Loaner
from bihuan.parts.operations import loaners as pool
from bihuan.parts.operations import loans
from bihuan.parts.queries.loans import free_loaners, loan_clause, loans_to_see_to, usual_due
from bihuan.parts.tests import company
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service.models import LoanerOffer
from bihuan.service.operations import loans as lending
from bihuan.service.queries.loans import lent_to, offers_waiting
from bihuan.service.queries.record import track_token
from tests.cast import SIGNATURE, TEMPLATE
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


def loaner(cast, serial="BY-35-01", **values):
    known = {
        "name": "移动空调",
        "model": cast.unit.model,
        "condition": "九成新，制冷正常",
        "accessories": "遥控器 1 个、排风管 1 根",
    }
    return pool.add_loaner(serial=serial, by=SYSTEM, **{**known, **values})


def handover(**values):
    known = {"signature": drawn(SIGNATURE), "signer_name": "沈雅琴", "condition": "九成新，制冷正常",
             "due_on": timezone.localdate() + timedelta(days=14), "accessories": "遥控器 1 个"}  # fmt: skip
    return loans.Handover(**{**known, **values})


def lent(cast, request=None, **values):
    loan = lending.reserve_loaner(request or cast.request(), loaner(cast), by=cast.zhoumin)
    return loans.lend(loan, handover(**values), by=cast.zhoumin)


def limits(record, name):
    return list(Deadline.objects.of(record.kind(), record.pk).filter(name=name))


def missed(cast, clock):
    """A request whose ten working hours have gone by."""
    request = cast.request()
    clock.set("2026-11-20 14:30")
    deadlines.sweep()
    lending.offer_later.func(pk=request.pk)
    return request


@pytest.mark.req("SVC-06", "PRT-03")
def test_a_repair_not_done_in_ten_hours_has_a_loaner_offered_within_two_more(cast, clock):
    request = cast.request()
    clock.set("2026-11-20 08:40")
    deadlines.sweep()
    lending.offer_later.func(pk=request.pk)
    assert not LoanerOffer.objects.exists()
    clock.set("2026-11-20 14:30")
    deadlines.sweep()
    lending.offer_later.func(pk=request.pk)
    lending.offer_later.func(pk=request.pk)
    offer = LoanerOffer.objects.get(request=request)
    (limit,) = limits(request, "loaner")
    assert (limit.limit_minutes, limit.calendar_code, limit.clause.number) == (120, "office", "3.4")
    assert offers_waiting(cast.zhoumin, 9) == [offer]

    loan = lending.reserve_loaner(request, loaner(cast), by=cast.zhoumin)
    assert loan.is_free
    limit.refresh_from_db()
    assert limit.met_at is None
    loans.lend(loan, handover(), by=cast.zhoumin)
    limit.refresh_from_db()
    offer.refresh_from_db()
    assert (limit.met_at, limit.is_late, offer.outcome) == (clock.now, False, "lent")
    assert offers_waiting(cast.zhoumin, 9) == []


@pytest.mark.req("SVC-06")
def test_the_desk_shows_the_offer_with_its_own_limit(cast, clock):
    request = missed(cast, clock)
    shown = waiting_on_the_desk(cast.zhoumin)
    (line,) = [item for item in (*shown.overdue, *shown.today, *shown.later) if item.action == "预留"]
    assert (line.number, line.deadline.pk) == (request.number, limits(request, "loaner")[0].pk)


@pytest.mark.req("SVC-06")
def test_the_sweep_leaves_the_offer_to_a_task_so_that_it_waits_for_nobody(cast, clock, monkeypatch):
    asked = []
    request = cast.request()
    monkeypatch.setattr(
        lending, "offer_later", type("Task", (), {"enqueue": staticmethod(lambda pk: asked.append(pk))})
    )
    clock.set("2026-11-20 14:30")
    deadlines.sweep()
    assert asked == [request.pk]


@pytest.mark.req("SVC-06")
def test_no_loaner_is_offered_for_what_was_repaired_meanwhile(cast, clock):
    request = missed(cast, clock)
    cast.signed(cast.order(request))
    offer = LoanerOffer.objects.get(request=request)
    (limit,) = limits(request, "loaner")
    assert (offer.outcome, limit.state) == ("solved", "cancelled")
    other = cast.request(description="不制热")
    cast.signed(cast.order(other))
    lending.offer_later.func(pk=other.pk)
    assert not LoanerOffer.objects.filter(request=other).exists()


@pytest.mark.req("SVC-06")
def test_a_customer_who_wants_none_is_on_file_with_his_words(cast, clock):
    request = missed(cast, clock)
    with pytest.raises(OperationError):
        lending.decline_loaner(request, note=" ", by=cast.zhoumin)
    offer = lending.decline_loaner(request, note="家里还有一台", by=cast.zhoumin)
    assert (offer.outcome, limits(request, "loaner")[0].state) == ("declined", "cancelled")
    with pytest.raises(OperationError):
        lending.decline_loaner(request, note="又问一次", by=cast.zhoumin)


@pytest.mark.req("PRT-03")
def test_lent_against_a_signature_with_condition_accessories_photos_and_day(cast, clock):
    photo = drawn(SIGNATURE)
    loan = lent(cast, photos=(photo,), deposit=Decimal("200.00"))
    files = {file.purpose: file for file in attachments.of(Loan.kind(), loan.pk)}
    assert set(files) == {"signature", "photo", "loan_slip"}
    assert files["loan_slip"].is_locked
    assert files["loan_slip"].read().startswith(b"%PDF")
    assert (loan.state, loan.due_on, loan.deposit) == ("lent", date(2026, 12, 3), Decimal("200.00"))
    (limit,) = limits(loan, "loan_back")
    assert timezone.localtime(limit.due_at).isoformat() == "2026-12-04T00:00:00+08:00"
    assert limit.clause.number == "3.4"
    told = HistoryEntry.objects.filter(verb="lend").values_list("kind", flat=True)
    assert {"parts.loan", "parts.loaner", "products.unit"} <= set(told)
    assert HistoryEntry.objects.filter(kind="service.servicerequest", verb="lend_loaner").exists()


@pytest.mark.req("PRT-03")
def test_one_loaner_is_never_with_two_customers(cast, clock):
    machine, first, second = loaner(cast), cast.request(), cast.request(description="漏水")
    assert free_loaners(cast.unit.model) == [machine]
    loan = lending.reserve_loaner(first, machine, by=cast.zhoumin)
    with pytest.raises(OperationError) as refusal:
        lending.reserve_loaner(second, machine, by=cast.zhoumin)
    assert refusal.value.field == "loaner"
    with pytest.raises(OperationError):
        lending.reserve_loaner(first, loaner(cast, "BY-35-02"), by=cast.zhoumin)
    loans.drop_loan(loan, note="客户改约", by=cast.zhoumin)
    lending.reserve_loaner(second, machine, by=cast.zhoumin)


@pytest.mark.req("PRT-03")
def test_handing_over_twice_is_refused_and_leaves_nothing(cast, clock):
    loan = lent(cast)
    before = attachments.of(Loan.kind(), loan.pk).count()
    with pytest.raises(MoveForbidden):
        loans.lend(loan, handover(), by=cast.zhoumin)
    assert attachments.of(Loan.kind(), loan.pk).count() == before
    with pytest.raises(Stale):
        loans.bring_back(loan, loans.Back(condition="sound"), by=cast.zhoumin, revision=loan.revision - 1)


@pytest.mark.req("PRT-03")
def test_the_limit_climbs_its_ladder_and_the_desk_shows_what_is_overdue(cast, clock):
    loan = lent(cast, cast.order().request)
    clock.set("2026-12-04 09:00")
    deadlines.sweep()
    told = Notice.objects.filter(subject_id=loan.pk, kind=Loan.kind()).values_list("recipient__username", flat=True)
    assert {"chenlijun", "zhoumin"} <= set(told)
    assert loan in loans_to_see_to(cast.zhoumin, 9)
    assert loan in loans_to_see_to(cast.chenlijun, 9)


@pytest.mark.req("PRT-03")
def test_lent_for_longer_with_a_reason_up_to_what_the_clause_allows(cast, clock):
    loan = lent(cast)
    for day, note in ((date(2026, 12, 3), "等主板"), (date(2027, 2, 18), "等主板"), (date(2026, 12, 10), " ")):
        with pytest.raises(OperationError):
            loans.extend_loan(loan, due_on=day, note=note, by=cast.zhoumin)
    with pytest.raises(PermissionDenied):
        loans.extend_loan(loan, due_on=date(2026, 12, 10), note="等主板", by=cast.chenlijun)
    loan = loans.extend_loan(loan, due_on=date(2026, 12, 10), note="等主板", by=cast.zhoumin)
    old, new = limits(loan, "loan_back")
    assert {old.state, new.state} == {"cancelled", "open"}
    assert (loan.due_on, loan.times_extended) == (date(2026, 12, 10), 1)


@pytest.mark.req("PRT-03")
def test_damage_is_recorded_with_a_proposal_and_the_loaner_waits_until_it_is_seen_to(cast, clock):
    keeper = company.keeper()
    loan = lent(cast, deposit=Decimal(200))
    with pytest.raises(OperationError) as refusal:
        loans.bring_back(loan, loans.Back(condition="damaged"), by=cast.zhoumin)
    assert refusal.value.field == "damage"
    with pytest.raises(OperationError):
        loans.bring_back(loan, loans.Back(condition="sound", deposit_back=Decimal(201)), by=cast.zhoumin)
    back = loans.Back(
        condition="damaged", damage="排风管破裂", charge_proposed=Decimal("80.00"), deposit_back=Decimal(120)
    )
    loan = loans.bring_back(loan, back, by=cast.zhoumin)
    machine = Loaner.objects.get(pk=loan.loaner_id)
    assert (loan.state, loan.charge_proposed, machine.is_usable) == ("returned", Decimal("80.00"), False)
    assert limits(loan, "loan_back")[0].met_at
    assert Notice.objects.filter(topic="loan.harmed", recipient=keeper).exists()
    assert free_loaners() == []
    with pytest.raises(OperationError):
        lending.reserve_loaner(cast.request(description="漏水"), machine, by=cast.zhoumin)
    pool.put_into_use(machine, note="已更换排风管", by=cast.zhoumin)
    assert free_loaners() == [machine]


@pytest.mark.req("PRT-03")
def test_a_lost_loaner_leaves_the_pool(cast, clock):
    loan = lent(cast)
    with pytest.raises(PermissionDenied):
        loans.lose_loan(loan, note="客户搬走", by=cast.zhoumin)
    loan = loans.lose_loan(loan, note="客户搬走", charge_proposed=Decimal(900), by=SYSTEM)
    assert (loan.state, Loaner.objects.get().is_retired, limits(loan, "loan_back")[0].state) == (
        "lost", True, "cancelled",
    )  # fmt: skip
    assert lent_to(loan.subject) is None


@pytest.mark.req("PRT-03")
def test_the_customer_sees_on_his_page_what_he_has_and_until_when(cast, clock, client):
    loan = lent(cast)
    text = client.get(f"/t/{track_token(loan.subject)}/").content.decode()
    assert "移动空调" in text
    assert "12-03" in text


@pytest.mark.req("PRT-03")
def test_page_form_and_paper_of_a_loan(cast, clock, desk):
    request = cast.request()
    machine = loaner(cast)
    zhoumin = desk("zhoumin")
    page = zhoumin.client.get(f"/service/requests/{request.pk}/loaner/")
    assert machine.serial in page.content.decode()
    made = zhoumin.client.post(f"/service/requests/{request.pk}/loaner/", {"loaner": machine.pk})
    loan = Loan.objects.get()
    assert made.headers["Location"] == f"/parts/loans/{loan.pk}/"
    url = f"/parts/loans/{loan.pk}/lend/"
    typed = {"condition": "右侧有划痕", "due_on": "2026-12-01", "deposit": "0", "signer_name": "沈雅琴"}
    unsigned = zhoumin.client.post(url, typed)
    assert unsigned.status_code == 422
    assert "右侧有划痕" in unsigned.content.decode()
    zhoumin.client.post(url, {**typed, "signature": SIGNATURE, "revision": loan.revision})
    loan.refresh_from_db()
    assert (loan.state, loan.condition_lent) == ("lent", "右侧有划痕")
    paper = zhoumin.client.get(f"/print/loan_slip/parts.loan/{loan.pk}.pdf")
    assert paper.status_code == 200
    for address in ("/parts/loaners/", "/parts/loans/", f"/parts/loans/{loan.pk}/", f"/parts/loaners/{machine.pk}/"):
        assert "移动空调" in zhoumin.client.get(address).content.decode()
    assert "移动空调" in zhoumin.client.get(request.get_absolute_url()).content.decode()
    assert desk("sunhao").client.get(f"/parts/loans/{loan.pk}/").status_code == 404
    zhoumin.client.post(f"/parts/loans/{loan.pk}/bring_back/", {"condition": "worn"})
    loan.refresh_from_db()
    assert loan.state == "returned"


@pytest.mark.req("PRT-03")
@pytest.mark.parametrize("address", ["/parts/loaners/", "/parts/loans/"])
def test_a_list_asks_the_database_no_more_for_more_rows(cast, desk, address, django_assert_max_num_queries):
    for n in range(12):
        machine = loaner(cast, f"BY-{n}")
        request = cast.request(description=f"故障 {n}")
        loans.lend(lending.reserve_loaner(request, machine, by=cast.zhoumin), handover(), by=cast.zhoumin)
    client = desk("zhoumin").client
    client.get(address)
    with django_assert_max_num_queries(16):
        client.get(address)


@pytest.mark.req("PRT-03")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_reserve_the_last_loaner_at_once_one_gets_it(transactional_db):
    cast = TEMPLATE.fresh()
    machine = loaner(cast)
    requests = [cast.request(description=f"故障 {n}") for n in range(4)]

    def take(request):
        try:
            lending.reserve_loaner(request, machine, by=cast.zhoumin)
        except OperationError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool_of_four:
        got = sum(pool_of_four.map(take, requests))
    assert got == 1
    assert Loan.objects.running().filter(loaner=machine).count() == 1


def test_nothing_is_lent_for_a_request_that_is_done(cast):
    done = cast.signed().request
    with pytest.raises(OperationError):
        lending.reserve_loaner(done, loaner(cast), by=cast.zhoumin)


@pytest.mark.req("PRT-03")
def test_a_loan_is_signed_the_way_the_clause_takes(cast, clock):
    loan = lending.reserve_loaner(cast.request(), loaner(cast), by=cast.zhoumin)
    clause = Parameter.objects.get(kind="signature", data__form="loan_slip")
    clause.data = {**clause.data, "accepts": [{"code": "paper", "label": "纸面签字"}]}
    clause.save()
    RulesStamp.renew()
    with pytest.raises(OperationError) as refusal:
        loans.lend(loan, handover(), by=cast.zhoumin)
    assert refusal.value.field == "signature"
    assert loans.lend(loan, handover(is_paper=True), by=cast.zhoumin).state == "lent"


@pytest.mark.req("PRT-03")
def test_of_several_clauses_about_loaners_the_most_specific_holds(cast, clock):
    broad = Parameter.objects.get(kind="loaner")
    narrow = Parameter.objects.create(
        clause=broad.clause, kind="loaner", name="aircon", data={**broad.data, "days": 3},
        when={"product_line": ["aircon"]},
    )  # fmt: skip
    RulesStamp.renew()
    facts = {"product_line": "aircon"}
    assert loan_clause(facts).id == narrow.pk
    assert loan_clause({"product_line": "fridge"}).id == broad.pk
    assert usual_due(facts) == timezone.localdate() + timedelta(days=3)
