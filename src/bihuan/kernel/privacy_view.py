"""The little window in which one piece of personal data is shown, for a reason."""

from typing import Any, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy.unmasking import permission, unmask
from bihuan.kernel.records import Tracked, model_of
from bihuan.kernel.web import attempt, page, staff_page, visible


class ReasonForm(forms.Form):
    """Why somebody needs to see it."""

    reason = forms.CharField(label=gettext_lazy("What do you need it for?"), min_length=2, max_length=200)


@staff_page()
@never_cache
def unmask_view(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, then show the field in clear, once (CUS-01, SEC-01)."""
    by = cast(Actor, request.user)
    record, label = _found(request, kind, pk, field)
    permit(by, permission(type(record)), record)
    form = ReasonForm(request.POST or None)
    plain = None
    if request.method == "POST":
        plain = attempt(form, lambda: unmask(record, field, by=by, reason=form.cleaned_data["reason"]))
    context = {"record": record, "label": label, "form": form, "plain": plain}
    return page(request, "kernel/unmask.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, kind: str, pk: int, field: str) -> tuple[Tracked, Any]:
    try:
        model = model_of(kind)
        label = model._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        raise Http404(_("Not found, or not for you.")) from error
    if not hasattr(model._default_manager, "visible_to"):
        raise Http404(_("Not found, or not for you."))
    return visible(model, request, pk=pk), label
