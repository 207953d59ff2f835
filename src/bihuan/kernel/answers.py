"""How a refusal reads: the right status, a page that says what to do, a fragment or toast under htmx."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bihuan.kernel.api.errors import problem
from bihuan.kernel.attachments import UploadRejected
from bihuan.kernel.links import LinkExpired, LinkInvalid
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError, Stale
from bihuan.kernel.web import DIALOG, is_fragment, target


class Refusal(NamedTuple):
    """A refusal as it is answered."""

    status: int
    title: str
    text: str
    back: str = ""


def refusal(exception: Exception) -> Refusal | None:
    """Return how an exception is answered, None when it isn't a refusal but a fault."""
    record = getattr(exception, "record", None)
    back = record.get_absolute_url() if record is not None and hasattr(record, "get_absolute_url") else ""
    match exception:
        case PermissionDenied():
            return Refusal(403, _("Not allowed"), str(exception) or _("Your post does not allow this."))
        case Stale():
            return Refusal(409, _("Changed meanwhile"), str(exception), back)
        case MoveForbidden():
            return Refusal(409, _("Not possible now"), str(exception), back)
        case EvidenceMissing():
            return Refusal(409, _("Something is missing"), str(exception), back)
        case UploadRejected():
            return Refusal(422, _("File not accepted"), str(exception))
        case OperationError():
            return Refusal(422, _("Not done"), str(exception), back)
        case LinkExpired():
            return Refusal(410, _("Link expired"), str(exception))
        case LinkInvalid():
            return Refusal(404, _("Link not valid"), str(exception))
    return None


class AnswerMiddleware:
    """Turn refusals that a view lets through into answers; the API has its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):  # no database takes it as text
            if request.path.startswith("/api/"):
                return problem(400, "bad-request", _("This address is damaged. Please open it again."))
            damaged = Refusal(400, _("Not understood"), _("This address is damaged. Please open it again."))
            return answer(request, damaged)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; faults go on to Django's own handling."""
        found = refusal(exception)
        if found is None or request.path.startswith("/api/"):
            return None
        return answer(request, found)


def answer(request: HttpRequest, found: Refusal) -> HttpResponse:
    """Return a refusal as a page, as the content of a dialog, or as a toast."""
    context = {
        "error_title": found.title,
        "error_text": found.text,
        "error_back": found.back,
        "error_back_label": _("Back to the record") if found.back else "",
        "is_public": not request.user.is_authenticated,
    }
    if target(request) == DIALOG:
        return render(request, "parts/error.html", context, status=found.status)
    if is_fragment(request):
        response = render(request, "parts/error_toast.html", context, status=found.status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#toasts", "beforeend"
        return response
    template = f"{found.status}.html" if found.status in {403, 404, 409} else "refused.html"
    return render(request, template, context, status=found.status)
