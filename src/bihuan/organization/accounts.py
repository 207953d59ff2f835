"""Signing in: allauth asks here; nobody signs himself up, and each colleague gets his language."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from bihuan.organization.models import Staff
from bihuan.organization.operations import change_own

YEAR = 365 * 24 * 3600
WISHED = "wished_language"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by administration (operations.add_staff), never taken."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Speak the language wished for on the sign-in page, else the one in the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        wished = request.session.pop(WISHED, "")
        if wished:
            change_own(user, by=user, language=wished)
            user.language = wished
        _keep_language(response, wished or user.language)
        return response


class StaffSocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A company login (OIDC, WeChat, DingTalk, Feishu) opens an account that exists, or none.

    A colleague connects it under «my profile» once; an unknown one is refused.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Return how to reach a provider. Raises Http404: this installation has none of it."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error


class LanguageMiddleware:
    """Keep a language that was switched: on the colleague's account, or until he has signed in.

    Goes behind `AuthenticationMiddleware`; it looks at answers that set the language cookie only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        cookie = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if cookie is not None and cookie.value in dict(settings.LANGUAGES):
            _remember(request, cookie.value)
        return response


def locked_name(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """Return the user name under which failed attempts are counted: capitals are no new name."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return typed.strip().lower()


def _remember(request: HttpRequest, language: str) -> None:
    user = request.user
    if not isinstance(user, Staff):
        request.session[WISHED] = language
    elif user.language != language:
        change_own(user, by=user, language=language)


def _keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
