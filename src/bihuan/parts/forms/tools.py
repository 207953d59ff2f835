"""Forms of tools (PRT-04)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput
from bihuan.organization.forms.base import RevisedForm
from bihuan.parts.models import Place, Tool
from bihuan.parts.queries.tools import points_of


class ToolForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A tool as it is on file; its number is given once."""

    number = forms.CharField(
        label=_("Tool no."), max_length=40, required=False, help_text=_("What stands on it; empty: the next number.")
    )

    class Meta:
        model = Tool
        fields = [
            "name", "tool_kind", "model_text", "serial", "place", "months", "calibration_months", "bought_on",
            "maintained_on", "calibrated_on", "value", "remarks",
        ]  # fmt: skip
        widgets = {"bought_on": DateInput(), "maintained_on": DateInput(), "calibrated_on": DateInput()}

    field_order = ("number",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["number"]
        self.carry_revision(self.instance)


class CheckForm(forms.Form):
    """The check before use: a tick or a cross at each point."""

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points_of(tool)
        for number, name in enumerate(self.points):
            self.fields[f"point_{number}"] = forms.ChoiceField(
                label=name, choices=[("yes", _("Passed")), ("no", _("Not passed"))], widget=forms.RadioSelect
            )
        self.fields["note"] = forms.CharField(
            label=_("What is wrong with it"), max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def results(self) -> list[bool]:
        """Return what was found at each point."""
        return [self.cleaned_data[f"point_{number}"] == "yes" for number in range(len(self.points))]


class CareForm(forms.Form):
    """When it was seen to, and what was done."""

    done_on = forms.DateField(label=_("Done on"), widget=DateInput())
    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_on", timezone.localdate())
