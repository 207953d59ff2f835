"""Forms of a part and of a place."""

from typing import Any

from django import forms

from bihuan.organization.forms.base import RevisedForm
from bihuan.parts.models import Part, Place


class PartForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A spare part as it is on file."""

    class Meta:
        model = Part
        fields = [
            "code", "name", "unit_of_measure", "list_price", "cost_price", "fits_lines", "fits_models", "is_serialised",
            "is_due_back", "remarks",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_revision(self.instance)


class PlaceForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A place where parts lie."""

    class Meta:
        model = Place
        fields = ["code", "name", "place_kind", "outlet", "technician", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_revision(self.instance)
