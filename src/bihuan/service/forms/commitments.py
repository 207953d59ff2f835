"""The customer has his commitment: who received it, the signed paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.uploads import FilesField


class ReceivedForm(RecordForm):
    """Who received it on paper."""

    name = forms.CharField(label=_("Signed for by"), max_length=80)
    paper = FilesField(label=_("Photo of the signed paper"), required=False, at_most=1)
