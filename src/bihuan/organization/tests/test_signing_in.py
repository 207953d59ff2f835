"""Signing in and out, the second factor, the lock after wrong passwords, the language."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from pytest_django import Settings

from bihuan.kernel.actors import SYSTEM
from bihuan.organization import operations as org
from bihuan.organization.models import Staff
from bihuan.organization.tests.company import Company

RIGHT = {"login": "zhoumin", "password": "beichen-2026"}


def test_a_colleague_signs_in_and_out(client: Client, company: Company) -> None:
    assert client.get("/login/").status_code == 200
    answer = client.post("/login/", RIGHT)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(company.zhoumin.pk)
    assert client.get("/logout/").status_code == 200
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_user_names_are_the_same_in_capitals(client: Client, company: Company) -> None:
    client.post("/login/", {**RIGHT, "login": "ZhouMin"})
    assert "_auth_user_id" in client.session


def test_after_signing_in_one_is_where_one_wanted_to_go(client: Client, company: Company) -> None:
    assert client.post("/login/?next=/me/", {**RIGHT, "next": "/me/"}).url == "/me/"  # type: ignore[attr-defined]


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, company: Company) -> None:
    answer = client.post("/login/", {**RIGHT, "password": "wrong"})
    page = answer.content.decode()
    assert "zhoumin" in page
    assert 'role="alert"' in page


def test_who_has_left_cannot_sign_in(client: Client, company: Company) -> None:
    org.change_staff(company.zhoumin, is_active=False, by=SYSTEM)
    client.post("/login/", RIGHT)
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/inactive/").status_code == 200


def test_too_many_wrong_passwords_close_the_account_for_a_while(
    client: Client, company: Company, settings: Settings
) -> None:
    settings.AXES_ENABLED = True
    for name in ("zhoumin", "ZhouMin", "ZHOUMIN") * 2:
        answer = client.post("/login/", {"login": name, "password": "wrong"})
    assert answer.status_code == 429
    assert "一刻钟" in answer.content.decode()
    assert client.post("/login/", RIGHT).status_code == 429


def test_nobody_signs_himself_up(client: Client, db: None) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/login/").content.decode().count("signup") == 0


@pytest.mark.parametrize("page", ["/accounts/password/", "/accounts/two-factor/"])
def test_the_accounts_own_pages_have_the_look_of_the_house(page: str, client: Client, company: Company) -> None:
    client.post("/login/", RIGHT)
    answer = client.get(page, follow=True)
    assert answer.status_code == 200
    assert 'class="brand"' in answer.content.decode()


def test_company_logins_are_shown_when_configured_only(client: Client, db: None, settings: Settings) -> None:
    assert "集团账号" not in client.get("/login/").content.decode()
    app = {
        "provider_id": "company", "name": "集团账号", "client_id": "1", "secret": "2",
        "settings": {"server_url": "https://id.example.com"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert "集团账号" in client.get("/login/").content.decode()


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_factor_is_asked_when_there_is_one(client: Client, company: Company) -> None:
    secret = generate_totp_secret()
    TOTP.activate(company.zhoumin, secret)
    RecoveryCodes.activate(company.zhoumin)
    answer = client.post("/login/", RIGHT, follow=True)
    assert "_auth_user_id" not in client.session
    assert 'name="code"' in answer.content.decode()
    client.post("/accounts/two-factor/authenticate/", {"code": code_now(secret)})
    assert "_auth_user_id" in client.session


def test_a_recovery_code_opens_once(client: Client, company: Company) -> None:
    TOTP.activate(company.zhoumin, generate_totp_secret())
    code = RecoveryCodes.activate(company.zhoumin).get_unused_codes()[0]
    client.post("/login/", RIGHT)
    client.post("/accounts/two-factor/authenticate/", {"code": code})
    assert "_auth_user_id" in client.session
    assert Authenticator.objects.filter(user=company.zhoumin).count() == 2
    second = Client()
    second.post("/login/", RIGHT)
    second.post("/accounts/two-factor/authenticate/", {"code": code})
    assert "_auth_user_id" not in second.session


def test_the_accounts_language_is_spoken_after_signing_in(client: Client, company: Company) -> None:
    org.change_own(company.zhoumin, language="en", by=company.zhoumin)
    answer = client.post("/login/", RIGHT)
    assert answer.cookies["django_language"].value == "en"


def test_a_language_chosen_on_the_sign_in_page_is_remembered(client: Client, company: Company) -> None:
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "Sign in" in client.get("/login/").content.decode()
    client.post("/login/", RIGHT)
    assert Staff.objects.get(pk=company.zhoumin.pk).language == "en"


def test_a_language_switched_at_work_is_remembered(client: Client, company: Company) -> None:
    client.post("/login/", RIGHT)
    client.post("/language/", {"language": "en", "next": "/me/"})
    assert Staff.objects.get(pk=company.zhoumin.pk).language == "en"
