"""The little window in which one piece of personal data is shown, for a reason; and who has looked at what.

A reason holds for the record and for a quarter of an hour: whoever calls a customer and then writes down
his address isn't asked twice. Every display is logged with the reason all the same.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy.unmasking import permission, unmask
from bihuan.kernel.records import Tracked, model_of
from bihuan.kernel.web import attempt, page, staff_page, visible

HOLDS, REMEMBERED, MOST = timedelta(minutes=15), "unmask_reasons", 20


class Purpose(models.TextChoices):
    """What personal data is usually needed for."""

    APPOINTMENT = "appointment", gettext_lazy("Agree on a visit")
    CALL_BACK = "call_back", gettext_lazy("Call back")
    COMPLAINT = "complaint", gettext_lazy("Handle a complaint")
    DELIVERY = "delivery", gettext_lazy("Send goods or papers")
    BILLING = "billing", gettext_lazy("Bill or invoice")
    CHECK = "check", gettext_lazy("Check who it is")


class ReasonForm(forms.Form):
    """Why somebody needs to see it: one of the usual purposes, or his own words, or both."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you need it for?"), choices=Purpose.choices, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("In your own words"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        values = super().clean() or self.cleaned_data
        if not values.get("purpose") and len((values.get("reason") or "").strip()) < 2:
            self.add_error("reason", _("Say what you need it for."))
        return values

    def words(self) -> str:
        """Return the reason as the log keeps it."""
        chosen = self.cleaned_data.get("purpose")
        purpose = str(Purpose(chosen).label) if chosen else ""
        return "：".join(filter(None, [purpose, self.cleaned_data["reason"].strip()]))


@staff_page()
@never_cache
def unmask_view(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, then show the field in clear, once (CUS-01, SEC-01)."""
    by = cast(Actor, request.user)
    record, label = _found(request, kind, pk, field)
    permit(by, permission(type(record)), record)
    form = ReasonForm(request.POST or None)
    known = _remembered(request, record)
    plain = None
    if request.method == "POST" and "again" in request.POST and known:
        form, plain = ReasonForm(), unmask(record, field, by=by, reason=known)
    elif request.method == "POST":
        plain = attempt(form, lambda: unmask(record, field, by=by, reason=form.words()))
        if plain is not None:
            known = form.words()
            _remember(request, record, known)
    context = {"record": record, "label": label, "form": form, "plain": plain, "known": known}
    return page(request, "kernel/unmask.html", context, status=422 if form.errors else 200)


def _key(record: Tracked) -> str:
    """Return what a reason holds for: the record, or the one it is a part of."""
    owner = getattr(record, "customer_id", None) if record._meta.app_label == "customers" else None
    return f"customers.customer:{owner}" if owner else f"{record.kind()}:{record.pk}"


def _remembered(request: HttpRequest, record: Tracked) -> str:
    """Return the reason given for this record within the last quarter of an hour, "" for none."""
    reason, at = request.session.get(REMEMBERED, {}).get(_key(record), ("", ""))
    given: datetime | None = parse_datetime(at) if at else None
    return str(reason) if given and timezone.now() - given < HOLDS else ""


def _remember(request: HttpRequest, record: Tracked, reason: str) -> None:
    kept = dict(request.session.get(REMEMBERED, {}))
    kept.pop(_key(record), None)
    kept[_key(record)] = (reason, timezone.now().isoformat())
    request.session[REMEMBERED] = dict(list(kept.items())[-MOST:])


def _found(request: HttpRequest, kind: str, pk: int, field: str) -> tuple[Tracked, Any]:
    try:
        model = model_of(kind)
        label = model._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        raise Http404(_("Not found, or not for you.")) from error
    if not hasattr(model._default_manager, "visible_to"):
        raise Http404(_("Not found, or not for you."))
    return visible(model, request, pk=pk), label
