"""The 「产品投诉记录表」 field by field in the order of the paper."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models import Complaint
from bihuan.complaints.queries import kinds
from bihuan.complaints.rules.ledger import fault_codes
from bihuan.complaints.states import Complainant, ComplaintChannel, Demand, Sample, Sanction, Severity
from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.privacy import Private, normalize_phone
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department
from bihuan.products.models import FaultCode, ProductModel
from bihuan.products.queries import model_named, recognise
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PersonField, colleagues, words

BY_HAND = (
    ComplaintChannel.HOTLINE, ComplaintChannel.VISIT, ComplaintChannel.LETTER, ComplaintChannel.EMAIL,
    ComplaintChannel.SERVICE, ComplaintChannel.SALES, ComplaintChannel.PLATFORM,
)  # fmt: skip
PRIVATE = ("phone", "other_contact", "address", "background")
EMPTY = [("", "—")]


def _line(label: Any, most: int, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000_000, required=False)


def _money(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, required=False)


class ComplaintFields(RecordForm):
    """What the paper asks, in its order (CMP-01)."""

    channel = forms.ChoiceField(label=_("Channel"), choices=[(one.value, one.label) for one in BY_HAND])
    complained_at = TimeField(label=_("Complained at"), required=False)
    complainant = forms.ChoiceField(label=_("Complainant"), choices=Complainant.choices)
    contact_name = _line(_("Name of the complainant"), 80)
    phone = _line(_("Phone"), 40, inputmode="tel")
    other_contact = _line(_("Other ways to reach him"), 200)
    address = _line(_("Address"), 200)
    background = _line(_("Occupation and background"), 200)
    order_no = _line(_("Order no."), 40)
    serial_text = _line(_("Serial no."), 60)
    model_text = _line(pgettext_lazy("paper", "Product model"), 120, list="models")
    packing = _line(_("Package"), 60)
    batch = _line(_("Production batch"), 60)
    delivered_on = forms.DateField(label=pgettext_lazy("complaint", "Delivered on"), required=False, widget=DateInput())
    quantity = _number(_("Quantity delivered"))
    defective = _number(_("Quantity defective"))
    returned = _number(_("Quantity returned"))
    bought_at = _line(_("Place of purchase"), 120)
    kind_of = forms.ChoiceField(label=_("Kind of complaint"), choices=[])
    happened_on = forms.DateField(label=_("Happened on"), required=False, widget=DateInput())
    description = words(_("What is complained of"), rows=4)
    fault_codes = _line(_("Fault codes"), 200, list="codes")
    circumstances = words(_("Purchase, storage, use"), required=False, rows=2)
    demand = forms.ChoiceField(label=_("Customer wants"), choices=[*EMPTY, *Demand.choices], required=False)
    claimed = _money(_("Amount claimed (¥)"))
    demand_words = words(_("In his words"), required=False, rows=2)
    has_loss = forms.BooleanField(label=_("A loss arose"), required=False)
    is_injury = forms.BooleanField(label=_("Somebody was hurt"), required=False)
    harms_reputation = forms.BooleanField(label=_("Harms the company's name"), required=False)
    at_assembly = forms.BooleanField(label=_("Found while the customer built it in"), required=False)
    sanction = forms.ChoiceField(label=_("Customer's sanction"), choices=[*EMPTY, *Sanction.choices], required=False)
    sample = forms.ChoiceField(label=_("Sample"), choices=Sample.choices)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("to be judged")), *Severity.choices], required=False
    )
    concerned = forms.ModelChoiceField(
        label=_("Department concerned"), queryset=Department.objects.none(), required=False, empty_label="—"
    )
    about_staff = PersonField(label=_("Colleague complained of"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind_of"].choices = [(kind.code, kind.label) for kind in kinds()]  # type: ignore[attr-defined]
        self.fields["concerned"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["about_staff"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["fault_codes"].help_text = _("Several with a space between them.")

    def clean_phone(self) -> str:
        """Refuse what holds no digits."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and len(normalize_phone(phone)) < 5:
            raise forms.ValidationError(_("This is no phone number."))
        return phone

    def clean_complained_at(self) -> Any:
        """Refuse a time to come; an empty field is now."""
        at = self.cleaned_data["complained_at"]
        if at and at > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return at

    def clean_fault_codes(self) -> list[str]:
        """Return the codes one by one; refuse words among them."""
        codes, rest = fault_codes(self.cleaned_data["fault_codes"])
        if rest:
            raise forms.ValidationError(_("This is no fault code: %(words)s.") % {"words": rest})
        return codes

    def values(self) -> dict[str, Any]:
        """Return what was entered under the names of the record's fields."""
        data = self.cleaned_data
        return {name: data[name] for name in ComplaintFields.base_fields if name in data}

    def codes(self) -> list[FaultCode]:
        """Return the fault codes that may be picked."""
        return list(FaultCode.objects.order_by("code").distinct()[:500])

    def models(self) -> list[str]:
        """Return the models that may be picked."""
        return list(ProductModel.objects.filter(is_active=True).values_list("code", flat=True)[:500])


class ComplaintForm(ComplaintFields):
    """A new complaint."""

    photos = FilesField(label=_("Photos, recordings"), required=False, at_most=10)
    is_another = forms.BooleanField(label=_("This is another matter; register it all the same"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the values of a `Grievance`."""
        return {**super().values(), "photos": self.cleaned_data.get("photos") or ()}


class ComplaintChangeForm(ComplaintFields):
    """Corrections; personal data is shown masked and changes only when typed anew."""

    def __init__(self, *args: Any, record: Complaint, **kwargs: Any) -> None:
        initial = {name: getattr(record, name, None) for name in ComplaintFields.base_fields}
        initial |= dict.fromkeys(PRIVATE, "")
        initial["fault_codes"] = " ".join(one.code.code for one in record.faults.select_related("code"))
        super().__init__(*args, record=record, initial=initial, **kwargs)
        if record.channel not in {one.value for one in BY_HAND}:
            shown = (record.channel, record.get_channel_display())
            self.fields["channel"].choices = [shown, *self.fields["channel"].choices]  # type: ignore[attr-defined]
        for name in PRIVATE:
            kept = getattr(record, name)
            self.fields[name].widget.attrs["placeholder"] = str(kept) if isinstance(kept, Private) else ""
            self.fields[name].help_text = _("Leave empty to keep it.")

    def values(self) -> dict[str, Any]:
        """Return what may have changed; an empty private field is left as it is."""
        record: Any = self.record
        values = {name: value for name, value in super().values().items() if value or name not in PRIVATE}
        if not values["complained_at"]:
            del values["complained_at"]
        serial, model = values["serial_text"].strip(), values["model_text"].strip()
        if serial != record.serial_text:
            unit = recognise(serial) if serial else None
            values["unit"] = unit
            values |= {"model": unit.model, "model_text": unit.model.code} if unit else {}
        if model != record.model_text and not values.get("unit"):
            values["model"] = model_named(model)
        return values
