"""The period a report is about."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.insight.queries.reports import Period
from bihuan.kernel.inputs import DateInput

LONGEST = 400  # days


class PeriodForm(forms.Form):
    """From a day until a day; the last 30 days unless said otherwise."""

    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Fill in what is missing and refuse what makes no sense."""
        values: dict[str, Any] = super().clean() or {}
        until = values.get("until") or timezone.localdate()
        since = values.get("since") or until - timedelta(days=29)
        if since > until:
            raise ValidationError(_("The end lies before the start."))
        if (until - since).days > LONGEST:
            raise ValidationError(_("At most %(days)s days at once.") % {"days": LONGEST})
        return {"since": since, "until": until}

    def period(self) -> Period:
        """Return the period asked for, the last 30 days when what was asked is wrong."""
        if self.is_valid():
            return Period(self.cleaned_data["since"], self.cleaned_data["until"])
        today = timezone.localdate()
        return Period(today - timedelta(days=29), today)
