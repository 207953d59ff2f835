"""Forms of recalls: the words, which units, what became of one (WAR-07)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.uploads import FilesField
from bihuan.products.forms.entry import CustomerField, RevisedForm, day
from bihuan.products.models import Batch, Lot, ProductModel, Recall
from bihuan.products.queries.recalls import Scope
from bihuan.products.states import Whereabouts


class RecallForm(RevisedForm):
    """Why, how bad, what is done."""

    class Meta:
        model = Recall
        fields = ["subject", "severity", "reason", "hazard", "advice", "remedy"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "maxlength": 2000}) for name in ("reason", "hazard", "advice")
        }


class ScopeForm(forms.Form):
    """Which units: all that is filled in must be true of each."""

    model = forms.ModelChoiceField(ProductModel.objects.all(), label=_("Model"), required=False)
    batch = forms.CharField(label=_("Batch"), required=False, max_length=40)
    lot = forms.CharField(label=_("Lot no."), required=False, max_length=60)
    serial_from = forms.CharField(label=_("Serial no. from"), required=False, max_length=60)
    serial_to = forms.CharField(label=_("Serial no. to"), required=False, max_length=60)
    produced_from = day(_("Produced from"))
    produced_to = day(_("Produced until"))

    def clean(self) -> dict[str, Any]:
        """Find batch and lot; a code that means several asks for the model."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("batch"):
            rows = Batch.objects.filter(code__iexact=values["batch"].strip())
            model = values.get("model")
            values["batch"] = self._one(rows.filter(model=model) if model else rows, "batch")
        if values.get("lot"):
            values["lot"] = self._one(Lot.objects.filter(code__iexact=values["lot"].strip()), "lot")
        return values

    def _one(self, rows: Any, field: str) -> Any:
        found = list(rows[:2])
        if len(found) == 1:
            return found[0]
        several = _("Several have this number; choose the model, or begin from the trace.")
        self.add_error(field, several if found else _("Not on file."))
        return None

    def scope(self) -> Scope:
        """Return the description."""
        values: dict[str, Any] = {
            name: value or ("" if "serial" in name else None) for name, value in self.cleaned_data.items()
        }
        return Scope(**values)


class EvidenceForm(NoteForm):
    """What became of a unit, and what shows it."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    evidence = FilesField(label=_("Evidence: photos, returned letter, receipt"), required=False, at_most=6)


class NewOwnerForm(forms.Form):
    """To whom a unit was passed on: somebody on file, or entered here."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    customer = CustomerField(required=False)
    name = forms.CharField(
        label=_("Not on file yet: name"), required=False, max_length=120, help_text=_("He is entered as a customer.")
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    note = forms.CharField(
        label=_("How you know"), max_length=400,
        help_text=_("Who said so and when: the customer's answer, a call, a returned letter."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].by = by  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of both: a customer on file, or a name and a way to reach him."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("customer") and "customer" not in self.errors:
            if not values.get("name"):
                self.add_error("customer", _("Say who has it now."))
            elif not (values.get("phone") or values.get("address")):
                self.add_error("address", _("Give his address or phone: he is to be told."))
        return values


class ReplyForm(forms.Form):
    """What the customer says about one unit."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    whereabouts = forms.ChoiceField(label=_("Whereabouts"), choices=Whereabouts.choices, widget=forms.RadioSelect)
    wished_on = day(_("Wished day"))
    wished_on.widget.attrs["data-when"] = "whereabouts=own"
    passed_to = forms.CharField(
        label=_("Passed on to"), required=False, max_length=200,
        help_text=_("Name and phone of the new owner, if known."),
        widget=forms.TextInput(attrs={"data-when": "whereabouts=sold_on"}),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, max_length=400)
