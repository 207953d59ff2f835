"""How often one visitor may post, and what he is told when it was too often."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.documents import company
from bihuan.kernel.throttle import count_try

LOOK_UPS = 12
WINDOW, MINUTE = timedelta(minutes=10), timedelta(minutes=1)
TOO_OFTEN = "bihuan.too_often"  # until when this visitor has to wait


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let one visitor post only so often, so that numbers can't be tried out: by his link, or else his address."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        visitor = kwargs.get("token") or request.META.get("REMOTE_ADDR", "")
        tries, until = count_try(f"portal:{view.__name__}", visitor, window=WINDOW)
        request.META[TOO_OFTEN] = until if tries > LOOK_UPS else None
        answer = view(request, *args, **kwargs)
        if tries > LOOK_UPS and answer.status_code == 429:
            answer["Retry-After"] = str(max(1, ceil((until - timezone.now()).total_seconds())))
        return answer

    return wrapped


def patient(request: HttpRequest, form: BaseForm) -> bool:
    """Tell whether this visitor may go on; else his form says when he may, with all that he has typed."""
    until = request.META.get(TOO_OFTEN)
    if until is None:
        return True
    form.errors.clear()
    words = _("That was too often. Please send it again after %(time)s; nothing you typed is lost.")
    hotline = company().hotline
    call = _(" Or call us: %(phone)s") % {"phone": hotline} if hotline else ""
    form.add_error(None, words % {"time": timezone.localtime(until + MINUTE).strftime("%H:%M")} + call)
    return False


def status_of(request: HttpRequest, form: BaseForm) -> int:
    """Return the answer's status: too often, to be corrected, or in order."""
    if request.META.get(TOO_OFTEN) is not None:
        return 429
    return 422 if form.is_bound and form.errors else 200
