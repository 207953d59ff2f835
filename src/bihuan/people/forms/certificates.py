"""The form of a certificate."""

from typing import Any

from django import forms

from bihuan.kernel.inputs import DateInput
from bihuan.organization.forms.base import RevisedForm
from bihuan.organization.models import Staff
from bihuan.people.models import Certificate


class CertificateForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A colleague's certificate."""

    class Meta:
        model = Certificate
        fields = ["name", "code", "number", "skill", "issued_on", "expires_on"]
        widgets = {"issued_on": DateInput(), "expires_on": DateInput()}

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.staff = staff
        self.carry_revision(self.instance)
