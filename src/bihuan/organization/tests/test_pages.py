"""The organization's pages: lists, forms, the working calendar, one's own profile."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization import operations as org
from bihuan.organization.models import CalendarVersion, Department, Leave, Outlet, PostHolding, Region, Staff
from bihuan.organization.queries import calendar, published
from bihuan.organization.queries import draft as draft_of
from bihuan.organization.states import Post
from bihuan.organization.tests.company import Company


@pytest.fixture
def sunli(client: Client, company: Company) -> Client:
    """孙丽 of administration, signed in."""
    client.force_login(company.sunli, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def zhoumin(company: Company) -> Client:
    """周敏, who only dispatches, signed in."""
    client = Client()
    client.force_login(company.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    return client


LISTS = ["staff_list", "departments", "outlets", "regions", "calendars"]


@pytest.mark.parametrize("name", LISTS)
def test_every_colleague_may_look_and_strangers_sign_in_first(name: str, zhoumin: Client, client: Client) -> None:
    url = reverse(f"organization:{name}")
    assert zhoumin.get(url).status_code == 200
    assert client.get(url).url == f"/login/?next={url}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["add_staff", "add_department", "add_outlet", "add_region", "add_calendar"])
def test_only_administration_adds(name: str, zhoumin: Client, sunli: Client) -> None:
    url = reverse(f"organization:{name}")
    assert zhoumin.get(url).status_code == 403
    assert sunli.get(url).status_code == 200


@pytest.mark.parametrize("name", LISTS[:4])
def test_a_list_costs_the_same_queries_however_long_it_is(
    name: str, sunli: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        outlet = org.add_place(Outlet, code=f"X{number}", name=f"网点{number}", by=SYSTEM)
        department = org.add_place(Department, code=f"D{number}", name=f"部门{number}", by=SYSTEM)
        org.add_place(Region, name=f"区{number}", outlet=outlet, by=SYSTEM)
        staff = org.add_staff(username=f"u{number}", name=f"员工{number}", department=department, by=SYSTEM)
        org.give_post(staff, post=Post.TECHNICIAN, by=SYSTEM)
    with django_assert_max_num_queries(12):
        assert sunli.get(reverse(f"organization:{name}")).status_code == 200


def test_a_colleague_is_added_with_his_post_and_signs_in(sunli: Client) -> None:
    data = {
        "username": "LiGuodong",
        "password": "beichen-2026",
        "name": "李国栋",
        "language": "zh-hans",
        "new_phone": "139 0571 6021",
    }
    answer = sunli.post("/organization/staff/add/", data)
    staff = Staff.objects.get(username="liguodong")
    assert answer.url == staff.get_absolute_url()  # type: ignore[attr-defined]
    assert staff.phone.reveal() == "13905716021"
    assert (
        sunli.post(f"{staff.get_absolute_url()}post/", {"post": Post.TECHNICIAN, "since_on": "2026-11-20"}).status_code
        == 303
    )
    assert staff.holds(Post.TECHNICIAN)
    assert Client().login(username="liguodong", password="beichen-2026")


def test_a_form_with_errors_keeps_what_was_typed(sunli: Client) -> None:
    answer = sunli.post(
        "/organization/staff/add/", {"username": "zhoumin", "name": "另一位周敏", "password": "123", "language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "另一位周敏" in page
    assert 'aria-invalid="true"' in page


def test_a_weak_first_password_is_refused_at_its_field(sunli: Client) -> None:
    answer = sunli.post(
        "/organization/staff/add/", {"username": "new", "name": "新人", "password": "123456", "language": "en"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]


@pytest.mark.req("SEC-01")
def test_a_phone_number_is_shown_masked_and_stays_when_the_field_is_left_empty(sunli: Client, company: Company) -> None:
    url = f"{company.chenlijun.get_absolute_url()}edit/"
    assert (
        "13812346021"
        not in sunli.get(url).content.decode() + sunli.get(company.chenlijun.get_absolute_url()).content.decode()
    )
    data = {
        "name": "陈立军",
        "language": "zh-hans",
        "is_active": "on",
        "department": company.service.pk,
        "outlet": company.outlet.pk,
    }
    assert sunli.post(url, data).status_code == 303
    assert Staff.objects.get(pk=company.chenlijun.pk).phone.reveal() == "13812346021"


def test_a_stale_form_changes_nothing_and_says_so(sunli: Client, company: Company) -> None:
    url = f"{company.zhoumin.get_absolute_url()}edit/"
    data = {"name": "周敏敏", "language": "zh-hans", "is_active": "on", "revision": company.zhoumin.revision}
    org.change_staff(company.zhoumin, name="周小敏", by=SYSTEM)
    answer = sunli.post(url, data)
    assert answer.status_code in {409, 422}
    assert Staff.objects.get(pk=company.zhoumin.pk).name == "周小敏"


def test_a_post_is_ended_and_a_leave_planned_and_called_off(sunli: Client, company: Company) -> None:
    holding = PostHolding.objects.get(staff=company.zhoumin)
    assert sunli.post(f"/organization/posts/{holding.pk}/end/").status_code == 303
    assert not Staff.objects.get(pk=company.zhoumin.pk).holds(Post.DISPATCHER)
    times = {
        "starts_at": "2030-01-07T08:00",
        "ends_at": "2030-01-09T17:30",
        "leave_kind": "annual",
        "deputy": company.hanli.pk,
    }
    assert sunli.post(f"{company.zhoumin.get_absolute_url()}leave/", times).status_code == 303
    leave = Leave.objects.get()
    assert timezone.localtime(leave.starts_at).hour == 8
    assert leave.deputy == company.hanli
    page = sunli.get(company.zhoumin.get_absolute_url()).content.decode()
    assert "2030-01-07 08:00" in page
    assert sunli.post(f"/organization/leave/{leave.pk}/end/").status_code == 303
    assert not Leave.objects.exists()


def test_a_manager_plans_the_leave_of_his_own_people_only(company: Company) -> None:
    lintao = Client()
    lintao.force_login(company.lintao, backend="django.contrib.auth.backends.ModelBackend")
    assert lintao.get(f"{company.chenlijun.get_absolute_url()}leave/").status_code == 200
    assert lintao.get(f"{company.zhoumin.get_absolute_url()}leave/").status_code == 403


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("departments", {"code": "QUALITY", "name": "质量管理部"}),
        ("outlets", {"code": "HZ-CX", "name": "城西网点", "outlet_kind": "own", "is_active": "on"}),
        ("regions", {"name": "西湖区", "area": "suburb"}),
    ],
)
def test_a_place_is_added_and_changed(path: str, data: dict[str, str], sunli: Client) -> None:
    assert sunli.post(f"/organization/{path}/add/", data).status_code == 303
    model: Any = {"departments": Department, "outlets": Outlet, "regions": Region}[path]
    place = model.objects.get(name=data["name"])
    url = f"/organization/{path}/{place.pk}/"
    assert sunli.get(url).status_code == 200
    assert sunli.post(url, {**data, "name": "新名称", "revision": place.revision}).status_code == 303
    assert model.objects.get(pk=place.pk).name == "新名称"


def test_two_regions_of_one_name_side_by_side_are_refused(sunli: Client) -> None:
    org.add_place(Region, name="西湖区", by=SYSTEM)
    answer = sunli.post("/organization/regions/add/", {"name": "西湖区", "area": "city"})
    assert answer.status_code == 422
    assert Region.objects.count() == 1


# -- working calendar --------------------------------------------------------------------------


def test_a_calendar_is_begun_edited_previewed_and_published(sunli: Client) -> None:
    hours = {f"day_{number}": "08:00-12:00 13:30-17:30" for number in range(5)}
    data = {"code": "office", "name": "上班时间", "valid_from": "2026-01-01", **hours}
    assert sunli.post("/organization/calendars/add/", data).status_code == 303
    assert sunli.post("/organization/calendars/office/holidays/", {"year": "2026"}).status_code == 303
    page = sunli.get("/organization/calendars/office/?year=2026").content.decode()
    assert 'class="day-holiday' in page
    assert "/organization/calendars/office/day/2026-10-01/" in page
    assert sunli.post("/organization/calendars/office/publish/").status_code == 303
    assert calendar("office").is_open(timezone.make_aware(timezone.datetime(2026, 10, 10, 9)))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"what": "closed"}, []),
        ({"what": "own", "windows": "9:00-11:00，14:00-16:00"}, [["09:00", "11:00"], ["14:00", "16:00"]]),
        ({"what": "week"}, None),
    ],
)
def test_a_day_is_made_what_it_is(typed: dict[str, str], stored: Any, sunli: Client, draft: CalendarVersion) -> None:
    day = next(
        draft.valid_from + timedelta(days=n)
        for n in range(1, 8)
        if (draft.valid_from + timedelta(days=n)).weekday() == 2
    )
    url = f"/organization/calendars/office/day/{day.isoformat()}/"
    assert sunli.get(url).status_code == 200
    assert sunli.post(url, {"windows": "", **typed}).status_code == 303
    draft.refresh_from_db()
    assert draft.exceptions.get(day.isoformat()) == stored


def test_several_days_are_closed_in_one_go(sunli: Client, draft: CalendarVersion) -> None:
    first = draft.valid_from + timedelta(days=7 - draft.valid_from.weekday())
    data = {"what": "closed", "windows": "", "until": (first + timedelta(days=4)).isoformat()}
    sunli.post(f"/organization/calendars/office/day/{first.isoformat()}/", data)
    draft.refresh_from_db()
    assert sum(1 for day, windows in draft.exceptions.items() if day >= first.isoformat() and windows == []) == 5


def test_hours_that_overlap_are_refused_at_the_day_and_kept(sunli: Client, draft: CalendarVersion) -> None:
    data = {"valid_from": draft.valid_from.isoformat(), "day_0": "08:00-12:00 11:00-17:00"}
    answer = sunli.post("/organization/calendars/office/week/", data)
    assert answer.status_code == 422
    assert "08:00-12:00 11:00-17:00" in answer.content.decode()


def test_a_published_calendar_is_edited_by_beginning_a_draft_and_that_can_be_discarded(
    sunli: Client, zhoumin: Client, office: CalendarVersion
) -> None:
    page = sunli.get("/organization/calendars/office/").content.decode()
    assert "/organization/calendars/office/draft/" in page
    assert (
        "/organization/calendars/office/draft/" not in zhoumin.get("/organization/calendars/office/").content.decode()
    )
    sunli.post("/organization/calendars/office/draft/")
    assert draft_of(office.calendar) is not None
    sunli.post("/organization/calendars/office/discard/")
    assert draft_of(office.calendar) is None
    assert published(office.calendar) == office


def test_the_years_page_asks_few_questions(
    sunli: Client, draft: CalendarVersion, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        sunli.get("/organization/calendars/office/")


def test_an_unknown_calendar_or_day_is_not_found(sunli: Client, draft: CalendarVersion) -> None:
    assert sunli.get("/organization/calendars/none/").status_code == 404
    assert sunli.get("/organization/calendars/office/day/2026-13-45/").status_code == 404


def test_no_page_carries_an_inline_style_or_script(sunli: Client, draft: CalendarVersion, company: Company) -> None:
    for url in ("/organization/calendars/office/", company.zhoumin.get_absolute_url(), "/me/", "/organization/staff/"):
        page = sunli.get(url).content.decode()
        assert " style=" not in page
        assert "<script>" not in page
        assert " onclick=" not in page


def test_one_changes_ones_own_language_and_nothing_else(zhoumin: Client, company: Company) -> None:
    answer = zhoumin.post("/me/", {"language": "en", "email": "zhoumin@example.com", "new_phone": "", "name": "老板"})
    staff = Staff.objects.get(pk=company.zhoumin.pk)
    assert (staff.language, staff.email, staff.name) == ("en", "zhoumin@example.com", "周敏")
    assert answer.cookies["django_language"].value == "en"
    assert "My profile" in zhoumin.get("/me/").content.decode()
