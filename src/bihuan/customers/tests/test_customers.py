"""Customers: entered once, found by phone, shown masked, seen by those they concern."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from bihuan.customers import operations, queries
from bihuan.customers.models import Contact, Customer
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel import history, privacy_view, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.privacy import UnmaskLog
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization import operations as org
from bihuan.organization.states import Post

PHONE = "13812346021"
FILE = 38  # one tells what there is; then one or two for each panel and figure, however much there is of each


@pytest.fixture
def browser(people, client: Client) -> Client:
    client.force_login(people.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.req("CUS-01")
def test_a_customer_gets_a_number_and_a_history(people) -> None:
    assert people.shen.number.startswith("CU-")
    assert [entry.verb for entry in history.of(Customer.kind(), people.shen.pk)] == ["register"]


@pytest.mark.parametrize("written", ["138 1234 6021", "+86-13812346021", "13812346021.0", "6021"])
def test_a_customer_is_found_by_phone_however_it_is_written(people, written: str) -> None:
    assert queries.phone_hits(written) == [people.shen.pk]
    assert search.newest(Customer.kind(), written) == [people.shen.pk]


def test_a_company_is_found_by_its_contact(people) -> None:
    operations.add_contact(people.hotel, name="工程部刘工", phone="13900007777", by=people.zhoumin)
    assert list(queries.by_phone("139 0000 7777")) == [people.hotel]
    assert search.newest(Customer.kind(), "刘工") == [people.hotel.pk]


def test_the_same_customer_is_not_entered_twice(people) -> None:
    with pytest.raises(OperationError) as refusal:
        operations.register(name=" 沈雅琴 ", phone="+86 138 1234 6021", by=people.zhoumin)
    assert refusal.value.field == "phone"
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "phone", "field"), [("", "", "name"), ("何丽华", "没有", "phone"), ("何丽华", "12", "phone")]
)
def test_what_cannot_be_right_is_refused_at_its_field(people, name: str, phone: str, field: str) -> None:
    with pytest.raises(OperationError) as refusal:
        operations.register(name=name, phone=phone, by=people.zhoumin)
    assert refusal.value.field == field


@pytest.mark.req("SEC-02")
def test_a_correction_is_kept_with_what_was_there_before(people) -> None:
    operations.change(people.shen, name="沈雅琴女士", phone="13900008888", by=people.zhoumin)
    entry = history.of(Customer.kind(), people.shen.pk).last()
    assert entry.changes == {"name": ["沈雅琴", "沈雅琴女士"], "phone": ["138 **** 6021", "139 **** 8888"]}
    assert queries.phone_hits("6021") == []


def test_nobody_overwrites_what_another_has_just_changed(people) -> None:
    seen = people.shen.revision
    operations.change(people.shen, business="家电", by=people.zhoumin, revision=seen)
    with pytest.raises(Stale):
        operations.change(people.shen, business="餐饮", by=people.xuwen, revision=seen)


@pytest.mark.req("PPL-01", "CUS-01")
def test_each_post_sees_its_own_customers(people) -> None:
    seen = {
        name: list(Customer.objects.visible_to(getattr(people, name)).order_by("pk"))
        for name in ("zhoumin", "lintao", "chenlijun", "qianjin")
    }
    assert seen == {
        "zhoumin": [people.shen, people.hotel], "lintao": [people.shen], "chenlijun": [],
        "qianjin": [people.shen, people.hotel],
    }  # fmt: skip


@pytest.mark.req("PPL-01")
def test_posts_without_the_right_change_nothing(people) -> None:
    for by in (people.chenlijun, people.qianjin):
        with pytest.raises(PermissionDenied):
            operations.change(people.shen, business="x", by=by)
    with pytest.raises(PermissionDenied):
        operations.change(people.hotel, business="x", by=people.lintao)
    assert operations.change(people.shen, business="x", by=people.lintao).business == "x"


@pytest.mark.req("SEC-01")
def test_the_file_shows_no_phone_in_clear(people, browser: Client) -> None:
    answer = browser.get(people.shen.get_absolute_url())
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "138 **** 6021" in text
    assert PHONE not in text
    assert "星澜苑" not in text


@pytest.mark.req("CUS-01", "SEC-01")
def test_it_is_shown_for_a_reason_and_that_is_on_record(people, browser: Client) -> None:
    url = reverse("kernel:unmask", args=["customers.customer", people.shen.pk, "phone"])
    assert PHONE not in browser.get(url).content.decode()
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert PHONE in browser.post(url, {"reason": "约上门时间"}).content.decode()
    assert UnmaskLog.objects.get().staff == people.zhoumin


@pytest.mark.req("CUS-01", "SEC-01")
def test_a_reason_holds_a_quarter_of_an_hour_for_one_customer_and_every_look_is_logged(
    people, browser: Client, monkeypatch
) -> None:
    operations.add_contact(people.shen, name="沈先生", phone="13700001234", by=SYSTEM)
    contact = Contact.objects.get()
    own, theirs = (
        reverse("kernel:unmask", args=[kind, pk, "phone"])
        for kind, pk in (("customers.customer", people.shen.pk), ("customers.contact", contact.pk))
    )
    assert "13700001234" not in browser.post(theirs, {"again": "1"}).content.decode()
    browser.post(own, {"purpose": "appointment", "reason": "周三上午"})
    assert "13700001234" in browser.post(theirs, {"again": "1"}).content.decode()
    reasons = list(UnmaskLog.objects.order_by("pk").values_list("kind", "reason"))
    assert [kind for kind, _reason in reasons] == ["customers.customer", "customers.contact"]
    assert reasons[0][1] == reasons[1][1]
    assert reasons[0][1].endswith("周三上午")
    other = reverse("kernel:unmask", args=["customers.customer", people.hotel.pk, "phone"])
    assert browser.post(other, {"again": "1"}).status_code == 422
    monkeypatch.setattr(privacy_view, "HOLDS", timedelta(0))
    assert browser.post(own, {"again": "1"}).status_code == 422


@pytest.mark.one_database
def test_those_in_charge_read_who_looked_at_what(people, browser: Client) -> None:
    browser.post(reverse("kernel:unmask", args=["customers.customer", people.shen.pk, "phone"]), {"reason": "核对身份"})
    assert browser.get(reverse("kernel:displays")).status_code == 403
    org.give_post(people.qianjin, post=Post.SERVICE_MANAGER, since_on=date(2020, 1, 1), by=SYSTEM)
    browser.force_login(people.qianjin, backend="django.contrib.auth.backends.ModelBackend")
    text = browser.get(reverse("kernel:displays")).content.decode()
    assert "核对身份" in text
    assert "周敏" in text
    assert PHONE not in text


@pytest.mark.req("SEC-01")
def test_it_is_not_shown_to_those_who_do_not_need_it(people, client: Client) -> None:
    url = reverse("kernel:unmask", args=["customers.customer", people.shen.pk, "phone"])
    for who, status in (("qianjin", 403), ("chenlijun", 404)):
        client.force_login(getattr(people, who), backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(url, {"reason": "just so"}).status_code == status
    for kind, field in (("customers.customer", "nothing"), ("no.model", "phone"), ("kernel.unmasklog", "reason")):
        wrong = reverse("kernel:unmask", args=[kind, people.shen.pk, field])
        assert client.post(wrong, {"reason": "just so"}).status_code == 404
    assert not UnmaskLog.objects.exists()


def test_the_form_keeps_what_was_typed_and_the_mask_changes_nothing(people, browser: Client) -> None:
    url = reverse("customers:edit", args=[people.shen.pk])
    form = {
        "name": "", "customer_kind": "household", "phone": "138 **** 6021", "address": "杭州市滨江区****",
        "revision": 1,
    }  # fmt: skip
    answer = browser.post(url, {**form, "business": "家电"})
    assert answer.status_code == 422
    assert "家电" in answer.content.decode()
    assert browser.post(url, {**form, "name": "沈雅琴", "phone": "138 **** 6022"}).status_code == 422
    assert browser.post(url, {**form, "name": "沈雅琴", "business": "家电"}).status_code == 303
    customer = Customer.objects.get(pk=people.shen.pk)
    assert (customer.business, customer.phone.reveal()) == ("家电", PHONE)
    assert customer.address == "杭州市滨江区星澜苑 6 幢 1202 室"


def test_a_customer_with_contact_and_site_is_entered_on_the_pages(people, browser: Client) -> None:
    file = {"name": "龙泉小学", "customer_kind": "institution", "phone": "0571-88886666"}
    answer = browser.post(reverse("customers:add"), file)
    school = Customer.objects.get(name="龙泉小学")
    assert answer.url == school.get_absolute_url()
    person = {"name": "后勤王老师", "phone": "13700001234", "is_active": "on"}
    place = {"name": "东校区", "region": people.xihu.pk, "is_active": "on"}
    browser.post(reverse("customers:add_contact", args=[school.pk]), person)
    browser.post(reverse("customers:add_site", args=[school.pk]), place)
    browser.post(reverse("customers:comment", args=[school.pk]), {"text": "寒假前巡检"})
    contact = Contact.objects.get(customer=school)
    left = {"name": "后勤王老师", "phone": "137 **** 1234", "revision": 1}
    browser.post(reverse("customers:contact", args=[contact.pk]), left)
    text = browser.get(school.get_absolute_url()).content.decode()
    assert all(words in text for words in ("后勤王老师", "137 **** 1234", "东校区", "寒假前巡检"))
    assert not Contact.objects.get(customer=school).is_active


def test_opening_a_file_takes_few_queries(people, browser: Client, django_assert_max_num_queries) -> None:
    for number in range(8):
        operations.add_contact(people.shen, name=f"联系人{number}", phone=f"1390000000{number}", by=SYSTEM)
    with django_assert_max_num_queries(FILE):
        browser.get(people.shen.get_absolute_url())


def test_the_list_searches_words_and_phones(people, browser: Client) -> None:
    for number in range(30):
        operations.register(name=f"万家乐超市{number}", phone=f"1380000{number:04d}", by=SYSTEM)
    text = browser.get(reverse("customers:customers")).content.decode()
    assert "138 **** 0029" in text
    assert "13800000029" not in text
    for query in ("东湖", "6021"):
        found = browser.get(reverse("customers:customers"), {"q": query}).content.decode()
        assert ("东湖宾馆" in found, "沈雅琴" in found) == (query == "东湖", query == "6021")
