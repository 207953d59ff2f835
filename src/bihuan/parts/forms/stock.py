"""Forms about levels, faulty parts and substitutes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput
from bihuan.organization.models import Staff
from bihuan.parts.forms.fields import PartField
from bihuan.parts.models import FaultyPart, Place
from bihuan.parts.states import Condition, FaultyState


class ReceiveForm(forms.Form):
    """Pieces taken into stock."""

    part = PartField()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1_000_000)
    note = forms.CharField(label=_("Note"), required=False, max_length=200, help_text=_("Delivery note, supplier."))


class LevelsForm(forms.Form):
    """How many should lie at a place."""

    part = PartField()
    safety_stock = forms.IntegerField(label=_("Safety stock"), min_value=0, max_value=1_000_000)
    reserve = forms.IntegerField(
        label=_("Emergency reserve"), min_value=0, max_value=1_000_000,
        help_text=_("Kept for emergencies; otherwise only with the manager's consent."),
    )  # fmt: skip


class TakeBackForm(forms.Form):
    """A faulty part at the warehouse's counter."""

    condition = forms.ChoiceField(label=_("State of the part"), choices=Condition.choices, widget=forms.RadioSelect)
    place = forms.ModelChoiceField(label=_("Place of parts"), queryset=Place.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(by).filter(  # type: ignore[attr-defined]
            is_active=True, technician=None
        )


class ManyBackForm(forms.Form):
    """What was scanned at the counter."""

    codes = forms.CharField(
        label=_("Scanned"), max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True, "spellcheck": "false"}),
        help_text=_("One a line: number of the faulty part, its serial number, or the part number."),
    )  # fmt: skip
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=Staff.objects.none(), required=False)
    place = forms.ModelChoiceField(label=_("Place of parts"), queryset=Place.objects.none(), required=False)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owing = FaultyPart.objects.visible_to(by).filter(state=FaultyState.DUE)
        people = Staff.objects.filter(pk__in=owing.values("technician")).order_by("name")
        self.fields["technician"].queryset = people  # type: ignore[attr-defined]
        places = Place.objects.visible_to(by).filter(is_active=True, technician=None)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        """Return the codes, one a line."""
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class SubstituteForm(forms.Form):
    """A part that may stand in for another."""

    substitute = PartField(label=_("Substitute"))
    reason = forms.CharField(label=_("Why it is as good"), max_length=200)
    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput())
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate())
