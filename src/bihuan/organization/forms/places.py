"""Forms of departments, outlets and regions."""

from typing import Any

from django import forms

from bihuan.organization.forms.base import RevisedForm
from bihuan.organization.models import Department, Outlet, Region, Staff


class PlaceForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """What the forms of places share: a place isn't part of itself, a manager works here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_revision(self.instance)
        for name, rows in (
            ("parent", type(self.instance).objects.exclude(pk=self.instance.pk)),
            ("manager", Staff.objects.active()),
        ):
            if isinstance(field := self.fields.get(name), forms.ModelChoiceField):
                field.queryset = rows


class DepartmentForm(PlaceForm):
    """A department."""

    class Meta:
        model = Department
        fields = ["code", "name", "parent", "manager"]


class OutletForm(PlaceForm):
    """A service outlet."""

    class Meta:
        model = Outlet
        fields = [
            "code", "name", "outlet_kind", "department", "manager", "phone", "address", "latitude", "longitude",
            "calendar", "revenue_group", "is_active",
        ]  # fmt: skip


class RegionForm(PlaceForm):
    """A region."""

    class Meta:
        model = Region
        fields = ["name", "parent", "area", "outlet", "latitude", "longitude"]
