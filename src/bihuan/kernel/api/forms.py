"""The form for a new token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.api.tokens import scopes


class TokenForm(forms.Form):
    """What a token is for, what it may do, how long."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("It lasts"),
        coerce=int,
        choices=[(90, _("90 days")), (365, _("one year")), (0, _("until it is revoked"))],
        initial=365,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(scopes().items())  # type: ignore[attr-defined]
