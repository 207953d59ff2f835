"""Certificates: entered on a colleague's page, watched for their expiry, asked by dispatch."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as org
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.states import Post
from bihuan.people import operations as people
from bihuan.people.models import Certificate
from bihuan.people.queries import standing, valid_skills

TODAY = date(2026, 11, 20)


def person(username: str, *posts: str, **fields: object) -> Staff:
    staff = org.add_staff(username=username, name=username, by=SYSTEM, **fields)
    for post in posts:
        org.give_post(staff, post=post, by=SYSTEM)
    return Staff.objects.get(pk=staff.pk)


@pytest.fixture
def chenlijun(db: None) -> Staff:
    return person("chenlijun", Post.TECHNICIAN)


@pytest.mark.req("SVC-08", "PPL-02")
def test_only_certificates_valid_on_the_day_of_the_job_count(chenlijun: Staff) -> None:
    other = person("liguodong")
    for skill, issued, expires in [
        ("制冷中级", date(2025, 1, 1), date(2026, 11, 20)),
        ("低压电工", date(2025, 1, 1), date(2026, 11, 19)),
        ("高处作业", date(2026, 11, 21), None),
        ("家电维修", None, None),
        ("", None, None),
    ]:
        people.add_certificate(chenlijun, name="证书", skill=skill, issued_on=issued, expires_on=expires, by=SYSTEM)
    skills = valid_skills([chenlijun.pk, other.pk], TODAY)
    assert skills == {chenlijun.pk: {"制冷中级", "家电维修"}, other.pk: set()}


def test_skills_of_many_cost_one_query(chenlijun: Staff, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        valid_skills(range(1, 500), TODAY)


@pytest.mark.parametrize(
    ("expires", "word"),
    [
        (None, "valid"),
        (TODAY + timedelta(61), "valid"),
        (TODAY + timedelta(60), "soon"),
        (TODAY, "soon"),
        (TODAY - timedelta(1), "expired"),
    ],
)
def test_a_certificate_stands_by_its_last_day(expires: date | None, word: str) -> None:
    assert standing(expires, TODAY) == word


def test_every_change_is_in_the_history(chenlijun: Staff) -> None:
    certificate = people.add_certificate(chenlijun, name="低压电工作业证", number="T330", by=SYSTEM)
    people.change_certificate(certificate, expires_on=date(2028, 6, 30), by=SYSTEM)
    people.remove_certificate(certificate, by=SYSTEM)
    verbs = [entry.verb for entry in history.of(chenlijun.kind(), chenlijun.pk)]
    assert verbs[-3:] == ["add_certificate", "change_certificate", "remove_certificate"]
    assert not Certificate.objects.exists()


def test_a_certificate_does_not_expire_before_it_was_issued(chenlijun: Staff) -> None:
    with pytest.raises(OperationError) as refusal:
        people.add_certificate(chenlijun, name="证书", issued_on=TODAY, expires_on=date(2020, 1, 1), by=SYSTEM)
    assert refusal.value.field == "expires_on"


@pytest.mark.req("PPL-01")
def test_his_manager_and_personnel_enter_certificates_and_he_himself_not(chenlijun: Staff) -> None:
    manager = person("lintao", Post.OUTLET_MANAGER)
    outlet = org.add_place(Outlet, code="HZ-BJ", name="滨江网点", manager=manager, by=SYSTEM)
    org.change_staff(chenlijun, outlet=outlet, by=SYSTEM)
    staff = Staff.objects.get(pk=chenlijun.pk)
    people.add_certificate(staff, name="证书", by=manager)
    people.add_certificate(staff, name="证书", by=person("sunli", Post.ADMINISTRATION))
    for nobody in (staff, person("zhoumin", Post.DISPATCHER)):
        with pytest.raises(PermissionDenied):
            people.add_certificate(staff, name="证书", by=nobody)


def test_one_sees_ones_own_certificates_and_dispatch_sees_all(chenlijun: Staff) -> None:
    other = person("liguodong", Post.TECHNICIAN)
    mine = people.add_certificate(chenlijun, name="我的证书", by=SYSTEM)
    people.add_certificate(other, name="他的证书", by=SYSTEM)
    assert list(Certificate.objects.visible_to(chenlijun)) == [mine]
    assert Certificate.objects.visible_to(person("zhoumin", Post.DISPATCHER)).count() == 2


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_certificate_is_entered_changed_and_removed_on_the_pages(chenlijun: Staff) -> None:
    sunli = signed_in(person("sunli", Post.ADMINISTRATION))
    url = f"/people/staff/{chenlijun.pk}/certificates/add/"
    assert sunli.get(url).status_code == 200
    data = {"name": "高处作业证", "number": "G-01", "skill": "高处作业", "expires_on": "2028-01-01"}
    assert sunli.post(url, data).status_code == 303
    certificate = Certificate.objects.get()
    assert "高处作业证" in sunli.get(chenlijun.get_absolute_url()).content.decode()
    sunli.post(f"/people/certificates/{certificate.pk}/", {**data, "expires_on": "2030-01-01"})
    certificate.refresh_from_db()
    assert certificate.expires_on == date(2030, 1, 1)
    sunli.post(f"/people/certificates/{certificate.pk}/remove/")
    assert not Certificate.objects.exists()


def test_what_expires_soon_is_listed(chenlijun: Staff) -> None:
    today = timezone.localdate()
    people.add_certificate(chenlijun, name="快到期的证书", expires_on=today + timedelta(days=10), by=SYSTEM)
    people.add_certificate(chenlijun, name="还早的证书", expires_on=today + timedelta(days=400), by=SYSTEM)
    page = signed_in(chenlijun).get("/people/certificates/?expiry=soon").content.decode()
    assert "快到期的证书" in page
    assert "还早的证书" not in page
