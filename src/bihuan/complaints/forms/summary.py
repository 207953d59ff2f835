"""The period a summary of complaints is about."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.complaints.queries.summary import Span
from bihuan.kernel.inputs import DateInput

USUAL = timedelta(days=89)
LONGEST = 3700  # days


class SpanForm(forms.Form):
    """From a day until a day; the last 90 days unless said otherwise."""

    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Fill in what is missing and refuse what makes no sense."""
        values: dict[str, Any] = super().clean() or {}
        until = values.get("until") or timezone.localdate()
        since = values.get("since") or until - USUAL
        if since > until:
            raise ValidationError(_("The end lies before the start."))
        if (until - since).days > LONGEST:
            raise ValidationError(_("At most %(days)s days at once.") % {"days": LONGEST})
        return {"since": since, "until": until}

    def span(self) -> Span:
        """Return the period asked for, the last 90 days when what was asked is wrong."""
        if self.is_valid():
            return Span(self.cleaned_data["since"], self.cleaned_data["until"])
        today = timezone.localdate()
        return Span(today - USUAL, today)
