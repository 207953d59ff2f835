"""Posts, deputies, superiors (PPL-01)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization import operations as org
from bihuan.organization.models import Department, Leave, Outlet, PostHolding, Region, Staff
from bihuan.organization.queries import deputy_for, holders, outlet_for, region_in, superior_of
from bihuan.organization.states import Post
from bihuan.organization.tests.company import Company


def fresh(staff: Staff) -> Staff:
    return Staff.objects.get(pk=staff.pk)


def away(staff: Staff, deputy: Staff | None) -> Leave:
    now = timezone.now()
    return org.plan_leave(
        staff, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=3), deputy=deputy, by=SYSTEM
    )


@pytest.mark.req("PPL-01")
def test_a_post_allows_what_its_policies_say_and_nothing_else(company: Company) -> None:
    assert company.sunli.has_perm("organization.manage_staff")
    assert not company.zhoumin.has_perm("organization.manage_staff")
    assert not company.luoning.has_perm("no.such_permission")


def test_who_has_left_may_nothing(company: Company) -> None:
    org.change_staff(company.sunli, is_active=False, by=SYSTEM)
    assert not fresh(company.sunli).has_perm("organization.view")


def test_a_post_that_ended_or_begins_later_is_not_held(company: Company) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    org.give_post(company.zhoumin, post=Post.QUALITY, since_on=tomorrow, by=SYSTEM)
    org.end_post(PostHolding.objects.get(staff=company.zhoumin, post=Post.DISPATCHER), by=SYSTEM)
    assert fresh(company.zhoumin).posts == frozenset()
    assert [entry.verb for entry in history.of(company.zhoumin.kind(), company.zhoumin.pk)][-1] == "end_post"


def test_a_post_is_given_once_only(company: Company) -> None:
    with pytest.raises(OperationError) as refusal:
        org.give_post(company.zhoumin, post=Post.DISPATCHER, by=SYSTEM)
    assert refusal.value.field == "post"


def test_only_a_system_administrator_makes_another_one(company: Company) -> None:
    with pytest.raises(PermissionDenied):
        org.give_post(company.sunli, post=Post.SYSTEM_ADMINISTRATOR, by=company.sunli)
    org.give_post(company.sunli, post=Post.SYSTEM_ADMINISTRATOR, by=company.luoning)
    assert company.sunli.holds(Post.SYSTEM_ADMINISTRATOR)


def test_the_last_system_administrator_stays(company: Company) -> None:
    holding = PostHolding.objects.get(post=Post.SYSTEM_ADMINISTRATOR)
    with pytest.raises(OperationError):
        org.end_post(holding, by=company.luoning)


def test_personnel_cannot_take_over_the_administrators_account(company: Company) -> None:
    with pytest.raises(PermissionDenied):
        org.reset_password(company.luoning, password="something-else-9", by=company.sunli)
    with pytest.raises(PermissionDenied):
        org.change_staff(company.luoning, is_active=False, by=company.sunli)


def test_nobody_ends_his_own_employment(company: Company) -> None:
    with pytest.raises(OperationError):
        org.change_staff(company.sunli, is_active=False, by=company.sunli)


def test_a_change_made_from_an_old_page_is_refused(company: Company) -> None:
    seen = company.zhoumin.revision
    org.change_staff(company.zhoumin, name="周敏敏", by=company.sunli, revision=seen)
    with pytest.raises(Stale):
        org.change_staff(company.zhoumin, name="周小敏", by=company.sunli, revision=seen)


@pytest.mark.req("SEC-01")
def test_history_keeps_a_phone_number_masked(company: Company) -> None:
    org.change_staff(company.chenlijun, phone="13900001111", by=company.sunli)
    changes = list(history.of(company.chenlijun.kind(), company.chenlijun.pk))[-1].changes
    assert "13900001111" not in str(changes)


@pytest.mark.req("PPL-01")
def test_holders_are_those_with_the_narrowest_matching_scope(company: Company) -> None:
    other = org.add_place(Outlet, code="HZ-CX", name="城西网点", department=company.service, by=SYSTEM)
    org.give_post(company.hanli, post=Post.OUTLET_MANAGER, department=company.service, by=SYSTEM)
    assert holders(Post.OUTLET_MANAGER, outlet=company.outlet) == [company.lintao]
    assert holders(Post.OUTLET_MANAGER, outlet=other) == [company.hanli]
    assert holders(Post.OUTLET_MANAGER) == [company.lintao, company.hanli]
    assert holders(Post.DISPATCHER, outlet=other) == [company.zhoumin]
    assert holders(Post.QUALITY) == []


@pytest.mark.req("PPL-01")
def test_a_deputy_takes_the_place_of_somebody_on_leave(company: Company) -> None:
    away(company.zhoumin, company.hanli)
    assert holders(Post.DISPATCHER) == [company.hanli]
    assert deputy_for(company.zhoumin) == company.hanli
    assert fresh(company.hanli).holds(Post.DISPATCHER)


def test_the_deputys_deputy_acts_when_both_are_away(company: Company) -> None:
    away(company.zhoumin, company.hanli)
    away(company.hanli, company.lintao)
    assert deputy_for(company.zhoumin) == company.lintao
    assert fresh(company.lintao).holds(Post.DISPATCHER)


def test_two_who_name_each_other_are_replaced_by_their_superior(company: Company) -> None:
    away(company.zhoumin, company.chenlijun)
    away(company.chenlijun, company.zhoumin)
    assert deputy_for(company.zhoumin) == company.hanli
    assert deputy_for(company.chenlijun) == company.lintao


def test_without_a_deputy_the_superior_acts_and_at_the_top_nobody_else(company: Company) -> None:
    away(company.zhoumin, None)
    away(company.linhai, None)
    assert deputy_for(company.zhoumin) == company.hanli
    assert deputy_for(company.linhai) == company.linhai


def test_after_the_leave_everybody_is_himself_again(company: Company) -> None:
    leave = away(company.zhoumin, company.hanli)
    org.end_leave(leave, by=company.hanli)
    assert deputy_for(company.zhoumin) == company.zhoumin
    assert not fresh(company.hanli).holds(Post.DISPATCHER)


def test_holders_cost_three_queries_however_many(company: Company, django_assert_num_queries: object) -> None:
    for number in range(5):
        staff = org.add_staff(username=f"extra{number}", name=f"员工{number}", by=SYSTEM)
        org.give_post(staff, post=Post.DISPATCHER, by=SYSTEM)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(holders(Post.DISPATCHER)) == 6


def test_posts_are_read_once_per_request(company: Company, django_assert_num_queries: object) -> None:
    staff = fresh(company.hanli)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert staff.holds(Post.SERVICE_MANAGER)
        assert not staff.has_perm("organization.manage_staff")


def test_superiors_lead_from_the_outlet_to_the_general_manager(company: Company) -> None:
    assert superior_of(company.chenlijun) == company.lintao
    assert superior_of(company.lintao) == company.hanli
    assert superior_of(company.hanli) == company.linhai
    assert superior_of(company.linhai) is None


def test_a_superior_on_leave_is_passed_over(company: Company) -> None:
    away(company.lintao, None)
    assert superior_of(company.chenlijun) == company.hanli
    away(company.hanli, company.zhoumin)
    assert superior_of(company.chenlijun) == company.zhoumin


@pytest.mark.req("PPL-01")
def test_leave_is_planned_by_the_manager_or_personnel_only(company: Company) -> None:
    now = timezone.now()
    times = {"starts_at": now, "ends_at": now + timedelta(days=1)}
    for nobody in (company.chenlijun, company.zhoumin):
        with pytest.raises(PermissionDenied):
            org.plan_leave(company.chenlijun, by=nobody, **times)
    leave = org.plan_leave(company.chenlijun, by=company.lintao, **times)
    org.end_leave(leave, by=company.sunli)


@pytest.mark.parametrize("wrong", ["backwards", "himself", "twice"])
def test_a_leave_that_cannot_be_is_refused_at_its_field(company: Company, wrong: str) -> None:
    now = timezone.now()
    starts, ends, deputy = now, now + timedelta(days=1), company.lintao
    if wrong == "backwards":
        ends = now - timedelta(days=1)
    if wrong == "himself":
        deputy = company.chenlijun
    if wrong == "twice":
        away(company.chenlijun, None)
    with pytest.raises(OperationError) as refusal:
        org.plan_leave(company.chenlijun, starts_at=starts, ends_at=ends, deputy=deputy, by=SYSTEM)
    assert refusal.value.field == {"backwards": "ends_at", "himself": "deputy", "twice": "starts_at"}[wrong]


@pytest.mark.req("SEC-01")
def test_why_somebody_is_away_is_not_everybodys_business(company: Company) -> None:
    leave = away(company.chenlijun, company.zhoumin)
    seen = {
        name
        for name in ("linhai", "hanli", "lintao", "zhoumin", "chenlijun", "sunli", "luoning")
        if Leave.objects.visible_to(fresh(getattr(company, name))).filter(pk=leave.pk).exists()
    }
    assert seen == {"hanli", "lintao", "zhoumin", "chenlijun", "sunli", "luoning"}


def test_nothing_is_part_of_itself(company: Company) -> None:
    head = Department.objects.get(code="GM")
    with pytest.raises(OperationError) as refusal:
        org.change_place(head, parent=company.service, by=SYSTEM)
    assert refusal.value.field == "parent"


@pytest.mark.req("SVC-08")
def test_a_region_is_looked_after_by_its_own_outlet_or_the_one_around_it(company: Company) -> None:
    city = org.add_place(Region, name="杭州市", outlet=company.outlet, by=SYSTEM)
    district = org.add_place(Region, name="滨江区", parent=city, by=SYSTEM)
    assert outlet_for(district) == company.outlet
    assert region_in("杭州市滨江区星澜苑 6 幢") == district
    assert outlet_for(None) is None
    org.change_place(company.outlet, is_active=False, by=SYSTEM)
    assert outlet_for(region_in("滨江区")) is None


def test_since_when_somebody_holds_a_post_counts_on_that_day(company: Company) -> None:
    holding = PostHolding.objects.get(staff=company.zhoumin)
    assert holding in PostHolding.objects.in_force(date(2020, 1, 1))
    assert holding not in PostHolding.objects.in_force(date(2019, 12, 31))
