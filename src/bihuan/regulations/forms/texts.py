"""The plain forms: head, version, clause, scope, opinion."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, note_field
from bihuan.organization.models import Department
from bihuan.regulations.models import Regulation
from bihuan.regulations.queries.documents import scope_values
from bihuan.regulations.queries.scoping import scope_choices
from bihuan.regulations.states import Dimension

_KEY = RegexValidator(r"^[A-Z][A-Z0-9-]{1,15}$", _("Capital letters, digits and dashes, at most 16."))
_NUMBER = RegexValidator(r"^\d{1,3}(\.\d{1,3}){0,3}$", _("Digits and dots, such as 3.4."))
_VERSION = RegexValidator(r"^[\w./-]{1,16}$", _("Letters, digits, dots and slashes, such as A/1."))


class RevisionForm(forms.Form):
    """A form that knows which revision of the record it was drawn from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, revision: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = revision

    def seen(self) -> int | None:
        """Return the revision the person saw."""
        value: int | None = self.cleaned_data.get("revision")
        return value


class NewRegulationForm(forms.Form):
    """A new regulation."""

    key = forms.CharField(
        label=_("Key"), max_length=16, validators=[_KEY], help_text=_("Short, in capitals; clauses are cited by it.")
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.CharField(label=_("Document code"), max_length=40, required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Owning department"), required=False, empty_label=_("(none)")
    )

    def clean_key(self) -> str:
        """Refuse a key that is taken."""
        key = str(self.cleaned_data["key"])
        if Regulation.objects.filter(key=key).exists():
            raise forms.ValidationError(_("There is a regulation with this key already."))
        return key


class HeadForm(RevisionForm):
    """A regulation's head."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.CharField(label=_("Document code"), max_length=40, required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Owning department"), required=False, empty_label=_("(none)")
    )


class NewVersionForm(forms.Form):
    """The name and reason of a new version."""

    version = forms.CharField(label=_("Version"), max_length=16, validators=[_VERSION])
    note = forms.CharField(label=_("What changes and why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class VersionForm(RevisionForm):
    """A draft's name, reason and intended day."""

    version = forms.CharField(label=_("Version"), max_length=16, validators=[_VERSION])
    note = forms.CharField(
        label=_("What changes and why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
    effective_on = forms.DateField(
        label=_("Effective on"), required=False, widget=DateInput(),
        help_text=_("Empty: the day of approval."),
    )  # fmt: skip


class ClauseForm(RevisionForm):
    """A clause's number, heading and wording."""

    number = forms.CharField(
        label=_("Clause number"), max_length=16, required=False, validators=[_NUMBER],
        help_text=_("Empty for a chapter heading."),
    )  # fmt: skip
    heading = forms.CharField(label=_("Heading"), max_length=120)
    text = forms.CharField(
        label=_("Wording"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 12})
    )


class MoveForm(RevisionForm):
    """A move with a word about it."""

    note = note_field(_("Note"), required=False, longest=1000)


class ApproveForm(MoveForm):
    """The general manager's approval, and from when it counts."""

    effective_on = forms.DateField(
        label=_("Effective on"), required=False, widget=DateInput(),
        help_text=_("Empty: today, or the day the draft names."),
    )  # fmt: skip


class OpinionForm(forms.Form):
    """A department's word in the joint review."""

    agrees = forms.TypedChoiceField(
        label=_("Verdict"), choices=[("yes", _("Agree")), ("no", _("Object"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ScopeForm(RevisionForm):
    """Where a regulation applies; everything empty means the whole company."""

    def __init__(self, *args: Any, regulation: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, revision=regulation.revision, **kwargs)
        current = scope_values(regulation)
        for dimension in Dimension:
            values = [value for name, value in current if name == dimension]
            self.fields[dimension.value] = _scope_field(dimension, values)

    def scope(self) -> list[tuple[str, str]]:
        """Return the chosen scope as dimension and value."""
        chosen: list[tuple[str, str]] = []
        for dimension in Dimension:
            value = self.cleaned_data.get(dimension.value) or []
            values = re.split(r"[\s,\uff0c\u3001;\uff1b|]+", value) if isinstance(value, str) else value
            chosen += [(dimension.value, one) for one in values if one]
        return chosen


def _scope_field(dimension: Dimension, values: list[str]) -> forms.Field:
    offered = scope_choices(dimension.value)
    if offered is None:
        return forms.CharField(
            label=dimension.label, required=False, initial=", ".join(values), max_length=400,
            help_text=_("Codes, separated by commas; empty for all."),
        )  # fmt: skip
    known = {value for value, _label in offered}
    choices = [*offered, *((value, value) for value in values if value not in known)]
    return forms.MultipleChoiceField(
        label=dimension.label, required=False, initial=values, choices=choices, widget=forms.CheckboxSelectMultiple
    )
