"""Taking a call in: one sentence, or the 「报修登记簿」 field by field in the order of the paper."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.privacy import Private, normalize_phone
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Region
from bihuan.products.models import ProductModel, SoftwareVersion
from bihuan.service.forms.base import TimeField, further_fields, read_further
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.queries import unit_for
from bihuan.service.states import Channel, Urgency, WorkKind

TAKEN_BY_HAND = (Channel.HOTLINE, Channel.WALK_IN, Channel.SITE, Channel.EMAIL, Channel.WEB)


class SentenceForm(forms.Form):
    """A call in one sentence."""

    sentence = forms.CharField(
        label=_("What the customer says"),
        max_length=1000,
        strip=True,
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("Phone or last four digits, place, product, fault, when")}
        ),
    )


class FaultClassField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The classes in use, under their groups' names."""

    def __init__(self, **kwargs: Any) -> None:
        rows = FaultClass.objects.filter(is_active=True, parent__isnull=False).select_related("parent").order_by("code")
        super().__init__(queryset=rows, empty_label=_("to be classified"), **kwargs)


class RegisterFields(RecordForm):
    """A line of the 「报修登记簿」 (SVC-01), in its order."""

    contact_name = forms.CharField(label=_("Customer name"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Contact phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.select_related("parent"),
        required=False,
        empty_label=_("by the address"),
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    serial_text = forms.CharField(
        label=_("Serial no."), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    model_text = forms.CharField(
        label=pgettext_lazy("paper", "Product model"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "models", "autocomplete": "off"}),
    )
    fault_class = FaultClassField(label=_("Fault class"), required=False)
    work_kind = forms.ChoiceField(
        label=_("Kind of work"), choices=WorkKind.choices, initial=WorkKind.REPAIR, required=False
    )
    wanted_version = forms.ModelChoiceField(
        label=_("Software wanted"), required=False, empty_label=_("none, or to be found out"),
        queryset=SoftwareVersion.objects.filter(withdrawn_on=None).select_related("software"),
    )  # fmt: skip
    description = forms.CharField(label=_("Fault"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    fault_on = forms.DateField(
        label=_("Faulty since"),
        required=False,
        widget=DateInput(),
        help_text=_("By the customer's word; decides what is covered."),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    appointment_at = TimeField(label=_("Appointment"), required=False)
    may_text = forms.BooleanField(label=_("The customer agrees to text messages about this repair"), required=False)
    remarks = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, further: list[Any] | None = None, kept: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.further = further or []
        self.further_names = further_fields(self, self.further, kept)

    @property
    def further_bound(self) -> list[forms.BoundField]:
        """Return the fields that clauses have added, for the template."""
        return [self[name] for name in self.further_names]

    def clean_phone(self) -> str:
        """Refuse what holds no digits; an empty field is an unknown phone."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and len(normalize_phone(phone)) < 5:
            raise forms.ValidationError(_("This is no phone number."))
        return phone

    def values(self) -> dict[str, Any]:
        """Return what was entered under the names of the record's fields."""
        names = (
            "contact_name",
            "phone",
            "region",
            "address",
            "fault_class",
            "fault_on",
            "description",
            "work_kind",
            "wanted_version",
            "urgency",
            "appointment_at",
            "may_text",
            "remarks",
        )
        data = self.cleaned_data
        data["work_kind"] = data.get("work_kind") or WorkKind.REPAIR
        return {**{name: data.get(name) for name in names}, "extra": read_further(self, self.further)}

    def models(self) -> list[str]:
        """Return the models that may be picked."""
        return list(ProductModel.objects.filter(is_active=True).values_list("code", flat=True)[:500])


class IntakeForm(RegisterFields):
    """A new line of the register."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(one.value, one.label) for one in TAKEN_BY_HAND], initial=Channel.HOTLINE
    )
    reported_at = TimeField(label=_("Reported at"), required=False)
    photos = FilesField(label=_("Photos, recordings"), required=False, at_most=10)
    is_another = forms.BooleanField(label=_("This is another matter; register it all the same"), required=False)

    def clean_reported_at(self) -> Any:
        """Refuse a time to come; an empty field is now."""
        at = self.cleaned_data["reported_at"]
        if at and at > timezone.now():
            raise forms.ValidationError(_("The time reported lies in the future."))
        return at

    def values(self) -> dict[str, Any]:
        """Return the values of an `Intake`."""
        data = self.cleaned_data
        more = ("channel", "reported_at", "photos", "serial_text", "model_text")
        return {**super().values(), **{name: data.get(name) for name in more}}


class ChangeForm(RegisterFields):
    """Corrections to a line of the register. Personal data is shown masked and changes only when typed anew."""

    def __init__(self, *args: Any, record: ServiceRequest, **kwargs: Any) -> None:
        initial = {name: getattr(record, name) for name in self.base_fields if hasattr(record, name)}
        initial |= {"phone": "", "address": ""}
        super().__init__(*args, record=record, initial=initial, kept=record.extra, **kwargs)
        for name in ("phone", "address"):
            kept = getattr(record, name)
            self.fields[name].widget.attrs["placeholder"] = str(kept) if isinstance(kept, Private) else ""
            self.fields[name].help_text = _("Leave empty to keep it.")
        for name, view in zip(self.further_names, self.further, strict=True):
            if self.fields[name].required and not record.extra.get(view.name):
                self.fields[name].required = False
                self.fields[name].label = _("%(field)s (still missing)") % {"field": self.fields[name].label}

    def values(self) -> dict[str, Any]:
        """Return what may have changed; an empty phone or address is left as it is."""
        values = super().values()
        for name in ("phone", "address"):
            if not values[name]:
                del values[name]
        data = self.cleaned_data
        record: Any = self.record
        values["extra"] = {**(record.extra or {}), **values["extra"]}
        if data["serial_text"].strip() != record.serial_text:
            unit = unit_for(data["serial_text"])
            values |= {"unit": unit} if unit else {"unit": None, "serial_text": data["serial_text"].strip()}
        if data["model_text"].strip() != record.model_text:
            model = ProductModel.objects.filter(code__iexact=data["model_text"].strip()).first()
            values |= {"model": model, "model_text": data["model_text"].strip()}
        return values
