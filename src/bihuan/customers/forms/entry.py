"""Forms of customers, contacts and sites. Personal data is shown masked; the mask sent back changes nothing."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Contact, Customer, Site
from bihuan.kernel.masking import MASK
from bihuan.kernel.privacy import EncryptedTextField, normalize_phone
from bihuan.kernel.records import Tracked


class FileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of what is on file, with the revision it was drawn from."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record: Tracked = self.instance
        self.initial["revision"] = record.revision if record.pk else None
        for name in self.private():
            self.initial[name] = str(getattr(record, name))

    def private(self) -> list[str]:
        """Return the names of the encrypted fields on this form."""
        fields: list[models.Field[Any, Any]] = list(self._meta.model._meta.fields)
        return [field.name for field in fields if isinstance(field, EncryptedTextField) and field.name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse a mask that was written into: nobody knows what is behind the stars."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.private():
            text = values.get(name) or ""
            if MASK in text and text != self.initial.get(name):
                self.add_error(name, _("Write it in full, without stars, or leave it as it was."))
        return values

    def clean_phone(self) -> str:
        """Accept a number however it is written."""
        text: str = self.cleaned_data["phone"].strip()
        if text and MASK not in text and len(normalize_phone(text)) < 5:
            raise forms.ValidationError(_("This is no phone number."))
        return text

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation sets the values, on the locked row."""

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        same = [name for name in self.private() if MASK in (values.get(name) or "")]
        return {name: value for name, value in values.items() if name not in same}


def line(maximum: int) -> dict[str, Any]:
    """Return the options of a one-line field for encrypted text."""
    return {"widget": forms.TextInput(attrs={"maxlength": maximum, "autocomplete": "off"}), "max_length": maximum}


class CustomerForm(FileForm):
    """The 「客户基本资料表」."""

    phone = forms.CharField(label=_("Phone"), required=False, **line(40))
    email = forms.CharField(label=_("E-mail"), required=False, **line(120))
    address = forms.CharField(label=_("Address"), required=False, **line(200))

    class Meta:
        model = Customer
        fields = [
            "name", "customer_kind", "phone", "email", "region", "address", "business", "keeper",
            "remarks",
        ]  # fmt: skip
        widgets = {"remarks": forms.Textarea(attrs={"rows": 3})}

    def clean_email(self) -> str:
        """Check a mail address that isn't masked."""
        text: str = self.cleaned_data["email"].strip()
        return text if MASK in text or not text else str(forms.EmailField().clean(text))


class ContactForm(FileForm):
    """A person at a customer's."""

    phone = forms.CharField(label=_("Phone"), required=False, **line(40))

    class Meta:
        model = Contact
        fields = ["name", "title_text", "phone", "is_active"]


class SiteForm(FileForm):
    """A place where a customer's products stand."""

    address = forms.CharField(label=_("Address"), required=False, **line(200))

    class Meta:
        model = Site
        fields = ["name", "region", "address", "latitude", "longitude", "is_active"]
