"""Forms of a working calendar: the week, one or several days, the year's holidays."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput
from bihuan.organization.forms.base import RevisedForm
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.rules import BadWindows, Windows, read_windows, write_windows

WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
WEEKDAY_LETTERS = [
    pgettext_lazy("weekday, short", "Mo"),
    pgettext_lazy("weekday, short", "Tu"),
    pgettext_lazy("weekday, short", "We"),
    pgettext_lazy("weekday, short", "Th"),
    pgettext_lazy("weekday, short", "Fr"),
    pgettext_lazy("weekday, short", "Sa"),
    pgettext_lazy("weekday, short", "Su"),
]
STANDARD_DAY: Windows = [["08:00", "12:00"], ["13:30", "17:30"]]
LONGEST_SPAN = 62


class WindowsField(forms.CharField):
    """Working hours of a day, typed as `08:00-12:00 13:30-17:30`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=kwargs.pop("required", False), max_length=120, **kwargs)
        self.widget.attrs["placeholder"] = "08:00-12:00 13:30-17:30"

    def prepare_value(self, value: Any) -> Any:
        return write_windows(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            return read_windows(super().to_python(value) or "")
        except BadWindows as error:
            raise forms.ValidationError(
                _("«%(text)s» can't be: write 08:00-12:00 13:30-17:30, without overlaps."), params={"text": error.text}
            ) from error

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Nothing more to check: the text has been read."""


class WeekForm(RevisedForm, forms.Form):
    """The working hours of each weekday, and the day on which they begin."""

    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput())

    def __init__(self, *args: Any, version: CalendarVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_revision(version)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = WindowsField(label=name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(self.weekly):
            self.add_error("day_0", _("At least one weekday must have working time."))
        return data

    @property
    def weekly(self) -> list[Windows]:
        """The seven days, Monday first."""
        return [self.cleaned_data.get(f"day_{number}") or [] for number in range(7)]


class NewCalendarForm(WeekForm):
    """A new calendar: its code, name and week."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Clauses name the calendar by it."))
    name = forms.CharField(label=_("Name"), max_length=60)

    field_order = ["code", "name"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == "always" or WorkingCalendar.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a calendar with this code already."))
        return code


class DayForm(forms.Form):
    """What one day, or several in a row, are."""

    LIKE_WEEK, CLOSED, WORKED, OWN = "week", "closed", "worked", "own"

    what = forms.ChoiceField(
        label=_("This day"),
        choices=[
            (LIKE_WEEK, _("Like every week")),
            (CLOSED, _("Holiday")),
            (WORKED, _("Make-up working day")),
            (OWN, _("Own working hours")),
        ],
        widget=forms.RadioSelect,
    )
    windows = WindowsField(label=_("Own working hours"))
    until = forms.DateField(
        label=_("Until and including"), required=False, widget=DateInput(), help_text=_("For several days in a row.")
    )

    def __init__(self, *args: Any, day: date, weekly: list[Windows], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.weekly = day, weekly

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") == self.OWN and "windows" not in self.errors and not data.get("windows"):
            self.add_error("windows", _("Write the hours, or choose «Holiday»."))
        until = data.get("until")
        if until and not self.day <= until <= self.day + timedelta(days=LONGEST_SPAN):
            self.add_error("until", _("The last day must lie within two months after the first."))
        return data

    @property
    def days(self) -> dict[date, Windows | None]:
        """Each day with its windows; None follows the week."""
        last = self.cleaned_data["until"] or self.day
        return {
            day: self._windows()
            for day in (self.day + timedelta(days=number) for number in range((last - self.day).days + 1))
        }

    def _windows(self) -> Windows | None:
        ordinary = next((day for day in self.weekly if day), STANDARD_DAY)
        choices: dict[str, Windows | None] = {
            self.LIKE_WEEK: None,
            self.CLOSED: [],
            self.WORKED: ordinary,
            self.OWN: self.cleaned_data["windows"],
        }
        return choices[self.cleaned_data["what"]]


class HolidayForm(forms.Form):
    """The year whose public holidays are proposed."""

    year = forms.IntegerField(label=_("Year"), min_value=2010, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1
