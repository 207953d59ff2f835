"""One typed form for every kind of parameter, made from its schema; nobody types JSON (REG-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from bihuan.regulations.forms.inputs import UNITS, input_for, read, write
from bihuan.regulations.forms.texts import RevisionForm
from bihuan.regulations.models import Parameter
from bihuan.regulations.queries import vocabulary
from bihuan.regulations.queries.words import FIELD_WORDS
from bihuan.regulations.rules import KINDS, Fault, Field, check, limit_text, parse_limit
from bihuan.regulations.rules.conditions import parse_when, when_rows
from bihuan.regulations.states import Fact

SPARE_ROWS, CONDITIONS = 2, 4
_SIGNS = [(sign, sign) for sign in ("=", "!=", ">", ">=", "<", "<=")]
_NAME = RegexValidator(r"^[a-z][a-z0-9_]{0,39}$", _("Small letters, digits and underscores."))
MESSAGES = {
    "required": _("This is needed."), "not_a_number": _("This is no number."), "too_small": _("Too small."),
    "too_big": _("Too big or too long."), "not_a_time_limit": _("A length of time, such as 2 h or 30 min."),
    "unknown_calendar": _("There is no such calendar."), "unknown_event": _("There is no such event."),
    "unknown_post": _("There is no such post."), "unknown_fact": _("Records know no «%(value)s»."),
    "not_a_condition": _("A condition such as amount > 20000; numbers for > and <."),
    "not_a_code": _("Letters, digits, dots and dashes only."), "not_a_time": _("A time of day, such as 17:30."),
    "same_event": _("It can't be met by the event that starts it."), "repeated": _("This step is there twice."),
    "not_a_pattern": _("A pattern with one {seq:4}, and {series}, {yyyymmdd} or {yyyy} as wanted."),
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A part of the form as it is drawn: single fields, or rows under headings."""

    name: str
    label: Any
    fields: list[BoundField]
    headings: list[Any]
    rows: list[list[BoundField]]
    may_grow: bool = False


class ParameterForm(RevisionForm):
    """The form of one kind of parameter.

    Args:
        kind: a key of `rules.KINDS`.
        parameter: the one to edit, None for a new one.
        more: name of the rows that get further empty ones.
    """

    name = forms.CharField(
        label=_("Name"), validators=[_NAME], help_text=_("Parameters of the same kind and name compete; one wins.")
    )

    def __init__(self, kind: str, *args: Any, parameter: Parameter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[kind]
        data: Mapping[str, Any] = parameter.data if parameter else {}
        self.fields["name"].initial = parameter.name if parameter else ""
        self.counts: dict[str, int] = {}
        for field in self.kind.fields:
            self._add(field, data.get(field.name, field.default))
        self._add_conditions(parameter.when if parameter else {})

    def _add(self, field: Field, value: Any) -> None:
        if field.type == "rows":
            self._add_rows(field, value or [])
        elif field.type == "limit":
            self._add_limit(value)
        else:
            self.fields[field.name] = input_for(field, required=field.is_required and field.type != "boolean")
            self.fields[field.name].initial = write(field, value)

    def _add_limit(self, value: Mapping[str, Any] | None) -> None:
        number, unit = limit_text(value["minutes"], value["calendar"]).split() if value else ("", "h")
        self.fields["limit_number"] = forms.DecimalField(label=_("Within"), initial=number, min_value=0)
        self.fields["limit_unit"] = forms.ChoiceField(label=_("Unit"), choices=UNITS, initial=unit)
        calendar = input_for(Field("calendar", "calendar"), required=True)
        self.fields["limit_calendar"] = calendar
        calendar.label, calendar.initial = _("Calendar"), value["calendar"] if value else "always"

    def _add_rows(self, field: Field, rows: list[Mapping[str, Any]]) -> None:
        count = max(len(rows) + SPARE_ROWS, self._posted_count(field.name))
        self.counts[field.name] = count
        for index in range(count):
            row = rows[index] if index < len(rows) else {}
            for column in field.columns:
                name = f"{field.name}__{index}__{column.name}"
                self.fields[name] = input_for(column, required=False)
                self.fields[name].initial = write(column, row.get(column.name, column.default))
        self.fields[f"{field.name}__count"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=count, max_value=200
        )

    def _posted_count(self, name: str) -> int:
        if not self.is_bound:
            return 0
        written = str(self.data.get(f"{name}__count", ""))
        count = int(written) if written.isdecimal() and len(written) < 4 else 0
        return min(count, 200) + (SPARE_ROWS if self.data.get("more") == name else 0)

    def _add_conditions(self, when: Mapping[str, Any]) -> None:
        rows = when_rows(when)
        for index in range(max(CONDITIONS, len(rows) + 1)):
            fact, sign, values = rows[index] if index < len(rows) else ("", "=", [])
            facts = forms.ChoiceField(label=_("Fact"), choices=[("", "—"), *Fact.choices], required=False, initial=fact)
            signs = forms.ChoiceField(label=_("Sign"), choices=_SIGNS, required=False, initial=sign)
            value = forms.CharField(label=_("Value"), required=False, initial="|".join(values), max_length=200)
            for part, made in (("fact", facts), ("sign", signs), ("value", value)):
                self.fields[f"when__{index}__{part}"] = made

    # -- what was filled in ---------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Put the parameter together and check it as the operation will."""
        self.places: dict[str, str] = {}
        self.parameter_data = self._collected()
        self.parameter_when = self._conditions()
        if not self.errors:
            for fault in check(self.kind.name, self.parameter_data, self.parameter_when, vocabulary()):
                self.add_error(self._place(fault), _message(fault))
        return self.cleaned_data

    def _collected(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for field in self.kind.fields:
            if field.type == "rows":
                value: Any = self._collected_rows(field)
            elif field.type == "limit":
                value = self._collected_limit()
            else:
                value = read(field, self.cleaned_data.get(field.name))
            if value not in (None, "", [], {}) and (value is not False or field.default):
                data[field.name] = value
        return data

    def _collected_limit(self) -> dict[str, Any] | None:
        number, unit = self.cleaned_data.get("limit_number"), self.cleaned_data.get("limit_unit")
        if number is None or not unit:
            return None
        try:
            return parse_limit(f"{number} {unit}", self.cleaned_data.get("limit_calendar", ""))._asdict()
        except ValueError:
            self.add_error("limit_number", MESSAGES["not_a_time_limit"])
            return None

    def _collected_rows(self, field: Field) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for index in range(self.counts[field.name]):
            values = {
                column.name: read(column, self.cleaned_data.get(f"{field.name}__{index}__{column.name}"))
                for column in field.columns
            }
            telling = (value for column in field.columns if column.type != "boolean" for value in [values[column.name]])
            if any(value not in (None, "", {}) for value in telling):
                self.places[f"{field.name}.{len(rows)}"] = f"{field.name}__{index}"
                rows.append({name: value for name, value in values.items() if value not in (None, "", {})})
        return rows

    def _conditions(self) -> dict[str, Any]:
        parts = []
        index = 0
        while f"when__{index}__fact" in self.fields:
            fact, sign, value = (self.cleaned_data.get(f"when__{index}__{part}") for part in ("fact", "sign", "value"))
            if bool(fact) != bool(value):
                self.add_error(f"when__{index}__{'value' if fact else 'fact'}", MESSAGES["required"])
            elif fact:
                parts.append(f"{fact} {sign or '='} {value}")
            index += 1
        try:
            return parse_when(", ".join(parts))
        except ValueError:
            self.add_error("when__0__value", MESSAGES["not_a_condition"])
            return {}

    def _place(self, fault: Fault) -> str | None:
        """Return the input a fault belongs to."""
        parts = fault.path.split(".")
        name = "__".join([self.places.get(".".join(parts[:2]), ""), *parts[2:]]) if len(parts) > 2 else fault.path
        if fault.path == "limit":
            name = "limit_number"
        elif fault.path in self.counts:
            name = f"{fault.path}__0__{self.kind.field(fault.path).columns[0].name}"
        elif fault.path == "when":
            name = "when__0__fact"
        return name if name in self.fields else None

    # -- how it is drawn ------------------------------------------------------------------------

    def sections(self) -> list[Section]:
        """Return the form's parts in order."""
        single = [self["name"]]
        limit: list[BoundField] = []
        rows = []
        for field in self.kind.fields:
            if field.type == "rows":
                rows.append(self._rows_section(field))
            elif field.type == "limit":
                limit = [self["limit_number"], self["limit_unit"], self["limit_calendar"]]
            else:
                single.append(self[field.name])
        parts = [Section("fields", "", fields, [], []) for fields in (single, limit) if fields]
        return [*parts, *rows, self._condition_section()]

    def _rows_section(self, field: Field) -> Section:
        names = [column.name for column in field.columns]
        rows = [[self[f"{field.name}__{i}__{name}"] for name in names] for i in range(self.counts[field.name])]
        headings = [FIELD_WORDS[name] for name in names]
        return Section(field.name, FIELD_WORDS[field.name], [], headings, rows, may_grow=True)

    def _condition_section(self) -> Section:
        parts = ("fact", "sign", "value")
        count = sum(1 for name in self.fields if name.startswith("when__") and name.endswith("__fact"))
        rows = [[self[f"when__{i}__{part}"] for part in parts] for i in range(count)]
        return Section("when", _("Only where"), [], [_("Fact"), "", _("Value (several with |)")], rows)


def _message(fault: Fault) -> str:
    template = MESSAGES.get(fault.code)
    return str(template) % {"value": fault.value} if template else f"{fault.code}: {fault.value}"
