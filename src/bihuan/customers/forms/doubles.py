"""The forms around files of one customer (CUS-01)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer, Pair


class MergeForm(forms.Form):
    """Which file stays, and why."""

    survivor = forms.ChoiceField(label=_("Which file stays?"), widget=forms.RadioSelect)
    note = forms.CharField(label=pgettext_lazy("merge", "Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = {str(one.pk): one for one in (pair.first, pair.second)}
        field: Any = self.fields["survivor"]
        field.choices = [(key, f"{one.number} {one.name}") for key, one in self.both.items()]
        self.initial.setdefault("survivor", str(pair.first_id))

    def chosen(self) -> tuple[Customer, Customer]:
        """Return the file that stays and the other."""
        stays = self.cleaned_data["survivor"]
        return self.both[stays], next(one for key, one in self.both.items() if key != stays)


class OtherForm(forms.Form):
    """The number of the other file."""

    other = forms.CharField(label=_("Customer no. of the other file"), max_length=40)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_other(self) -> Customer:
        """Find the file by its number."""
        number = self.cleaned_data["other"].strip()
        found: Customer | None = Customer.objects.visible_to(self.by).filter(number=number, merged_into=None).first()
        if found is None:
            raise forms.ValidationError(_("No such customer, or not one that you may see."))
        return found
