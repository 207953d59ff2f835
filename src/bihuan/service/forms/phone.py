"""What the technician fills in on his phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.uploads import FilesField
from bihuan.products.models import FaultCode
from bihuan.products.queries import codes_for
from bihuan.service.models import WorkOrder
from bihuan.service.states import REPAIR_CAUSES, SOFTWARE_CAUSES, SOFTWARE_WORK, Result

# What is taken in has its own form, the receipt.
ON_SITE = [choice for choice in Result.choices if choice[0] != Result.TAKEN_IN]


class DiagnosisForm(forms.Form):
    """Fault code, findings, cause: what the voucher says of the fault."""

    fault_code = forms.ModelChoiceField(
        label=_("Fault code"), queryset=FaultCode.objects.none(), required=False, empty_label=_("No code")
    )
    findings = forms.CharField(label=_("Findings"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    cause = forms.ChoiceField(label=_("Cause"), choices=REPAIR_CAUSES, widget=forms.RadioSelect)
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)

    def __init__(self, *args: Any, order: WorkOrder, **kwargs: Any) -> None:
        known = {"fault_code": order.fault_code_id, "findings": order.findings, "cause": order.cause or None}
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)
        self.fields["fault_code"].queryset = codes_for(order.request.model)  # type: ignore[attr-defined]
        if order.request.work_kind in SOFTWARE_WORK:
            self.fields["cause"].choices = SOFTWARE_CAUSES  # type: ignore[attr-defined]


class WorkForm(forms.Form):
    """What was done, how it ended, how long it took."""

    work_done = forms.CharField(
        label=_("Work done and test run"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = forms.ChoiceField(label=_("Result"), choices=ON_SITE, widget=forms.RadioSelect)
    minutes_spent = forms.IntegerField(
        label=_("Minutes used"), min_value=0, max_value=6000, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)


class SignForm(forms.Form):
    """The customer's signature, on the glass or on paper."""

    signer_name = forms.CharField(label=_("Signed by"), max_length=80)
    customer_note = forms.CharField(
        label=_("Customer's remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    paper = FilesField(label=_("Photo of the signed paper"), required=False, at_most=1)
