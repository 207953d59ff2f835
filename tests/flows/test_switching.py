"""Packs are switched and re-scoped on pages; new requests follow, running ones keep what they have (REG-04)."""

import pytest

from bihuan.customers.models import Customer
from bihuan.deadlines.models import Deadline
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.regulations.models import Parameter, Regulation, RegulationVersion
from bihuan.service import operations as service

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-04")]


@pytest.fixture
def estate(cast):
    """A property management company, whose requests PROP governs."""
    return Customer.objects.create(
        number="CU-0100", name="龙湖物业", phone="057186610088", business="物业", region=cast.region("滨江区")
    )


def limits_of(request):
    """Return (regulation, minutes) of each running limit by name."""
    rows = Deadline.objects.of(request.kind(), request.pk).running().select_related("clause__version__regulation")
    return {row.name: (row.clause.version.regulation.key, row.limit_minutes) for row in rows}


def times_of(request):
    rows = Deadline.objects.of(request.kind(), request.pk).order_by("pk")
    return list(rows.values_list("name", "due_at", "state", "limit_minutes", "parameter_id"))


def call(cast, **more):
    return cast.request(description="电梯厅空调不制冷", serial_text="", **more)


def switch(desk, key):
    desk.send(f"/regulations/{key}/switch/", revision=Regulation.objects.get(key=key).revision)


@pytest.mark.req("SVC-04", "SVC-06")
def test_the_more_specific_regulation_goes_before_the_general_one_and_each_limit_names_its_clause(cast, estate, desk):
    theirs, common = call(cast, customer=estate), call(cast, region=cast.region("滨江区"))
    assert limits_of(theirs) == {
        "contact": ("PROP", 15), "repair": ("PROP", 240), "dispatch": ("FULL", 120), "arrival": ("FULL", 480),
    }  # fmt: skip
    assert limits_of(common) == {"dispatch": ("FULL", 120), "arrival": ("FULL", 480), "repair": ("FULL", 600)}
    page = desk("zhoumin").open(f"/service/requests/{theirs.pk}/")
    assert "PROP 1.5" in page
    assert "FULL 3.4" in page


def test_a_regulation_switched_off_on_its_page_counts_for_no_new_request_and_one_switched_on_does(cast, estate, desk):
    office = desk("zhulin")
    before = call(cast, customer=estate)
    kept = times_of(before)
    switch(office, "PROP")
    after = call(cast, customer=estate)
    assert limits_of(after)["repair"] == ("FULL", 600)
    assert "contact" not in limits_of(after)
    switch(office, "PROP")
    assert limits_of(call(cast, customer=estate))["repair"] == ("PROP", 240)
    assert times_of(before) == kept


def test_correcting_a_running_request_after_the_switch_leaves_its_limits_alone(cast, estate, desk):
    request = call(cast, customer=estate)
    kept = times_of(request)
    switch(desk("linhai"), "PROP")
    service.change(request, description="电梯厅两台空调不制冷", contact_name="陈主任", by=cast.zhoumin)
    assert times_of(request) == kept


def test_a_regulation_is_narrowed_to_a_product_line_and_widened_again(cast, desk):
    manager = desk("linhai")
    line = ProductLine.objects.create(code="WM", name="洗衣机")
    model = ProductModel.objects.create(code="XQB75-J", name="波轮洗衣机", line=line)
    washer = Unit.objects.create(serial="XQB75-1", model=model, customer=cast.customer)
    manager.send("/regulations/FULL/scope/", product_line="WM", revision=Regulation.objects.get(key="FULL").revision)
    assert limits_of(cast.request(serial_text=washer.serial))["repair"] == ("FULL", 600)
    assert "repair" not in limits_of(cast.request())
    manager.send("/regulations/FULL/scope/", product_line="", revision=Regulation.objects.get(key="FULL").revision)
    assert limits_of(cast.request())["repair"] == ("FULL", 600)


@pytest.mark.req("SVC-07")
def test_approval_before_dispatch_moves_from_the_outsourced_to_the_own_outlets_by_a_new_version(cast, desk):
    office, manager, zhoumin = desk("zhulin"), desk("linhai"), desk("zhoumin")

    def state_after_dispatch(region, technician):
        request = call(cast, region=cast.region(region))
        zhoumin.send(f"/service/requests/{request.pk}/assign/", technician=technician.pk, revision=request.revision)
        request.refresh_from_db()
        return request.state

    assert state_after_dispatch("滨江区", cast.chenlijun) == "dispatched"
    assert state_after_dispatch("钱塘区", cast.huzhiyuan) == "awaiting_approval"

    office.send("/regulations/CO/version/", version="A/1", note="自营网点也先审批")
    draft = RegulationVersion.objects.get(regulation__key="CO", version="A/1")
    route = Parameter.objects.get(clause__version=draft, kind="route")
    office.send(
        f"/regulations/parameters/{route.pk}/edit/", name="dispatch", label="派工审批", form="dispatch",
        stations__count="1", stations__0__order="1", stations__0__name="网点负责人审批",
        stations__0__post="outlet_manager", when__0__fact="outlet_kind", when__0__sign="=", when__0__value="own",
    )  # fmt: skip
    office.send(f"/regulations/versions/{draft.pk}/submit/", note="")
    manager.send(f"/regulations/versions/{draft.pk}/approve/", note="同意", effective_on="")

    assert state_after_dispatch("滨江区", cast.chenlijun) == "awaiting_approval"
    assert state_after_dispatch("钱塘区", cast.huzhiyuan) == "dispatched"
    waiting = desk("lintao").open("/signoff/")
    assert "网点负责人审批" in waiting


@pytest.mark.req("REG-04")
def test_between_equally_specific_regulations_the_stricter_applies(cast, desk):
    """CO and FULL speak for the whole company; a shorter time in one of them wins over the longer."""
    office, manager = desk("zhulin"), desk("linhai")
    from tests.flows.desks import add_parameter, draft_regulation, put_in_force

    for key, minutes in (("SLOW", "900"), ("QUICK", "300")):
        clause = draft_regulation(office, key)
        add_parameter(
            office, clause, "time_limit", name="repair", label="修复", starts="request.registered",
            met_by="request.completed", limit_number=minutes, limit_unit="min", limit_calendar="office",
            ladder__count="0", pauses__count="0",
        )  # fmt: skip
        put_in_force(office, manager, clause)
    assert limits_of(cast.request())["repair"] == ("QUICK", 300)
