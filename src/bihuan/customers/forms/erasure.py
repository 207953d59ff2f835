"""A person's wish to be erased."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm


class ErasureForm(RecordForm):
    """When he asked, and how we know that it is he."""

    asked_on = forms.DateField(
        label=pgettext_lazy("erasure", "Asked on"), widget=DateInput(), initial=timezone.localdate
    )
    proof = forms.CharField(
        label=pgettext_lazy("erasure", "How we know it is he"), max_length=200,
        help_text=_("E.g. called from his number on file, signed letter of 11-20."),
    )  # fmt: skip
