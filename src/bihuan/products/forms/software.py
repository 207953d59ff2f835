"""Forms of software, its versions, and what runs on a unit."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.products.forms.entry import RevisedForm, day
from bihuan.products.models import ProductLine, ProductModel, Software, SoftwareVersion, Unit
from bihuan.products.queries.software import versions_for
from bihuan.products.states import InstallWay


class SoftwareForm(RevisedForm):
    """A piece of software."""

    class Meta:
        model = Software
        fields = ["code", "name", "model", "line", "is_excepted", "list_price", "cost_price", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["line"].queryset = ProductLine.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["line"].help_text = _("For every model of the line; leave both empty for all products.")


class ReleaseForm(forms.Form):
    """A version that was released."""

    version = forms.CharField(label=_("Version"), max_length=40)
    released_on = day(_("Released on"), is_required=True)
    replaces = forms.ModelChoiceField(
        label=_("Replaces"), queryset=SoftwareVersion.objects.none(), required=False, empty_label=_("the newest one")
    )
    note = forms.CharField(label=_("What is new"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, software: Software, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = software.versions.select_related("software")  # type: ignore[attr-defined]
        self.initial.setdefault("released_on", timezone.localdate())


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    why = forms.CharField(label=_("Why withdrawn"), max_length=200)


class FoundForm(forms.Form):
    """What a unit was found to run, without a job."""

    version = forms.ModelChoiceField(label=_("Version"), queryset=SoftwareVersion.objects.none())
    way = forms.ChoiceField(
        label=_("How it came"), choices=[(one.value, one.label) for one in (InstallWay.FOUND, InstallWay.FACTORY)]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions_for(unit.model)  # type: ignore[attr-defined]
