"""The forms of a supplier's record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.masking import MASK, normalize_phone


class SupplierForm(RecordForm):
    """Name, code and whom to reach."""

    name = forms.CharField(label=_("Supplier"), max_length=80)
    code = forms.CharField(label=_("Supplier code"), max_length=24, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(
        label=_("E-mail"), max_length=120, required=False, help_text=_("Corrective requests are mailed there.")
    )
    remarks = forms.CharField(label=_("Remarks"), max_length=200, required=False)

    def clean_phone(self) -> str:
        """Return the number's digits; the mask as it was shown."""
        return normalize_phone(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        """Return the address; the mask as it was shown."""
        written: str = self.cleaned_data["email"].strip()
        return written if MASK in written or not written else str(forms.EmailField().clean(written))


class CertificateForm(forms.Form):
    """A certificate."""

    name = forms.CharField(label=_("Certificate"), max_length=80)
    number = forms.CharField(label=_("Certificate no."), max_length=60, required=False)
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput(), required=False)


def known(supplier: Any) -> dict[str, Any]:
    """Return what stands in the form of a supplier: sealed fields as their mask."""
    return {name: str(getattr(supplier, name) or "") for name in SupplierForm.base_fields}
