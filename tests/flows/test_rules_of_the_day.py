"""Corrected facts are matched with the rules of the day it happened; a calendar must be there before it counts."""

import pytest

from bihuan.deadlines.models import Deadline
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import Regulation
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, ServiceRequest
from tests.flows.desks import add_parameter, draft_regulation, put_in_force

pytestmark = pytest.mark.django_db
CALL = {
    "label": "首次联系", "starts": "request.registered", "met_by": "request.contacted", "limit_unit": "min",
    "limit_calendar": "always", "ladder__count": "0", "pauses__count": "0", "when__count": "1",
}  # fmt: skip


def by_area(office, clause, **minutes):
    for area, number in minutes.items():
        name = {"name": "first_call", "limit_number": str(number), "when__0__fact": "area", "when__0__value": area}
        add_parameter(office, clause, "time_limit", **CALL, **name)


@pytest.fixture
def clause(cast, desk):
    """In town within 30 minutes, outside within 60."""
    office, manager = desk("zhulin"), desk("linhai")
    clause = draft_regulation(office, "CALL")
    by_area(office, clause, city=30, suburb=60)
    put_in_force(office, manager, clause)
    return clause


def first_call(request):
    return Deadline.objects.get(subject_id=request.pk, name="first_call", cancelled_at=None)


def switch_version(cast, desk, clause, **minutes):
    """Put a version in force that gives other times."""
    office, manager = desk("zhulin"), desk("linhai")
    office.send("/regulations/CALL/version/", version="A/1", note="收紧")
    newer = clause.version.regulation.versions.get(version="A/1").clauses.get(number="2.1")
    for parameter in newer.parameters.all():
        regulations.remove_parameter(parameter, by=cast.zhulin)
    by_area(office, newer, **minutes)
    put_in_force(office, manager, newer)


@pytest.mark.req("REG-01", "REG-02")
def test_a_corrected_area_takes_the_clause_of_the_version_in_force_when_the_trouble_came_in(cast, clause, desk):
    old = cast.request()
    assert first_call(old).limit_minutes == 30
    switch_version(cast, desk, clause, city=10, suburb=20)
    assert first_call(cast.request(description="另一件事")).limit_minutes == 10
    suburb = cast.region("临安区")
    service.change(ServiceRequest.objects.get(pk=old.pk), region=suburb, by=cast.zhoumin)
    limit = first_call(old)
    assert (limit.limit_minutes, limit.clause.version.version) == (60, clause.version.version)


@pytest.mark.req("REG-04")
def test_a_regulation_switched_off_or_narrowed_since_still_counts_for_what_came_in_before(cast, clause, desk):
    first, second = cast.request(), cast.request(description="另一件事")
    suburb, rule = cast.region("临安区"), Regulation.objects.get(key="CALL")
    regulations.set_scope(rule, [("product_line", "WM")], by=cast.linhai)
    service.change(ServiceRequest.objects.get(pk=first.pk), region=suburb, by=cast.zhoumin)
    assert first_call(first).limit_minutes == 60
    rule.refresh_from_db()
    regulations.set_active(rule, is_active=False, by=cast.linhai)
    service.change(ServiceRequest.objects.get(pk=second.pk), region=suburb, by=cast.zhoumin)
    assert first_call(second).limit_minutes == 60
    third = cast.request(description="第三件事")
    assert not Deadline.objects.filter(subject_id=third.pk, name="first_call").exists()


@pytest.mark.req("REG-02")
def test_a_clause_on_a_calendar_nobody_has_published_is_not_approved(cast, desk):
    office, manager = desk("zhulin"), desk("linhai")
    clause = draft_regulation(office, "NIGHT")
    regulations.add_parameter(
        clause, kind="time_limit", name="night", by=cast.zhulin, when={},
        data={"label": "夜间联系", "starts": "request.registered", "met_by": "request.contacted",
              "limit": {"minutes": 30, "calendar": "always"}},
    )  # fmt: skip
    parameter = clause.parameters.get()
    parameter.data = {**parameter.data, "limit": {"minutes": 30, "calendar": "night"}}
    parameter.save()
    version = clause.version
    office.send(f"/regulations/versions/{version.pk}/submit/", note="")
    refused = manager.send(f"/regulations/versions/{version.pk}/approve/", expect=422, note="同意", effective_on="")
    page = refused.content.decode()
    assert "「night」(NIGHT 2.1)" in page
    assert "同意" in page
    version.refresh_from_db()
    assert version.state == "in_review"


@pytest.mark.req("SVC-02", "REG-02")
def test_a_new_version_of_the_classification_updates_the_classes_and_deletes_none(cast, desk):
    own = FaultClass.objects.create(code="OWN-1", name="自拟类别")
    FaultClass.objects.exclude(pk__in=[own.pk, cast.fault.pk, cast.fault.parent_id]).delete()
    source = Regulation.objects.get(key="GEN")
    draft = regulations.new_version(source, by=cast.zhulin, note="增补分类")
    parameter = draft.clauses.get(number="5.2").parameters.get(kind="classification")
    old = parameter.data["items"]
    group, dropped = next(item for item in old if not item.get("parent")), old[-1]
    FaultClass.objects.create(code=dropped["code"], name=dropped["label"])
    fresh = {"code": "NEW-9", "label": "新增类别", "parent": group["code"]}
    renamed = {**group, "label": "改名后的组"}
    data = {**parameter.data, "items": [renamed, *old[1:-1], fresh]}
    regulations.edit_parameter(parameter, name=parameter.name, data=data, when=parameter.when, by=cast.zhulin)
    office, manager = desk("zhulin"), desk("linhai")
    put_in_force(office, manager, draft.clauses.get(number="5.2"))
    rows = {row.code: row for row in FaultClass.objects.select_related("parent")}
    assert (rows["NEW-9"].name, rows["NEW-9"].parent.code) == ("新增类别", group["code"])
    assert rows[group["code"]].name == "改名后的组"
    assert (rows[dropped["code"]].is_active, rows["OWN-1"].is_active) == (False, True)
    assert "GEN 5.2" in desk("zhoumin").open("/service/classes/")
