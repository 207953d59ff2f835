"""The forms of 举一反三 and of changed regulations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.organization.models import Department
from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.states import VersionState
from bihuan.service.forms.matters import PICK, words

ANSWERS = (("yes", _("It is so there too")), ("no", _("It is not so there")))


class PlaceForm(RecordForm):
    """Another product, process or place."""

    place = forms.CharField(label=_("Product or place"), max_length=80)


class SimilarForm(forms.Form):
    """Whether it is so there too: with the action there, or with the reason why not."""

    applies = forms.ChoiceField(label=_("Decision"), choices=ANSWERS, widget=forms.RadioSelect)
    action = words(_("Action there"), required=False, hint=_("Where it is so there too."))
    reason = words(_("Reason"), required=False, hint=_("Where it is not so there."))

    def clean_applies(self) -> bool:
        """Return the decision as yes or no."""
        return bool(self.cleaned_data["applies"] == "yes")


class RuleForm(RecordForm):
    """Which version of a regulation was brought about, and who reads it."""

    version = forms.ModelChoiceField(
        queryset=RegulationVersion.objects.none(), label=_("Version of a regulation"),
        widget=forms.Select(attrs=PICK),
    )  # fmt: skip
    change = forms.CharField(label=_("What changes"), max_length=200)
    departments = forms.ModelMultipleChoiceField(
        queryset=Department.objects.none(), label=_("Read by"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = RegulationVersion.objects.exclude(state=VersionState.WITHDRAWN).select_related("regulation")
        version: Any = self.fields["version"]
        version.queryset = known.order_by("regulation__key", "-sequence")
        version.label_from_instance = lambda one: f"{one.regulation.key} {one.title}"
        self.fields["departments"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
