"""What every page's view stands on: who may open it, one answer for page and fragment, once per form.

A view says who may (`staff_page`, `public_page`, `for_record`), reads a form, calls one operation
through `attempt`, and answers with `page` or `done`. Refusals become the right page in
kernel/answers.py; views don't catch them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import unquote

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DataError, models, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.frame import Frame
from bihuan.kernel.moments import YEARS
from bihuan.kernel.records import OperationError, Stale
from bihuan.kernel.stale import show_again
from bihuan.kernel.submissions import SubmittedForm, once

__all__ = ["Frame", "SubmittedForm", "once", "page_frame"]

View = Callable[..., HttpResponse]
R = TypeVar("R", bound=models.Model)
DIALOG = "dialog-body"


class StaffRequest(HttpRequest):
    """A request behind `staff_page` or `TokenAuth`: its user is a signed-in colleague, an Actor."""

    user: Any  # organization.Staff, which the kernel doesn't know


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template `frame`: menu, dock, bell, theme, the user; each is worked out when drawn."""
    return {"frame": Frame(request)}


def staff_page(permission: str = "", *, reads: bool = False) -> Callable[[View], View]:
    """Open a view to colleagues who hold a permission; others sign in first, or get 403.

    A POST with a submission token is done once, in one transaction (`once`).

    Args:
        permission: name of a rules permission; "" for every colleague.
        reads: the view only reads, and is asked by POST to keep personal data out of addresses; the
            form around it keeps its token.
    """

    def decorate(view: View) -> View:
        guarded = view if reads else once(view)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in(request)
            if permission:
                permit(acting(request), permission)
            return guarded(request, *args, **kwargs)

        wrapped.permission = permission or "staff"  # type: ignore[attr-defined]
        return wrapped

    return decorate


def public_page(view: View) -> View:
    """Open a view to everybody; what a visitor may do there hangs on his signed link."""
    guarded = once(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return guarded(request, *args, **kwargs)

    wrapped.permission = "public"  # type: ignore[attr-defined]
    return wrapped


def for_record(model: type[R], permission: str = "", *, key: str = "pk") -> Callable[[View], View]:
    """Open a view on one record: the row is found among those the user may see, and handed in as `record`.

    Args:
        model: its default manager must have `visible_to(user)`.
        permission: asked for this very record; 403 when refused, 404 when the row is invisible.
        key: name of the field and of the argument in the address: "pk", "number", "serial".
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            record = visible(model, request, **{key: kwargs.pop(key)})
            if permission:
                permit(acting(request), permission, record)
            return view(request, record, *args, **kwargs)

        guarded = staff_page("")(wrapped)
        guarded.permission = permission or "staff"  # type: ignore[attr-defined]
        guarded.record_model = model  # type: ignore[attr-defined]
        return guarded

    return decorate


def acting(request: HttpRequest) -> Actor:
    """Return who acts on a page behind `staff_page`: the signed-in colleague."""
    return cast(Actor, request.user)


def visible(model: type[R], request: HttpRequest, **lookup: Any) -> R:
    """Return the row if this user may see it.

    Raises:
        Http404: there is none, or not for him; the two can't be told apart from outside.
    """
    rows: Any = model._default_manager
    if not hasattr(rows, "visible_to"):  # an address may name any kind
        raise Http404(_("Not found, or not for you."))
    try:
        found: R = rows.visible_to(request.user).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Http404(_("Not found, or not for you.")) from error
    return found


def sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to the sign-in page and back here; a fragment makes the whole window go there."""
    answer = redirect_to_login(request.get_full_path())
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def is_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page (going back in the browser asks for all of it)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def target(request: HttpRequest) -> str:
    """Return the id of the element that htmx will fill, "" when there is none."""
    if not is_fragment(request):
        return ""
    return unquote(request.headers.get("HX-Target", "").partition("#")[2])


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with a page, or with the block of it that htmx asked for.

    The block is the template's `{% partialdef %}` named like the target's id; a dialog asks for
    the one named `dialog`. A template without such a block answers whole.
    """
    name = {DIALOG: "dialog"}.get(target(request), target(request))
    response = render(request, template_with_block(template, name), dict(context or {}), status=status)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary", ""), "HX-Request"]))
    return response


def template_with_block(template: str, name: str) -> str:
    """Return `template#name` if the template defines that block, else the template."""
    if not name:
        return template
    try:
        get_template(f"{template}#{name}")
    except TemplateDoesNotExist:
        return template
    return f"{template}#{name}"


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    heading: str,
    submit: str = "",
    back: str = "",
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    """Answer with a form's own page or, in a dialog, the form alone; 422 when it carries errors."""
    status = 422 if form.is_bound and form.errors else 200
    facts = {"form": form, "heading": heading, "submit": submit, "back": back, **context}
    return page(request, template, facts, status=status)


def attempt(form: BaseForm, work: Callable[[], Any]) -> Any:
    """Run an operation for a valid form; a refusal becomes an error at its field.

    Where somebody else was quicker, the form shows what he changed.

    Returns:
        what the operation returns, True where that is None; None when the form must be shown again.
    """
    if not form.is_valid() or not within_reach(form):
        return None
    try:
        with transaction.atomic():
            result = work()
    except Stale as refusal:
        show_again(form, refusal)
        return None
    except OperationError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return None
    except (OverflowError, DataError):
        form.add_error(None, _("A number or a date is out of range."))
        return None
    return True if result is None else result


def within_reach(form: BaseForm) -> bool:
    """Tell whether a valid form's days are ones that people mean; the others get an error at their field."""
    days = {name: value for name, value in form.cleaned_data.items() if isinstance(value, date)}
    for name, value in days.items():
        if value.year not in YEARS:
            form.add_error(name, _("A number or a date is out of range."))
    return form.is_valid()


def done(request: HttpRequest, url: Any, message: Any = "") -> HttpResponse:
    """Answer a POST that did its work: go to an address (or a record's page), with a word about it."""
    if message:
        messages.success(request, str(message))
    where = url if isinstance(url, str) else url.get_absolute_url()
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": where})
    answer = HttpResponseRedirect(where)
    answer.status_code = 303
    return answer


def revision_seen(request: HttpRequest) -> int | None:
    """Return the revision of the record that the form was drawn from, None when it didn't say."""
    value = request.POST.get("revision", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def next_page(request: HttpRequest, default: str = "/") -> str:
    """Return where a form wants to go afterwards, if that is in this installation."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else default


def require_post(request: HttpRequest) -> None:
    """Refuse anything but a POST where a plain address must never change data.

    Raises:
        PermissionDenied: the request is a GET.
    """
    if request.method != "POST":
        raise PermissionDenied(_("This address only takes a form."))
