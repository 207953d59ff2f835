"""What an attacker tries: foreign forms, other people's rows, forged hosts, stolen data, guessed passwords."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bihuan.config.demo import PASSWORD
from bihuan.customers import operations as customers
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.privacy import UnmaskLog
from bihuan.kernel.submissions import SubmittedForm
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from tests.cast import SIGNATURE, Cast
from tests.faults.company import poison
from tests.faults.words import ADDRESS, PHONE, SECRETS
from tests.house import gallery
from tests.house.addresses import pages
from tests.test_permissions import GROUPS, PAGES, expected

pytestmark = pytest.mark.django_db
As = Callable[..., Client]


@pytest.mark.one_database
def test_a_form_from_elsewhere_is_refused_everywhere(cast: Cast) -> None:
    people, rows = gallery.everyone(cast), gallery.rows(cast)
    open_, exempt = [], []
    for name, view in pages().items():
        row = PAGES[name]
        url = reverse(name, kwargs=rows[row.get("at", "nothing")])
        post = next((one for one in GROUPS["everybody"] if expected(row, one) == "in"), "dispatcher")
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(people[post])
        with transaction.atomic():
            answer = browser.post(url, {"note": "x", "name": "x"})
            transaction.set_rollback(True)
        if answer.status_code not in {403, 404, 405}:
            open_.append(f"{url}: {answer.status_code}")
        if getattr(view, "csrf_exempt", False):
            exempt.append(name)
    assert (open_, exempt) == ([], [])


def test_a_foreign_page_can_not_send_a_form_even_with_a_token(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.zhoumin)
    browser.get("/service/take-in/")
    token = browser.cookies["csrftoken"].value
    form = {"description": "不制冷", "channel": "hotline", "urgency": "normal", "csrfmiddlewaretoken": token}
    foreign = {"origin": "https://evil.example", "referer": "https://evil.example/"}
    assert browser.post("/service/take-in/", form, headers=foreign).status_code == 403
    assert not ServiceRequest.objects.exists()
    assert browser.post("/service/take-in/", form).status_code == 303


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80@127.0.0.1", "", "a b"])
def test_a_forged_host_is_refused(client: Client, host: str) -> None:
    configured.ALLOWED_HOSTS[:] = [one for one in configured.ALLOWED_HOSTS if one != "*"]
    for path in ("/login/", "/report/", "/api/requests"):
        assert client.get(path, headers={"host": host}).status_code == 400


def test_links_in_messages_come_from_the_settings_not_from_the_request(cast: Cast, as_: As) -> None:
    browser = as_(cast.zhoumin, headers={"x-forwarded-host": "evil.example"})
    page: Any = browser.get(f"/service/requests/{cast.request().pk}/link/")
    assert "evil.example" not in page.content.decode()


ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)",
    "http:evil.example", " //evil.example", "https:///evil.example", "///evil.example", "/\t/evil.example",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_to_another_site(cast: Cast, wanted: str) -> None:
    browser = Client()
    for url in ("/language/", "/theme/"):
        answer = browser.post(url, {"language": "en", "theme": "dark", "next": wanted})
        assert answer.headers["Location"] == "/"
    answer = browser.post("/login/", {"login": "zhoumin", "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    assert answer.headers["Location"] in {"/", ""}, answer.headers["Location"]
    assert browser.get("/logout/", {"next": wanted}).status_code == 200
    out = browser.post("/logout/", {"next": wanted})
    assert "evil" not in out.headers["Location"]
    assert "javascript" not in out.headers["Location"]


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(cast: Cast) -> None:
    browser = Client()
    browser.post("/language/", {"language": "en"})
    before = browser.cookies.get("sessionid")
    browser.post("/login/", {"login": "zhoumin", "password": PASSWORD})
    inside = browser.cookies["sessionid"].value
    assert before is None or before.value != inside
    planted = Client()
    planted.cookies["sessionid"] = "a" * 32
    planted.post("/login/", {"login": "zhoumin", "password": PASSWORD})
    assert planted.cookies["sessionid"].value != "a" * 32
    stolen = Client()
    stolen.cookies["sessionid"] = inside
    assert stolen.get("/me/").status_code == 200
    browser.post("/logout/")
    assert stolen.get("/me/").status_code == 302


def test_a_changed_password_or_a_colleague_who_has_left_ends_all_sessions(cast: Cast, as_: As) -> None:
    browser = as_(cast.zhoumin)
    assert browser.get("/me/").status_code == 200
    cast.zhoumin.set_password("ganz-neu-2026")
    cast.zhoumin.save()
    assert browser.get("/me/").status_code == 302
    other = as_(cast.chenlijun)
    type(cast.chenlijun).objects.filter(pk=cast.chenlijun.pk).update(is_active=False)
    assert other.get("/me/").status_code == 302


def test_cookies_travel_over_https_alone_where_there_is_https(cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    browser = Client()
    answer = browser.post("/login/", {"login": "zhoumin", "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_guessing_passwords_is_stopped_and_tells_nobody_which_names_exist(cast: Cast, settings: Any) -> None:
    settings.AXES_ENABLED = True
    answers = {}
    for name in ("zhoumin", "nobody-here"):
        browser = Client(REMOTE_ADDR=f"203.0.113.{len(answers)}")
        tries = [browser.post("/login/", {"login": name, "password": f"x{number}"}) for number in range(8)]
        answers[name] = [answer.status_code for answer in tries]
        assert tries[-1].status_code == 429
    assert answers["zhoumin"] == answers["nobody-here"]


@pytest.mark.req("SEC-01", "PPL-01")
def test_rows_of_other_outlets_are_not_found_by_any_address(cast: Cast, as_: As) -> None:
    people, rows = gallery.everyone(cast), gallery.rows(cast)
    strangers = [
        (post, as_(people[post]), name, row)
        for name, row in PAGES.items()
        for post in ("technician_elsewhere", "outlet_manager_elsewhere", "production_planning")
        if expected(row, post) == "hidden"
    ]
    assert len(strangers) > 80
    found = {}
    for post, browser, name, row in strangers:
        url = reverse(name, kwargs=rows[row.get("at", "nothing")])
        if "form" not in row:
            found[f"{post} opens {url}"] = browser.get(url).status_code
        found[f"{post} sends {url}"] = browser.post(url, {"note": "x"}).status_code
    assert {what: status for what, status in found.items() if status not in {404, 405}} == {}


def rows_of_the_database() -> Iterator[tuple[str, str]]:
    """Yield every value of every table as the database keeps it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("kernel_searchgrams"):  # the words of kernel_searchtext once more, in pieces
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, json.dumps(cursor.fetchall(), ensure_ascii=False, default=str)


SENTENCE = f"{PHONE}，{ADDRESS}，空调不制冷，下午四点后在家"


@pytest.mark.req("SEC-01", "CUS-01")
def test_phones_and_addresses_are_in_no_table_log_file_or_mail_in_clear(
    cast: Cast, as_: As, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    connection.force_debug_cursor = False
    gallery.rows(cast)
    poison(cast)
    clerk = as_(cast.zhoumin)
    clerk.post("/service/take-in/hear/", {"sentence": SENTENCE})
    assert clerk.post("/service/take-in/sentence/", {"sentence": SENTENCE}).status_code == 303
    customers.change(cast.customer, by=cast.zhoumin, phone="13987654321", address=ADDRESS)
    made = ServiceRequest.objects.latest("pk")
    assert made.phone.reveal() == PHONE
    service.change(made, by=cast.zhoumin, phone="13812346021")
    clerk.post("/service/take-in/", {"phone": PHONE, "address": ADDRESS, "description": ""})
    Client().post("/report/", {"words": "漏水", "name": "沈", "phone": PHONE, "address": ADDRESS})
    clerk.get("/service/requests/?export=1")
    leaks = [f"{secret} in {table}" for table, text in rows_of_the_database() for secret in SECRETS if secret in text]
    leaks += [f"{secret} in the log" for secret in SECRETS if secret in caplog.text]
    output = "".join(capsys.readouterr())
    leaks += [f"{secret} in the output" for secret in SECRETS if secret in output]
    assert sorted(set(leaks)) == []


@pytest.mark.req("SEC-01", "CUS-01")
def test_every_look_at_personal_data_is_written_down_and_needs_a_reason(cast: Cast, as_: As) -> None:
    order = cast.order()
    request = order.request
    records = (f"service.servicerequest/{request.pk}", f"customers.customer/{cast.customer.pk}")
    addresses = [f"/unmask/{record}/{field}/" for record in records for field in ("phone", "address")]
    clerk = as_(cast.zhoumin)
    for number, url in enumerate(addresses):
        asked: Any = clerk.get(url)
        assert not any(secret in asked.content.decode() for secret in SECRETS)
        assert clerk.post(url, {"reason": ""}).status_code == 422
        assert UnmaskLog.objects.count() == number
        shown: Any = clerk.post(url, {"reason": "回电确认时间"})
        assert any(secret in shown.content.decode() for secret in (*SECRETS, "13812346021"))
        assert "no-store" in shown.headers["Cache-Control"]
        assert UnmaskLog.objects.count() == number + 1
    as_(cast.chenlijun).post(f"/service/jobs/{order.pk}/reveal/")
    assert UnmaskLog.objects.filter(staff=cast.chenlijun).count() == 2
    for stranger in ("sunhao", "wulei", "luoning", "liuwei", "yaojun"):
        for url in addresses:
            assert as_(cast.people[stranger]).post(url, {"reason": "neugierig"}).status_code in {403, 404}
    assert UnmaskLog.objects.count() == 6


@pytest.mark.parametrize(
    "what", ["organization.staff/1/password", "kernel.apitoken/1/digest", "customers.customer/1/number", "x/1/phone",
             "customers.customer/1/nothing", "auth.permission/1/name", "service.servicerequest/999999/phone"],
)  # fmt: skip
def test_unmasking_shows_personal_data_and_nothing_else(cast: Cast, as_: As, what: str) -> None:
    kind, pk, field = what.split("/")
    if kind == "customers.customer":
        pk = str(cast.customer.pk)
    answer: Any = as_(cast.hanli).post(f"/unmask/{kind}/{pk}/{field}/", {"reason": "Neugier"})
    assert answer.status_code in {403, 404, 422}
    assert cast.customer.number not in answer.content.decode() or field != "number" or answer.status_code == 422
    assert not UnmaskLog.objects.exists()


def test_printing_and_files_take_no_kind_for_granted(cast: Cast, as_: As) -> None:
    browser = as_(cast.hanli)
    for kind in ("auth.permission", "kernel.apitoken", "x", "service.", ".", "service.faultclass", "sessions.session"):
        assert browser.get(f"/print/return_slip/{kind}/1/").status_code in {403, 404}, kind
    row = attachments.attach(cast.request(), service.drawn(SIGNATURE), by=SYSTEM)
    attachments.Attachment.objects.filter(pk=row.pk).update(kind="auth.permission")
    assert browser.get(f"/files/{row.pk}/").status_code == 404


def test_anothers_form_token_leads_nowhere(cast: Cast, as_: As) -> None:
    url = f"/service/requests/{cast.request().pk}/comment/"
    as_(cast.zhoumin).post(url, {"text": "geheim", "submission": "t" * 32})
    assert SubmittedForm.objects.get().result_url
    other: Any = as_(cast.hanli).post(url, {"text": "x", "submission": "t" * 32})
    assert other.status_code == 303
    assert other.headers["Location"] == url


def test_stored_exports_and_uploads_lie_where_no_address_leads(cast: Cast, client: Client) -> None:
    rows = gallery.rows(cast)
    assert rows["export"]
    for name in ("exports/register.xlsx", "imports/a.csv"):
        for prefix in ("/files/", "/media/", "/static/", "/"):
            assert client.get(f"{prefix}{name}").status_code in {302, 404}


def test_errors_show_nothing_of_the_inside(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("secret-of-the-house")

    monkeypatch.setattr("bihuan.insight.views.desk", broken)
    answer: Any = as_(cast.zhoumin, raise_request_exception=False).get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "secret-of-the-house" not in page
    assert "Traceback" not in page
    assert "<h1" in page
