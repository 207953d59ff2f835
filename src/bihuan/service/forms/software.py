"""What is filled in about software on a job: before, afterwards, consent, and a campaign (SVC-19)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.signing import SignedForm
from bihuan.products.models import SoftwareVersion
from bihuan.products.queries.software import runs, versions_for
from bihuan.service.models import FunctionCheck, SoftwareJob, WorkOrder
from bihuan.service.operations.software import number_text
from bihuan.service.states import SOFTWARE_CAUSES
from bihuan.service.states.bench import Better

FUNCTION = [("yes", _("Works")), ("no", _("Does not work"))]
UNTRIED = ("", _("Can't be tried, nothing runs"))


def _figure(label: str, hint: str, *, is_required: bool) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=3, help_text=hint, widget=widget, required=is_required
    )


def _function(label: str, hint: str, *, is_required: bool) -> forms.ChoiceField:
    choices = FUNCTION if is_required else [*FUNCTION, UNTRIED]
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, widget=forms.RadioSelect, required=is_required
    )


def _named(name: str, unit: str) -> str:
    return f"{name}（{unit}）" if unit else name


def _direction(better: str) -> str:
    return str(_("%(direction)s is better") % {"direction": Better(better).label}) if better else ""


class PointsForm(RecordForm):
    """One field for each point of the checklist."""

    points: int = 0

    def answers(self) -> list[str]:
        """Return what was found at each point: yes, no, a figure, or "" for nothing."""
        found = [self.cleaned_data.get(f"point_{number}") for number in range(self.points)]
        return [one if isinstance(one, str) else number_text(one) for one in found]


class PrepareForm(PointsForm):
    """Which software, from which version to which, and how the unit runs before."""

    version = forms.ModelChoiceField(label=_("Version to put on"), queryset=SoftwareVersion.objects.none())
    version_before = forms.ModelChoiceField(
        label=_("Version before"), queryset=SoftwareVersion.objects.none(), required=False,
        empty_label=_("as on file, or none"),
    )  # fmt: skip

    def __init__(self, *args: Any, record: WorkOrder, checks: Sequence[FunctionCheck], **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        unit, wanted = record.request.unit, record.request.wanted_version
        rows = versions_for(unit.model if unit else record.request.model)
        for name in ("version", "version_before"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if wanted:
            before = runs(unit, wanted.software) if unit else None
            self.initial.update({"version": wanted.pk, "version_before": before.pk if before else None})
        self.points = len(checks)
        for number, one in enumerate(checks):
            make = _figure if one.is_measured else _function
            label, hint = _named(one.name, one.unit), _direction(one.better)
            self.fields[f"point_{number}"] = make(label, hint, is_required=False)
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=400, required=False)


class CompareForm(PointsForm):
    """How the unit runs afterwards, beside how it ran before."""

    def __init__(self, *args: Any, record: SoftwareJob, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.points = len(record.points)
        for number, point in enumerate(record.points):
            make = _figure if point["is_measured"] else _function
            hint = "　".join(filter(None, [_before(point), _direction(point["better"])]))
            self.fields[f"point_{number}"] = make(_named(point["name"], point["unit"]), hint, is_required=True)
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=400, required=False)


def _before(point: Mapping[str, Any]) -> str:
    value = dict(FUNCTION).get(point["before"], point["before"]) if point["before"] else UNTRIED[1]
    return str(_("Before: %(value)s") % {"value": f"{value} {point['unit']}".strip()})


class ConsentForm(SignedForm):
    """The customer agrees in writing to what is worse."""


class CampaignForm(forms.Form):
    """Why units are upgraded."""

    cause = forms.ChoiceField(
        label=_("Why it is upgraded"), choices=SOFTWARE_CAUSES, initial="system",
        help_text=_("Decides who pays, by the clause about software."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands on every request."),
    )  # fmt: skip
