"""From the sales contract to the signed acceptance, which starts the warranty (SVC-18, WAR-01, FLOW, FULL 3.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import override

from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, links
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.documents import archived
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.products.models import Unit
from bihuan.products.queries import cover
from bihuan.products.rules import warranty_span
from bihuan.service import operations as service
from bihuan.service.models import FunctionCheck, Installation, InstallationMember
from bihuan.service.operations import installations as work
from bihuan.service.queries.installation_papers import acceptance
from bihuan.service.queries.installations import installation_token, of_technician
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.sign_installation"}))
SERIALS = ("35B3-2611-000101", "35B3-2611-000102")


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


@pytest.fixture
def stock(cast):
    """Two air-conditioners in the warehouse, nobody's yet."""
    made = date(2026, 10, 20)
    return [Unit.objects.create(serial=one, model=cast.unit.model, produced_on=made) for one in SERIALS]


def order(cast, **values):
    known = {
        "sales_contract": "XS-2026-118", "customer": cast.customer, "serials": SERIALS, "sold_on": date(2026, 11, 12),
        "planned_at": at("2026-11-19 10:00"), "technician": cast.chenlijun,
    }  # fmt: skip
    return work.Order(**{**known, **values})


def planned(cast, **values):
    return work.plan(order(cast, **values), by=cast.zhoumin)


def delivered(cast, job, **values):
    known = {"delivered_on": date(2026, 11, 19), "received_by": "沈雅琴", "is_complete": True, **values}
    return work.deliver(job, by=cast.chenlijun, **known)


def commissioned(cast, job, ok=True):
    results = {line.unit_id: [{"ok": ok}] for line in job.lines.all()}
    return work.commission(job, results=results, work_done="挂机两台，抽真空，试机制冷正常", by=cast.chenlijun)


def session(**values):
    known = {
        "held_on": date(2026, 11, 19), "trainees": "沈雅琴", "topics": "遥控、滤网清洗", "hours": Decimal("1.5"),
        "works_alone": True,
    }  # fmt: skip
    return work.Training(**{**known, **values})


def trained(cast, **values):
    job = commissioned(cast, delivered(cast, planned(cast, **values)))
    work.train(job, session(), by=cast.chenlijun)
    return Installation.objects.get(pk=job.pk)


def both_sign(cast, job, **values):
    glass = service.drawn(SIGNATURE)
    known = {"signature": glass, "signer_name": "沈雅琴", "ours": glass, "our_signer": "陈立军", "by": cast.chenlijun}
    return work.accept(job, **{**known, **values})


def running(job):
    rows = Deadline.objects.of(job.kind(), job.pk).running().select_related("clause")
    return {row.name: row.clause.label for row in rows}


@pytest.mark.req("SVC-18", "WAR-01")
def test_from_contract_to_acceptance_and_the_warranty_begins_that_day(cast, clock, stock):
    job = planned(cast)
    assert Notice.objects.filter(recipient=cast.chenlijun, title__contains=job.number).exists()
    unit = Unit.objects.get(pk=stock[0].pk)
    assert (unit.customer, unit.sales_contract, unit.sold_on) == (cast.customer, "XS-2026-118", date(2026, 11, 12))
    job = delivered(cast, job)
    assert running(job) == {"installation": "FLOW 1.3"}
    job = commissioned(cast, job)
    assert running(job) == {"customer_training": "FLOW 1.4"}
    work.train(job, session(works_alone=False), by=cast.chenlijun)
    job.refresh_from_db()
    assert job.state == "installed"
    work.train(job, session(), by=cast.chenlijun)
    job.refresh_from_db()
    assert (job.state, running(job)) == ("trained", {"acceptance": "FLOW 1.5"})
    clock.set("2026-11-20 15:00")
    job = both_sign(cast, job)
    assert (job.state, running(job), job.sessions.count()) == ("accepted", {}, 2)
    for serial in SERIALS:
        unit = Unit.objects.get(serial=serial)
        assert unit.accepted_on == date(2026, 11, 20)
        assert unit.acceptance.is_locked
        assert warranty_span(cover(unit, date(2026, 11, 20)))[0] == date(2026, 11, 20)
    for form in ("installation_acceptance", "acceptance_certificate"):
        assert archived(form, job.kind(), job.pk).is_locked


@pytest.mark.req("SVC-18")
def test_damage_is_recorded_and_made_good_before_anything_is_installed(cast, clock, stock):
    job = planned(cast)
    with pytest.raises(OperationError) as refusal:
        delivered(cast, job, is_complete=False)
    assert refusal.value.field == "damage"
    photo = service.drawn(SIGNATURE)
    job = delivered(cast, job, is_complete=False, damage="外机侧板凹陷", photos=[photo])
    assert [one.purpose for one in attachments.of(job.kind(), job.pk)] == ["photo"]
    with pytest.raises(EvidenceMissing):
        commissioned(cast, job)
    job = work.make_good(job, made_good="已更换外机侧板", by=cast.chenlijun)
    assert commissioned(cast, job).state == "installed"


@pytest.mark.req("SVC-18")
def test_every_point_of_the_models_checklist_must_pass_on_every_unit(cast, clock, stock):
    FunctionCheck.objects.create(
        model=cast.unit.model, name="运行电流", is_measured=True, unit="A", high=Decimal("6.2")
    )
    job = delivered(cast, planned(cast))

    def tried(values):
        results = {unit.pk: [{"value": value}] for unit, value in zip(stock, values, strict=True)}
        return work.commission(job, results=results, work_done="安装完毕", by=cast.chenlijun)

    with pytest.raises(OperationError) as refusal:
        tried((None, Decimal(5)))
    assert refusal.value.field == f"u{stock[0].pk}_point_0"
    assert tried((Decimal(5), Decimal(7))).state == "delivered"
    done = tried((Decimal(5), Decimal("5.8")))
    assert done.state == "installed"
    assert [line.points[0]["value"] for line in done.lines.all()] == ["5", "5.8"]


@pytest.mark.req("SVC-18")
def test_nothing_is_accepted_before_the_operator_works_alone_or_our_side_has_signed(cast, clock, stock):
    job = commissioned(cast, delivered(cast, planned(cast)))
    work.train(job, session(works_alone=False), by=cast.chenlijun)
    with pytest.raises(MoveForbidden):
        both_sign(cast, Installation.objects.get(pk=job.pk))
    work.train(job, session(), by=cast.chenlijun)
    with pytest.raises(EvidenceMissing):
        both_sign(cast, job, ours=None)
    assert not Unit.objects.filter(serial__in=SERIALS, accepted_on__isnull=False).exists()


@pytest.mark.req("SVC-18")
def test_a_refused_acceptance_goes_back_with_its_defects_and_comes_again_when_all_are_put_right(cast, clock, stock):
    job = trained(cast)
    with pytest.raises(OperationError):
        work.refuse(job, defects=" \n", by=cast.chenlijun)
    job = work.refuse(job, defects="排水管未固定\n外机有异响", by=cast.chenlijun)
    assert (job.state, running(job)["acceptance_defects"]) == ("refused", "FLOW 1.6")
    assert Notice.objects.filter(recipient=cast.hanli, title__contains=job.number).exists()
    first, second = job.defects.all()
    job = work.mend(job, defect=first, remedy="加装管卡", by=cast.chenlijun)
    assert job.state == "refused"
    with pytest.raises(OperationError):
        work.mend(job, defect=first, remedy="再装", by=cast.chenlijun)
    with pytest.raises(MoveForbidden):
        both_sign(cast, job)
    job = work.mend(job, defect=second, remedy="紧固风叶", by=cast.chenlijun)
    assert (job.state, "acceptance_defects" in running(job)) == ("trained", False)
    assert both_sign(cast, job).state == "accepted"


@pytest.mark.req("SVC-18", "WAR-01")
def test_units_of_others_accepted_ones_and_those_in_another_installation_are_refused(cast, clock, stock):
    other = Customer.objects.create(number="CU-0009", name="别人")
    wrong = (
        ((cast.unit.serial,), "2024-08-03"), (("NOT-ON-FILE",), "NOT-ON-FILE"), ((SERIALS[0], SERIALS[0]), "重复"),
        ((), "机号"),
    )  # fmt: skip
    for serials, words in wrong:
        with pytest.raises(OperationError, match=words) as refusal:
            planned(cast, serials=serials)
        assert refusal.value.field == "serials"
    job = planned(cast)
    with pytest.raises(OperationError, match=job.number) as refusal:
        planned(cast, technician=None)
    assert refusal.value.field == "serials"
    with pytest.raises(OperationError, match=SERIALS[0]):
        planned(cast, customer=other)
    work.cancel(job, note="客户改期", by=cast.zhoumin)
    again = trained(cast)
    Unit.objects.filter(serial=SERIALS[1]).update(accepted_on=date(2026, 11, 18))
    with pytest.raises(OperationError, match=SERIALS[1]):
        both_sign(cast, again)
    again.refresh_from_db()
    assert again.state == "trained"


@pytest.mark.req("SVC-18")
def test_it_is_accepted_once(cast, clock, stock):
    job = trained(cast)
    both_sign(cast, job)
    with pytest.raises(MoveForbidden):
        both_sign(cast, job)


@pytest.mark.req("SVC-18")
def test_the_customer_signs_by_his_link_after_us_and_gets_both_papers(cast, clock, stock):
    job = trained(cast)
    link, visitor = f"/i/{installation_token(job)}/", Client()
    assert 'name="signature"' not in visitor.get(link).content.decode()
    with pytest.raises(EvidenceMissing):
        work.accept(job, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=CUSTOMER)
    work.countersign(job, signature=service.drawn(SIGNATURE), signer_name="陈立军", by=cast.chenlijun)
    signed = {"name": "沈雅琴", "signature": SIGNATURE, "answer": "accept"}
    page = visitor.post(link, {**signed, "signature": ""})
    assert (page.status_code, "沈雅琴" in page.content.decode()) == (422, True)
    assert visitor.post(link, {**signed, "answer": ""}).status_code == 422
    assert visitor.get(f"{link}certificate.pdf").status_code == 302
    assert visitor.post(link, signed).status_code == 303
    assert visitor.post(link, signed).status_code == 422
    assert visitor.get(f"{link}certificate.pdf").content[:4] == b"%PDF"
    job.refresh_from_db()
    assert (job.state, job.customer_signer) == ("accepted", "沈雅琴")
    assert visitor.get(f"/i/{links.make('track', job, days=9)}/").status_code == 404


@pytest.mark.req("SVC-18")
def test_the_customer_says_by_his_link_what_is_wrong(cast, clock, stock):
    job = trained(cast)
    work.countersign(job, signature=service.drawn(SIGNATURE), signer_name="陈立军", by=cast.chenlijun)
    link, visitor = f"/i/{installation_token(job)}/", Client()
    assert visitor.post(link, {"name": "沈雅琴", "answer": "refuse"}).status_code == 422
    answer = {"name": "沈雅琴", "answer": "refuse", "defects": "遥控器失灵"}
    assert visitor.post(link, answer).status_code == 303
    job.refresh_from_db()
    assert (job.state, job.our_signature) == ("refused", None)
    assert "遥控器失灵" in visitor.get(link).content.decode()


def test_others_neither_see_it_nor_work_on_it_and_nobody_writes_over_somebody(cast, clock, stock, desk):
    job = planned(cast)
    desk("sunhao").open(job.get_absolute_url(), expect=404)
    with pytest.raises(PermissionDenied):
        work.make_good(job, made_good="补发", by=cast.sunhao)
    with pytest.raises(PermissionDenied):
        work.plan(order(cast), by=cast.chenlijun)
    seen = job.revision
    work.entrust(job, technician=cast.chenlijun, planned_at=at("2026-11-20 10:00"), by=cast.zhoumin)
    with pytest.raises(Stale):
        delivered(cast, job, revision=seen)


@pytest.mark.req("SVC-18")
def test_a_lead_goes_with_companions_who_see_it_and_work_but_do_not_sign(cast, clock, stock, desk):
    job = planned(cast, companions=[cast.liguodong])
    assert Notice.objects.filter(recipient=cast.liguodong, title__contains=job.number).exists()
    desk("liguodong").open(job.get_absolute_url(), expect=200)
    assert job in of_technician(cast.liguodong)
    job = work.deliver(job, delivered_on=date(2026, 11, 19), received_by="沈雅琴", is_complete=True, by=cast.liguodong)
    job = commissioned(cast, job)
    work.train(job, session(), by=cast.liguodong)
    job = Installation.objects.get(pk=job.pk)
    with pytest.raises(PermissionDenied):
        both_sign(cast, job, by=cast.liguodong)
    with override("zh-hans"):
        assert acceptance(job, SYSTEM).data["people"] == "陈立军、李国栋"
    assert both_sign(cast, job).state == "accepted"


@pytest.mark.req("SVC-18")
def test_a_companion_taken_off_no_longer_sees_it_and_a_new_one_is_told(cast, clock, stock, desk):
    job = planned(cast, companions=[cast.liguodong])
    with pytest.raises(OperationError) as refusal:
        work.entrust(job, technician=cast.chenlijun, companions=[cast.zhoumin], planned_at=job.planned_at,
                     by=cast.zhoumin)  # fmt: skip
    assert refusal.value.field == "companions"

    def entrusted(companions):
        work.entrust(job, technician=cast.liguodong, companions=companions, planned_at=job.planned_at, by=cast.zhoumin)
        return Installation.objects.get(pk=job.pk).companions

    assert entrusted([cast.liguodong]) == []
    assert entrusted([cast.chenlijun]) == [cast.chenlijun]
    assert Notice.objects.filter(recipient=cast.chenlijun, title__contains=job.number).count() == 2
    assert entrusted([]) == []
    desk("chenlijun").open(job.get_absolute_url(), expect=404)
    assert InstallationMember.objects.exclude(removed_at=None).count() == 2


@pytest.mark.req("SVC-18")
def test_of_several_sites_one_is_chosen_or_a_new_one_is_named_in_the_form(cast, clock, stock, desk):
    first = cast.customer.sites.first() or customers.add_site(cast.customer, name="总店", by=SYSTEM)
    second = customers.add_site(cast.customer, name="分店", address="杭州市滨江区长河路 8 号", by=SYSTEM)
    other = customers.add_site(Customer.objects.create(number="CU-0009", name="别人"), name="别处", by=SYSTEM)
    with pytest.raises(OperationError) as refusal:
        planned(cast)
    assert refusal.value.field == "site"
    office = Client()
    office.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    page = office.get("/service/installations/new/", {"customer": cast.customer.number}).content.decode()
    assert all(f'value="{site.pk}"' in page for site in (first, second))
    assert f'value="{other.pk}"' not in page
    said = {
        "sales_contract": "XS-2026-118", "customer": cast.customer.number, "serials": SERIALS[0],
        "sold_on": "2026-11-12", "planned_at": "2026-11-20T09:00", "planned_minutes": 120,
    }  # fmt: skip
    for wrong in ({}, {"site": other.pk}, {"site": "new"}):
        assert office.post("/service/installations/new/", {**said, **wrong}).status_code == 422
    assert office.post("/service/installations/new/", {**said, "site": second.pk}).status_code == 303
    assert Installation.objects.get().site == second
    new = {**said, "serials": SERIALS[1], "site": "new", "new_site": "三店", "new_address": "杭州市西湖区文三路 9 号"}
    assert office.post("/service/installations/new/", new).status_code == 303
    site = Installation.objects.latest("pk").site
    assert (site.name, site.customer) == ("三店", cast.customer)
    assert Unit.objects.get(serial=SERIALS[1]).site == site
