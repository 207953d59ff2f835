"""Forms about levels, faulty parts and substitutes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput
from bihuan.parts.forms.fields import PartField
from bihuan.parts.models import Place
from bihuan.parts.states import Condition


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


class WriteOffForm(forms.Form):
    """Pieces taken off the books."""

    part = PartField()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason"), max_length=200)


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


class NoteForm(forms.Form):
    """A reason."""

    note = forms.CharField(label=_("Reason"), max_length=400)


class SubstituteForm(forms.Form):
    """A part that may stand in for another."""

    substitute = PartField(label=_("Substitute"))
    reason = forms.CharField(label=_("Why it is as good"), max_length=200)
    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput())
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate())
