"""One form of error for every route: a problem document (RFC 9457) with a code to program against."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.defaults import page_not_found
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError, Stale

MEDIA_TYPE = "application/problem+json"
ERRORS = frozenset({400, 401, 403, 404, 409, 413, 422, 503})
TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    413: "Too large",
    422: "Not acceptable",
    503: "Not available now",
}


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Schema):
    """Every error answer: `code` for programs, `detail` for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []


class ApiError(Exception):
    """A refusal that only the API knows."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def answers(good: dict[int, Any]) -> dict[Any, Any]:
    """Return the answers of a route for the OpenAPI document: the good ones and all problems.

    Problems are named without their schema, which the document adds: a model for each of them at each route
    was a third of a second at every start.
    """
    return {**good, ERRORS: None}


def problem(status: int, code: str, detail: Any, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Return a problem document."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": str(detail),
        "errors": errors or [],
    }
    response = JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="bihuan"'
    if status == 503:
        response["Retry-After"] = "5"
    return response


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: the API with a problem document, everything else with the 404 page."""
    if request.path.startswith("/api/"):
        return problem(404, "not-found", TITLES[404])
    return page_not_found(request, exception)


def translate_errors(api: NinjaAPI) -> None:
    """Make every refusal of the house a problem document; the most exact class wins."""

    def on(kind: type[Exception], status: int, code: str, detail: Any = None) -> None:
        def answer(request: HttpRequest, error: Any) -> HttpResponse:
            return problem(status, code, detail or str(error) or TITLES[status])

        api.add_exception_handler(kind, answer)

    on(Stale, 409, "stale")
    on(MoveForbidden, 409, "move-forbidden")
    on(EvidenceMissing, 409, "evidence-missing")
    on(PermissionDenied, 403, "not-allowed")
    on(Http404, 404, "not-found", TITLES[404])
    on(ObjectDoesNotExist, 404, "not-found", TITLES[404])
    on(RequestDataTooBig, 413, "too-large")
    for far in (OverflowError, DataError):
        on(far, 422, "out-of-range", gettext_lazy("A number or a date is out of range."))
    on(OperationalError, 503, "database-busy", TITLES[503])
    others: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        OperationError: _refusal,
        ValidationError: _invalid,
        AuthenticationError: _unauthenticated,
        HttpError: _http_error,
        ApiError: _api_error,
    }
    for kind, answer in others.items():
        api.add_exception_handler(kind, answer)


def _refusal(request: HttpRequest, error: Any) -> HttpResponse:
    fields = [{"field": error.field, "message": str(error.message)}] if error.field else []
    return problem(422, "refused", error.message, fields)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    # The first two places of a location name the part of the request and the parameter of our function.
    fields = [
        {"field": ".".join(str(part) for part in item["loc"][2:] or item["loc"][-1:]), "message": item["msg"]}
        for item in error.errors
    ]
    return problem(422, "invalid", _("Some fields are not right."), fields)


def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(401, "no-token", _("Send a token: Authorization: Bearer bh_…"))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "bad-request", error.message)


def _api_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status, error.code, error.detail)
