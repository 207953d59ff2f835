"""The forms of an investigation: a finding, a why, an influence, the cause chosen (CMP-10, QUA-08)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Finding, Influence
from bihuan.complaints.operations.investigating import FindingRow, InfluenceRow, WhyRow
from bihuan.complaints.queries.ranking import WAYS
from bihuan.complaints.states.investigations import Aspect, Hazard, InfluenceState, Outcome
from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.products.models import ProductModel
from bihuan.quality.queries.causes import categories
from bihuan.service.forms.matters import PICK, PersonField, colleagues, words

EMPTY = [("", "—")]


def _files() -> FilesField:
    return FilesField(label=_("Evidence as files"), required=False, at_most=8)


class _PartForm(RecordForm):
    """What belongs to an investigation; `record` is the investigation, or the part itself when it is amended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = getattr(self.record, "investigation", self.record)
        if "finding" in self.fields:
            rows = Finding.objects.filter(investigation=parent)
            self.fields["finding"].queryset = rows  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return what was typed under the names that the operation takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "attached")}
        return {**values, "files": self.cleaned_data["attached"]}


class FindingForm(_PartForm):
    """What was looked at, by whom and when, and what it says."""

    aspect = forms.ChoiceField(label=_("What was looked at"), choices=Aspect.choices)
    found_on = forms.DateField(label=_("Looked at on"), widget=DateInput(), initial=timezone.localdate)
    found_by = PersonField(label=_("Looked at by"), required=False)
    checked = forms.IntegerField(label=_("Pieces checked"), min_value=0, max_value=1_000_000, required=False)
    reproduced = forms.IntegerField(label=_("Pieces with the fault"), min_value=0, max_value=1_000_000, required=False)
    text = words(_("What was found"), rows=4)
    outcome = forms.ChoiceField(label=_("Result"), choices=Outcome.choices)
    hazard = forms.ChoiceField(
        label=_("Danger"), choices=[*EMPTY, *Hazard.choices], required=False,
        help_text=_("Wanted of a hazard analysis."),
    )  # fmt: skip
    attached = _files()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_by"].queryset = colleagues()  # type: ignore[attr-defined]

    def row(self) -> FindingRow:
        """Return what the operation takes."""
        return FindingRow(**self.given())


class WhyForm(_PartForm):
    """A question, its answer, and what shows that the answer is true."""

    question = forms.CharField(label=pgettext_lazy("five whys", "Why"), max_length=160)
    answer = words(pgettext_lazy("five whys", "Because"))
    evidence = words(pgettext_lazy("five whys", "Shown by"), required=False, rows=2)
    finding = forms.ModelChoiceField(
        label=_("Finding"), queryset=Finding.objects.none(), required=False, empty_label="—"
    )
    attached = _files()

    def row(self) -> WhyRow:
        """Return what the operation takes."""
        return WhyRow(**self.given())


class InfluenceForm(_PartForm):
    """What may have led to it, in a category of the scheme, and how far it was checked."""

    category = forms.ChoiceField(label=_("Category of the cause"))
    text = forms.CharField(label=_("Influence"), max_length=60)
    state = forms.ChoiceField(label=_("State"), choices=InfluenceState.choices, initial=InfluenceState.OPEN)
    evidence = words(pgettext_lazy("influence", "How it was checked"), required=False, rows=2)
    finding = forms.ModelChoiceField(
        label=_("Finding"), queryset=Finding.objects.none(), required=False, empty_label="—"
    )
    attached = _files()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in categories():
            groups.setdefault(one.clause.label, []).append((f"{one.scheme}:{one.code}", one.label))
        self.fields["category"].choices = list(groups.items())  # type: ignore[attr-defined]

    def row(self) -> InfluenceRow:
        """Return what the operation takes."""
        values = self.given()
        scheme, _colon, code = values.pop("category").partition(":")
        return InfluenceRow(scheme=scheme, category=code, **values)


class ConcludeForm(RecordForm):
    """Primary and secondary cause, chosen among the confirmed influences; the cause in words."""

    primary = forms.ModelChoiceField(label=_("Primary cause"), queryset=Influence.objects.none(), empty_label=None,
                                     widget=forms.RadioSelect)  # fmt: skip
    secondary = forms.ModelMultipleChoiceField(
        label=_("Secondary causes"), queryset=Influence.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    cause = words(pgettext_lazy("investigation", "Cause"), rows=5, hint=_("Proposed to the complaint in these words."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Influence.objects.filter(investigation=self.record.pk, state=InfluenceState.CONFIRMED)  # type: ignore[union-attr]
        self.fields["primary"].queryset = rows  # type: ignore[attr-defined]
        self.fields["secondary"].queryset = rows  # type: ignore[attr-defined]
        if not rows:
            self.fields["primary"].help_text = _("No influence is confirmed yet: check those on the fishbone first.")


def started(part: Any) -> dict[str, Any]:
    """Return what stands in the form of a part that is amended."""
    names = {
        "finding": ("aspect", "found_on", "found_by", "checked", "reproduced", "text", "outcome", "hazard"),
        "why": ("question", "answer", "evidence", "finding"),
        "influence": ("text", "state", "evidence", "finding"),
    }[part.prefix]  # fmt: skip
    values = {name: getattr(part, name) for name in names}
    return {**values, "category": f"{part.scheme}:{part.category}"} if part.prefix == "influence" else values


class CompareForm(forms.Form):
    """How many weeks up to which day the comparisons look at."""

    weeks = forms.IntegerField(label=_("Weeks"), min_value=2, max_value=156, required=False)
    until = forms.DateField(label=_("Until"), widget=DateInput(), required=False)


class ParetoForm(forms.Form):
    """What is ranked: by what, since when, of which model."""

    by = forms.ChoiceField(label=_("Rank by"), choices=[(way.key, way.label) for way in WAYS.values()], required=False)
    since = forms.DateField(label=_("From"), widget=DateInput(), required=False)
    until = forms.DateField(label=_("Until"), widget=DateInput(), required=False)
    model = forms.ModelChoiceField(
        label=_("Model"), queryset=ProductModel.objects.none(), required=False, empty_label=_("all models"),
        widget=forms.Select(attrs=PICK),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("It ends before it begins."))
        return data
