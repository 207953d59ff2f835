"""Software is a service too: who pays, not worse than before, rolled back, upgraded in numbers (SVC-19, FULL 3.3)."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.api.tokens import issue
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.products.models import SoftwareVersion, Unit, UnitSoftware
from bihuan.products.operations import software as catalogue
from bihuan.products.queries.software import runs
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service import operations as service
from bihuan.service.models import Charge, FunctionCheck, ServiceRequest, SoftwareJob
from bihuan.service.operations import charges
from bihuan.service.operations import software as work
from bihuan.service.operations.campaigns import upgrade_units
from bihuan.service.queries.software import for_voucher
from tests.cast import SIGNATURE
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
BEFORE, SAME, LOUDER = ["yes", "41", "12.5"], ["yes", "40", "12.5"], ["yes", "44", "12.5"]


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


@pytest.fixture
def soft(cast):
    """The main control program of the model: 2.0, then 2.1; three points are compared."""
    model = cast.unit.model
    control = catalogue.save_software(None, code="AC-MC", name="主控程序", model=model, by=SYSTEM)
    old = catalogue.release(control, version="2.0", released_on=date(2024, 5, 1), by=SYSTEM)
    new = catalogue.release(control, version="2.1", released_on=date(2026, 9, 1), note="修正除霜逻辑", by=SYSTEM)
    catalogue.put_on(cast.unit, old, way="factory", by=SYSTEM)
    FunctionCheck.objects.create(model=model, occasion="software", position=1, name="制冷、制热、除湿切换")
    FunctionCheck.objects.create(model=model, occasion="software", position=2, name="内机噪声", is_measured=True,
                                 unit="dB(A)", better="lower", high=Decimal(46))  # fmt: skip
    FunctionCheck.objects.create(model=model, occasion="software", position=3, name="出风温差", is_measured=True,
                                 unit="℃", better="higher")  # fmt: skip
    old.refresh_from_db()
    return SimpleNamespace(control=control, old=old, new=new)


def says(kind, **values):
    """Let the clause of FULL say something else, from the next moment on."""
    for rule in Parameter.objects.filter(kind=kind, clause__version__regulation__key="FULL"):
        Parameter.objects.filter(pk=rule.pk).update(data={**rule.data, **values})
    RulesStamp.renew()


def asked(cast, soft, **values):
    known = {"description": "升级主控程序", "work_kind": "software_upgrade", "wanted_version": soft.new, **values}
    return cast.request(**known)


def on_site(cast, request):
    order, by = cast.order(request), cast.chenlijun
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=by)
    return order


def prepared(cast, order, soft, **values):
    return work.prepare(order, by=cast.chenlijun, **{"version": soft.new, "before": BEFORE, **values})


def diagnosed(cast, order, cause="system"):
    return service.diagnose(order, findings="除霜频繁，版本过旧", cause=cause, by=cast.chenlijun)


def finished(cast, order):
    return service.finish(order, work_done="升级到 2.1，试机正常", result="fixed", minutes_spent=40, by=cast.chenlijun)


@pytest.mark.req("SVC-19")
def test_an_upgrade_that_is_not_worse_is_written_onto_the_unit_and_the_voucher(cast, clock, soft):
    request = asked(cast, soft)
    order = on_site(cast, request)
    job = prepared(cast, order, soft)
    assert (job.way, job.version_before, job.state) == ("upgrade", soft.old, "prepared")
    clock.pass_on(minutes=20)
    job = work.compare(job, after=SAME, by=cast.chenlijun)
    assert job.state == "checked"
    order = finished(cast, diagnosed(cast, order))
    assert runs(cast.unit, soft.control) == soft.new
    row = UnitSoftware.objects.get(unit=cast.unit, is_current=True)
    assert (row.way, row.job_number, row.installed_by) == ("upgrade", order.number, cast.chenlijun)
    assert UnitSoftware.objects.filter(unit=cast.unit).count() == 2
    assert for_voucher(order) == [["主控程序", "2.0", "2.1", str(job.state_label)]]
    voucher = service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun)
    assert voucher.document.read().startswith(b"%PDF")
    assert print_form("software_sheet", job, by=cast.chenlijun).startswith(b"%PDF")
    verbs = [entry.verb for entry in history.of(job.kind(), job.pk)]
    assert {"register", "check"} <= set(verbs)
    assert "put_software" in [entry.verb for entry in history.of(cast.unit.kind(), cast.unit.pk)]


@pytest.mark.req("SVC-19")
def test_what_is_worse_than_before_refuses_the_finish_until_it_is_rolled_back(cast, clock, soft):
    order = on_site(cast, asked(cast, soft))
    job = prepared(cast, order, soft)
    order = diagnosed(cast, order)
    with pytest.raises(EvidenceMissing):
        finished(cast, order)
    job = work.compare(job, after=LOUDER, by=cast.chenlijun)
    assert (job.state, [point["verdict"] for point in job.points]) == ("worse", ["ok", "worse", "ok"])
    assert runs(cast.unit, soft.control) == soft.new
    with pytest.raises(EvidenceMissing, match="不劣于原系统"):
        finished(cast, order)
    with pytest.raises(OperationError):
        work.roll_back(job, note=" ", by=cast.chenlijun)
    job = work.roll_back(job, note="噪声增大，退回 2.0，试机正常", by=cast.chenlijun)
    assert (job.state, runs(cast.unit, soft.control)) == ("rolled_back", soft.old)
    assert [row.way for row in UnitSoftware.objects.filter(unit=cast.unit).order_by("pk")] == [
        "factory", "upgrade", "roll_back",
    ]  # fmt: skip
    assert finished(cast, order).state == "completed"


@pytest.mark.req("SVC-19")
def test_the_customers_written_consent_lets_it_stand_where_the_clause_takes_it(cast, clock, soft):
    order = on_site(cast, asked(cast, soft))
    job = work.compare(prepared(cast, order, soft), after=LOUDER, by=cast.chenlijun)
    glass = service.drawn(SIGNATURE)
    says("software", may_consent=False)
    with pytest.raises(OperationError):
        work.consent(job, signature=glass, signer_name="沈雅琴", by=cast.chenlijun)
    says("software", may_consent=True)
    job = work.consent(job, signature=glass, signer_name="沈雅琴", by=cast.chenlijun)
    assert (job.state, job.consent.is_locked, runs(cast.unit, soft.control)) == ("consented", True, soft.new)
    assert finished(cast, diagnosed(cast, order)).state == "completed"


@pytest.mark.req("SVC-19")
def test_how_much_worse_a_figure_may_be_is_the_clauses_word(cast, clock, soft):
    says("software", tolerance=10)
    order = on_site(cast, asked(cast, soft))
    assert work.compare(prepared(cast, order, soft), after=LOUDER, by=cast.chenlijun).state == "checked"


def bases(request):
    request.refresh_from_db()
    return {name: (line["basis"], line["payer"]) for name, line in request.entitlement["lines"].items()}


@pytest.fixture
def prices(cast):
    """Labour by begun half hours and the way there; cost below list."""
    known = {"valid_from": date(2024, 1, 1), "by": SYSTEM}
    charges.add_price(code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(120),
                      cost_price=Decimal(70), **known)  # fmt: skip
    charges.add_price(
        code="T-1", kind_of="travel", name="上门费", list_price=Decimal(60), cost_price=Decimal(30), **known
    )


@pytest.mark.req("SVC-19")
def test_in_warranty_it_is_free_when_the_system_was_the_cause_else_at_cost(cast, clock, soft, prices):
    request = asked(cast, soft)
    assert (request.service_class, request.entitlement["verdict"]) == ("C", "warranty")
    order = on_site(cast, request)
    work.compare(prepared(cast, order, soft), after=SAME, by=cast.chenlijun)
    diagnosed(cast, order, cause="system")
    assert set(bases(request).values()) == {("free", "company")}
    order = diagnosed(cast, order, cause="misuse")
    assert set(bases(request).values()) == {("cost", "customer")}
    assert (request.service_class, request.entitlement["lines"]["labour"]["step"]) == ("A", "software_paid")
    finished(cast, order)
    bill = Charge.objects.get(request=request)
    assert {line.kind: line.amount for line in bill.lines.all()} == {
        "labour": Decimal("70.00"), "travel": Decimal("30.00"),
    }  # fmt: skip


@pytest.mark.req("SVC-19")
def test_after_warranty_even_the_systems_fault_is_charged_at_cost(cast, clock, soft):
    Unit.objects.filter(pk=cast.unit.pk).update(accepted_on=date(2019, 3, 1))
    cast.unit.refresh_from_db()
    request = asked(cast, soft, cause="system")
    assert set(bases(request).values()) == {("cost", "customer")}


@pytest.mark.req("SVC-19")
def test_named_software_is_charged_by_its_own_clause_in_warranty_too(cast, clock, soft, prices):
    catalogue.save_software(soft.control, by=SYSTEM, is_excepted=True, list_price=Decimal(200), cost_price=Decimal(80))
    request = asked(cast, soft, cause="system")
    assert bases(request) == {
        "labour": ("cost", "customer"), "parts": ("list", "customer"), "travel": ("cost", "customer"),
        "shipping": ("cost", "customer"),
    }  # fmt: skip
    order = on_site(cast, request)
    work.compare(prepared(cast, order, soft), after=SAME, by=cast.chenlijun)
    finished(cast, diagnosed(cast, order))
    bill = Charge.objects.get(request=request)
    licence = bill.lines.get(kind="parts")
    assert ("主控程序 2.1" in licence.text, licence.amount) == (True, Decimal(200))
    assert licence.parameter.clause.label == "FULL 3.3"


@pytest.mark.req("SVC-19")
def test_who_runs_an_old_version_is_asked_once_however_often_the_button_is_pressed(cast, clock, soft):
    other = Unit.objects.create(serial="35B3-2407-018827", model=cast.unit.model, customer=cast.customer)
    catalogue.put_on(other, soft.new, way="factory", by=SYSTEM)
    rows = list(UnitSoftware.objects.current().select_related("version", "software"))
    first = upgrade_units(rows, cause="system", note="除霜修正", by=cast.zhoumin)
    again = upgrade_units(rows, cause="system", by=cast.zhoumin)
    assert (len(first.made), first.up_to_date, len(again.made), again.asked_before) == (1, 1, 0, 1)
    request = ServiceRequest.objects.get()
    assert (request.work_kind, request.wanted_version, request.service_class) == ("software_upgrade", soft.new, "C")
    limits = {row.name: row.clause.label for row in Deadline.objects.of(request.kind(), request.pk).running()}
    assert set(limits.values()) == {"FULL 3.3"}
    service.cancel(request, note="客户暂不升级", by=cast.zhoumin)
    assert len(upgrade_units(rows, cause="system", by=cast.zhoumin).made) == 1
    with pytest.raises(PermissionDenied):
        upgrade_units(rows, cause="system", by=cast.chenlijun)


@pytest.mark.req("SVC-19")
def test_a_withdrawn_version_is_put_on_nothing_and_the_one_before_is_the_newest_again(cast, clock, soft):
    order = on_site(cast, asked(cast, soft))
    catalogue.withdraw(soft.new, why="除霜时误报警", by=cast.hanli)
    assert SoftwareVersion.objects.get(is_newest=True) == soft.old
    soft.new.refresh_from_db()
    with pytest.raises(OperationError):
        prepared(cast, order, soft)


def test_software_of_another_model_and_an_upgrade_without_its_figures_before_are_refused(cast, clock, soft):
    order = on_site(cast, asked(cast, soft))
    with pytest.raises(OperationError) as refused:
        prepared(cast, order, soft, before=["yes", "", "12"])
    assert refused.value.field == "point_1"
    job = prepared(cast, order, soft)
    with pytest.raises(OperationError):
        prepared(cast, order, soft)
    work.drop(job, note="客户要先备份", by=cast.chenlijun)
    UnitSoftware.objects.all().delete()
    found = prepared(cast, order, soft, before=["", "", ""])
    assert found.way == "install"
    assert work.compare(found, after=["yes", "47", "12"], by=cast.chenlijun).state == "worse"


@pytest.mark.req("SVC-19")
def test_the_list_of_versions_shows_who_is_behind_and_leads_to_the_requests(cast, clock, soft):
    client = Client()
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("products:unit_software")
    page = client.get(f"{address}?behind=0").content.decode()
    assert cast.unit.serial in page
    assert "2.0" in page
    assert client.get(f"{address}?export=xlsx").status_code == 200
    row = UnitSoftware.objects.get()
    form = f"{reverse('service:upgrade_units')}?pick={row.pk}"
    assert client.get(form).status_code == 200
    assert client.post(form, {"cause": "system", "note": ""}).status_code == 303
    assert ServiceRequest.objects.filter(wanted_version=soft.new).count() == 1
    assert cast.unit.serial in client.get(cast.unit.get_absolute_url()).content.decode()
    assert "2.1" in client.get(soft.control.get_absolute_url()).content.decode()
    job = prepared(cast, on_site(cast, ServiceRequest.objects.get()), soft)
    assert SoftwareJob.objects.get() == job
    assert "44" not in client.get(job.get_absolute_url()).content.decode()


@pytest.mark.req("SVC-19")
def test_the_lists_ask_the_database_a_fixed_number_of_times(cast, clock, soft, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    for number in range(6):
        unit = Unit.objects.create(serial=f"35B3-2407-1{number:05d}", model=cast.unit.model, customer=cast.customer)
        catalogue.put_on(unit, soft.old, way="factory", by=SYSTEM)
    for name in ("products:unit_software", "products:software_catalogue"):
        client.get(reverse(name))
        with django_assert_max_num_queries(16):
            assert "主控程序" in client.get(f"{reverse(name)}?all=1").content.decode()


@pytest.mark.req("SVC-19")
def test_other_systems_read_what_a_unit_runs_and_ran(cast, clock, soft):
    catalogue.put_on(cast.unit, soft.new, way="upgrade", by=cast.chenlijun, job_number="WO-1")
    token = issue(cast.zhoumin, by=cast.zhoumin, name="ERP", wanted=["units:read"], days=1)[1]
    answer = Client().get(f"/api/units/{cast.unit.pk}/software", headers={"Authorization": f"Bearer {token}"})
    assert [(one["version"], one["is_current"], one["is_newest"], one["way"]) for one in answer.json()] == [
        ("2.1", True, True, "upgrade"), ("2.0", False, False, "factory"),
    ]  # fmt: skip
