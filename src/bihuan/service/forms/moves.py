"""The short forms behind a record's buttons."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm, note_field
from bihuan.kernel.uploads import checked
from bihuan.organization.models import Staff
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.intake import FaultClassField
from bihuan.service.states import ServiceClass

PICK = {"data-pick": ""}


class ContactForm(RecordForm):
    """What the customer was told, and when."""

    note = note_field(_("What the customer was told"))
    at = TimeField(label=_("When, if not now"), required=False)

    def clean_at(self) -> Any:
        """Refuse a time to come."""
        at = self.cleaned_data["at"]
        if at and at > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return at


class HandOverForm(RecordForm):
    """Who owns the request from now on."""

    to = forms.ModelChoiceField(label=_("New owner"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK))
    note = note_field(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = getattr(self.record, "owner_id", None)
        self.fields["to"].queryset = Staff.objects.active().exclude(pk=owner).order_by("username")  # type: ignore[attr-defined]


class PassUpForm(RecordForm):
    """Out of one's scope, or major."""

    is_major = forms.BooleanField(label=_("Major: to the general manager at once"), required=False)
    note = note_field(_("Reason"))


class ShirkingForm(RecordForm):
    """Who passed the customer on without taking charge."""

    who = forms.ModelChoiceField(label=_("Colleague"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK))
    note = note_field(_("What happened"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = Staff.objects.active().order_by("username")  # type: ignore[attr-defined]


class OverrideForm(RecordForm):
    """Another service class, with the reason (SVC-09)."""

    service_class = forms.ChoiceField(label=_("Service class"), choices=ServiceClass.choices, widget=forms.RadioSelect)
    note = note_field(_("Reason"))


class ClassifyForm(forms.Form):
    """One fault class for all chosen requests (SVC-02)."""

    fault_class = FaultClassField(label=_("Fault class"), required=True)


class SignedPaperForm(RecordForm):
    """The 「维修服务凭证」 signed on paper, photographed or scanned (SVC-10)."""

    paper = forms.FileField(
        label=_("Photo or scan of the signed paper"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf", "data-shrink": ""}),
    )
    signer_name = forms.CharField(label=_("Signed by"), max_length=80)
    at = TimeField(label=_("Signed at, if not now"), required=False)
    customer_note = note_field(_("Customer's remark"), required=False)

    def clean_paper(self) -> Any:
        """Return the file's checked content."""
        return checked(self.cleaned_data["paper"])


class ReviewForm(forms.Form):
    """The manager's word under a technician's day."""

    remark = note_field(_("Opinion"), required=False)


class SubmitReportForm(forms.Form):
    """The technician's word under his own day."""

    summary = note_field(_("Remark on the day"), required=False)
