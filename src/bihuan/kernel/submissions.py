"""A form sent twice is done once.

Every form carries a random token. The first POST writes it in the transaction that does the work,
together with the address it leads to; a second POST with the same token, at the same time or
later, waits for the first and goes to the same address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

View = Callable[..., HttpResponse]


class SubmittedForm(models.Model):
    """A form that has done its work; kept for some days (see housekeeping.py)."""

    token = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    result_url = models.CharField(max_length=500, blank=True)
    submitted_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.path} {self.submitted_at:%Y-%m-%d %H:%M}"


def once(view: View) -> View:
    """Let a view do a POST's work once for each submission token; without a token it runs as it is.

    The view runs in one transaction. An answer that isn't a redirect (the form shown again with its
    errors) frees the token, and so does an exception.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get("submission", "")[:64] if request.method == "POST" else ""
        if not token:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            form, is_first = SubmittedForm.objects.get_or_create(
                token=token, defaults={"owner": owner(request), "path": request.path[:200]}
            )
            if not is_first:
                return again(request, form)
            response = view(request, *args, **kwargs)
            form.result_url = result_of(response)
            if form.result_url:
                form.save(update_fields=["result_url"])
            else:
                form.delete()
            return response

    return wrapped


def owner(request: HttpRequest) -> str:
    """Return whose form it is; a visitor is known by his session or by nothing."""
    user = getattr(request, "user", None)
    return f"staff:{user.pk}" if user is not None and user.is_authenticated else "visitor"


def again(request: HttpRequest, form: SubmittedForm) -> HttpResponse:
    """Return the first answer's address for a form that comes a second time."""
    is_same = form.owner == owner(request) and form.path == request.path[:200]
    url = form.result_url if is_same and form.result_url else request.path
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": url})
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def result_of(response: HttpResponse) -> str:
    """Return the address a finished POST leads to, "" when the form is shown again."""
    if response.status_code in {301, 302, 303}:
        return response.headers["Location"][:500]
    return response.headers.get("HX-Redirect", "")[:500]
