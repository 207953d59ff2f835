"""Forms of the pool and of a loan (PRT-03)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput
from bihuan.kernel.signing import SignedForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.forms.base import RevisedForm
from bihuan.parts.models import Loan, Loaner, Place
from bihuan.parts.operations.loans import Back, Handover
from bihuan.parts.queries.loans import free_loaners
from bihuan.parts.states.loans import ReturnCondition

AREA = forms.Textarea(attrs={"rows": 2})


def _money(label: Any, **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, widget=widget, **options)


class LoanerForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A loaner as it is on file."""

    class Meta:
        model = Loaner
        fields = [
            "loaner_kind", "name", "model", "part", "serial", "place", "condition", "accessories", "value", "remarks",
        ]  # fmt: skip
        widgets = {"condition": AREA, "accessories": AREA}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for name in ("model", "part", "place"):
            self.fields[name].widget.attrs["data-pick"] = ""
        self.carry_revision(self.instance)


class PooledField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A loaner that is free; those of the same model first."""

    def __init__(self, *, model: Any, **kwargs: Any) -> None:
        super().__init__(queryset=Loaner.objects.free(), label=_("Loaner"), empty_label=None, **kwargs)
        self.choices = [(one.pk, self.words(one)) for one in free_loaners(model)]

    @staticmethod
    def words(loaner: Loaner) -> str:
        """Return what the choice says: what it is, where it is, how it is."""
        return " · ".join(filter(None, [str(loaner), loaner.type_text, str(loaner.place or ""), loaner.condition]))


class ReserveForm(forms.Form):
    """Which loaner a customer gets."""

    def __init__(self, *args: Any, model: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loaner"] = PooledField(model=model, widget=forms.RadioSelect)


class HandoverForm(SignedForm):
    """The 「借用单」 in its order."""

    condition = forms.CharField(label=_("Condition when lent"), max_length=300, widget=AREA)
    accessories = forms.CharField(label=_("Accessories lent"), max_length=300, widget=AREA, required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)
    due_on = forms.DateField(label=_("Due back on"), widget=DateInput())
    deposit = _money(_("Deposit (CNY)"))

    def __init__(self, *args: Any, loan: Loan, **kwargs: Any) -> None:
        known = {
            "condition": loan.condition_lent, "accessories": loan.accessories, "due_on": loan.due_on,
            "deposit": loan.deposit, "signer_name": loan.borrower,
        }  # fmt: skip
        super().__init__(*args, **{"initial": known, **kwargs})

    def handover(self) -> Handover:
        """Return what was agreed, as the operation wants it."""
        values = self.cleaned_data
        signature, is_paper = self.signed()
        return Handover(
            signature=signature, is_paper=is_paper, signer_name=values["signer_name"], condition=values["condition"],
            accessories=values["accessories"], due_on=values["due_on"], deposit=values["deposit"],
            photos=tuple(values["photos"]),
        )  # fmt: skip


class BackForm(forms.Form):
    """How the loaner came back."""

    condition = forms.ChoiceField(
        label=_("Condition when returned"), choices=ReturnCondition.choices, widget=forms.RadioSelect
    )
    damage = forms.CharField(label=_("Damage or what is missing"), max_length=300, widget=AREA, required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)
    charge_proposed = _money(_("Charge proposed (CNY)"), required=False)
    deposit_back = _money(_("Deposit given back (CNY)"), required=False)
    place = forms.ModelChoiceField(label=_("Place of parts"), queryset=Place.objects.none(), required=False)

    def __init__(self, *args: Any, loan: Loan, by: Any, **kwargs: Any) -> None:
        known = {"place": loan.loaner.place_id, "deposit_back": loan.deposit or None}
        super().__init__(*args, **{"initial": known, **kwargs})
        places = Place.objects.visible_to(by).filter(is_active=True)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        if not loan.deposit:
            del self.fields["deposit_back"]

    def back(self) -> Back:
        """Return how it came back, as the operation wants it."""
        values = self.cleaned_data
        return Back(
            condition=values["condition"], damage=values["damage"], charge_proposed=values["charge_proposed"],
            deposit_back=values.get("deposit_back"), place=values["place"], photos=tuple(values["photos"]),
        )  # fmt: skip


class ExtendForm(forms.Form):
    """Until when, and why."""

    due_on = forms.DateField(label=_("Due back on"), widget=DateInput())
    note = forms.CharField(label=_("Reason"), max_length=300, widget=AREA)


class LostForm(forms.Form):
    """How it was lost, and what the customer should pay."""

    note = forms.CharField(label=_("How it was lost"), max_length=300, widget=AREA)
    charge_proposed = _money(_("Charge proposed (CNY)"), required=False)
