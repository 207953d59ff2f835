"""What the forms share: times, files, and the fields that clauses add."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from bihuan.kernel.inputs import DateInput, DateTimeInput

EXTRA = "extra_"


class TimeField(forms.DateTimeField):
    """A moment, typed with the browser's own calendar in the office's time."""

    widget = DateTimeInput


def further_fields(form: forms.Form, views: Iterable[Any], values: Mapping[str, Any] | None = None) -> list[str]:
    """Add to a form what clauses want on it besides (REG-02); return the names of the new fields.

    Args:
        views: `RuleSet.fields(...)`: each clause with the field's name, label, type, choices.
        values: what was entered before, by the clause's own names.
    """
    names = []
    for view in views:
        name = f"{EXTRA}{view.name}"
        field = _field(view.data)
        field.help_text = view.label
        field.initial = (values or {}).get(view.name)
        form.fields[name] = field
        names.append(name)
    return names


def _field(data: Mapping[str, Any]) -> forms.Field:
    options = {"label": data.get("label", ""), "required": bool(data.get("required"))}
    match data.get("type"):
        case "number":
            return forms.DecimalField(**options)
        case "date":
            return forms.DateField(widget=DateInput(), **options)
        case "choice":
            choices = [(one, one) for one in data.get("choices") or ()]
            return forms.ChoiceField(choices=[("", "—"), *choices], **options)
    return forms.CharField(max_length=500, **options)


def read_further(form: forms.Form, views: Iterable[Any]) -> dict[str, Any]:
    """Return what was entered in the fields that clauses added, ready for JSON, by their own names."""
    found: dict[str, Any] = {}
    for view in views:
        value = form.cleaned_data.get(f"{EXTRA}{view.name}")
        if value not in (None, ""):
            found[view.name] = value if isinstance(value, str) else str(value)
    return found
