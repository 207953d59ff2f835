"""The forms of corrective actions, in the order of the 「纠正和预防措施要求书」."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department, Outlet
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.queries import figures
from bihuan.quality.queries.actions import latest_day, usual_window
from bihuan.quality.states.actions import MANUAL, Better
from bihuan.service.forms.matters import PICK, PersonField, colleagues, words
from bihuan.service.models import FaultClass


class _Picked(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of the catalogue, found by typing."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset=queryset, widget=forms.Select(attrs=PICK), required=False, empty_label="—", **kwargs)


class RequireForm(forms.Form):
    """What is wrong, and who is to act."""

    ground = words(_("Nonconformity found"), hint=_("The facts: what was found, where, how often."))
    owner = PersonField(label=pgettext_lazy("action", "Owner"), help_text=_("Finds the cause and acts."))
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), required=False, empty_label="—", label=_("Responsible department"),
        help_text=_("Empty: the owner's."),
    )  # fmt: skip
    model = _Picked(ProductModel.objects.order_by("code"), label=_("Product model"))
    fault_class = _Picked(FaultClass.objects.order_by("code"), label=_("Fault class"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]


class PlanForm(RecordForm):
    """Cause, action and day; then the effect as figure, limit and window."""

    cause = words(pgettext_lazy("action", "Cause"), hint=_("The root cause, not the symptom."))
    action = words(_("Action"), hint=_("What is changed so that it doesn't happen again."))
    due_on = forms.DateField(label=pgettext_lazy("action", "To be done by"), widget=DateInput())
    figure = forms.ChoiceField(label=_("Figure"))
    measure = forms.CharField(
        label=_("What is measured"), max_length=120, required=False,
        help_text=_("Only where the value is measured by hand."),
    )  # fmt: skip
    better = forms.ChoiceField(
        label=_("Direction"), choices=Better.choices, required=False,
        help_text=_("Only where the value is measured by hand."),
    )  # fmt: skip
    limit = forms.DecimalField(label=_("Limit"), min_value=0, max_digits=10, decimal_places=2)
    days = forms.IntegerField(label=_("Window in days"), min_value=1, max_value=730)
    model = _Picked(ProductModel.objects.order_by("code"), label=_("Product model"))
    fault_class = _Picked(FaultClass.objects.order_by("code"), label=_("Fault class"))
    fault_code = _Picked(FaultCode.objects.order_by("code"), label=_("Fault code"))
    outlet = _Picked(Outlet.objects.order_by("code"), label=_("Outlet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, f"{one.label}（{one.unit}）") for one in figures.figures()]
        manual = (MANUAL, _("None can be computed: measured by hand, with evidence"))
        self.fields["figure"].choices = [("", "—"), *choices, manual]  # type: ignore[attr-defined]
        if isinstance(self.record, CorrectiveAction):
            self._hints(self.record.facts())

    def _hints(self, facts: dict[str, Any]) -> None:
        latest = latest_day(facts)
        if latest:
            self.fields["due_on"].help_text = _("By the clause at the latest on %(day)s.") % {"day": latest}
        least = usual_window(facts)
        self.fields["days"].help_text = _("The effect is watched for %(days)s days at least.") % {"days": least}


def planned(action: CorrectiveAction) -> dict[str, Any]:
    """Return what stands in the form when a plan is made or changed."""
    names = (
        "cause", "action", "due_on", "figure", "measure", "better", "limit", "model", "fault_class", "fault_code",
        "outlet",
    )  # fmt: skip
    return {
        **{name: getattr(action, name) for name in names},
        "days": action.window_days or usual_window(action.facts()),
    }  # fmt: skip


class DoneForm(RecordForm):
    """What was done, and what shows it."""

    result = words(_("What was done"))
    proofs = FilesField(label=_("Files that show it"), at_most=6)


class VerifyForm(RecordForm):
    """How it was verified."""

    note = words(_("How it was verified"), hint=_("What you have looked at on site or in the records."))


class MeasureForm(RecordForm):
    """A value measured by hand, and what shows it."""

    value = forms.DecimalField(label=_("Value after"), max_digits=10, decimal_places=2)
    proofs = FilesField(label=_("Files that show it"), at_most=6)
    note = words(_("Note"), required=False)
