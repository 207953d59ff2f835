"""What one fills in at a station."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.attachments import Content, inspect
from bihuan.kernel.inputs import note_field
from bihuan.kernel.records import model_of
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.signoff.models import Station
from bihuan.signoff.operations.filling import part_of, written
from bihuan.signoff.states import Verdict

PNG = "data:image/png;base64,"


def _part_fields(kind: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return inputs for fields of a record, none of them wanted: what is left empty stays as it is."""
    model: Any = model_of(kind)
    fields = {name: model._meta.get_field(name).formfield(required=False) for name in names}
    for field in fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"], field.max_length = 3, 2000
    return fields


class SignForm(forms.Form):
    """Opinion and signature: drawn with the finger, or the password once more."""

    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Password, unless you sign by hand"), required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    verdict = forms.ChoiceField(label=_("Your verdict"), choices=Verdict.choices)

    def __init__(self, *args: Any, by: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, part = by, part_of(station)
        self.part = part.names if part else ()
        self.fields["opinion"].required = station.opinion_required and not self.part
        if part:
            self.initial = {**written(station), **self.initial}
            self.fields |= _part_fields(station.circulation.subject_kind, part.names)

    @property
    def part_fields(self) -> list[Any]:
        """Return the bound fields of the station's part of the record's paper."""
        return [self[name] for name in self.part]

    @property
    def filled(self) -> dict[str, Any]:
        """Return what the station writes into the record."""
        return {name: self.cleaned_data.get(name) for name in self.part}

    def clean_signature(self) -> Content | None:
        """Read the drawn signature; a broken picture is refused like any upload."""
        text = self.cleaned_data["signature"]
        if not text:
            return None
        try:
            return inspect("signature.png", base64.b64decode(text.removeprefix(PNG), validate=True))
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("The signature could not be read. Please sign again.")) from error

    def clean_password(self) -> str:
        """Check the password if one was typed."""
        password: str = self.cleaned_data["password"]
        if password and not self.by.check_password(password):
            raise forms.ValidationError(_("The password is wrong."))
        return password

    def clean(self) -> dict[str, Any]:
        """Want one proof or the other."""
        data = super().clean() or {}
        is_silent = self.part and data.get("verdict") == Verdict.AGREE and not data.get("opinion")
        if is_silent and not any(data.get(name) and data[name] != self.initial.get(name) for name in self.part):
            self.add_error(self.part[0], _("Fill this in, or write your opinion."))
        if not self.errors and not data.get("signature") and not data.get("password"):
            self.add_error("password", _("Sign by hand, or confirm with your password."))
        return data


class ReturnForm(forms.Form):
    """Where a form goes back to, and why."""

    to = forms.ModelChoiceField(label=_("Back to"), queryset=Station.objects.none(), widget=forms.RadioSelect)
    reason = note_field(_("Reason"))

    def __init__(self, *args: Any, earlier: list[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = Station.objects.filter(pk__in=[station.pk for station in earlier])
        field.empty_label = None


class DelegateForm(forms.Form):
    """Who signs instead."""

    to = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Staff.objects.none(), widget=forms.Select(attrs={"data-pick": ""})
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = Staff.objects.active().exclude(pk=by.pk).order_by("username")


class ReasonForm(forms.Form):
    """Why."""

    reason = note_field(_("Reason"))


class StationForm(forms.Form):
    """A further station."""

    name = forms.CharField(label=_("Station"), max_length=80)
    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    order = forms.IntegerField(label=_("Order; the same number signs at the same time"), min_value=1, max_value=99)
    limit_minutes = forms.IntegerField(label=_("Working minutes it may take"), required=False, min_value=1)
    opinion_required = forms.BooleanField(label=_("Opinion required"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AskConsentForm(forms.Form):
    """Which step, and why it is in the customer's interest."""

    move = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, in the customer's interest"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = steps  # type: ignore[attr-defined]
        if len(steps) == 1:
            self.fields["move"].initial = steps[0][0]


class DecideConsentForm(forms.Form):
    """Yes or no to a step out of order."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"), choices=Verdict.choices, widget=forms.RadioSelect, initial=Verdict.AGREE
    )
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
