"""One input for each type of field a parameter has: drawn, read and filled again."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import known_events
from bihuan.organization.models import WorkingCalendar
from bihuan.organization.states import Post
from bihuan.regulations.queries.words import CALENDAR_WORDS, CHOICE_WORDS, FIELD_WORDS, TELL_WORDS
from bihuan.regulations.rules import Field, cap_text, limit_text, parse_cap, parse_minutes, parse_when, when_text
from bihuan.regulations.states import EventName

UNITS = [
    ("min", _("minutes")), ("h", _("hours")), ("d", _("days")), ("wh", _("working hours")), ("wd", _("working days")),
]  # fmt: skip
NONE: tuple[str, Any] = ("", "—")


def input_for(field: Field, *, required: bool) -> forms.Field:
    """Return the input for a field of a parameter; choices are read when the form is made."""
    common: dict[str, Any] = {"label": FIELD_WORDS[field.name], "required": required}
    match field.type:
        case "integer":
            return forms.IntegerField(min_value=field.low, max_value=field.high, **common)
        case "decimal":
            return forms.DecimalField(min_value=field.low, max_digits=14, decimal_places=4, **common)
        case "boolean":
            return forms.BooleanField(label=FIELD_WORDS[field.name], required=False)
        case "choice":
            return _choice([(name, CHOICE_WORDS[name]) for name in field.choices], common)
        case "event":
            return _choice(events(), common)
        case "post":
            return _choice(Post.choices, common)
        case "tell":
            return _choice(list(TELL_WORDS.items()), common)
        case "calendar":
            return _choice(calendars(), common)
        case "time":
            return forms.CharField(widget=forms.TextInput(attrs={"type": "time"}), max_length=5, **common)
        case "texts":
            widget = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(widget=widget, max_length=2000, help_text=_("One a line."), **common)
        case "minutes" | "cap":
            return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"placeholder": "2 h"}), **common)
        case "when":
            return forms.CharField(
                max_length=200, widget=forms.TextInput(attrs={"placeholder": "amount > 20000"}), **common
            )
    return forms.CharField(max_length=200, **common)


def _choice(choices: Any, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[NONE, *choices], **common)


def events() -> list[tuple[str, Any]]:
    """Return every event a clause can name, those with words first."""
    others = [(name, name) for name in known_events() if name not in EventName.values and "regulation" not in name]
    return [*EventName.choices, *others]


def calendars() -> list[tuple[str, Any]]:
    """Return the calendars that can count a time limit."""
    named = dict(WorkingCalendar.objects.values_list("code", "name"))
    return list({**CALENDAR_WORDS, **named}.items())


def write(field: Field, value: Any) -> Any:
    """Return a stored value as its input shows it."""
    if value is None:
        return "" if field.type != "boolean" else False
    if field.type == "minutes":
        return limit_text(value) if isinstance(value, int) else value
    if field.type == "when":
        return when_text(value)
    if field.type == "texts":
        return "\n".join(value)
    return value


def read(field: Field, value: Any) -> Any:
    """Return what an input gave as it is stored; what can't be read stays as written, for the check to refuse."""
    if value in (None, ""):
        return False if field.type == "boolean" else None
    try:
        match field.type:
            case "minutes":
                return parse_minutes(value)
            case "cap":
                return cap_text(parse_cap(value))
            case "when":
                return parse_when(value)
            case "texts":
                return [line.strip() for line in value.splitlines() if line.strip()]
            case "decimal":
                return int(value) if value == int(value) else str(Decimal(value).normalize())
    except ValueError:
        return value
    return value.strip() if isinstance(value, str) else value
