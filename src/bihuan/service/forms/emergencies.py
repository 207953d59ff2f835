"""The forms of emergencies and their plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PersonField, colleagues, words
from bihuan.service.models import EmergencyPlan
from bihuan.service.states.emergencies import EmergencyLevel


class DeclareForm(forms.Form):
    """Which plan, how grave, where, what has happened."""

    plan = forms.ModelChoiceField(label=_("Plan"), queryset=EmergencyPlan.objects.none(), empty_label=None)
    level = forms.ChoiceField(label=_("Level"), choices=EmergencyLevel.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place of the emergency"), max_length=120)
    situation = words(_("Situation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = EmergencyPlan.objects.filter(is_active=True)  # type: ignore[attr-defined]


class LogForm(RecordForm):
    """What happened, and when."""

    text = words(_("What happened"))
    at = TimeField(label=_("When, if not now"), required=False)


class OneMoreForm(RecordForm):
    """Whom to call besides."""

    staff = PersonField(label=_("Colleague"))
    task = forms.CharField(label=_("Task"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = colleagues()
        if self.record is not None:
            rows = rows.exclude(emergency_calls__emergency=self.record.pk)
        self.fields["staff"].queryset = rows  # type: ignore[attr-defined]


class StandDownForm(RecordForm):
    """How it ended."""

    note = words(_("How it ended"))


class LessonsForm(RecordForm):
    """What was learned, who sees to it, until when."""

    lessons = words(_("Lessons"), rows=5)
    lessons_for = PersonField(label=_("Sees to the lessons"))
    lessons_by = forms.DateField(label=_("To be done by"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lessons_for"].queryset = colleagues()  # type: ignore[attr-defined]


class PlanForm(RecordForm):
    """A plan: what is done first, and when which level is declared."""

    name = forms.CharField(label=_("Plan"), max_length=60)
    business = forms.CharField(
        label=_("Business"), max_length=40, required=False, help_text=_("Empty: for every business.")
    )
    measures = words(_("First measures"), rows=5)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in EmergencyLevel.choices:
            self.fields[f"level_{value}"] = forms.CharField(label=label, max_length=200, required=False)
        self.order_fields(["name", "business", *(f"level_{value}" for value in EmergencyLevel.values), "measures"])

    def values(self) -> dict[str, Any]:
        """Return the plan's fields."""
        data = self.cleaned_data
        levels = {value: data[f"level_{value}"] for value in EmergencyLevel.values}
        return {**{name: data[name] for name in ("name", "business", "measures", "is_active")}, "levels": levels}


class OnCallForm(forms.Form):
    """One line of the call list: a colleague, or somebody from outside."""

    staff = PersonField(label=_("Colleague"), required=False)
    name = forms.CharField(
        label=_("Helper from outside"), max_length=40, required=False,
        help_text=_("Without an account: he is sent a link and answers by it."),
    )  # fmt: skip
    phone = forms.CharField(label=_("His phone"), max_length=20, required=False)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=999)
    task = forms.CharField(label=_("Task"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = colleagues()  # type: ignore[attr-defined]
