"""Forms of parts on a job: used, returned, missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.parts.forms.fields import PartField, consent_field
from bihuan.parts.models import Place
from bihuan.service.models import PartUsage, WorkOrder
from bihuan.service.operations import Use
from bihuan.service.queries.parts import places_for


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A place among those the user may issue from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Place.objects.none(), empty_label=None, **kwargs)

    def offer(self, places: list[Place]) -> None:
        """Offer these places, the first of them chosen."""
        self.queryset = Place.objects.filter(pk__in=[place.pk for place in places])
        self.choices = [(place.pk, place.name) for place in places]


class UseForm(RecordForm):
    """A part put into the product."""

    part = PartField(help_text=_("Number or name; a scanned code works too."))
    place = PlaceChoice(label=_("Taken from"))
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=9999, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    instead_of = PartField(
        label=_("Instead of the original"), required=False, help_text=_("Only an approved substitute may be used.")
    )
    serial_out = forms.CharField(label=_("Serial no. taken out"), max_length=60, required=False)
    serial_in = forms.CharField(label=_("Serial no. put in"), max_length=60, required=False)
    consent = consent_field()

    def __init__(self, *args: Any, record: WorkOrder, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        places = places_for(record, by)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]
        if places:
            self.initial.setdefault("place", places[0].pk)
        if not (places and by.has_perm("parts.open_reserve", places[0])):
            del self.fields["consent"]

    def use(self) -> Use:
        """Return what is to be put on the job."""
        return Use(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


class ReturnForm(forms.Form):
    """What is given back unused."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=9999)
    place = PlaceChoice(label=_("Put back to"))

    def __init__(self, *args: Any, usage: PartUsage, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_for(usage.order, by)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]
        self.initial.setdefault("place", usage.place_id)
        self.initial.setdefault("quantity", usage.kept)


class WantForm(forms.Form):
    """A part a repair lacks."""

    part = PartField()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=9999, initial=1)
    expected_on = forms.DateField(label=_("Expected on"), widget=DateInput(), required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class OrderedForm(RecordForm):
    """When the ordered part should come."""

    expected_on = forms.DateField(label=_("Expected on"), widget=DateInput())
    note = forms.CharField(label=_("Note"), max_length=400, required=False)
